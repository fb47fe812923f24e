package dev.mailflow.compiler.analysis.finding;

import dev.mailflow.compiler.analysis.clause.SiteClauses;
import dev.mailflow.compiler.analysis.space.Answer;
import dev.mailflow.compiler.analysis.space.Search;
import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.Span;
import java.util.HashSet;
import java.util.Set;

/**
 * One site under study.
 *
 * @param told connectors of which enough was said: one mistake, one message
 */
record Scene(SiteClauses clauses, Search search, Places places, Set<String> told) {
    Scene(SiteClauses clauses, Search search, Places places) {
        this(clauses, search, places, new HashSet<>());
    }

    Site site() {
        return clauses.site();
    }

    String name() {
        return site().name();
    }

    Span place(Connector connector) {
        return places.of(connector);
    }

    /** Says so if the steps did not suffice. */
    void watch(Answer answer, Connector connector, DiagnosticSink sink) {
        if (answer instanceof Answer.Undecided && told.add("?" + connector.name())) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.NOT_DECIDED,
                            place(connector),
                            "what `" + connector.name() + "` takes at `" + name() + "` could not be decided after "
                                    + search.steps().ofAQuestion() + " steps")
                    .withHelp(
                            "tell connectors apart by fewer overlapping criteria, and report this policy to mailflow"));
        }
    }
}
