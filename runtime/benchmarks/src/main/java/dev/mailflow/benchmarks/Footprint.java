package dev.mailflow.benchmarks;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.targets.javaclass.JavaTarget;
import dev.mailflow.runtime.RoutingPolicy;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a policy holds in memory, and what each step from text to loaded class costs: {@code java -cp benchmarks.jar …Footprint N}. */
public final class Footprint {
    private Footprint() {}

    public static void main(String[] arguments) throws IOException {
        int connectors = Integer.parseInt(arguments[0]);
        String text = Workload.inbound(connectors).policy();
        for (int round = 0; round < 5; round++) {
            run(text, connectors);
        }
    }

    private static void run(String text, int connectors) throws IOException {
        Path folder = Files.createTempDirectory("mailflow-footprint");
        long began = cpu();
        DecisionModel model = Built.model(text);
        long lowered = cpu();
        List<Artifact> artifacts = Built.artifacts(model, new JavaTarget());
        long bytes = 0;
        for (Artifact artifact : artifacts) {
            Files.writeString(folder.resolve(artifact.path()), artifact.text());
            bytes += Files.size(folder.resolve(artifact.path()));
        }
        long emitted = cpu();
        long loading = cpu();
        Built.load(folder, "HubRouting");
        long loaded = cpu();
        // Again, without what javac leaves behind.
        long before = used();
        RoutingPolicy policy = Built.load(folder, "HubRouting", Footprint.class.getClassLoader());
        long after = used();
        System.out.printf(
                "%s: text to model %d ms, to files %d ms, javac and load %d ms; files %d kB; resident %d octets a connector%n",
                policy.site(),
                (lowered - began) / 1_000_000,
                (emitted - lowered) / 1_000_000,
                (loaded - loading) / 1_000_000,
                bytes / 1000,
                (after - before) / connectors);
    }

    /** CPU time of this thread: what other threads of the JVM do, its compilers above all, is not in it. */
    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
