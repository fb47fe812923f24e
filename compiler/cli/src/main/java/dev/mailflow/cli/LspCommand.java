package dev.mailflow.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code mailflow lsp}: named here for help and completion. The launcher starts the server from a jar of its own, so that no other
 * command carries it; who comes here has no such jar, or no launcher.
 */
@Command(
        name = "lsp",
        header = "Runs the language server that editors ask (LSP over standard input and output).",
        description = {
            "An editor starts it and ends it: findings while a policy is written, fixes, formatting, completion, navigation."
        },
        footer = {"", "How to set up an editor: compiler/language-server/editors."})
final class LspCommand implements Callable<Integer> {
    @Mixin
    private final Common common;

    @Option(names = "--stdio", description = "What some editors say; there is no other way.")
    private boolean isStandardInputMeant;

    LspCommand(Terminal terminal) {
        this.common = new Common(terminal);
    }

    @Override
    public Integer call() {
        common.complain("the language server is a program of its own, mailflow-lsp.jar beside mailflow.jar; "
                + "start it by the launcher (`mailflow lsp`) or by `java -jar mailflow-lsp.jar`");
        return ExitCode.FAILED;
    }
}
