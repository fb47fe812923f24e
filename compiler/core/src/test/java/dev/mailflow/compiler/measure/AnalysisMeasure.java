package dev.mailflow.compiler.measure;

import dev.mailflow.compiler.analysis.Analysis;
import dev.mailflow.compiler.analysis.finding.Places;
import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.measure.AnalysisShapes.Shape;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How long all findings take on a large policy, and how much memory the analysis holds: {@code AnalysisMeasure CONNECTORS SHAPE
 * ROUNDS}. Seconds are this machine's; steps are not.
 */
public final class AnalysisMeasure {
    private AnalysisMeasure() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        int connectors = Integer.parseInt(arguments[0]);
        Shape shape = Shape.valueOf(arguments[1].toUpperCase(Locale.ROOT));
        DecisionModel model = AnalysisShapes.model(connectors, shape);
        long before = used();
        for (int round = 1; round <= Integer.parseInt(arguments[2]); round++) {
            List<Diagnostic> found = new ArrayList<>();
            long processor = processor();
            long start = System.nanoTime();
            Analysis analysis = Analysis.of(model);
            long made = System.nanoTime();
            analysis.findings(new Places(Connector::origin, List.of(), Set.of(), Places.Placement.KNOWN), found::add);
            long end = System.nanoTime();
            long busy = processor() - processor;
            Map<String, Integer> codes = new TreeMap<>();
            found.forEach(diagnostic -> codes.merge(diagnostic.code().id(), 1, Integer::sum));
            System.out.printf(
                    Locale.ROOT,
                    "%d %s: space and clauses %d ms, findings %d ms (processor for both %d ms), %d questions, %d steps (most %d), holds %d MiB, %s%n",
                    connectors,
                    shape,
                    (made - start) / 1_000_000,
                    (end - made) / 1_000_000,
                    busy / 1_000_000,
                    analysis.search().steps().questions(),
                    analysis.search().steps().taken(),
                    analysis.search().steps().mostInAQuestion(),
                    Math.max(0, used() - before) >> 20,
                    codes);
        }
    }

    /** Of this thread: what other programs take of the machine does not count. */
    private static long processor() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
