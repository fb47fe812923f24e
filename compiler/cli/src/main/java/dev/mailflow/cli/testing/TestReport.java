package dev.mailflow.cli.testing;

import dev.mailflow.compiler.analysis.claim.Judgement;
import dev.mailflow.compiler.coverage.Coverage;
import dev.mailflow.compiler.coverage.Percentage;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.TestRunner.Failed;
import dev.mailflow.compiler.decision.TestRunner.Result;
import java.util.List;
import java.util.Optional;

/**
 * A run of the tests of one policy.
 *
 * @param policy the file as the user named it
 * @param run the results and their times
 * @param coverage absent: nobody asked
 * @param claims what became of the policy's claims
 * @param threshold the least coverage that will do; only with {@code coverage}
 */
public record TestReport(
        String policy,
        DecisionModel model,
        TimedRun run,
        Optional<Coverage> coverage,
        Optional<Percentage> threshold,
        List<Judgement> claims) {
    public TestReport {
        claims = List.copyOf(claims);
    }

    /** In the order of the tests. */
    public List<Result> results() {
        return run.results();
    }

    /** Whether every claim is proved. */
    public boolean areClaimsProved() {
        return claims.stream().allMatch(Judgement.Proved.class::isInstance);
    }

    public int failed() {
        return (int) results().stream().filter(Failed.class::isInstance).count();
    }

    public int passed() {
        return results().size() - failed();
    }

    /** Whether the coverage is the threshold or more; a run without one has nothing to miss. */
    public boolean meetsThreshold() {
        return coverage.isEmpty()
                || threshold.isEmpty()
                || coverage.get().ratio().isAtLeast(threshold.get());
    }

    /** Whether every test passed, the claims are proved and the coverage will do. */
    public boolean isGood() {
        return failed() == 0 && meetsThreshold() && areClaimsProved();
    }
}
