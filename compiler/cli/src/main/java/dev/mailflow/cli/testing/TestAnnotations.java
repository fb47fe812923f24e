package dev.mailflow.cli.testing;

import dev.mailflow.cli.render.GithubText;
import dev.mailflow.cli.render.GithubText.Level;
import dev.mailflow.cli.render.WorkingFolder;
import dev.mailflow.compiler.decision.TestRunner.Failed;
import dev.mailflow.compiler.decision.TestRunner.Result;

/** The report as workflow commands of GitHub Actions: what failed beside its expectation, what was not tried beside its rule. */
public final class TestAnnotations {
    private TestAnnotations() {}

    /** One line for each; empty if there is nothing to say. */
    public static String of(TestReport report, WorkingFolder folder) {
        StringBuilder text = new StringBuilder();
        for (Result result : report.results()) {
            if (result instanceof Failed failed) {
                Story story = new Story(report.model(), failed);
                text.append(GithubText.command(
                                Level.ERROR,
                                failed.test().expectation().origin(),
                                "test \"" + failed.test().title() + "\" at "
                                        + failed.test().site() + " failed",
                                story.summary() + "\n" + story.text(),
                                folder))
                        .append('\n');
            }
        }
        report.coverage().ifPresent(coverage -> {
            for (Missed missed : Missed.of(coverage)) {
                text.append(GithubText.command(
                                Level.NOTICE,
                                missed.first().origin(),
                                "not tried",
                                CoverageWords.missed(missed.first(), missed.further()),
                                folder))
                        .append('\n');
            }
            report.threshold()
                    .filter(threshold -> !report.meetsThreshold())
                    .ifPresent(threshold -> text.append(GithubText.command(
                                    Level.ERROR, "coverage", CoverageWords.below(coverage, threshold)))
                            .append('\n'));
        });
        return text.toString();
    }
}
