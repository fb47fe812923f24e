package dev.mailflow.cli;

import dev.mailflow.cli.files.PolicyFiles;
import dev.mailflow.cli.render.ClaimWords;
import dev.mailflow.cli.render.JsonText;
import dev.mailflow.cli.render.Summary;
import dev.mailflow.compiler.analysis.claim.Judgement;
import dev.mailflow.compiler.analysis.sites.OverSites.Faults;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.driver.CompileResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code mailflow check}: what is wrong with the policies. */
@Command(
        name = "check",
        header = "Reads policies and says what is wrong with them.",
        footer = {"", "Example: mailflow check contoso.mailflow"})
final class CheckCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final PolicyOptions common;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Policies, each a program of its own; - is standard input.")
    private List<String> files = List.of();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "pretty",
            description = "pretty, json, sarif (2.1.0) or github (annotations of a workflow).")
    private DiagnosticFormat format = DiagnosticFormat.PRETTY;

    @Option(
            names = "--faults",
            description = "Also say what goes wrong over several sites once a certificate or a host fails.")
    private boolean areFaultsAsked;

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
        this.common = new PolicyOptions(terminal);
    }

    /** The command of a line {@code check FILE…} that says nothing else. */
    static Optional<CheckCommand> ofFiles(Terminal terminal, String... arguments) {
        if (arguments.length < 2 || !arguments[0].equals("check")) {
            return Optional.empty();
        }
        for (int i = 1; i < arguments.length; i++) {
            if (!isFile(arguments[i])) {
                return Optional.empty();
            }
        }
        CheckCommand command = new CheckCommand(terminal);
        command.files = List.of(arguments).subList(1, arguments.length);
        return Optional.of(command);
    }

    private static boolean isFile(String word) {
        return !word.isEmpty() && (!word.startsWith("-") || word.equals(PolicyFiles.STANDARD_INPUT));
    }

    @Override
    public Integer call() {
        // What two policies import is found once for each.
        Set<Diagnostic> found = new LinkedHashSet<>();
        List<Judgement> claims = new ArrayList<>();
        for (String file : files) {
            CompileResult compiled = common.compile(file, areFaultsAsked ? Faults.ALL : Faults.CERTIFICATES_AND_ROUNDS);
            found.addAll(compiled.diagnostics());
            claims.addAll(compiled.claims());
        }
        List<Diagnostic> diagnostics = List.copyOf(found);
        switch (format) {
            case PRETTY -> {
                common.print(terminal.out(), common.outPage(), diagnostics);
                terminal.out()
                        .println(Summary.counted(files.size(), "file") + " checked: "
                                + Summary.of(diagnostics).text() + ClaimWords.summary(claims));
            }
            case JSON -> {
                ObjectNode document = JsonText.document("check");
                files.forEach(document.putArray("files")::add);
                JsonText.addDiagnostics(document, diagnostics);
                if (!claims.isEmpty()) {
                    ClaimWords.add(document, claims);
                }
                terminal.out().print(JsonText.text(document));
            }
            case SARIF, GITHUB -> terminal.out().print(common.text(format, diagnostics));
        }
        return Common.exitCode(diagnostics);
    }
}
