package dev.mailflow.compiler.analysis.difference;

import dev.mailflow.compiler.analysis.clause.Arrival;
import dev.mailflow.compiler.analysis.clause.Fate;
import dev.mailflow.compiler.analysis.clause.Fates;
import dev.mailflow.compiler.analysis.clause.RouteClause;
import dev.mailflow.compiler.analysis.clause.SiteClauses;
import dev.mailflow.compiler.analysis.difference.Collected.Pieces;
import dev.mailflow.compiler.analysis.space.Answer;
import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Covering;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.Ranges;
import dev.mailflow.compiler.analysis.space.Search;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.OutboundRule.OutboundTls;
import dev.mailflow.compiler.decision.OutboundRule.Route;
import dev.mailflow.compiler.decision.Verdict.Attribution;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByConnector;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where two policies differ in R7 to R10 at one site, whoever sent the message.
 *
 * <p>Of messages that arrive alike, those that no route clause holds which only one of the policies has, and whose recipient is
 * ours, known and at the site under both or neither, find the same routes in the same order: nothing changes for them. So only
 * the boxes of the others are looked into.
 */
final class Onward {
    private final SiteClauses before;
    private final SiteClauses after;
    private final Search search;
    private final Collected collected;
    private final List<Box> changed;
    private final List<Changed> boxes = new ArrayList<>();
    private final List<RouteClause> centralized = new ArrayList<>();

    Onward(SiteClauses before, SiteClauses after, Search search, Collected collected) {
        this.before = before;
        this.after = after;
        this.search = search;
        this.collected = collected;
        this.changed = changed();
        changed.forEach(box -> boxes.add(new Changed(box, new HashMap<>())));
        for (SiteClauses site : List.of(before, after)) {
            site.routes().stream().filter(RouteClause::isCentralized).forEach(centralized::add);
        }
    }

    /** Messages that are sent on or kept by these two fates. */
    static final class Move {
        private final Effect before;
        private final Effect after;
        private final Box box;
        private final List<Covering> covers;
        private @Nullable Optional<Pieces> pieces;

        Move(Effect before, Effect after, Box box, List<Covering> covers) {
            this.before = before;
            this.after = after;
            this.box = box;
            this.covers = List.copyOf(covers);
        }

        Effect before() {
            return before;
        }

        Effect after() {
            return after;
        }

        Box box() {
            return box;
        }

        List<Covering> covers() {
            return covers;
        }

        /** The change that it is for all that are attributed alike; always asked with the one site and the one collection of a comparison. */
        Optional<Pieces> pieces(String site, Collected collected) {
            Optional<Pieces> known = pieces;
            if (known == null) {
                known = Change.of(site, before, after, Optional.empty()).map(collected::of);
                pieces = known;
            }
            return known;
        }
    }

    /** Whether nothing changes for what arrives alike. */
    boolean isSame() {
        return changed.isEmpty();
    }

    private record RouteIdentity(
            String connector,
            String peer,
            EndpointKind kind,
            OutboundRule.Centralization centralization,
            Route route,
            OutboundTls tls,
            Box box,
            long rank,
            RouteClause.Naming names) {
        static RouteIdentity of(RouteClause clause) {
            OutboundRule rule = clause.rule();
            return new RouteIdentity(
                    rule.connector().name(),
                    rule.connector().peer(),
                    rule.connector().peerKind(),
                    rule.centralization(),
                    rule.route(),
                    rule.tls(),
                    clause.box(),
                    clause.rank(),
                    clause.names());
        }
    }

    private List<Box> changed() {
        Set<RouteIdentity> old = new LinkedHashSet<>();
        Set<RouteIdentity> now = new LinkedHashSet<>();
        before.routes().forEach(route -> old.add(RouteIdentity.of(route)));
        after.routes().forEach(route -> now.add(RouteIdentity.of(route)));
        Set<Box> boxes = new LinkedHashSet<>();
        now.stream().filter(route -> !old.contains(route)).forEach(route -> boxes.add(route.box()));
        old.stream().filter(route -> !now.contains(route)).forEach(route -> boxes.add(route.box()));
        Ranges recipients = Ranges.union(List.of(
                either(before.admission().accepted(), after.admission().accepted()),
                either(before.admission().local(), after.admission().local()),
                either(before.admission().known(), after.admission().known())));
        if (!recipients.isEmpty()) {
            boxes.add(search.space().everything().only(Dimension.RECIPIENT, recipients));
        }
        return List.copyOf(boxes);
    }

