package dev.mailflow.compiler.analysis.finding;

import dev.mailflow.compiler.analysis.clause.RouteClause;
import dev.mailflow.compiler.analysis.clause.RouteReach;
import dev.mailflow.compiler.analysis.clause.SourceClause;
import dev.mailflow.compiler.analysis.space.Answer;
import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.Region;
import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Connectors that no message can reach at one of their ends, and the few that stand in the way. */
final class Unreachable implements Study {
    /** Connectors in the way that are shown. */
    private static final int SHOWN = 5;

    @Override
    public void at(Scene scene, DiagnosticSink sink) {
        sources(scene, sink);
        routes(scene, sink);
    }

    /** How one end is spoken of. */
    private enum End {
        INBOUND("no message is attributed to `%s` at `%s`: "),
        OUTBOUND("no message leaves by `%s` at `%s`: ");

        private final String words;

        End(String words) {
            this.words = words;
        }
    }

    private static void sources(Scene scene, DiagnosticSink sink) {
        scene.site().inbound().forEach(rule -> {
            if (!rule.connector().isEnabled()
                    || scene.told().contains(rule.connector().name())) {
                return;
            }
            Source source = scene.source(rule);
            Set<Region> inTheWay = new LinkedHashSet<>();
            for (int i = 0; i < source.clauses().size(); i++) {
                if (scene.isPassed(source, i)) {
                    return;
                }
                SourceClause clause = source.clauses().get(i);
                Answer answer =
                        scene.search().find(clause.box(), scene.clauses().above(clause));
                scene.watch(answer, rule.connector(), sink);
                if (!(answer instanceof Answer.Covered covered)) {
                    return;
                }
                inTheWay.addAll(scene.search().fewest(clause.box(), covered.by()));
            }
            report(scene, End.INBOUND, rule.connector(), rule.criteria(), inTheWay, sink);
        });
    }

    private static void routes(Scene scene, DiagnosticSink sink) {
        RouteReach reach = new RouteReach(scene.clauses(), scene.search());
        Map<String, List<RouteClause>> byConnector = new HashMap<>();
        for (RouteClause route : scene.clauses().routes()) {
            byConnector
                    .computeIfAbsent(route.rule().connector().name(), name -> new ArrayList<>(1))
                    .add(route);
        }
        scene.site().outbound().forEach(rule -> {
            if (!rule.connector().isEnabled()
                    || scene.told().contains(rule.connector().name())) {
                return;
            }
            List<RouteClause> clauses =
                    byConnector.getOrDefault(rule.connector().name(), List.of());
            Set<Region> inTheWay = new LinkedHashSet<>();
            boolean staysHere = false;
            for (RouteClause clause : clauses) {
                RouteReach.Question question = reach.ask(List.of(clause));
                scene.watch(question.answer(), rule.connector(), sink);
                if (!(question.answer() instanceof Answer.Covered covered)) {
                    return;
                }
                staysHere |= question.box().isEmpty();
                inTheWay.addAll(scene.search().fewest(question.box(), covered.by()));
            }
            if (!staysHere) {
                report(scene, End.OUTBOUND, rule.connector(), rule.criteria(), inTheWay, sink);
            } else if (scene.places().unplaced() == Places.Placement.KNOWN || !isAllLocal(scene, clauses)) {
                local(scene, rule, inTheWay, sink);
            }
        });
    }

    private static boolean isAllLocal(Scene scene, List<RouteClause> clauses) {
        return clauses.stream()
                .map(RouteClause::box)
                .map(box -> box.ranges(Dimension.RECIPIENT))
                .allMatch(scene.clauses().admission().local()::containsAll);
    }

    private static void local(Scene scene, OutboundRule rule, Set<Region> inTheWay, DiagnosticSink sink) {
        Connector connector = rule.connector();
        Span place = scene.place(connector);
        Diagnostic found = Diagnostic.of(
                        DiagnosticCode.NEVER_SELECTED,
                        place,
                        End.OUTBOUND.words.formatted(connector.name(), scene.name())
                                + "what it carries is delivered there")
                .withHelp((namesRecipients(rule)
                                ? ""
                                : "if it is the way to the outside, write `when recipient *`; else ")
                        + (connector.peerKind().isSite()
                                ? "declare the mailboxes at `" + connector.peer() + "` that it is for, or remove it"
                                : "remove it, or write each address that it is for after `when recipient`")
                        + ": mail for mailboxes of a site does not leave it");
        sink.report(withBlockers(scene, found, connector, inTheWay));
    }

    private static boolean namesRecipients(OutboundRule rule) {
        return rule.criteria()
                .recipients()
                .filter(group -> group.stated() == Criteria.Origin.STATED)
                .isPresent();
    }

    private static void report(
            Scene scene, End end, Connector connector, Criteria criteria, Set<Region> inTheWay, DiagnosticSink sink) {
        Span place = scene.place(connector);
        String words = end.words.formatted(connector.name(), scene.name());
        if (inTheWay.isEmpty()) {
            Diagnostic found = Diagnostic.of(
                            DiagnosticCode.NEVER_SELECTED, place, words + "its criteria never hold together")
                    .withHelp("change one of the criteria, those of its endpoint included, so that one message can"
                            + " meet them all");
            sink.report(clash(scene, criteria)
                    .map(span -> found.withRelated(span, "holds of nothing that meets the others"))
                    .orElse(found));
            return;
        }
        Set<String> names = new LinkedHashSet<>(names(inTheWay));
        String first = "`" + names.iterator().next() + "`";
        Diagnostic found = Diagnostic.of(
                        DiagnosticCode.NEVER_SELECTED,
                        place,
                        words
                                + (names.size() == 1
                                        ? first + " takes all that it could"
                                        : first + " and " + (names.size() - 1) + " more take all that it could"))
                .withHelp(
                        names.size() == 1
                                ? "remove it, or give it criteria that go before those of " + first
                                : "remove it, or give it criteria that go before those of the others");
        sink.report(withBlockers(scene, found, connector, inTheWay));
    }

    private static List<String> names(Set<Region> inTheWay) {
        return inTheWay.stream()
                .flatMap(region -> connector(region).stream())
                .map(Connector::name)
                .distinct()
                .sorted()
                .toList();
    }

    private static Optional<Connector> connector(Region region) {
        if (region instanceof SourceClause source) {
            return source.rule().map(InboundRule::connector);
        }
        return region instanceof RouteClause route ? Optional.of(route.rule().connector()) : Optional.empty();
    }

    private static Diagnostic withBlockers(Scene scene, Diagnostic found, Connector dead, Set<Region> inTheWay) {
        Diagnostic told = found;
        Set<String> shown = new LinkedHashSet<>();
        List<Connector> connectors = inTheWay.stream()
                .flatMap(region -> connector(region).stream())
                .sorted(Comparator.comparing(Connector::name))
                .toList();
        for (Connector connector : connectors) {
            if (shown.size() < SHOWN && shown.add(connector.name())) {
                told = told.withRelated(
                        scene.place(connector),
                        connector.peer().equals(dead.peer())
                                ? "goes before it"
                                : "goes before it, and joins `" + connector.peer() + "`");
            }
        }
        return told;
    }

    /** A criterion that leaves nothing of what the ones before it leave. */
    private static Optional<Span> clash(Scene scene, Criteria criteria) {
        Box box = scene.clauses().few();
        for (Criteria.NetworkGroup group : criteria.networks()) {
            box = box.only(Dimension.CLIENT, scene.clauses().space().clients(group.networks()));
            if (box.isEmpty()) {
                return Optional.of(group.origin());
            }
        }
        return Optional.empty();
    }
}
