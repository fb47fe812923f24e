package dev.mailflow.cli.testing;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.TestCase;
import dev.mailflow.compiler.decision.TestRunner;
import dev.mailflow.compiler.decision.TestRunner.Result;
import dev.mailflow.compiler.decision.Verdicts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Tests that were run, and how long each took.
 *
 * @param results in the order of the tests
 * @param durations of each, in the same order; what a report needs beside is not counted
 */
public record TimedRun(List<Result> results, List<Duration> durations) {
    public TimedRun {
        results = List.copyOf(results);
        durations = List.copyOf(durations);
        if (results.size() != durations.size()) {
            throw new IllegalArgumentException(results.size() + " results, " + durations.size() + " durations");
        }
    }

    /**
     * @param nanoTime as {@link System#nanoTime}
     * @throws IllegalArgumentException if the model lacks a test's site
     */
    public static TimedRun of(DecisionModel model, List<TestCase> tests, LongSupplier nanoTime) {
        List<Result> results = new ArrayList<>(tests.size());
        List<Duration> durations = new ArrayList<>(tests.size());
        Verdicts verdicts = new Verdicts(model);
        for (TestCase test : tests) {
            long begin = nanoTime.getAsLong();
            results.add(TestRunner.run(verdicts, test));
            durations.add(Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - begin)));
        }
        return new TimedRun(results, durations);
    }

    public Duration total() {
        return durations.stream().reduce(Duration.ZERO, Duration::plus);
    }
}
