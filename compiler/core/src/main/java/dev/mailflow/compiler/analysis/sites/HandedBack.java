package dev.mailflow.compiler.analysis.sites;

import dev.mailflow.compiler.analysis.clause.Admission.Admitted;
import dev.mailflow.compiler.analysis.clause.Arrival;
import dev.mailflow.compiler.analysis.clause.RouteClause;
import dev.mailflow.compiler.analysis.clause.SiteClauses;
import dev.mailflow.compiler.analysis.clause.SourceClause;
import dev.mailflow.compiler.analysis.finding.Places;
import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.Search;
import dev.mailflow.compiler.analysis.witness.Replay;
import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.Criteria.HeaderCriterion;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.Links;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.Reason;
import dev.mailflow.compiler.decision.Trace;
import dev.mailflow.compiler.decision.Verdict;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Mail of ours to the outside that a service gets by a connector that is not {@code centralized}, and that every site refuses when the
 * service hands it back: as a loop (R9) where the service may relay.
 *
 * <p>Who takes the mail of {@code *} is no one's last stop: it sends it on itself, or hands it back. That it may relay here says the
 * latter. Connectors that name recipients may lead to where those have their mailboxes, and those that look for a header lead to who
 * changes it; nothing is said of both, nor where a mark that the site looks for would let the mail pass.
 */
final class HandedBack {
    private final Links links;
    private final List<SiteClauses> sites;
    private final Search search;
    private final Places places;

    HandedBack(Links links, List<SiteClauses> sites, Search search, Places places) {
        this.links = links;
        this.sites = sites;
        this.search = search;
        this.places = places;
    }

    /** One for each connector. */
    void findings(DiagnosticSink sink) {
        for (SiteClauses site : sites) {
            if (places.unmodelled().contains(site.site().name())) {
                continue;
            }
            Set<String> told = new HashSet<>();
            for (RouteClause route : site.routes()) {
                String name = route.rule().connector().name();
                if (isForAnybody(route) && !told.contains(name)) {
                    refused(site, route).ifPresent(found -> {
                        told.add(name);
                        sink.report(found);
                    });
                }
            }
        }
    }

    private static boolean isForAnybody(RouteClause route) {
        return route.rule().connector().peerKind() == EndpointKind.SERVICE
                && !route.isCentralized()
                && route.rule().criteria().headers().isEmpty()
                && route.rule().criteria().recipients().isPresent()
                && route.rule().criteria().recipients().get().patterns().stream()
                        .anyMatch(AddressPattern.Any.class::isInstance);
    }