    private static Ranges either(Ranges one, Ranges other) {
        return Ranges.union(List.of(one.minus(other), other.minus(one)));
    }

    /** A box in which routes differ, looked into once for all sources of one standing. */
    private record Changed(Box box, Map<Standings, Crossing> known) {}

    private record Standings(Arrival.Standing before, Arrival.Standing after) {}

    /** Whether R7 to R10 make no difference between the two. */
    static boolean isAlike(Arrival one, Arrival other) {
        return one.standing() == other.standing() && from(one.by()).equals(from(other.by()));
    }

    private static String from(Attribution by) {
        return by instanceof ByConnector connector
                ? "from " + connector.rule().connector().peer()
                : by.words();
    }

    /** @return boxes outside of which both decide alike */
    List<Box> differing(Arrival old, Arrival now) {
        if (isAlike(old, now)) {
            return changed;
        }
        Set<Box> boxes = new LinkedHashSet<>(changed);
        for (SiteClauses site : List.of(before, after)) {
            for (RouteClause route : site.routes()) {
                if (old.leavesOut(route.rule()) != now.leavesOut(route.rule())
                        || old.isLedBack(route.rule()) != now.isLedBack(route.rule())
                        || route.isCentralized() && old.standing() != now.standing()) {
                    boxes.add(route.box());
                }
            }
        }
        return List.copyOf(boxes);
    }

    /**
     * What becomes of messages that arrive so in one policy and so in the other, within {@link #differing}.
     *
     * @param within where those messages are: what moves nowhere in it may be left out
     * @param isRenamed whether their attribution differs, so that equal effects count too
     */
    List<Move> moves(Arrival old, Arrival now, Box within, boolean isRenamed) {
        List<Move> moves = new ArrayList<>();
        boolean isLikeOthers =
                centralized.stream().noneMatch(route -> old.leavesOut(route.rule()) || now.leavesOut(route.rule()));
        for (Changed one : boxes) {
            if (one.box().meets(within)) {
                moves.addAll(
                        isLikeOthers
                                ? crossing(one, old, now).moves(old, now, isRenamed)
                                : found(one.box(), old, now, isRenamed));
            }
        }
        List<Box> differing = differing(old, now);
        for (Box box : differing.subList(changed.size(), differing.size())) {
            if (box.meets(within)) {
                moves.addAll(found(box, old, now, isRenamed));
            }
        }
        return moves;
    }

    private Crossing crossing(Changed one, Arrival old, Arrival now) {
        return one.known()
                .computeIfAbsent(
                        new Standings(old.standing(), now.standing()),
                        both -> new Crossing(before, after, one.box(), both.before(), both.after(), search, collected));
    }

    private List<Move> found(Box box, Arrival old, Arrival now, boolean isRenamed) {
        List<Move> moves = new ArrayList<>();
        List<Fate> fates = new ArrayList<>();
        new Fates(before).onward(box, old, outcome -> true, fates::add);
        for (Fate fate : fates) {
            Effect was = Effect.of(fate.verdict().outcome());
            new Fates(after).onward(fate.box(), now, outcome -> true, other -> {
                Effect is = Effect.of(other.verdict().outcome());
                if (isRenamed || !was.equals(is)) {
                    List<Covering> covers = new ArrayList<>(fate.covers());
                    covers.addAll(other.covers());
                    add(new Move(was, is, other.box(), covers), moves);
                }
            });
        }
        return moves;
    }

    private void add(Move move, List<Move> to) {
        Answer answer = search.find(move.box(), move.covers().toArray(Covering[]::new));
        collected.watch(answer);
        if (answer instanceof Answer.Found) {
            to.add(move);
        }
    }
}
