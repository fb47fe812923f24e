package dev.mailflow.compiler.analysis.finding;

import dev.mailflow.compiler.analysis.clause.EqualRank;
import dev.mailflow.compiler.analysis.clause.RouteClause;
import dev.mailflow.compiler.analysis.clause.RouteReach;
import dev.mailflow.compiler.analysis.clause.SourceClause;
import dev.mailflow.compiler.analysis.space.Answer;
import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Covering;
import dev.mailflow.compiler.analysis.witness.Replay;
import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.DecisionModel.Organization;
import dev.mailflow.compiler.decision.Explanation;
import dev.mailflow.compiler.decision.Finding;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Two connectors of which nothing says which goes first for some message (R2, R3, R8). Each connector is told of once. */
final class Ties implements Study {
    /** Ties of one site that are shown, each with a message of its own. */
    private static final int SHOWN = 20;

    /** Domains that a help lists; of more, who reads it knows where they stand. */
    private static final int LISTED = 8;

    @Override
    public void at(Scene scene, DiagnosticSink sink) {
        sources(scene, sink);
        routes(scene, sink);
    }

    private static void sources(Scene scene, DiagnosticSink sink) {
        Told told = new Told();
        for (EqualRank<SourceClause> equal : scene.clauses().equalSources()) {
            for (int i = 1; i < equal.clauses().size() && !told.isFull(); i++) {
                SourceClause second = equal.clauses().get(i);
                Connector late = second.rule().orElseThrow().connector();
                for (SourceClause first : equal.before(i)) {
                    Connector early = first.rule().orElseThrow().connector();
                    Box both = first.box().and(second.box());
                    Covering above = scene.clauses().above(second);
                    for (Headers headers : told.open(late)) {
                        Box asked = headers.of(both, scene);
                        Answer answer = scene.search().find(asked, above);
                        scene.watch(answer, late, sink);
                        if (answer instanceof Answer.Found) {
                            Rank rank = late.peerKind().isTrusted() ? Rank.TRUSTED : Rank.FOREIGN;
                            Optional<Message> message = scene.search().message(asked, above);
                            if (new Tie(scene, early, late, rank, headers)
                                    .report(message, Explanation::inbound, sink)) {
                                told.add(late, headers);
                            }
                            break;
                        }
                    }
                }
            }
        }
        scene.told().addAll(told.names(Headers.SINGLE));
    }

    private static void routes(Scene scene, DiagnosticSink sink) {
        RouteReach reach = new RouteReach(scene.clauses(), scene.search());
        Told told = new Told();
        for (EqualRank<RouteClause> equal : scene.clauses().equalRoutes()) {
            for (int i = 1; i < equal.clauses().size() && !told.isFull(); i++) {
                RouteClause second = equal.clauses().get(i);
                Connector late = second.rule().connector();
                for (RouteClause first : equal.before(i)) {
                    Connector early = first.rule().connector();
                    for (Headers headers : told.open(late)) {
                        RouteReach.Question question = reach.ask(List.of(first, second), box -> headers.of(box, scene));
                        scene.watch(question.answer(), late, sink);
                        if (question.answer() instanceof Answer.Found) {
                            Optional<Message> message = scene.search().message(question.box(), question.coverings());
                            Tie tie = new Tie(scene, early, late, Rank.ROUTE, headers);
                            if (tie.report(message, Explanation::outbound, sink)) {
                                told.add(late, headers);
                            }
                            break;
                        }
                    }
                }
            }
        }
        scene.told().addAll(told.names(Headers.SINGLE));
    }

    /** Connectors that were told of at one end of a site: each once of either kind, and where there are many, not all. */
    private static final class Told {
        private final Map<Headers, Set<String>> names = new EnumMap<>(Headers.class);

        Set<String> names(Headers headers) {
            return names.computeIfAbsent(headers, h -> new HashSet<>());
        }

        void add(Connector connector, Headers headers) {
            names(headers).add(connector.name());
        }

        /** Whether nothing further will be told of. */
        boolean isFull() {
            return names(Headers.SINGLE).size() >= SHOWN;
        }

        /** What of the connector is still worth a question. */
        List<Headers> open(Connector connector) {
            if (isFull() || names(Headers.SINGLE).contains(connector.name())) {
                return List.of();
            }
            boolean isRepeatedOpen = names(Headers.REPEATED).size() < SHOWN
                    && !names(Headers.REPEATED).contains(connector.name());
            return isRepeatedOpen ? List.of(Headers.SINGLE, Headers.REPEATED) : List.of(Headers.SINGLE);
        }
    }

    /** How a connector fared at one end. */
    @FunctionalInterface
    private interface End {
        Optional<Finding> of(Explanation explanation, String connector);
    }

    /** Which rule takes one of several, and what it looks at: other criteria would leave the tie as it is. */
    private enum Rank {
        TRUSTED(
                "recognise the same source",
                "add a criterion after `when` to one of them, or disable one; `when sender *` holds of every message and lets its"
                        + " connector go first",
                "remove one of the rows, or let them differ by network too, `when network` and a column of the table: one"
                        + " certificate can bear two names"),
        FOREIGN(
                "take the same senders",
                "write a more specific `when sender` at one of them, or disable one: nothing else decides between these",
                "remove one of the rows, or give each senders of its own: nothing else decides between these"),
        ROUTE(
                "carry the same recipients",
                "write a more specific `when recipient`, or `when sender`, at one of them, or disable one:"
                        + " nothing else decides between ways",
                "remove one of the rows, or give each recipients of its own: nothing else decides between ways");

