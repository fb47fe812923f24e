package dev.mailflow.maven;

import dev.mailflow.cli.files.OutputFolder;
import dev.mailflow.cli.render.Page;
import dev.mailflow.cli.render.Summary;
import dev.mailflow.cli.testing.JunitXml;
import dev.mailflow.cli.testing.TestReport;
import dev.mailflow.cli.testing.TestText;
import dev.mailflow.cli.testing.TimedRun;
import dev.mailflow.cli.testing.TitlePattern;
import dev.mailflow.compiler.coverage.Coverage;
import dev.mailflow.compiler.coverage.Percentage;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.TestCase;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.target.Artifact;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Runs the tests that stand in the policies and explains those that fail. */
@Mojo(name = "test", defaultPhase = LifecyclePhase.TEST, threadSafe = true)
@SuppressWarnings("NullAway.Init") // Maven fills the fields in before it calls execute.
public final class TestMojo extends PolicyMojo {
    /** Where reports in the form of JUnit are written, beside those of Surefire: {@code TEST-mailflow.POLICY.xml}. */
    @Parameter(property = "mailflow.testReportDirectory", defaultValue = "${project.build.directory}/surefire-reports")
    private File testReportDirectory;

    /** Only tests whose title holds this text, in any case; {@code *} stands for anything. */
    @Parameter(property = "mailflow.test")
    private String test = "";

    /** The least coverage that will do, in percent, as in {@code 66.67}; without it coverage is not asked for. */
    @Parameter(property = "mailflow.threshold")
    private String threshold = "";

    /** Skips the tests, as it does those of Surefire. */
    @Parameter(property = "skipTests", defaultValue = "false")
    private boolean skipTests;

    /** Skips the tests, as it does those of Surefire. */
    @Parameter(property = "maven.test.skip", defaultValue = "false")
    private boolean skipAllTests;

    /** Lets the build go on when a test failed, as it does for Surefire. */
    @Parameter(property = "maven.test.failure.ignore", defaultValue = "false")
    private boolean testFailureIgnore;

    private int run;
    private int failed;
    private int belowThreshold;

    @Override
    void run() throws MojoFailureException {
        if (skipTests || skipAllTests) {
            getLog().info("tests are skipped");
            return;
        }
        List<Diagnostic> diagnostics = new ArrayList<>();
        Optional<Percentage> least = threshold.isBlank() ? Optional.empty() : Percentage.parse(threshold.strip());
        if (least.isEmpty() && !threshold.isBlank()) {
            diagnostics.add(Setting.THRESHOLD.mistake(
                    DiagnosticCode.BAD_SETTING,
                    "`" + threshold + "` is not a percentage",
                    "write a number from 0 to 100, such as `80` or `66.67`"));
        }
        List<CompiledPolicy> policies = sources(diagnostics::add).compile();
        for (CompiledPolicy policy : policies) {
            diagnostics.addAll(policy.result().diagnostics());
            policy.result()
                    .model()
                    .ifPresentOrElse(
                            model -> test(policy, model, least).ifPresent(diagnostics::add),
                            () -> write(
                                            policy,
                                            JunitXml.of(
                                                    policy.path(),
                                                    policy.result().diagnostics()))
                                    .ifPresent(diagnostics::add));
        }
        if (!test.isBlank() && run == 0 && diagnostics.stream().noneMatch(Diagnostic::isError)) {
            diagnostics.add(Setting.TEST.mistake(
                    DiagnosticCode.NO_SUCH_TEST,
                    "no test has a title like `" + test + "`",
                    "write a part of a title; `*` stands for anything"));
        }
        finish(diagnostics);
        judgeTests();
    }

    private Optional<Diagnostic> test(CompiledPolicy policy, DecisionModel model, Optional<Percentage> least) {
        List<TestCase> cases = policy.result().tests().stream()
                .filter(one -> test.isBlank() || new TitlePattern(test).matches(one.title()))
                .toList();
        TimedRun timed = TimedRun.of(model, cases, System::nanoTime);
        Optional<Coverage> coverage = least.map(any -> Coverage.of(model, timed.results()));
        TestReport report = new TestReport(
                policy.path(), model, timed, coverage, least, policy.result().claims());
        run += timed.results().size();
        failed += report.failed();
        belowThreshold += report.meetsThreshold() ? 0 : 1;
        String text = new TestText(report, Page.file(style(), WIDTH), TestText.Detail.USUAL)
                .print()
                .stripTrailing();
        if (report.isGood()) {
            getLog().info(policy.path() + ": " + text);
        } else {
            getLog().error(policy.path() + ":\n" + text);
        }
        return write(policy, JunitXml.of(report));
    }

    private Optional<Diagnostic> write(CompiledPolicy policy, String xml) {
        String name = Places.join(policy.folder(), policy.name()).replace('/', '.');
        String place =
                Places.join(Places.relative(basedir(), testReportDirectory.toPath()), "TEST-mailflow." + name + ".xml");
        return new OutputFolder(basedir(), "")
                .write(List.of(new Artifact(place, xml)))
                .failure();
    }

    private void judgeTests() throws MojoFailureException {
        List<String> why = new ArrayList<>();
        if (failed > 0) {
            why.add(failed + " of " + Summary.counted(run, "test") + " failed");
        }
        if (belowThreshold > 0) {
            why.add("the coverage of "
                    + Summary.counted(belowThreshold, "policy file") + " is below "
                    + threshold.strip() + " %");
        }
        if (why.isEmpty()) {
            return;
        }
        if (testFailureIgnore) {
            getLog().warn(String.join("; ", why) + "; maven.test.failure.ignore is set");
            return;
        }
        throw new MojoFailureException(String.join("; ", why));
    }
}