    private Optional<Diagnostic> refused(SiteClauses site, RouteClause route) {
        List<SiteClauses> givenBack = sites.stream()
                .filter(there -> there.site().inbound().stream().anyMatch(rule -> isFrom(rule, route)))
                .toList();
        for (SiteClauses there : givenBack) {
            for (SourceClause source : there.sources()) {
                if (source.rule().filter(rule -> isFrom(rule, route)).isEmpty()) {
                    continue;
                }
                for (Admitted admitted : there.admission().of(source).admitted()) {
                    for (RouteClause back : there.routes()) {
                        Optional<Diagnostic> found = isLedBack(back, admitted.arrival())
                                ? message(site, route, there, source, admitted, back)
                                        .flatMap(message -> told(site, route, there, givenBack, message))
                                : Optional.empty();
                        if (found.isPresent()) {
                            return found;
                        }
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isFrom(InboundRule rule, RouteClause route) {
        return rule.connector().isEnabled()
                && rule.connector().peer().equals(route.rule().connector().peer());
    }

    private static boolean isLedBack(RouteClause route, Arrival arrival) {
        return arrival.isLedBack(route.rule()) && !arrival.leavesOut(route.rule());
    }

    /** Submitted at the site, given to the service by this route, and led back to it by the other one. */
    private Optional<Message> message(
            SiteClauses site,
            RouteClause route,
            SiteClauses there,
            SourceClause source,
            Admitted admitted,
            RouteClause back) {
        Arrival arrival = admitted.arrival();
        Hop hop =
                new Hop(search.space(), links.handing(peer(route), there.site().name()), 1);
        Box away = site.sources()
                .get(0)
                .box()
                .and(route.box())
                .except(Dimension.RECIPIENT, site.admission().accepted());
        return hop.back(admitted.box().and(back.box()))
                .map(away::and)
                .filter(box -> !box.isEmpty())
                .flatMap(box -> search.message(
                        box,
                        site.routesBefore(route, other -> true),
                        hop.back(there.before(source)),
                        hop.back(there.routesBefore(back, other -> !arrival.leavesOut(other.rule())))));
    }

    private static String peer(RouteClause route) {
        return route.rule().connector().peer();
    }

    /** As the interpreter says, unless another site takes from the service what this one refuses. */
    private Optional<Diagnostic> told(
            SiteClauses site, RouteClause route, SiteClauses there, List<SiteClauses> givenBack, Message first) {
        Verdict sent = Interpreter.decide(links.model(), site.site().name(), first);
        Trace.Hop refusing = handed(route, there, first);
        boolean isSent = sent.outcome() instanceof Outcome.Send send
                && send.via().connector().equals(route.rule().connector());
        boolean isLoop = refusing.verdict().outcome() instanceof Outcome.Refuse refuse
                && refuse.refusal().reason() == Reason.LOOP;
        boolean isRefusedByAll = givenBack.stream()
                .allMatch(other -> handed(route, other, first).verdict().outcome() instanceof Outcome.Refuse
                        && asked(other).allMatch(mark -> isRefused(route, other, first, mark)));
        return isSent && isLoop && isRefusedByAll
                ? Optional.of(told(route, new Trace.Hop(site.site().name(), first, sent), refusing))
                : Optional.empty();
    }

    /** A service may mark what it hands back: whatever headers the site tells mail by. */
    private static Stream<List<HeaderCriterion>> asked(SiteClauses to) {
        return Stream.concat(
                        to.site().inbound().stream()
                                .filter(rule -> rule.connector().isEnabled())
                                .map(rule -> rule.criteria().headers()),
                        to.site().outbound().stream()
                                .filter(rule -> rule.connector().isEnabled())
                                .map(rule -> rule.criteria().headers()))
                .filter(headers -> !headers.isEmpty())
                .distinct();
    }

    private boolean isRefused(RouteClause route, SiteClauses to, Message first, List<HeaderCriterion> mark) {
        List<Message.Header> headers = new ArrayList<>(first.headers());
        mark.forEach(header -> headers.add(new Message.Header(
                header.name(), header.values().isEmpty() ? "1" : header.values().get(0))));
        Message marked =
                new Message(first.origin(), first.sender(), first.recipient(), first.size(), first.hops(), headers);
        return handed(route, to, marked).verdict().outcome() instanceof Outcome.Refuse;
    }

    private Trace.Hop handed(RouteClause route, SiteClauses to, Message first) {
        String site = to.site().name();
        Message message = new Message(
                links.handing(peer(route), site),
                first.sender(),
                first.recipient(),
                first.size(),
                first.hops() + 1,
                first.headers());
        return new Trace.Hop(site, message, Interpreter.decide(links.model(), site, message));
    }

    private Diagnostic told(RouteClause route, Trace.Hop sending, Trace.Hop refusing) {
        Connector connector = route.rule().connector();
        String service = connector.peer();
        Diagnostic found = Diagnostic.of(
                        DiagnosticCode.HANDED_BACK,
                        places.of(connector),
                        "`" + service + "` cannot hand back mail to the outside: `" + refusing.site()
                                + "` refuses it as a loop, since its way on leads to `" + service + "` again")
                .withHelp("write `centralized` at `" + connector.name() + "` if `" + service
                        + "` hands back what it is given: what came from there then takes the next way out; if it sends mail"
                        + " on itself, take `may relay` from the connector that leads from it")
                .withWitness(Replay.witness(List.of(sending, refusing)));
        Set<Span> shown = new LinkedHashSet<>(Set.of(places.of(connector)));
        if (refusing.verdict().by() instanceof Verdict.Attribution.ByConnector by
                && shown.add(places.of(by.rule().connector()))) {
            found = found.withRelated(places.of(by.rule().connector()), "`" + service + "` hands it back");
        }
        return found;
    }
}
