package dev.mailflow.compiler.analysis.clause;

import dev.mailflow.compiler.analysis.clause.Admission.Admitted;
import dev.mailflow.compiler.analysis.clause.Admission.Entry;
import dev.mailflow.compiler.analysis.clause.Admission.Refused;
import dev.mailflow.compiler.analysis.clause.RouteClause.Naming;
import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Covering;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.Reason;
import dev.mailflow.compiler.decision.Replies;
import dev.mailflow.compiler.decision.Verdict;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByNobody;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** All that a site can decide, R1 to R10, source by source. */
public final class Fates {
    private final SiteClauses site;

    public Fates(SiteClauses site) {
        this.site = site;
    }

    /** What R1 refuses. */
    public Fate looping() {
        Box many = site.space()
                .everything()
                .except(
                        Dimension.HOPS,
                        site.space().hopsUpTo(site.model().organization().hopLimit()));
        return new Fate(
                new Verdict(refuse(Reason.LOOP, Optional.empty()), new ByNobody()),
                many,
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * The fates of one source's messages.
     *
     * @param scope what is asked about: fates without a message in it may be left out
     * @param wanted fates of other outcomes are left out
     */
    public void of(SourceClause source, Box scope, Predicate<Outcome> wanted, Consumer<Fate> to) {
        Box box = source.box().and(scope);
        if (box.isEmpty()) {
            return;
        }
        Covering before = site.before(source);
        Entry entry = site.admission().of(new SourceClause(source.by(), box, source.rank(), source.order()));
        for (Refused refused : entry.refused()) {
            Outcome outcome = new Outcome.Refuse(refused.refusal());
            if (wanted.test(outcome)) {
                to.accept(new Fate(
                        new Verdict(outcome, source.by()),
                        refused.box(),
                        List.of(before),
                        Optional.of(source),
                        Optional.empty()));
            }
        }
        for (Admitted admitted : entry.admitted()) {
            new Onward(source, before, admitted, wanted, to).all();
        }
    }

    /**
     * What becomes of messages that were let in, whatever takes them before their source: R7 to R10 alone.
     *
     * @param wanted fates of other outcomes are left out
     */
    public void onward(Box box, Arrival arrival, Predicate<Outcome> wanted, Consumer<Fate> to) {
        SourceClause anySource = new SourceClause(arrival.by(), box, 0, 0);
        new Onward(anySource, Covering.of(List.of(), site.space()), new Admitted(box, arrival), wanted, to).all();
    }

    private static Outcome refuse(Reason reason, Optional<Connector> decided) {
        return new Outcome.Refuse(Replies.standard(reason, decided));
    }

    /** R9: what becomes of a message that came so and that R8 gives to this connector. */
    public static Outcome outcome(Arrival arrival, OutboundRule rule) {
        return arrival.isLedBack(rule) && rule.connector().peerKind() != EndpointKind.INTERNET
                ? refuse(Reason.LOOP, Optional.of(rule.connector()))
                : new Outcome.Send(rule);
    }

    /** What becomes of that which was let in: R7 to R10. */
    private final class Onward {
        private final SourceClause source;
        private final Covering before;
        private final Box box;
        private final Arrival arrival;
        private final Predicate<Outcome> wanted;
        private final Consumer<Fate> to;

        Onward(SourceClause source, Covering before, Admitted admitted, Predicate<Outcome> wanted, Consumer<Fate> to) {
            this.source = source;
            this.before = before;
            this.box = admitted.box();
            this.arrival = admitted.arrival();
            this.wanted = wanted;
            this.to = to;
        }

        void all() {
            Admission admission = site.admission();
            Box here = box.only(Dimension.RECIPIENT, admission.local());
            Box away = box.except(Dimension.RECIPIENT, admission.local());
            Box known = here.only(Dimension.RECIPIENT, admission.known());
            List<RouteClause> routes = new ArrayList<>();
            site.routesMeeting(box, routes::add);
            routes.sort((a, b) -> Integer.compare(a.order(), b.order()));
            for (RouteClause route : routes) {
                Outcome outcome = outcome(arrival, route.rule());
                if (!wanted.test(outcome)) {
                    continue;
                }
                if (!arrival.leavesOut(route.rule())) {
                    // A route that names the very address goes before local delivery, any other behind it.
                    Box whole = route.names() == Naming.ADDRESS ? box : away;
                    tell(outcome, whole.and(route.box()), Optional.of(route), preferred(route));
                }
                if (isCentral(route)) {
                    tell(outcome, known.and(route.box()), Optional.of(route), preferredLocally(route));
                }
            }
            tell(
                    refuse(Reason.UNKNOWN_RECIPIENT, Optional.empty()),
                    here.except(Dimension.RECIPIENT, admission.known()),
                    Optional.empty(),
                    site.routesThat(this::namesAddress));
            tell(
                    new Outcome.Deliver(),
                    known,
                    Optional.empty(),
                    site.routesThat(route -> namesAddress(route) || isCentral(route)));
            Covering any = site.routesThat(route -> !arrival.leavesOut(route.rule()));
            tell(
                    refuse(Reason.UNKNOWN_RECIPIENT, Optional.empty()),
                    away.only(Dimension.RECIPIENT, admission.accepted()),
                    Optional.empty(),
                    any);
            tell(
                    new Outcome.SendToInternet(),
                    away.except(Dimension.RECIPIENT, admission.accepted()),
                    Optional.empty(),
                    any);
        }

        private void tell(Outcome outcome, Box box, Optional<RouteClause> route, Covering routes) {
            if (!box.isEmpty() && wanted.test(outcome)) {
                to.accept(new Fate(
                        new Verdict(outcome, source.by()), box, List.of(before, routes), Optional.of(source), route));
            }
        }

        private boolean namesAddress(RouteClause route) {
            return route.names() == Naming.ADDRESS && !arrival.leavesOut(route.rule());
        }

        private boolean isCentral(RouteClause route) {
            return arrival.isForeign() && route.isCentralized();
        }

        private Covering preferred(RouteClause route) {
            return site.routesBefore(route, other -> !arrival.leavesOut(other.rule()));
        }

        private Covering preferredLocally(RouteClause route) {
            return site.routesThat(other -> namesAddress(other) || isCentral(other) && other.order() < route.order());
        }
    }
}
