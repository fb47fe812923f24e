package dev.mailflow.cli;

import dev.mailflow.cli.files.FirstPolicy;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mailflow init}: a first policy to change. */
@Command(
        name = "init",
        header = "Writes a first policy with comments and a test. Never overwrites a file.",
        footer = {"", "Example: mailflow init contoso"})
final class InitCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final Common common;

    @Parameters(arity = "0..1", paramLabel = "DIR", defaultValue = ".", description = "The folder. Default: this one.")
    private String folder = ".";

    InitCommand(Terminal terminal) {
        this.terminal = terminal;
        this.common = new Common(terminal);
    }

    @Override
    public Integer call() {
        FirstPolicy first = FirstPolicy.in(terminal.folder(), folder);
        Optional<Diagnostic> failure = first.write(FirstPolicy.text());
        if (failure.isPresent()) {
            common.print(terminal.err(), common.errPage(), List.of(failure.get()));
            return Common.exitCode(List.of(failure.get()));
        }
        terminal.out().println("wrote " + first.path());
        terminal.out().println();
        terminal.out().println("next:");
        terminal.out().println("  mailflow check " + first.path());
        terminal.out().println("  mailflow test " + first.path());
        return ExitCode.GOOD;
    }
}
