package dev.mailflow.compiler.analysis.finding;

import dev.mailflow.compiler.analysis.clause.SiteClauses;
import dev.mailflow.compiler.analysis.space.Search;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import java.util.List;

/** Every kind of finding, in the order in which they are looked for: a connector that ties is not called unreachable. */
public final class Findings {
    private static final List<Study> ALL = List.of(
            new Ties(),
            new Unreachable(),
            new Requirements(),
            new MailWithoutRoute(),
            new Apexes(),
            new PartnerSenders(),
            new PartnerRecipients(),
            new UnprotectedWays());

    private Findings() {}

    public static void at(SiteClauses site, Search search, Places places, DiagnosticSink sink) {
        Scene scene = new Scene(site, search, places);
        ALL.forEach(study -> study.at(scene, sink));
    }
}
