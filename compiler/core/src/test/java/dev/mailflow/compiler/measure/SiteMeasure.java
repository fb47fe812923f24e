package dev.mailflow.compiler.measure;

import dev.mailflow.compiler.analysis.Analysis;
import dev.mailflow.compiler.analysis.finding.Places;
import dev.mailflow.compiler.analysis.sites.Budget;
import dev.mailflow.compiler.analysis.sites.OverSites;
import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How long findings over several sites take: {@code SiteMeasure CONNECTORS SHAPE ROUNDS}. Seconds are this machine's; steps are not.
 */
public final class SiteMeasure {
    private SiteMeasure() {}

    /** Of this thread: what other programs take of the machine does not count. */
    private static long processor() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        int connectors = Integer.parseInt(arguments[0]);
        SiteShapes.Shape shape = SiteShapes.Shape.valueOf(arguments[1].toUpperCase(Locale.ROOT));
        DecisionModel model = SiteShapes.model(connectors, shape);
        for (int round = 1; round <= Integer.parseInt(arguments[2]); round++) {
            List<Diagnostic> found = new ArrayList<>();
            long start = processor();
            Analysis analysis = Analysis.of(model);
            long made = processor();
            Places places = new Places(Connector::origin, List.of(), Set.of(), Places.Placement.KNOWN);
            long steps = new OverSites(model, analysis.sites(), analysis.search(), places)
                    .findings(OverSites.Faults.CERTIFICATES_AND_ROUNDS, Budget.usual(), found::add);
            long end = processor();
            Map<String, Integer> codes = new TreeMap<>();
            found.forEach(diagnostic -> codes.merge(diagnostic.code().id(), 1, Integer::sum));
            System.out.printf(
                    Locale.ROOT,
                    "%d %s: processor time: space and clauses %d ms, over sites %d ms; %d steps, %s%n",
                    connectors,
                    shape,
                    (made - start) / 1_000_000,
                    (end - made) / 1_000_000,
                    steps,
                    codes);
        }
    }
}
