package dev.mailflow.cli;

import dev.mailflow.cli.render.JsonText;
import dev.mailflow.cli.render.Summary;
import dev.mailflow.cli.render.TestPrinter;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.TestCase;
import dev.mailflow.compiler.decision.TestRunner;
import dev.mailflow.compiler.decision.TestRunner.Failed;
import dev.mailflow.compiler.decision.TestRunner.Result;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.driver.CompileResult;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code mailflow test}: runs the tests of a policy. */
@Command(
        name = "test",
        header = "Runs the tests of a policy and explains those that fail.",
        footer = {"", "Example: mailflow test contoso.mailflow --run \"*bank*\""})
final class TestCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final Common common;

    @Mixin
    private final ProjectOptions project = new ProjectOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The policy; - is standard input.")
    private String file = "";

    @Option(
            names = "--run",
            paramLabel = "PATTERN",
            description = "Only tests whose title holds this text, in any case; * stands for anything.")
    private Optional<String> pattern = Optional.empty();

    @Option(names = "--verbose", description = "Name the tests that pass too.")
    private boolean verbose;

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "pretty", description = "pretty or json.")
    private Format format = Format.PRETTY;

    TestCommand(Terminal terminal) {
        this.terminal = terminal;
        this.common = new Common(terminal);
    }

    @Override
    public Integer call() {
        CompileResult compiled = common.compile(file, project);
        if (compiled.model().isEmpty()) {
            return fail(compiled.diagnostics());
        }
        List<TestCase> chosen = chosen(compiled.tests());
        DecisionModel model = compiled.model().get();
        List<Result> results = TestRunner.run(model, chosen);
        long failed = results.stream().filter(Failed.class::isInstance).count();
        if (format == Format.JSON) {
            ObjectNode document = JsonText.document("test");
            ArrayNode tests = document.putArray("tests");
            results.forEach(result -> TestPrinter.add(tests, model, result));
            document.putObject("summary").put("passed", results.size() - failed).put("failed", failed);
            terminal.out().print(JsonText.text(document));
        } else {
            print(model, results, failed);
        }
        return failed == 0 ? ExitCode.GOOD : ExitCode.FINDINGS;
    }

    private void print(DecisionModel model, List<Result> results, long failed) {
        TestPrinter printer = new TestPrinter(model, common.outStyle());
        for (Result result : results) {
            if (result instanceof Failed) {
                terminal.out().println(printer.print(result));
            } else if (verbose) {
                terminal.out().print(printer.print(result));
            }
        }
        if (results.isEmpty()) {
            terminal.out().println("the policy has no tests; write `test \"...\" at SITE { ... }`");
        }
        terminal.out().println((results.size() - failed) + " passed, " + failed + " failed");
    }

    private List<TestCase> chosen(List<TestCase> tests) {
        if (pattern.isEmpty()) {
            return tests;
        }
        Pattern wanted = Pattern.compile(
                Arrays.stream(pattern.get().split("\\*", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*")),
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
        List<TestCase> chosen = tests.stream()
                .filter(test -> wanted.matcher(test.title()).find())
                .toList();
        if (chosen.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "none of the " + Summary.counted(tests.size(), "test") + " has a title like \"" + pattern.get()
                            + "\"");
        }
        return chosen;
    }

    private int fail(List<Diagnostic> diagnostics) {
        if (format == Format.JSON) {
            ObjectNode document = JsonText.document("test");
            JsonText.addDiagnostics(document, diagnostics);
            terminal.out().print(JsonText.text(document));
        } else {
            common.print(terminal.err(), common.errStyle(), diagnostics);
            terminal.err().println(Summary.of(diagnostics).text() + "; no test was run");
        }
        return Common.exitCode(diagnostics);
    }
}
