package dev.mailflow.compiler.targets.exchangeonline.emit;

import dev.mailflow.compiler.analysis.clause.Arrival;
import dev.mailflow.compiler.analysis.clause.Fate;
import dev.mailflow.compiler.analysis.clause.Fates;
import dev.mailflow.compiler.analysis.clause.RouteClause;
import dev.mailflow.compiler.analysis.clause.SiteClauses;
import dev.mailflow.compiler.analysis.space.Answer;
import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Covering;
import dev.mailflow.compiler.analysis.space.Ranges;
import dev.mailflow.compiler.analysis.space.Search;
import dev.mailflow.compiler.decision.Criteria.HeaderCriterion;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.Reason;
import dev.mailflow.compiler.decision.Replies;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.targets.exchangeonline.service.Atoms;
import dev.mailflow.compiler.targets.exchangeonline.service.Departure;
import dev.mailflow.compiler.targets.exchangeonline.service.RoutingRegions;
import dev.mailflow.compiler.targets.exchangeonline.service.RoutingRegions.Way;
import dev.mailflow.compiler.targets.exchangeonline.service.Service;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where messages that both let in go different ways. It depends on the source by little: whether it is foreign, and which connectors
 * lead back to it. Sources that are alike in that share the answer.
 */
final class Onward {
    private final SiteClauses policy;
    private final Box scope;
    private final RoutingRegions routing;
    private final Search search;
    private final BothMeanings meanings;
    private final Map<Departure.Source, List<Way>> ways = new HashMap<>();
    private final Map<Alike, List<Pair>> pairs = new HashMap<>();
    private final Map<Led, List<Move>> moves = new HashMap<>();
    private final Map<Pair, Boolean> possible = new IdentityHashMap<>();
    private boolean complete = true;

    /**
     * Messages of the box that no cover takes go another way in the service.
     *
     * @param kind what they do here and there
     */
    record Move(Box box, List<Covering> covers, String kind) {}

    /** Arrivals with the same routes before them. */
    private record Alike(boolean foreign, Set<OutboundRule> leftOut, Departure.Source source) {}

    /** Of those, the ones with the same routes back. */
    private record Led(Alike alike, Set<OutboundRule> back) {}

    /** A way of the policy and one of the service that have messages in common. */
    private record Pair(Outcome outcome, Optional<RouteClause> route, Way way, Box box, List<Covering> covers) {}

    Onward(
            SiteClauses policy,
            Atoms atoms,
            Box scope,
            Ranges known,
            Collection<HeaderCriterion> headers,
            Search search,
            BothMeanings meanings) {
        this.policy = policy;
        this.scope = scope;
        this.search = search;
        this.meanings = meanings;
        // What the directory does not know is in no mailbox, whatever the type of its domain.
        Ranges cloud = policy.admission().local().minus(named(policy)).and(known);
        this.routing = new RoutingRegions(atoms, scope, cloud, known, headers);
    }

    /** Recipients of which a connector names the very address: its mail is not for a mailbox of the service. */
    private static Ranges named(SiteClauses policy) {
        return policy.space()
                .recipients(policy.site().outbound().stream()
                        .filter(rule -> rule.connector().isEnabled())
                        .flatMap(rule -> rule.criteria().recipients().stream())
                        .flatMap(group -> group.patterns().stream())
                        .filter(AddressPattern.Address.class::isInstance)
                        .toList());
    }

    /** Whether all questions were answered so far. */
    boolean isComplete() {
        return complete;
    }

    List<Move> moves(Arrival arrival, Departure.Source source) {
        Set<OutboundRule> leftOut = new LinkedHashSet<>();
        Set<OutboundRule> back = new LinkedHashSet<>();
        for (OutboundRule rule : policy.site().outbound()) {
            if (arrival.leavesOut(rule)) {
                leftOut.add(rule);
            }
            if (isBack(arrival, rule)) {
                back.add(rule);
            }
        }
        Alike alike = new Alike(arrival.isForeign(), leftOut, source);
        Led led = new Led(alike, back);
        List<Move> known = moves.get(led);
        if (known == null) {
            known = differing(pairs.computeIfAbsent(alike, unknown -> pairs(arrival, source)), back);
            moves.put(led, known);
        }
        return known;
    }

    /** R9. */
    private static boolean isBack(Arrival arrival, OutboundRule rule) {
        return arrival.isLedBack(rule) && rule.connector().peerKind() != EndpointKind.INTERNET;
    }

    private List<Pair> pairs(Arrival arrival, Departure.Source source) {
        List<Way> there = ways.computeIfAbsent(source, routing::of);
        List<Fate> here = new ArrayList<>();
        new Fates(policy).onward(scope, arrival, outcome -> true, here::add);
        List<Pair> found = new ArrayList<>();
        for (Fate fate : here) {
            for (Way way : there) {
                if (fate.box().meets(way.box())) {
                    Box both = fate.box().and(way.box());
                    if (!both.isEmpty()) {
                        List<Covering> covers = new ArrayList<>(fate.covers());
                        covers.add(Covering.of(way.except(), search.space()));
                        found.add(new Pair(fate.verdict().outcome(), fate.route(), way, both, covers));
                    }
                }
            }
        }
        return found;
    }

    private List<Move> differing(List<Pair> all, Set<OutboundRule> back) {
        List<Move> differing = new ArrayList<>();
        for (Pair pair : all) {
            Outcome outcome = outcome(pair, back);
            if (!meanings.isSame(outcome, pair.way().end(), pair.way().connector()) && isPossible(pair)) {
                differing.add(new Move(
                        pair.box(),
                        pair.covers(),
                        BothMeanings.kind(
                                outcome,
                                Optional.of(pair.way().end()).filter(end -> end != Way.End.BOUNCE),
                                words(pair.way()))));
            }
        }
        return differing;
    }

    private static String words(Way way) {
        return switch (way.end()) {
            case MAILBOX -> "deliver";
            case INTERNET -> "send to internet";
            case BOUNCE -> "reject " + Service.NO_SUCH_RECIPIENT;
            case CONNECTOR -> "send via " + way.connector().map(Item::name).orElseThrow();
        };
    }

    private boolean isPossible(Pair pair) {
        return possible.computeIfAbsent(pair, unknown -> {
            Answer answer = search.find(pair.box(), pair.covers().toArray(Covering[]::new));
            complete &= !(answer instanceof Answer.Undecided);
            return answer instanceof Answer.Found;
        });
    }

    /** The same route is a loop for whom it leads back to, and a way for others. */
    private static Outcome outcome(Pair pair, Set<OutboundRule> back) {
        if (pair.route().isEmpty()) {
            return pair.outcome();
        }
        OutboundRule rule = pair.route().get().rule();
        return back.contains(rule)
                ? new Outcome.Refuse(Replies.standard(Reason.LOOP, Optional.of(rule.connector())))
                : new Outcome.Send(rule);
    }
}
