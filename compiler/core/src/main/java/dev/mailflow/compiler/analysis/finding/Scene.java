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
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One site under study.
 *
 * @param sources the clauses of each connector that is a source, the connector of the first one first
 * @param told connectors of which enough was said: one mistake, one message
 * @param passed connectors to which a message is known to be attributed that meets all they ask for
 */
record Scene(
        SiteClauses clauses,
        Search search,
        Places places,
        Map<String, List<SourceClause>> sources,
        Set<String> told,
        Set<String> passed) {
    Scene(SiteClauses clauses, Search search, Places places) {
        this(clauses, search, places, byConnector(clauses.sources()), new HashSet<>(), new HashSet<>());
    }

    private static Map<String, List<SourceClause>> byConnector(List<SourceClause> row) {
        Map<String, List<SourceClause>> sources = new LinkedHashMap<>(row.size() * 2);
        for (SourceClause source : row) {
            if (source.rule().isPresent()) {
                sources.computeIfAbsent(source.by().words(), name -> new ArrayList<>(1))
                        .add(source);
            }
        }
        return sources;
    }

    /** In the order of the row; none where the criteria never hold together. */
    List<SourceClause> sources(Connector connector) {
        return sources.getOrDefault(connector.name(), List.of());
    }

    /**
     * Whether a message is attributed to the connector and meets all it asks for: then the connector is reached, and what it asks for
     * can be met. Of most connectors this one question tells both. No is no answer.
     */
    boolean isPassed(SourceClause clause, InboundRule rule) {
        List<Asked> asked = clauses.admission().requirements(rule, clause.box());
        Box met = asked.isEmpty() ? clause.box() : asked.get(asked.size() - 1).met();
        boolean isFound = search.find(met, clauses.before(clause)) instanceof Answer.Found;
        if (isFound) {
            passed.add(rule.connector().name());
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
