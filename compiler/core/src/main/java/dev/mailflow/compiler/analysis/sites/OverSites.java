package dev.mailflow.compiler.analysis.sites;

import dev.mailflow.compiler.analysis.clause.SiteClauses;
import dev.mailflow.compiler.analysis.finding.Places;
import dev.mailflow.compiler.analysis.space.Search;
import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Fault;
import dev.mailflow.compiler.decision.Links;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All findings over several sites: without a fault, then with each single one that can make a difference. */
public final class OverSites {
    private final DecisionModel model;
    private final List<SiteClauses> sites;
    private final Search search;
    private final Places places;

    /** Which findings are wanted that only hold after a fault. */
    public enum Faults {
        /** Mail that goes round once a certificate no longer matches (language.md, section 5). */
        CERTIFICATES_AND_ROUNDS,
        ALL
    }

    public OverSites(DecisionModel model, List<SiteClauses> sites, Search search, Places places) {
        this.model = model;
        this.sites = List.copyOf(sites);
        this.search = search;
        this.places = places;
    }

    /** @return how many steps it took */
    public long findings(Faults asked, Budget budget, DiagnosticSink sink) {
        if (sites.isEmpty()) {
            return 0;
        }
        Set<String> seen = new HashSet<>();
        Links usual = Links.of(model);
        look(usual, EnumSet.allOf(Kind.class), budget, seen, sink);
        new HandedBack(usual, sites, search, places).findings(sink);
        Set<Kind> kinds = asked == Faults.ALL ? EnumSet.allOf(Kind.class) : EnumSet.of(Kind.ROUND);
        for (Fault fault : asked == Faults.ALL ? usual.faults() : usual.lostCertificates()) {
            look(Links.of(model, Optional.of(fault)), kinds, budget, seen, sink);
        }
        return budget.taken();
    }

    private void look(Links links, Set<Kind> kinds, Budget budget, Set<String> seen, DiagnosticSink sink) {
        Look look = new Look(links, sites, search, budget, kinds, seen);
        Telling telling = new Telling(places, model.organization(), links.fault());
        for (Sighting sighting : look.sightings()) {
            seen.add(sighting.key());
            if (!isOthersBusiness(sighting)) {
                telling.of(sighting).ifPresent(sink::report);
            }
        }
        if (look.isUndecided()) {
            undecided(links.fault(), sink);
        }
    }

    /** Mail that is turned back at a site of which the file leaves connectors to others. */
    private boolean isOthersBusiness(Sighting sighting) {
        return sighting.kind() == Kind.TURNED_BACK
                && sighting.hops().stream().anyMatch(hop -> places.unmodelled().contains(hop.site()));
    }

    private void undecided(Optional<Fault> fault, DiagnosticSink sink) {
        List<Connector> between = new ArrayList<>();
        sites.forEach(site -> site.routes().stream()
                .map(route -> route.rule().connector())
                .filter(connector -> connector.peerKind().isSite())
                .limit(1)
                .forEach(between::add));
        between.stream()
                .limit(1)
                .map(connector -> Diagnostic.of(
                                DiagnosticCode.NOT_DECIDED,
                                places.of(connector),
                                "whether mail goes where it should over all sites"
                                        + fault.map(one -> " once " + one.sentence())
                                                .orElse("")
                                        + " could not be decided in the steps that this question may take")
                        .withHelp("tell connectors between sites apart by fewer senders and headers, and report this"
                                + " policy to mailflow"))
                .forEach(sink::report);
    }
}
