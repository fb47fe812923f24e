package dev.mailflow.compiler.parse;

import dev.mailflow.compiler.parse.AtnWalk.Frame;
import dev.mailflow.compiler.parse.AtnWalk.Reading;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.grammar.MailflowLexer;
import java.util.List;
import java.util.OptionalInt;
import org.antlr.v4.runtime.atn.Transition;
import org.antlr.v4.runtime.misc.IntervalSet;
import org.jspecify.annotations.Nullable;

/**
 * A token that the grammar does not take, with what it would have taken there.
 *
 * @param begin the first token of the declaration that is being read
 * @param index the token that does not fit
 */
record Place(TokenRow row, int begin, int index, List<Reading> readings, IntervalSet expected) {
    Place {
        readings = List.copyOf(readings);
    }

    static Place of(TokenRow row, int begin, AtnWalk.Stop stop) {
        IntervalSet expected = new IntervalSet();
        for (Reading reading : stop.readings()) {
            for (Transition transition : reading.state().getTransitions()) {
                if (!transition.isEpsilon()) {
                    expected.addAll(transition.label());
                }
            }
        }
        return new Place(row, begin, stop.index(), stop.readings(), expected);
    }

    int type() {
        return row.type(index);
    }

    int typeAt(int distance) {
        return row.type(index + distance);
    }

    String text() {
        return row.text(index);
    }

    Span span() {
        return row.span(index);
    }

    boolean expects(int type) {
        return expected.contains(type);
    }

    /** Any word at all would do here. */
    boolean expectsWord() {
        return expected.contains(MailflowLexer.WORD);
    }

    /** Whether some reading is inside a rule that began before this token. */
    boolean inside(int rule) {
        return beginOf(rule).isPresent();
    }

    /** Where the innermost unfinished part of one of these rules began, if before this token. */
    OptionalInt beginOf(int... rules) {
        int best = -1;
        for (Reading reading : readings) {
            for (@Nullable Frame frame = reading.frame(); frame != null; frame = frame.parent()) {
                if (frame.begin() < index && frame.begin() > best && contains(rules, frame.rule())) {
                    best = frame.begin();
                }
            }
        }
        return best < 0 ? OptionalInt.empty() : OptionalInt.of(best);
    }

    private static boolean contains(int[] rules, int rule) {
        for (int candidate : rules) {
            if (candidate == rule) {
                return true;
            }
        }
        return false;
    }
}
