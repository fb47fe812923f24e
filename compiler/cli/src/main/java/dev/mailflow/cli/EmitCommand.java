package dev.mailflow.cli;

import dev.mailflow.cli.files.OutputFolder;
import dev.mailflow.cli.files.OutputFolder.Written;
import dev.mailflow.cli.render.JsonText;
import dev.mailflow.cli.render.Summary;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Endpoint;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.driver.Compiler;
import dev.mailflow.compiler.driver.EmitResult;
import dev.mailflow.compiler.driver.PolicyDigest;
import dev.mailflow.compiler.driver.TargetFindings;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.target.Target;
import dev.mailflow.compiler.target.TargetRequest;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code mailflow emit}: the configuration of systems that others made. */
@Command(
        name = "emit",
        header = "Writes a policy as the configuration of another system.",
        description = {
            "exchange-online: scripts for the tenant of each exchange-online site, the way back and what they rest on; for "
                    + "each server that is an Exchange its half of the same connectors.",
            "postfix: settings and tables for each own server that runs Postfix or does not say what it runs, and the "
                    + "script that brings them to the machine.",
            "",
            "Nothing is sent anywhere."
        },
        footer = {"", "Example: mailflow emit exchange-online contoso.mailflow -o tenant"})
final class EmitCommand implements Callable<Integer> {
    private static final Written NOTHING = Written.none();

    private final Terminal terminal;

    @Mixin
    private final PolicyOptions common;

    @Parameters(
            index = "0",
            paramLabel = "TARGET",
            completionCandidates = ForeignSystems.Emitted.class,
            description = "The system: ${COMPLETION-CANDIDATES}.")
    private String target = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "The policy; - is standard input.")
    private String file = "";

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DIR",
            description = "The folder to write into; made if it is not there.")
    private String output = "";

    @Option(
            names = {"-s", "--site"},
            split = ",",
            paramLabel = "SITE",
            description = "The sites to write for. Default: all that the system can be.")
    private List<String> sites = List.of();

    @Option(
            names = "--best-effort",
            description = "Leave out what the system cannot say, with a warning, in place of writing nothing.")
    private boolean bestEffort;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "pretty",
            description =
                    "How to tell what was found: pretty, json, sarif (2.1.0) or github (annotations of a workflow).")
    private DiagnosticFormat format = DiagnosticFormat.PRETTY;

    EmitCommand(Terminal terminal) {
        this.terminal = terminal;
        this.common = new PolicyOptions(terminal);
    }

    @Override
    public Integer call() {
        Path place = Misuse.outputFolder(common.commandLine(), terminal.folder(), output);
        Target wanted = ForeignSystems.emitted(common.commandLine(), target);
        CompileResult compiled = common.compile(file);
        List<Diagnostic> ofPolicy = compiled.diagnostics();
        List<Diagnostic> diagnostics = new ArrayList<>();
        if (compiled.model().isEmpty() || compiled.hasErrors()) {
            return tell(ofPolicy, diagnostics, NOTHING);
        }
        List<String> named = Sites.wanted(common.commandLine(), compiled.model().get(), sites);
        EmitResult emitted = Compiler.emit(
                new TargetRequest(compiled.model().get(), named, "", bestEffort ? Wish.DEFAULT : Wish.EXPLICIT)
                        .withDigest(PolicyDigest.of(compiled.sources())),
                List.of(wanted));
        diagnostics.addAll(emitted.diagnostics());
        if (emitted.diagnostics().stream().anyMatch(Diagnostic::isError)) {
            return tell(ofPolicy, diagnostics, NOTHING);
        }
        if (emitted.artifacts().isEmpty() && emitted.diagnostics().isEmpty()) {
            diagnostics.add(noSite(compiled.model().get(), named));
            return tell(ofPolicy, diagnostics, NOTHING);
        }
        Written written = new OutputFolder(place, output).write(emitted.artifacts());
        written.failure().ifPresent(diagnostics::add);
        return tell(ofPolicy, diagnostics, written);
    }

    /** Nothing to say, and nothing was written: what the sites are instead. */
    private Diagnostic noSite(DecisionModel model, List<String> named) {
        List<String> others = named.stream()
                .map(site -> "`" + site + "` (" + kind(model.endpoint(site)) + ")")
                .toList();
        return Diagnostic.of(
                        DiagnosticCode.NO_SITE_OF_SYSTEM,
                        new Span(new SourceFile(file, ""), 0, 0),
                        others.isEmpty()
                                ? "this policy has no site"
                                : "no site of this policy is of the system `" + target + "`; its sites are "
                                        + String.join(", ", others))
                .withHelp(
                        target.equals(ForeignSystems.EXCHANGE_ONLINE)
                                ? "declare the tenant as an `exchange-online`"
                                : "`software " + target + "` at a `server` says what it runs");
    }

    private static String kind(Endpoint endpoint) {
        String kind = endpoint.kind().text();
        return endpoint.software()
                .map(software -> kind + " that runs " + software.product().word())
                .orElse(kind);
    }

    /** @param found what the system cannot say, and what went wrong in writing */
    private int tell(List<Diagnostic> ofPolicy, List<Diagnostic> found, Written written) {
        List<Diagnostic> diagnostics = new ArrayList<>(ofPolicy);
        // What stopped it first, then what is lost, then what is only told.
        List<Diagnostic> told = (format == DiagnosticFormat.PRETTY ? TargetFindings.gather(found) : found)
                .stream().sorted(Comparator.comparing(Diagnostic::severity)).toList();
        diagnostics.addAll(told);
        boolean failed = diagnostics.stream().anyMatch(Diagnostic::isError);
        switch (format) {
            case PRETTY -> {
                common.tell(file, ofPolicy);
                common.print(terminal.err(), common.errPage(), told);
                written.changed().forEach(path -> terminal.out().println("wrote " + path));
                if (failed) {
                    terminal.err().println(Summary.of(diagnostics).text() + "; nothing was written");
                } else {
                    terminal.out()
                            .println(Summary.counted(written.changed().size(), "file") + " written, "
                                    + written.unchanged().size() + " unchanged");
                }
            }
            case JSON -> {
                ObjectNode document = JsonText.document("emit");
                document.put("target", target);
                document.putArray("files").add(file);
                written.changed().forEach(document.putArray("written")::add);
                written.unchanged().forEach(document.putArray("unchanged")::add);
                JsonText.addDiagnostics(document, diagnostics);
                terminal.out().print(JsonText.text(document));
            }
            case SARIF, GITHUB -> terminal.out().print(common.text(format, diagnostics));
        }
        return Common.exitCode(diagnostics);
    }
}
