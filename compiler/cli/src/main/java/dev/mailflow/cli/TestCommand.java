package dev.mailflow.cli;

import dev.mailflow.cli.files.OutputFolder;
import dev.mailflow.cli.render.Page;
import dev.mailflow.cli.render.Style;
import dev.mailflow.cli.render.Summary;
import dev.mailflow.cli.render.WorkingFolder;
import dev.mailflow.cli.testing.JunitXml;
import dev.mailflow.cli.testing.TestAnnotations;
import dev.mailflow.cli.testing.TestJson;
import dev.mailflow.cli.testing.TestReport;
import dev.mailflow.cli.testing.TestText;
import dev.mailflow.cli.testing.TimedRun;
import dev.mailflow.cli.testing.TitlePattern;
import dev.mailflow.compiler.coverage.Coverage;
import dev.mailflow.compiler.coverage.Percentage;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.TestCase;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.target.Artifact;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mailflow test}: runs the tests of a policy. */
@Command(
        name = "test",
        header = "Runs the tests of a policy and explains those that fail.",
        footer = {
            "",
            "Example: mailflow test contoso.mailflow --run \"*bank*\"",
            "         mailflow test contoso.mailflow --format junit --output target/mailflow.xml",
            "         mailflow test contoso.mailflow --threshold 66.67"
        })
final class TestCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final PolicyOptions common;

    @Parameters(paramLabel = "FILE", description = "The policy; - is standard input.")
    private String file = "";

    @Option(
            names = "--run",
            paramLabel = "PATTERN",
            description = "Only tests whose title holds this text, in any case; * stands for anything.")
    private Optional<String> pattern = Optional.empty();

    @Option(names = "--verbose", description = "Name the tests that pass too, and with coverage what they tried.")
    private boolean verbose;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "pretty",
            description = "pretty, json, junit (XML) or github (annotations of a workflow).")
    private TestFormat format = TestFormat.PRETTY;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUTPUT",
            description = "The file to write the report to; standard output then has the one for people.")
    private Optional<String> output = Optional.empty();

    @Option(
            names = "--coverage",
            description = "Say which connectors were never selected or nearly selected, and which of their"
                    + " requirements never failed.")
    private boolean coverage;

    @Option(
            names = "--threshold",
            paramLabel = "PERCENT",
            description = "Fail if the coverage is less, compared exactly: 2 of 3 are less than 66.67.")
    private Optional<String> threshold = Optional.empty();

    TestCommand(Terminal terminal) {
        this.terminal = terminal;
        this.common = new PolicyOptions(terminal);
    }

    @Override
    public Integer call() {
        Optional<Percentage> least = threshold.map(this::percentage);
        CompileResult compiled = common.compile(file);
        if (compiled.model().isEmpty()) {
            return fail(compiled.diagnostics());
        }
        DecisionModel model = compiled.model().get();
        TimedRun run = TimedRun.of(model, chosen(compiled.tests()), terminal.nanoTime());
        Optional<Coverage> tried =
                coverage || least.isPresent() ? Optional.of(Coverage.of(model, run.results())) : Optional.empty();
        TestReport report = new TestReport(file, model, run, tried, least, compiled.claims());
        int code = report.isGood() ? ExitCode.GOOD : ExitCode.FINDINGS;
        if (output.isEmpty()) {
            // What is said of the policy first: on a screen the summary is the last line.
            tellOfClaims(compiled.diagnostics());
            if (format == TestFormat.PRETTY) {
                tellOfWarnings(compiled.diagnostics());
            }
            terminal.out().print(text(report, compiled.diagnostics(), common.outPage()));
            return code;
        }
        tellOfClaims(compiled.diagnostics());
        TestText people = people(report, common.outPage());
        terminal.out().print(format == TestFormat.PRETTY ? people.summary() : people.print());
        tellOfWarnings(compiled.diagnostics());
        return write(text(report, compiled.diagnostics(), Page.file(Style.PLAIN, terminal.width())))
                ? code
                : ExitCode.FAILED;
    }

    /** Claims that do not hold, with the message against them. */
    private void tellOfClaims(List<Diagnostic> diagnostics) {
        common.print(
                format == TestFormat.PRETTY || output.isPresent() ? terminal.out() : terminal.err(),
                format == TestFormat.PRETTY || output.isPresent() ? common.outPage() : common.errPage(),
                errors(diagnostics));
    }

    private static List<Diagnostic> errors(List<Diagnostic> diagnostics) {
        return diagnostics.stream().filter(Diagnostic::isError).toList();
    }

    private void tellOfWarnings(List<Diagnostic> diagnostics) {
        common.tellWarnings(List.of(file), Summary.of(diagnostics).warnings());
    }

    private Percentage percentage(String text) {
        return Percentage.parse(text)
                .orElseThrow(
                        () -> common.misuse("`" + text + "` is not a percentage from 0 to 100, such as 80 or 66.67"));
    }

    /** @param diagnostics of a policy that can be run: its errors are claims that do not hold */
    private String text(TestReport report, List<Diagnostic> diagnostics, Page page) {
        return switch (format) {
            case PRETTY -> people(report, page).print();
            case JSON -> TestJson.of(report);
            case JUNIT -> JunitXml.of(report);
            case GITHUB ->
                TestAnnotations.of(report, folder()) + common.text(DiagnosticFormat.GITHUB, errors(diagnostics));
        };
    }

    private TestText people(TestReport report, Page page) {
        return new TestText(report, page, verbose ? TestText.Detail.EVERYTHING : TestText.Detail.USUAL);
    }

    private WorkingFolder folder() {
        return new WorkingFolder(terminal.folder().toString());
    }

    private List<TestCase> chosen(List<TestCase> tests) {
        if (pattern.isEmpty()) {
            return tests;
        }
        TitlePattern wanted = new TitlePattern(pattern.get());
        List<TestCase> chosen =
                tests.stream().filter(test -> wanted.matches(test.title())).toList();
        if (chosen.isEmpty()) {
            throw common.misuse("none of the " + Summary.counted(tests.size(), "test") + " has a title like \""
                    + pattern.get() + "\"");
        }
        return chosen;
    }

    /** No test can be run: the form that was asked for says so too. */
    private int fail(List<Diagnostic> diagnostics) {
        String text = switch (format) {
            case PRETTY -> "";
            case JSON -> TestJson.of(file, diagnostics);
            case JUNIT -> JunitXml.of(file, diagnostics);
            case GITHUB -> common.text(DiagnosticFormat.GITHUB, diagnostics);
        };
        if (format == TestFormat.PRETTY || output.isPresent()) {
            common.tell(file, diagnostics);
            terminal.err().println(Summary.of(diagnostics).text() + "; no test was run");
        }
        if (format != TestFormat.PRETTY) {
            if (output.isEmpty()) {
                terminal.out().print(text);
            } else if (!write(text)) {
                return ExitCode.FAILED;
            }
        }
        return Common.exitCode(diagnostics);
    }

    /** Whether the report is in its file. */
    private boolean write(String text) {
        Optional<Diagnostic> failure = new OutputFolder(terminal.folder(), "")
                .write(List.of(new Artifact(output.orElseThrow(), text)))
                .failure();
        failure.ifPresent(diagnostic -> common.print(terminal.err(), common.errPage(), List.of(diagnostic)));
        return failure.isEmpty();
    }
}
