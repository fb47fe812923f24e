package dev.mailflow.compiler.parse;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.ATN;
import org.antlr.v4.runtime.atn.ATNState;
import org.antlr.v4.runtime.atn.RuleStopState;
import org.antlr.v4.runtime.atn.RuleTransition;
import org.antlr.v4.runtime.atn.Transition;
import org.jspecify.annotations.Nullable;

/**
 * Follows all readings of a row of tokens through the grammar at once, up to the first token that no reading takes.
 * ANTLR's own parser stops at the same token but knows the expectations of one reading only.
 */
final class AtnWalk {
    /** A rule that has begun and is not over. */
    record Frame(
            int rule, int begin, ATNState follow, @Nullable Frame parent) {}

    /** A reading: the next token is taken by a transition of {@code state}. */
    record Reading(ATNState state, Frame frame) {}

    /** @param readings those alive before the token at {@code index}, none of which takes it */
    record Stop(int index, List<Reading> readings) {
        Stop {
            readings = List.copyOf(readings);
        }
    }

    private final ATN atn;
    private final TokenRow row;
    private long steps;

    AtnWalk(ATN atn, TokenRow row) {
        this.atn = atn;
        this.row = row;
    }

    /** How many tokens were followed so far, over all walks. */
    long steps() {
        return steps;
    }

    /** Reads from a token on as {@code rule}; stops before {@code limit} even if the grammar could go on. */
    Stop from(int rule, int begin, int limit) {
        ATNState start = atn.ruleToStartState[rule];
        Frame root = new Frame(rule, begin, atn.ruleToStopState[rule], null);
        List<Reading> alive = close(List.of(new Reading(start, root)), begin);
        int index = begin;
        while (index < limit) {
            steps++;
            List<Reading> moved = move(alive, row.type(index));
            if (moved.isEmpty() || row.type(index) == Token.EOF) {
                return new Stop(index, alive);
            }
            index++;
            alive = close(moved, index);
        }
        return new Stop(index, alive);
    }

    private List<Reading> move(List<Reading> readings, int type) {
        List<Reading> moved = new ArrayList<>();
        for (Reading reading : readings) {
            for (Transition transition : reading.state().getTransitions()) {
                if (!transition.isEpsilon() && transition.matches(type, Token.MIN_USER_TOKEN_TYPE, atn.maxTokenType)) {
                    moved.add(new Reading(transition.target, reading.frame()));
                }
            }
        }
        return moved;
    }

    private static List<Reading> close(List<Reading> readings, int index) {
        Set<Reading> seen = new HashSet<>();
        List<Reading> taking = new ArrayList<>();
        Deque<Reading> open = new ArrayDeque<>(readings);
        while (!open.isEmpty()) {
            Reading reading = open.removeFirst();
            if (!seen.add(reading)) {
                continue;
            }
            if (reading.state() instanceof RuleStopState) {
                Frame parent = reading.frame().parent();
                if (parent != null) {
                    open.addLast(new Reading(reading.frame().follow(), parent));
                }
                continue;
            }
            boolean takes = false;
            for (Transition transition : reading.state().getTransitions()) {
                if (transition instanceof RuleTransition call) {
                    Frame frame = new Frame(call.ruleIndex, index, call.followState, reading.frame());
                    open.addLast(new Reading(call.target, frame));
                } else if (transition.isEpsilon()) {
                    open.addLast(new Reading(transition.target, reading.frame()));
                } else {
                    takes = true;
                }
            }
            if (takes) {
                taking.add(reading);
            }
        }
        return taking;
    }
}