        final String what;
        final String help;
        /** Where both are rows of one template, which holds for the one as for the other. */
        final String helpForRows;

        Rank(String what, String help, String helpForRows) {
            this.what = what;
            this.help = help;
            this.helpForRows = helpForRows;
        }
    }

    /** Which messages are asked about, those that hardly anyone means last. */
    private enum Headers {
        SINGLE,
        REPEATED;

        Box of(Box box, Scene scene) {
            return this == SINGLE ? scene.clauses().space().withSingleHeaders(box) : box;
        }
    }

    /** @param headers whether only mail with one header twice ties: whoever tells connectors apart by its value does not mean that */
    private record Tie(Scene scene, Connector early, Connector late, Rank rank, Headers headers) {
        boolean report(Optional<Message> message, End end, DiagnosticSink sink) {
            if (message.isEmpty()) {
                return false;
            }
            Explanation explanation = Explanation.of(scene.clauses().model(), scene.name(), message.get());
            if (!isFirst(end.of(explanation, early.name())) || !isFirst(end.of(explanation, late.name()))) {
                // Nothing is shown that the interpreter does not confirm.
                scene.watch(new Answer.Undecided(), late, sink);
                return false;
            }
            boolean isWrittenFirst =
                    scene.place(late).file().equals(scene.place(early).file())
                            && scene.place(late).start() < scene.place(early).start();
            Connector second = isWrittenFirst ? early : late;
            Connector first = isWrittenFirst ? late : early;
            String both = "`" + second.name() + "` and `" + first.name() + "` ";
            Diagnostic found = headers == Headers.SINGLE
                    ? Diagnostic.of(
                                    DiagnosticCode.SAME_CRITERIA,
                                    scene.place(second),
                                    both + rank.what + ": neither takes precedence")
                            .withHelp(help())
                    : Diagnostic.of(
                                    DiagnosticCode.TIE_BY_HEADER,
                                    scene.place(second),
                                    both + "both take a message that brings one header twice")
                            .withHelp(
                                    "strip the header from foreign mail, or add a criterion to one: the first by name,"
                                            + " `" + early.name() + "`, is taken");
            sink.report(found.withRelated(scene.place(first), "the first one")
                    .withWitness(Replay.witness(scene.clauses().model(), scene.name(), message.get())));
            return true;
        }

        private String help() {
            if (scene.place(early).alone().equals(scene.place(late).alone())) {
                return rank.helpForRows;
            }
            return rank.help + (rank == Rank.ROUTE ? unstated() : "");
        }

        /** What one connector carries that, unlike the other, says nothing of recipients. */
        private String unstated() {
            List<OutboundRule> found = scene.clauses().model().site(scene.name()).outbound().stream()
                    .filter(rule -> rule.connector().name().equals(early.name())
                            || rule.connector().name().equals(late.name()))
                    .filter(rule -> rule.criteria().recipients().stream()
                            .anyMatch(group -> group.stated() == Criteria.Origin.DEFAULT))
                    .toList();
            Optional<OutboundRule> cloud = found.stream()
                    .filter(rule -> rule.connector().peerKind() == EndpointKind.EXCHANGE_ONLINE)
                    .findFirst();
            if (cloud.isPresent() && takesAll(cloud.get())) {
                return everythingToTheCloud(cloud.get().connector());
            }
            return found.size() == 1
                    ? "; `" + found.get(0).connector().name() + "` has no `when recipient`: it takes "
                            + carried(patterns(found.get(0)))
                    : "";
        }

        /** From an own server the cloud gets all mail unless its connector says otherwise, and another way to the internet meets it. */
        private String everythingToTheCloud(Connector connector) {
            Organization ours = scene.clauses().model().organization();
            List<AddressPattern> domains = Stream.of(ours.authoritative(), ours.relayed())
                    .flatMap(List::stream)
                    .toList();
            String name = "; `" + connector.name() + "` has no `when recipient`: it takes every recipient";
            return domains.isEmpty() || domains.size() > LISTED
                    ? name
                    : name + ", `when recipient "
                            + domains.stream().map(AddressPattern::text).collect(Collectors.joining(", "))
                            + "` leaves it those of ours";
        }

        private static boolean takesAll(OutboundRule rule) {
            return patterns(rule).stream().anyMatch(AddressPattern.Any.class::isInstance);
        }

        private static List<AddressPattern> patterns(OutboundRule rule) {
            return rule.criteria().recipients().orElseThrow().patterns();
        }

        private static String carried(List<AddressPattern> patterns) {
            return patterns.stream().anyMatch(pattern -> pattern instanceof AddressPattern.Any)
                    ? "every recipient"
                    : patterns.stream().anyMatch(pattern -> pattern instanceof AddressPattern.EveryAcceptedDomain)
                            ? "every accepted domain"
                            : "all domains of the partner";
        }
    }

    /** Whether nothing but its name tells it from the one that was taken. */
    private static boolean isFirst(Optional<Finding> finding) {
        return finding.map(Finding::standing)
                .filter(standing -> standing instanceof Finding.Selected
                        || standing instanceof Finding.Lost lost && lost.by() == Finding.Rank.NAME)
                .isPresent();
    }
}
