package dev.mailflow.compiler.analysis;

import dev.mailflow.compiler.analysis.clause.SiteClauses;
import dev.mailflow.compiler.analysis.finding.Findings;
import dev.mailflow.compiler.analysis.finding.Places;
import dev.mailflow.compiler.analysis.space.MessageSpace;
import dev.mailflow.compiler.analysis.space.Search;
import dev.mailflow.compiler.analysis.space.Steps;
import dev.mailflow.compiler.analysis.space.Vocabulary;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import java.util.ArrayList;
import java.util.List;

/** One policy under analysis: its message space, the clauses of its sites, and the steps taken so far. */
public final class Analysis {
    private final List<SiteClauses> sites = new ArrayList<>();
    private final Search search;

    private Analysis(DecisionModel model, MessageSpace space, Steps steps) {
        this.search = new Search(space, steps);
        for (Site site : model.sites()) {
            sites.add(SiteClauses.of(space, model, site));
        }
    }

    public static Analysis of(DecisionModel model) {
        return of(model, new Vocabulary(), Steps.usual());
    }

    /** @param words that claims add to those of the policy */
    public static Analysis of(DecisionModel model, Vocabulary words, Steps steps) {
        return new Analysis(model, MessageSpace.of(words.add(model)), steps);
    }

    /** What is noticed without being asked. */
    public void findings(Places places, DiagnosticSink sink) {
        sites.forEach(site -> Findings.at(site, search, places, sink));
    }

    public List<SiteClauses> sites() {
        return List.copyOf(sites);
    }

    public Search search() {
        return search;
    }
}
