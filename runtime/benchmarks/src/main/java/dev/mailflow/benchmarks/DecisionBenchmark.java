package dev.mailflow.benchmarks;

import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.RoutingPolicy;
import dev.mailflow.runtime.Transaction;
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

/** A decision from wire octets, by the compiled policy, by hash maps, and the floor that only reads what came. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class DecisionBenchmark {
    private static final String NOBODYS_DOMAIN = Wire.NOBODY.substring(Wire.NOBODY.indexOf('@') + 1);

    /** Where a thread stands in the queries; threads begin at different places. */
    @State(Scope.Thread)
    public static class Cursor {
        private int next = System.identityHashCode(this);
        final Wire wire = new Wire();

        Query of(Workload workload) {
            return workload.queries[next++ & Workload.QUERIES - 1];
        }
    }

    /** The inbound half: the recipient is nobody's, so the decision is over when the source is judged. */
    @State(Scope.Benchmark)
    public static class Inbound {
        @Param({"10", "1000", "100000"})
        public int connectors;

        Workload workload = Workload.inbound(1);
        MapWalk maps = new MapWalk(workload);
        RoutingPolicy policy = Built.policy(workload.policy());

        @Setup(Level.Trial)
        public void setUp() {
            workload = Workload.inbound(connectors);
            maps = new MapWalk(workload);
            policy = Built.policy(workload.policy());
            Wire wire = new Wire();
            for (Query query : workload.queries) {
                Agreement.check(query, policy.decide(wire.inbound(query)), maps.inbound(query, NOBODYS_DOMAIN));
            }
        }
    }

    /** Inbound, relay right and outbound. */
    @State(Scope.Benchmark)
    public static class Whole {
        @Param({"10", "1000", "100000"})
        public int connectors;

        Workload workload = Workload.whole(2);
        MapWalk maps = new MapWalk(workload);
        RoutingPolicy policy = Built.policy(workload.policy());

        @Setup(Level.Trial)
        public void setUp() {
            workload = Workload.whole(connectors);
            maps = new MapWalk(workload);
            policy = Built.policy(workload.policy());
            Wire wire = new Wire();
            for (Query query : workload.queries) {
                Agreement.check(query, policy.decide(wire.whole(query)), maps.whole(query));
            }
        }
    }

    @Benchmark
    public Decision inbound(Inbound state, Cursor cursor) {
        return state.policy.decide(cursor.wire.inbound(cursor.of(state.workload)));
    }

    @Benchmark
    public long inboundMapWalk(Inbound state, Cursor cursor) {
        return state.maps.inbound(cursor.of(state.workload), NOBODYS_DOMAIN);
    }

    @Benchmark
    public int inboundFloor(Inbound state, Cursor cursor) {
        return Floor.inbound(cursor.of(state.workload));
    }

    @Benchmark
    public Decision whole(Whole state, Cursor cursor) {
        return state.policy.decide(cursor.wire.whole(cursor.of(state.workload)));
    }

    @Benchmark
    public long wholeMapWalk(Whole state, Cursor cursor) {
        return state.maps.whole(cursor.of(state.workload));
    }

    @Benchmark
    public int wholeFloor(Whole state, Cursor cursor) {
        return Floor.whole(cursor.of(state.workload));
    }

    /** The reading of the octets alone, as part of {@link #inbound}. */
    @Benchmark
    public Transaction inboundReading(Inbound state, Cursor cursor) {
        return cursor.wire.inbound(cursor.of(state.workload));
    }
}
