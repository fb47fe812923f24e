package dev.mailflow.benchmarks;

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

/** The inbound half by rule engines. They do less than the policy: no network, no relay right. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class PeersBenchmark {
    /** CEL over a map. */
    @State(Scope.Thread)
    public static class OfCel {
        @Param({"10", "1000", "100000"})
        public int connectors;

        private int next;
        Workload workload = Workload.inbound(1);
        CelMap cel = new CelMap(workload);

        @Setup(Level.Trial)
        public void setUp() {
            workload = Workload.inbound(connectors);
            cel = new CelMap(workload);
        }
    }

    /** Drools over facts. */
    @State(Scope.Thread)
    public static class OfDrools {
        @Param({"10", "1000", "100000"})
        public int connectors;

        private int next;
        Workload workload = Workload.inbound(1);
        DroolsFacts drools = new DroolsFacts(workload);

        @Setup(Level.Trial)
        public void setUp() {
            workload = Workload.inbound(connectors);
            drools = new DroolsFacts(workload);
        }
    }

    @Benchmark
    public Object inboundCel(OfCel state) {
        return state.cel.inbound(state.workload.queries[state.next++ & Workload.QUERIES - 1]);
    }

    @Benchmark
    public boolean inboundDrools(OfDrools state) {
        return state.drools.inbound(state.workload.queries[state.next++ & Workload.QUERIES - 1]);
    }
}
