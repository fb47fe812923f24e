package dev.mailflow.cli;

import dev.mailflow.cli.render.ClaimWords;
import dev.mailflow.cli.render.JsonText;
import dev.mailflow.cli.render.Summary;
import dev.mailflow.compiler.analysis.claim.Judgement;
import dev.mailflow.compiler.decision.Fault;
import dev.mailflow.compiler.decision.Links;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.driver.ProveResult;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code mailflow prove}: whether a claim holds of every message. */
@Command(
        name = "prove",
        header = "Proves a claim about all messages, or shows a message that it does not hold of.",
        description = {
            "The claim is what follows `assert` in a policy. Claims that stand in the policy itself are "
                    + "proved by `mailflow check` and `mailflow test`."
        },
        footer = {
            "",
            "Example: mailflow prove contoso.mailflow",
            "           --claim \"no message from internet reaches internet\""
        })
final class ProveCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final PolicyOptions common;

    @Parameters(paramLabel = "FILE", description = "The policy; - is standard input.")
    private String file = "";

    @Option(
            names = "--claim",
            paramLabel = "CLAIM",
            required = true,
            description = "every|no message [from E] [to E] [when ...] and what is claimed of it.")
    private String claim = "";

    @Option(
            names = "--fault",
            paramLabel = "FAULT",
            description = "Ask it with a failed certificate or host: `cert ENDPOINT`, `host HOST[:PORT]`.")
    private Optional<String> fault = Optional.empty();

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "pretty", description = "pretty or json.")
    private Format format = Format.PRETTY;

    ProveCommand(Terminal terminal) {
        this.terminal = terminal;
        this.common = new PolicyOptions(terminal);
    }

    @Override
    public Integer call() {
        if (claim.chars().anyMatch(c -> c == '\n' || c == '\r')) {
            throw common.misuse("--claim takes one line");
        }
        if (claim.isBlank()) {
            throw common.misuse("`--claim` is empty: write what follows `assert`, as in"
                    + " \"no message from internet reaches internet\"");
        }
        Optional<Fault> with = fault.map(this::read);
        ProveResult result = common.prove(file, claim, with);
        if (with.isPresent()
                && result.model().isPresent()
                && !Links.isOf(result.model().get(), with.get())) {
            throw common.misuse(
                    with.get() instanceof Fault.CertificateLost lost
                            ? "--fault: the policy has no endpoint " + lost.endpoint()
                            : "--fault: no connector of the policy names that host");
        }
        if (format == Format.JSON) {
            ObjectNode document = JsonText.document("prove");
            JsonText.addDiagnostics(document, result.diagnostics());
            result.judgement().ifPresent(judgement -> ClaimWords.add(document, List.of(judgement)));
            terminal.out().print(JsonText.text(document));
            return code(result);
        }
        if (result.judgement().isEmpty()) {
            common.tell(file, result.diagnostics());
            terminal.err().println(Summary.of(result.diagnostics()).text() + "; nothing was proved");
            return code(result);
        }
        List<Diagnostic> ofTheClaim = result.diagnostics().stream()
                .filter(found -> found.primary()
                        .span()
                        .file()
                        .equals(result.judgement().get().claim().origin().file()))
                .toList();
        common.print(terminal.out(), common.outPage(), ofTheClaim);
        terminal.out().println(ClaimWords.of(result.judgement().get()));
        return code(result);
    }

    private Fault read(String text) {
        return Fault.read(text).orElseThrow(() -> common.misuse("--fault takes `cert ENDPOINT` or `host HOST[:PORT]`"));
    }

    private static int code(ProveResult result) {
        boolean isProved =
                result.judgement().filter(Judgement.Proved.class::isInstance).isPresent();
        int found = Common.exitCode(result.diagnostics());
        return found == ExitCode.GOOD && !isProved ? ExitCode.FINDINGS : found;
    }
}
