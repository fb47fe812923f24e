package dev.mailflow.cli;

import dev.mailflow.cli.files.FirstPolicy;
import dev.mailflow.cli.interview.Answering;
import dev.mailflow.cli.interview.FirstDraft;
import dev.mailflow.cli.interview.Interview;
import dev.mailflow.cli.render.AdvicePrinter;
import dev.mailflow.cli.render.Printable;
import dev.mailflow.compiler.advise.Advice;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.driver.AdviseResult;
import dev.mailflow.compiler.driver.CompileRequest;
import dev.mailflow.compiler.driver.Compiler;
import dev.mailflow.compiler.resolve.SourceLoader;
import dev.mailflow.compiler.source.SourceFile;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mailflow advise}: which connectors the situation calls for. */
@Command(
        name = "advise",
        header = "Says which connectors a situation needs, which are there and what to add.",
        footer = {
            "",
            "Without a file it asks what connectors depend on, and writes a first policy. Answers"
                    + " are read a line each, from a terminal or not; one in a file that cannot be read ends it.",
            "",
            "Example: mailflow advise contoso.mailflow",
            "         mailflow advise",
            "         mailflow advise --output contoso.mailflow < answers.txt"
        })
final class AdviseCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final PolicyOptions common;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "The policy; - is standard input. Without it questions are asked.")
    private @Nullable String file;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where the first policy is written. Default: policy.mailflow. Never overwrites a file.")
    private @Nullable String output;

    AdviseCommand(Terminal terminal) {
        this.terminal = terminal;
        this.common = new PolicyOptions(terminal);
    }

    @Override
    public Integer call() {
        if (file == null) {
            return ask();
        }
        if (output != null) {
            throw common.misuse("`--output` is for the policy that answers make: name no FILE");
        }
        return advise(file);
    }

    private int ask() {
        FirstPolicy first =
                output == null ? FirstPolicy.in(terminal.folder(), ".") : new FirstPolicy(terminal.folder(), output);
        // Nobody answers ten questions gladly to learn that there is no place for the file.
        Optional<Diagnostic> obstacle = first.obstacle();
        if (obstacle.isPresent()) {
            return failed(List.of(obstacle.get()));
        }
        Reader in = new InputStreamReader(terminal.in(), StandardCharsets.UTF_8);
        Interview.Outcome outcome = Interview.hold(
                in,
                terminal.err(),
                common.errStyle(),
                terminal.width(),
                terminal.inDisplay() == Terminal.Display.SCREEN ? Answering.PERSON : Answering.LINES);
        if (outcome instanceof Interview.Outcome.Stopped stopped) {
            common.complain(stopped.why() + "; nothing was written");
            if (terminal.inDisplay() == Terminal.Display.SCREEN
                    && !stopped.given().isEmpty()) {
                terminal.err().println("the answers so far, for a file that `mailflow advise` reads with `<`:");
                stopped.given().forEach(answer -> terminal.err().println(Printable.text(answer)));
            }
            terminal.err().println("for a policy that is there already, name it: mailflow advise FILE");
            return ExitCode.USAGE;
        }
        return write(first, FirstDraft.of(((Interview.Outcome.Complete) outcome).answers()));
    }

    private int write(FirstPolicy first, String text) {
        List<Diagnostic> errors = Compiler.compile(new CompileRequest(
                        new SourceFile(first.path(), text), path -> new SourceLoader.Loaded.Unreadable("no such file")))
                .diagnostics()
                .stream()
                .filter(Diagnostic::isError)
                .toList();
        if (!errors.isEmpty()) {
            return failed(errors);
        }
        Optional<Diagnostic> failure = first.write(text);
        if (failure.isPresent()) {
            return failed(List.of(failure.get()));
        }
        terminal.err().println();
        terminal.out().println("wrote " + first.path());
        terminal.out().println();
        terminal.out().println("next:");
        for (String command : List.of("check", "advise", "test")) {
            terminal.out().println("  mailflow " + command + " " + first.path());
        }
        return ExitCode.GOOD;
    }

    private int failed(List<Diagnostic> errors) {
        common.print(terminal.err(), common.errPage(), errors);
        return Common.exitCode(errors);
    }

    private int advise(String name) {
        AdviseResult result = common.advise(name);
        if (result.advice().isEmpty()) {
            List<Diagnostic> errors =
                    result.diagnostics().stream().filter(Diagnostic::isError).toList();
            return failed(errors);
        }
        List<Advice> advice = result.advice().get();
        terminal.out().print(new AdvicePrinter(common.outPage()).print(advice));
        return advice.stream().anyMatch(Advice::isUnmet) ? ExitCode.FINDINGS : ExitCode.GOOD;
    }
}
