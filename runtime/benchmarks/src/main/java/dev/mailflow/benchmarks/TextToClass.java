package dev.mailflow.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.RoutingClassNames;
import dev.mailflow.compiler.targets.javaclass.JavaTarget;
import dev.mailflow.runtime.RoutingPolicy;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * From the text of a policy to its loaded class in one JVM that has done nothing yet, {@code javac} included: processor time of the
 * whole process, the JVM's compilers, its collector and its start with it.
 *
 * <p>{@code … TextToClass write N FILE} writes a policy of N connectors, half of which lead away; {@code … TextToClass FILE} compiles
 * and loads it, once.
 */
public final class TextToClass {
    private TextToClass() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments[0].equals("write")) {
            Workload workload = Workload.whole(Integer.parseInt(arguments[1]));
            Files.writeString(Path.of(arguments[2]), workload.policy());
            return;
        }
        Path folder = Files.createTempDirectory("mailflow-text-to-class");
        DecisionModel model = Built.model(Files.readString(Path.of(arguments[0])));
        for (Artifact artifact : Built.artifacts(model, new JavaTarget())) {
            Files.writeString(folder.resolve(artifact.path()), artifact.text());
        }
        long written = cpu();
        RoutingPolicy policy = Built.load(
                folder, Objects.requireNonNull(RoutingClassNames.of(model).get("hub")));
        long loaded = cpu();
        System.out.printf(
                "%s: text to files %d ms, javac and loading %d ms, in all %d ms%n",
                policy.site(), written, loaded - written, loaded);
    }

    /** Of all threads since the JVM began, in milliseconds. */
    private static long cpu() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / 1_000_000;
    }
}
