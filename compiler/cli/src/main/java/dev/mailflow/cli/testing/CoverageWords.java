package dev.mailflow.cli.testing;

import dev.mailflow.cli.render.Summary;
import dev.mailflow.compiler.coverage.Coverage;
import dev.mailflow.compiler.coverage.Goal;
import dev.mailflow.compiler.coverage.Percentage;
import dev.mailflow.compiler.coverage.Ratio;
import dev.mailflow.compiler.decision.Reason;
import dev.mailflow.compiler.decision.TestRunner.End;

/** Coverage in sentences. */
final class CoverageWords {
    private CoverageWords() {}

    /** {@code 66.66 % (6 of 9)}. */
    static String share(Ratio ratio) {
        return ratio.percent() + " % (" + of(ratio) + ")";
    }

    /** {@code 6 of 9}. */
    static String of(Ratio ratio) {
        return ratio.part() + " of " + ratio.whole();
    }

    /** {@code connectors selected 2 of 2, requirements failed 3 of 6, nearly selected 1 of 1}. */
    static String kinds(Coverage coverage) {
        return "connectors selected " + of(coverage.ratio(Goal.Kind.SELECTED)) + ", requirements failed "
                + of(coverage.ratio(Goal.Kind.REQUIREMENT_FAILED)) + ", nearly selected "
                + of(coverage.ratio(Goal.Kind.NEARLY_SELECTED));
    }

    /** What no test did: {@code no test at office365 is turned away by connector `in` with cert-mismatch}. */
    static String missed(Goal goal) {
        String connector = "connector `" + goal.connector() + "`";
        String test = "no test at " + goal.site() + " ";
        return switch (goal.kind()) {
            case SELECTED -> test + (goal.end() == End.INBOUND ? "comes by " : "goes by ") + connector;
            case REQUIREMENT_FAILED ->
                test + "is turned away by " + connector + " with "
                        + goal.reason().map(Reason::id).orElse("");
            case NEARLY_SELECTED ->
                test + (goal.end() == End.INBOUND ? "nearly comes by " : "nearly goes by ") + connector;
        };
    }

    /**
     * What no test did, once for the rows of a table: {@code no test at office365 comes by connector `p1-in`; the same for 199 more
     * rows}.
     */
    static String missed(Goal goal, int further) {
        return missed(goal) + (further == 0 ? "" : "; the same for " + Summary.counted(further, "more row"));
    }

    /** What a test did: {@code "no TLS" at office365 is turned away by connector `in` with tls-required}. */
    static String tried(Coverage.Tried tried) {
        String test = tried.by().map(by -> "\"" + by.title() + "\" at ").orElse("no test at ");
        return test + missed(tried.goal()).substring("no test at ".length());
    }

    /** {@code coverage 66.66 % (2 of 3) is below 66.67 %}. */
    static String below(Coverage coverage, Percentage threshold) {
        return "coverage " + share(coverage.ratio()) + " is below " + threshold.text() + " %";
    }
}
