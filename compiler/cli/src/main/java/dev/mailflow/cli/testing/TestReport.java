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
 * @param results in the order of the tests
 * @param coverage absent: nobody asked
 * @param claims what became of the policy's claims
 * @param threshold the least coverage that will do; only with {@code coverage}
 */
public record TestReport(
        String policy,
        DecisionModel model,
        List<Result> results,
        Optional<Coverage> coverage,
        Optional<Percentage> threshold,
        List<Judgement> claims) {
    public TestReport {
        results = List.copyOf(results);
        claims = List.copyOf(claims);
    }

    /** Whether every claim is proved. */
    public boolean areClaimsProved() {
        return claims.stream().allMatch(Judgement.Proved.class::isInstance);
    }

    public int failed() {
        return (int) results.stream().filter(Failed.class::isInstance).count();
    }

    public int passed() {
        return results.size() - failed();
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
