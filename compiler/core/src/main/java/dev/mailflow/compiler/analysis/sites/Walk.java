package dev.mailflow.compiler.analysis.sites;

import dev.mailflow.compiler.analysis.clause.Arrival;
import dev.mailflow.compiler.analysis.clause.RouteClause;
import dev.mailflow.compiler.analysis.sites.Leaf.Ending;
import dev.mailflow.compiler.analysis.sites.Passages.Entry;
import dev.mailflow.compiler.analysis.sites.Passages.Onward;
import dev.mailflow.compiler.analysis.sites.Passages.Source;
import dev.mailflow.compiler.analysis.sites.Recipients.Route;
import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByConnector;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * All ways of one class of recipients, site by site. A box of messages is cut where a clause takes a part of it, so that the ways
 * found are disjoint and hold every message: what the interpreter does for one message, for all of them.
 */
final class Walk {
    private final Recipients recipients;
    private final Budget budget;
    private final Prospects prospects;
    private final BiPredicate<Start, Prospects.Far> wanted;
    private final Consumer<Leaf> leaves;
    private final int hopLimit;

    /** @param wanted ways without such prospects are left out */
    Walk(
            Passages passages,
            Recipients recipients,
            Budget budget,
            BiPredicate<Start, Prospects.Far> wanted,
            Consumer<Leaf> leaves) {
        this.prospects = new Prospects(recipients);
        this.wanted = wanted;
        this.recipients = recipients;
        this.budget = budget;
        this.leaves = leaves;
        this.hopLimit = passages.links().model().organization().hopLimit();
    }

    /** The endpoint that the arrival is attributed to, if it is one. */
    static Optional<String> peer(Arrival arrival) {
        return arrival.by() instanceof ByConnector from
                ? Optional.of(from.rule().connector().peer())
                : Optional.empty();
    }

    /** @param box of messages to recipients of this class */
    void from(Start start, Box box) {
        new Way(start, List.of()).onward(start.site(), start.arrival(), box);
    }

    private final class Way {
        private final Start start;
        private final List<Leg> legs;

        Way(Start start, List<Leg> legs) {
            this.start = start;
            this.legs = legs;
        }

        private void end(Ending ending, Box box, Optional<OutboundRule> last) {
            leaves.accept(new Leaf(start, legs, box, ending, last));
        }

        /** R7 to R10. */
        void onward(int site, Arrival arrival, Box box) {
            if (!wanted.test(start, prospects.of(site, arrival))) {
                if (!legs.isEmpty()) {
                    end(Ending.LEFT, box, Optional.empty());
                }
                return;
            }
            List<Route> routes = recipients.meeting(site, box);
            boolean isLocal = recipients.local().contains(site);
            List<Box> rest = List.of(box);
            for (Route route : routes) {
                if (rest.isEmpty()) {
                    return;
                }
                boolean isAddressed = route.clause().names() == RouteClause.Naming.ADDRESS;
                if ((!isLocal || isAddressed)
                        && !arrival.leavesOut(route.clause().rule())) {
                    rest = take(route, arrival, rest);
                }
            }
            if (isLocal && recipients.known().contains(site) && arrival.isForeign()) {
                for (Route route : routes) {
                    if (route.clause().isCentralized()) {
                        rest = take(route, arrival, rest);
                    }
                }
            }
            Ending last = isLocal
                    ? recipients.known().contains(site) ? Ending.DELIVERED : Ending.REFUSED
                    : recipients.isAccepted() ? Ending.REFUSED : Ending.INTERNET;
            rest.forEach(left -> end(last, left, Optional.empty()));
        }

        private List<Box> take(Route route, Arrival arrival, List<Box> from) {
            return sift(from, route.box(), inside -> send(route, arrival, inside));
        }

        /** Hands over what of the boxes lies in the region; gives what lies outside. */
        private List<Box> sift(List<Box> boxes, Box region, Consumer<Box> inside) {
            List<Box> rest = new ArrayList<>();
            for (Box box : boxes) {
                budget.take();
                Box met = box.and(region);
                if (met.isEmpty()) {
                    rest.add(box);
                } else {
                    inside.accept(met);
                    rest.addAll(Pieces.outside(box, region));
                }
            }
            return rest;
        }

        private void send(Route route, Arrival arrival, Box box) {
            OutboundRule rule = route.clause().rule();
            // R9.
            if (arrival.isLedBack(rule) && rule.connector().peerKind() != EndpointKind.INTERNET) {
                end(Ending.TURNED_BACK, box, Optional.of(rule));
                return;
            }
            Onward onward = route.onward();
            if (onward.legs().isEmpty()) {
                boolean isInternet = onward.receiver() == Passages.Receiver.INTERNET;
                end(isInternet ? Ending.INTERNET : Ending.ELSEWHERE, box, Optional.of(rule));
            }
            for (Leg leg : onward.legs()) {
                List<Leg> more = new ArrayList<>(legs);
                more.add(leg);
                Way way = new Way(start, List.copyOf(more));
                if (legs.stream().anyMatch(before -> before.to().equals(leg.to()))) {
                    way.end(Ending.ROUND, box, Optional.of(rule));
                } else {
                    way.arrive(leg.to(), box, rule);
                }
            }
        }

        /** R1 to R6. */
        private void arrive(Passage passage, Box box, OutboundRule by) {
            if (legs.size() > hopLimit) {
                end(Ending.REFUSED, box, Optional.of(by));
                return;
            }
            List<Box> rest = List.of(box);
            for (Source source : recipients.sources(passage)) {
                rest = sift(rest, source.box(), inside -> enter(passage, source, inside, by));
            }
        }

        private void enter(Passage passage, Source source, Box box, OutboundRule by) {
            for (Entry entry : source.entries()) {
                budget.take();
                Box inside = box.and(entry.box());
                if (inside.isEmpty()) {
                    continue;
                }
                if (entry.arrival().isEmpty()) {
                    end(Ending.REFUSED, inside, Optional.of(by));
                } else {
                    onward(passage.site(), entry.arrival().get(), inside);
                }
            }
        }
    }
}
