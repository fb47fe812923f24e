package dev.mailflow.compiler.analysis.difference;

import dev.mailflow.compiler.analysis.clause.Arrival;
import dev.mailflow.compiler.analysis.clause.Fate;
import dev.mailflow.compiler.analysis.clause.Fates;
import dev.mailflow.compiler.analysis.clause.RouteClause;
import dev.mailflow.compiler.analysis.clause.SiteClauses;
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
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

    Onward(SiteClauses before, SiteClauses after, Search search, Collected collected) {
        this.before = before;
        this.after = after;
        this.search = search;
        this.collected = collected;
        this.changed = changed();
        for (Box box : changed) {
            Set<String> peers = new HashSet<>();
            for (SiteClauses site : List.of(before, after)) {
                site.routesMeeting(
                        box, route -> peers.add(route.rule().connector().peer()));
            }
            boxes.add(new Changed(box, peers, new HashMap<>()));
        }
    }

    /** Messages that are sent on or kept by these two fates. */
    record Move(Effect before, Effect after, Box box, List<Covering> covers) {}

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

    /**
     * A box in which routes differ, looked into once for all sources that its routes know nothing of.
     *
     * @param peers the endpoints that a route in it leads to, under either policy
     */
    private record Changed(Box box, Set<String> peers, Map<Arrivals, List<Move>> known) {
        Arrivals arrivals(Arrival old, Arrival now, boolean isRenamed) {
            return new Arrivals(shortened(old), shortened(now), old.standing(), now.standing(), isRenamed);
        }

        /** Sources that no route in question leads back to are treated alike. */
        private String shortened(Arrival arrival) {
            boolean isNamed = !(arrival.by() instanceof ByConnector connector)
                    || peers.contains(connector.rule().connector().peer());
            return isNamed ? from(arrival.by()) : "";
        }
    }

    /** All that R7 to R10 know in a box of where messages came from, in both policies. */
    private record Arrivals(
            String before, String after, Arrival.Standing old, Arrival.Standing now, boolean isRenamed) {}

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
     * @param isRenamed whether their attribution differs, so that equal effects count too
     */
    List<Move> moves(Arrival old, Arrival now, boolean isRenamed) {
        Set<Move> moves = new LinkedHashSet<>();
        if (isAlike(old, now)) {
            for (Changed one : boxes) {
                moves.addAll(one.known()
                        .computeIfAbsent(
                                one.arrivals(old, now, isRenamed), arrivals -> found(one.box(), old, now, isRenamed)));
            }
        } else {
            for (Box box : differing(old, now)) {
                moves.addAll(found(box, old, now, isRenamed));
            }
        }
        return List.copyOf(moves);
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
