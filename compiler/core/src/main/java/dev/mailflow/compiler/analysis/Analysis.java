package dev.mailflow.compiler.analysis;

import dev.mailflow.compiler.analysis.claim.Judgement;
import dev.mailflow.compiler.analysis.claim.Prover;
import dev.mailflow.compiler.analysis.claim.Subjects;
import dev.mailflow.compiler.analysis.clause.SiteClauses;
import dev.mailflow.compiler.analysis.finding.Findings;
import dev.mailflow.compiler.analysis.finding.Places;
import dev.mailflow.compiler.analysis.sites.Budget;
import dev.mailflow.compiler.analysis.sites.OverSites;
import dev.mailflow.compiler.analysis.space.MessageSpace;
import dev.mailflow.compiler.analysis.space.Search;
import dev.mailflow.compiler.analysis.space.Steps;
import dev.mailflow.compiler.analysis.space.Vocabulary;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.Fault;
import dev.mailflow.compiler.decision.Links;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.Claim;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One policy under analysis: its message space, the clauses of its sites, and the steps taken so far. */
public final class Analysis {
    private final DecisionModel model;
    private final List<SiteClauses> sites = new ArrayList<>();
    private final Search search;
    /** As the policy says, for all claims. */
    private final Links usual;

    private Analysis(DecisionModel model, MessageSpace space, Steps steps) {
        this.model = model;
        this.search = new Search(space, steps);
        this.usual = Links.of(model);
        for (Site site : model.sites()) {
            sites.add(SiteClauses.of(space, model, site));
        }
    }

    /** Without claims. */
    public static Analysis of(DecisionModel model) {
        return of(model, List.of(), Steps.usual());
    }

    /** @param claims that will be judged: their values are told apart too */
    public static Analysis of(DecisionModel model, List<Claim> claims, Steps steps) {
        Vocabulary words = Vocabulary.of(model);
        claims.forEach(claim -> Subjects.addTo(words, claim));
        return new Analysis(model, MessageSpace.of(words), steps);
    }

    /** What is noticed without being asked. */
    public void findings(Places places, DiagnosticSink sink) {
        // Two connectors between the same sites can tie at both of their ends, and a partner's domains serve all its
        // connectors: one mistake.
        Set<Span> tied = new HashSet<>();
        Set<Span> partners = new HashSet<>();
        DiagnosticSink once = found -> {
            Span place = found.primary().span();
            boolean isNews = switch (found.code()) {
                case SAME_CRITERIA -> tied.add(place);
                case PARTNER_REFUSED -> partners.add(place);
                default -> true;
            };
            if (isNews) {
                sink.report(found);
            }
        };
        sites.forEach(site -> Findings.at(site, search, places, once));
    }

    /** What is noticed over several sites; of a policy without ties. */
    public void findingsOverSites(Places places, OverSites.Faults faults, DiagnosticSink sink) {
        new OverSites(model, sites, search, places).findings(faults, Budget.usual(), sink);
    }

    /** @param claim whose words were given to this analysis */
    public Judgement judge(Claim claim) {
        return judge(claim, usual);
    }

    /** @param fault with which it is asked whether the claim holds */
    public Judgement judge(Claim claim, Optional<Fault> fault) {
        return judge(claim, fault.isPresent() ? Links.of(model, fault) : usual);
    }

    private Judgement judge(Claim claim, Links links) {
        return new Prover(links, sites, search).judge(claim);
    }

    public List<SiteClauses> sites() {
        return List.copyOf(sites);
    }

    /** How many clauses were looked at so far to find those that meet: unlike time, the same on every machine. */
    public long looked() {
        return sites.stream().mapToLong(SiteClauses::looked).sum();
    }

    public Search search() {
        return search;
    }
}
