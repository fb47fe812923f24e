package dev.mailflow.cli;

import dev.mailflow.cli.render.AdvicePrinter;
import dev.mailflow.compiler.advise.Advice;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.driver.AdviseResult;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mailflow advise}: which connectors the situation calls for. */
@Command(
        name = "advise",
        header = "Says which connectors a situation needs, which are there and what to add.",
        footer = {"", "Example: mailflow advise contoso.mailflow"})
final class AdviseCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final Common common;

    @Parameters(paramLabel = "FILE", description = "The policy; - is standard input.")
    private String file = "";

    AdviseCommand(Terminal terminal) {
        this.terminal = terminal;
        this.common = new Common(terminal);
    }

    @Override
    public Integer call() {
        AdviseResult result = common.advise(file);
        if (result.advice().isEmpty()) {
            List<Diagnostic> errors =
                    result.diagnostics().stream().filter(Diagnostic::isError).toList();
            common.print(terminal.err(), common.errStyle(), errors);
            return Common.exitCode(errors);
        }
        List<Advice> advice = result.advice().get();
        terminal.out().print(new AdvicePrinter(common.outStyle()).print(advice));
        return advice.stream().anyMatch(Advice::isUnmet) ? ExitCode.FINDINGS : ExitCode.GOOD;
    }
}
