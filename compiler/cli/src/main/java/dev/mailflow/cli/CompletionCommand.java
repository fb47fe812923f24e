package dev.mailflow.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mailflow completion}: lets a shell complete commands, options and their values. */
@Command(
        name = "completion",
        header = "Prints a script that lets a shell complete command lines.",
        footer = {
            "",
            "Example: source <(mailflow completion bash)",
            "         mailflow completion bash > ~/.local/share/bash-completion/completions/mailflow"
        })
final class CompletionCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final Common common;

    @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
    private ShellName shell = ShellName.BASH;

    CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
        this.common = new Common(terminal);
    }

    /** Both read the same functions: zsh by its emulation of what bash offers to completions. */
    enum ShellName {
        BASH,
        ZSH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Integer call() {
        terminal.out().print(CompletionScript.of(shell, common.root()));
        return ExitCode.GOOD;
    }
}
