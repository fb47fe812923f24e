package dev.mailflow.compiler.analysis.finding;

import dev.mailflow.compiler.analysis.clause.Admission.Asked;
import dev.mailflow.compiler.analysis.clause.SiteClauses;
import dev.mailflow.compiler.analysis.clause.SourceClause;
import dev.mailflow.compiler.analysis.space.Answer;
import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Search;
import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByConnector;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.Span;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One site under study.
 *
 * @param sources each connector that is a source, by its name; that of the first clause first
 * @param told connectors of which enough was said: one mistake, one message
 */
record Scene(SiteClauses clauses, Search search, Places places, Map<String, Source> sources, Set<String> told) {
    Scene(SiteClauses clauses, Search search, Places places) {
        this(clauses, search, places, byConnector(clauses.sources()), new HashSet<>());
    }

    private static Map<String, Source> byConnector(List<SourceClause> row) {
        Map<String, Source> sources = new LinkedHashMap<>(row.size() * 2);
        for (SourceClause clause : row) {
            if (clause.by() instanceof ByConnector by) {
                sources.computeIfAbsent(by.words(), name -> new Source(by.rule()))
                        .clauses()
                        .add(clause);
            }
        }
        return sources;
    }

    /** Without clauses where the criteria never hold together. */
    Source source(InboundRule rule) {
        Source source = sources.get(rule.connector().name());
        return source == null ? new Source(rule) : source;
    }

    /**
     * Whether a message is attributed to the connector and meets all it asks for: then the connector is reached, and what it asks for
     * can be met. Of most connectors this one question tells both. No is no answer.
     *
     * @param number of the clause to which the message belongs
     */
    boolean isPassed(Source source, int number) {
        SourceClause clause = source.clauses().get(number);
        List<Asked> asked = source.asked(number, clauses.admission());
        Box met = asked.isEmpty() ? clause.box() : asked.get(asked.size() - 1).met();
        boolean isFound = search.find(met, clauses.before(clause)) instanceof Answer.Found;
        if (isFound) {
            source.pass();
        }
        return isFound;
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
