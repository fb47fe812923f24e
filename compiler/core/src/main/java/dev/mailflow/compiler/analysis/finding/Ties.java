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
                Answer answer = scene.search().find(both, above);
                scene.watch(answer, late, sink);
                if (answer instanceof Answer.Found) {
                    String what = late.peerKind().isTrusted() ? "recognise the same source" : "take the same senders";
                    Optional<Message> message = scene.search().message(both, above);
                    if (report(scene, early, late, what, message, Explanation::inbound, sink)) {
                        told.add(late.name());
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
                RouteReach.Question question = reach.ask(List.of(first, second));
                scene.watch(question.answer(), late, sink);
                if (question.answer() instanceof Answer.Found) {
                    Optional<Message> message = scene.search().message(question.box(), question.coverings());
                    if (report(scene, early, late, "carry the same recipients", message, Explanation::outbound, sink)) {
                        told.add(late.name());
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

    private static boolean report(
            Scene scene,
            Connector early,
            Connector late,
            String what,
            Optional<Message> message,
            End end,
            DiagnosticSink sink) {
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
        sink.report(Diagnostic.of(
                        DiagnosticCode.SAME_CRITERIA,
                        scene.place(second),
                        "`" + second.name() + "` and `" + first.name() + "` " + what
                                + ": none of them goes before the other")
                .withRelated(scene.place(first), "the first one")
                .withHelp("add a criterion after `when` to one of them, or disable one")
                .withWitness(Replay.witness(scene.clauses().model(), scene.name(), message.get())));
        return true;
    }

    /** Whether nothing but its name tells it from the one that was taken. */
    private static boolean isFirst(Optional<Finding> finding) {
        return finding.map(Finding::standing)
                .filter(standing -> standing instanceof Finding.Selected
                        || standing instanceof Finding.Lost lost && lost.by() == Finding.Rank.NAME)
                .isPresent();
    }
}
