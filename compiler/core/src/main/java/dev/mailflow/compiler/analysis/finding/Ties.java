package dev.mailflow.compiler.analysis.finding;

import dev.mailflow.compiler.analysis.clause.RouteClause;
import dev.mailflow.compiler.analysis.clause.RouteReach;
import dev.mailflow.compiler.analysis.clause.SourceClause;
import dev.mailflow.compiler.analysis.space.Answer;
import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Covering;
import dev.mailflow.compiler.analysis.witness.Replay;
import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.Explanation;
import dev.mailflow.compiler.decision.Finding;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Two connectors of which nothing says which goes first for some message (R2, R3, R8). Each connector is told of once. */
final class Ties implements Study {
    /** Ties of one site that are shown, each with a message of its own. */
    private static final int SHOWN = 20;

    @Override
    public void at(Scene scene, DiagnosticSink sink) {
        sources(scene, sink);
        routes(scene, sink);
    }

    private static void sources(Scene scene, DiagnosticSink sink) {
        Set<String> told = new HashSet<>();
        for (SourceClause second : scene.clauses().sources()) {
            if (second.rule().isEmpty()) {
                continue;
            }
            List<SourceClause> rivals = new ArrayList<>();
            scene.clauses().alike(second, other -> {
                if (other.order() < second.order()) {
                    rivals.add(other);
                }
            });
            rivals.sort(Comparator.comparingInt(SourceClause::order));
            for (SourceClause first : rivals) {
                Connector late = second.rule().get().connector();
                Connector early = first.rule().orElseThrow().connector();
                if (told.size() >= SHOWN || told.contains(late.name())) {
                    break;
                }
                Box both = first.box().and(second.box());
                Covering above = scene.clauses().above(second);
                for (Headers headers : Headers.values()) {
                    Box asked = headers.of(both, scene);
                    Answer answer = scene.search().find(asked, above);
                    scene.watch(answer, late, sink);
                    if (answer instanceof Answer.Found) {
                        Rank rank = late.peerKind().isTrusted() ? Rank.TRUSTED : Rank.FOREIGN;
                        Optional<Message> message = scene.search().message(asked, above);
                        if (new Tie(scene, early, late, rank, headers).report(message, Explanation::inbound, sink)) {
                            told.add(late.name());
                        }
                        break;
                    }
                }
            }
        }
        scene.told().addAll(told);
    }

    private static void routes(Scene scene, DiagnosticSink sink) {
        RouteReach reach = new RouteReach(scene.clauses(), scene.search());
        Set<String> told = new HashSet<>();
        for (RouteClause second : scene.clauses().routes()) {
            List<RouteClause> rivals = new ArrayList<>();
            scene.clauses().alike(second, other -> {
                if (other.order() < second.order()) {
                    rivals.add(other);
                }
            });
            rivals.sort(Comparator.comparingInt(RouteClause::order));
            for (RouteClause first : rivals) {
                Connector late = second.rule().connector();
                Connector early = first.rule().connector();
                if (told.size() >= SHOWN || told.contains(late.name())) {
                    break;
                }
                for (Headers headers : Headers.values()) {
                    RouteReach.Question question = reach.ask(List.of(first, second), box -> headers.of(box, scene));
                    scene.watch(question.answer(), late, sink);
                    if (question.answer() instanceof Answer.Found) {
                        Optional<Message> message = scene.search().message(question.box(), question.coverings());
                        Tie tie = new Tie(scene, early, late, Rank.ROUTE, headers);
                        if (tie.report(message, Explanation::outbound, sink)) {
                            told.add(late.name());
                        }
                        break;
                    }
                }
            }
        }
        scene.told().addAll(told);
    }

    /** How a connector fared at one end. */
    @FunctionalInterface
    private interface End {
        Optional<Finding> of(Explanation explanation, String connector);
    }

    /** Which rule takes one of several, and what it looks at: other criteria would leave the tie as it is. */
    private enum Rank {
        TRUSTED("recognise the same source", "add a criterion after `when` to one of them, or disable one"),
        FOREIGN(
                "take the same senders",
                "write a more specific `when sender` at one of them, or disable one: nothing else decides between these"),
        ROUTE(
                "carry the same recipients",
                "write a more specific `when recipient`, or `when sender`, at one of them, or disable one:"
                        + " nothing else decides between ways");

        final String what;
        final String help;

        Rank(String what, String help) {
            this.what = what;
            this.help = help;
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
                                    both + rank.what + ": none of them goes before the other")
                            .withHelp(rank.help)
                    : Diagnostic.of(
                                    DiagnosticCode.TIE_BY_HEADER,
                                    scene.place(second),
                                    both + "both take a message that brings one header twice")
                            .withHelp(
                                    "strip the header from foreign mail, or add a criterion to one: the first by name,"
                                            + " `" + early.name() + "`, is taken");
            sink.report(found.withRelated(scene.place(first), "the first one")
                    .withWitness(Replay.witness(scene.clauses().model(), scene.name(), message.get())));
            return headers == Headers.SINGLE;
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
