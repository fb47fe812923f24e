package dev.mailflow.benchmarks;

import dev.mailflow.compiler.targets.javaclass.ForcedTarget;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.RoutingPolicy;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Both shapes of a class at the same sizes: where the lines cross, the compiler should change from one to the other. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(1)
@State(Scope.Thread)
public class LayoutBenchmark {
    @Param({"PLAIN", "TABLE"})
    public String shape = "";

    @Param({"6", "12", "18", "24", "36", "60"})
    public int connectors;

    private int next;
    private final Wire wire = new Wire();
    private Workload workload = Workload.whole(2);
    private RoutingPolicy policy = Built.policy(workload.policy());

    @Setup(Level.Trial)
    public void setUp() {
        workload = Workload.whole(connectors);
        policy = Built.policy(workload.policy(), ForcedTarget.of(shape));
    }

    @Benchmark
    public Decision whole() {
        return policy.decide(wire.whole(workload.queries[next++ & Workload.QUERIES - 1]));
    }
}
