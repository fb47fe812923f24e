package dev.mailflow.compiler.analysis.difference;

import dev.mailflow.compiler.analysis.clause.Arrival;
import dev.mailflow.compiler.analysis.clause.Arrival.Standing;
import dev.mailflow.compiler.analysis.clause.Fate;
import dev.mailflow.compiler.analysis.clause.Fates;
import dev.mailflow.compiler.analysis.clause.RouteClause;
import dev.mailflow.compiler.analysis.clause.SiteClauses;
import dev.mailflow.compiler.analysis.difference.Onward.Move;
import dev.mailflow.compiler.analysis.space.Answer;
import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Covering;
import dev.mailflow.compiler.analysis.space.Search;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByConnector;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByMailbox;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * In one box, what R7 to R10 make of messages under either policy, for all sources of one standing at once: of where a message came
 * from only the ways that lead back there know (R9), so that each source differs from the others in those few. A source for which R8
 * leaves out a centralized connector is not one of them.
 */
final class Crossing {
    private final Search search;
    private final Collected collected;
    private final List<Pair> pairs = new ArrayList<>();
    /** Those of which the effect changes for whom no way leads back. */
    private final BitSet changing = new BitSet();

    private final List<Move> usual = new ArrayList<>();
    private final Map<String, BitSet> leadingTo = new HashMap<>();

    Crossing(
            SiteClauses before,
            SiteClauses after,
            Box box,
            Standing old,
            Standing now,
            Search search,
            Collected collected) {
        this.search = search;
        this.collected = collected;
        Arrival wasNowhere = new Arrival(new ByMailbox(), old);
        Arrival isNowhere = new Arrival(new ByMailbox(), now);
        List<Way> ways = new ArrayList<>();
        new Fates(before).onward(box, wasNowhere, outcome -> true, fate -> ways.add(Way.of(fate)));
        for (Way way : ways) {
            new Fates(after)
                    .onward(way.fate().box(), isNowhere, outcome -> true, other -> add(new Pair(way, Way.of(other))));
        }
        for (int number = changing.nextSetBit(0); number >= 0; number = changing.nextSetBit(number + 1)) {
            Pair pair = pairs.get(number);
            if (isTaken(pair)) {
                usual.add(pair.usual);
            }
        }
    }

    private record Way(Fate fate, Effect effect) {
        static Way of(Fate fate) {
            return new Way(fate, Effect.of(fate.verdict().outcome()));
        }

        /** Where it leads, if what came from there is not sent back (R9). */
        Optional<String> peer() {
            return fate.route()
                    .map(route -> route.rule().connector())
                    .filter(connector -> connector.peerKind() != EndpointKind.INTERNET)
                    .map(connector -> connector.peer());
        }

        Effect effect(Arrival arrival) {
            Optional<RouteClause> route = fate.route();
            return route.isPresent() && arrival.isLedBack(route.get().rule())
                    ? Effect.of(Fates.outcome(arrival, route.get().rule()))
                    : effect;
        }
    }

    /** Messages that have one way under the one policy and one under the other. */
    private static final class Pair {
        private final Way before;
        private final Way after;
        private final Move usual;
        private @Nullable Answer answer;

        Pair(Way before, Way after) {
            this.before = before;
            this.after = after;
            List<Covering> covers = new ArrayList<>(before.fate().covers());
            covers.addAll(after.fate().covers());
            this.usual = new Move(before.effect(), after.effect(), after.fate().box(), covers);
        }
    }

    private void add(Pair pair) {
        int number = pairs.size();
        pairs.add(pair);
        if (!pair.before.effect().equals(pair.after.effect())) {
            changing.set(number);
        }
        for (Way way : List.of(pair.before, pair.after)) {
            way.peer()
                    .ifPresent(peer ->
                            leadingTo.computeIfAbsent(peer, p -> new BitSet()).set(number));
        }
    }

    private boolean isTaken(Pair pair) {
        Answer known = pair.answer;
        if (known == null) {
            known = search.find(pair.usual.box(), pair.usual.covers().toArray(Covering[]::new));
            collected.watch(known);
            pair.answer = known;
        }
        return known instanceof Answer.Found;
    }

    /** @param isRenamed whether equal effects count too */
    List<Move> moves(Arrival old, Arrival now, boolean isRenamed) {
        BitSet back = new BitSet();
        for (Arrival arrival : List.of(old, now)) {
            if (arrival.by() instanceof ByConnector from) {
                back.or(leadingTo.getOrDefault(from.rule().connector().peer(), new BitSet()));
            }
        }
        if (back.isEmpty() && !isRenamed) {
            return usual;
        }
        BitSet asked = (BitSet) changing.clone();
        asked.or(back);
        if (isRenamed) {
            asked.set(0, pairs.size());
        }
        List<Move> moves = new ArrayList<>();
        for (int number = asked.nextSetBit(0); number >= 0; number = asked.nextSetBit(number + 1)) {
            Pair pair = pairs.get(number);
            if (!back.get(number)) {
                if (isTaken(pair)) {
                    moves.add(pair.usual);
                }
                continue;
            }
            Effect was = pair.before.effect(old);
            Effect is = pair.after.effect(now);
            if ((isRenamed || !was.equals(is)) && isTaken(pair)) {
                moves.add(new Move(was, is, pair.usual.box(), pair.usual.covers()));
            }
        }
        return moves;
    }
}
