package dev.mailflow.cli;

import dev.mailflow.cli.files.ExportFiles;
import dev.mailflow.cli.files.OutputFolder;
import dev.mailflow.cli.files.OutputFolder.Written;
import dev.mailflow.cli.render.Summary;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Severity;
import dev.mailflow.compiler.driver.CompileRequest;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.driver.Compiler;
import dev.mailflow.compiler.resolve.SourceLoader.Loaded;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.targets.exchangeonline.emit.ImportComparison;
import dev.mailflow.compiler.targets.exchangeonline.importing.Exports;
import dev.mailflow.compiler.targets.exchangeonline.importing.PolicyText;
import dev.mailflow.compiler.targets.postfix.importing.Imported;
import dev.mailflow.compiler.targets.postfix.importing.PostfixImport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mailflow import}: a policy out of what a system holds today. */
@Command(
        name = "import",
        header = "Makes a policy out of what a system holds today.",
        description = {
            "exchange-online: what Get-InboundConnector, Get-OutboundConnector, Get-AcceptedDomain, Get-TransportRule and "
                    + "Get-OrganizationConfig give, as JSON, CLIXML, CSV or Format-List, and blocks of Microsoft365DSC. "
                    + "Several files are one tenant.",
            "postfix: main.cf, or what `postconf -n` prints, and then master.cf and the sources of the tables that it names.",
            "",
            "What is not understood, or has no words in a policy, is told; nothing is dropped in silence."
        },
        footer = {
            "",
            "Example: Get-InboundConnector | ConvertTo-Json -Depth 4 > inbound.json",
            "         mailflow import exchange-online inbound.json domains.json -o contoso.mailflow"
        })
final class ImportCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final Common common;

    @Parameters(
            index = "0",
            paramLabel = "SYSTEM",
            completionCandidates = ForeignSystems.Imported.class,
            description = "The system: ${COMPLETION-CANDIDATES}.")
    private String system = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = "Exports; - is standard input.")
    private List<String> names = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The policy to write; never over another one. Default: standard output.")
    private String output = "";

    @Option(names = "--strict", description = "Write nothing if anything was not understood or has no words.")
    private boolean strict;

    ImportCommand(Terminal terminal) {
        this.terminal = terminal;
        this.common = new Common(terminal);
    }

    @Override
    public Integer call() {
        ForeignSystems.requireImported(common.commandLine(), system);
        List<Diagnostic> diagnostics = new ArrayList<>();
        ExportFiles exports = new ExportFiles(terminal.folder(), terminal.in());
        List<SourceFile> files = new ArrayList<>();
        boolean written = system.equals(ForeignSystems.POSTFIX);
        names.forEach(
                name -> (written ? exports.readWritten(name, diagnostics::add) : exports.read(name, diagnostics::add))
                        .ifPresent(files::add));
        if (files.size() < names.size()) {
            return fail(diagnostics);
        }
        Optional<Policy> policy = read(files, diagnostics);
        if (strict) {
            diagnostics.replaceAll(ImportCommand::asError);
        }
        if (policy.isEmpty() && !written && diagnostics.stream().noneMatch(Diagnostic::isError)) {
            diagnostics.add(Diagnostic.of(
                            DiagnosticCode.EXPORT_NOT_UNDERSTOOD,
                            new Span(files.get(0), 0, 0),
                            "no connector and no accepted domain is in these files")
                    .withHelp("export them by `Get-InboundConnector`, `Get-OutboundConnector`, `Get-AcceptedDomain`"));
        }
        if (policy.isEmpty() || diagnostics.stream().anyMatch(Diagnostic::isError)) {
            return fail(diagnostics);
        }
        // What the policy itself has to say: ties that the tenant has, places that it leaves open.
        CompileResult compiled = Compiler.compile(new CompileRequest(
                new SourceFile(
                        output.isEmpty() ? "<policy>" : output, policy.get().text()),
                path -> new Loaded.Unreadable("a policy from an export names no other file")));
        diagnostics.addAll(compiled.diagnostics());
        compiled.model().ifPresent(model -> policy.get().comparison().accept(model, diagnostics::add));
        write(policy.get().text(), diagnostics);
        common.print(terminal.err(), common.errPage(), diagnostics);
        terminal.err().println(Summary.of(diagnostics).text());
        return Common.exitCode(diagnostics);
    }

    /** @param comparison tells where it says something else than the system does */
    private record Policy(String text, BiConsumer<DecisionModel, DiagnosticSink> comparison) {}

    private Optional<Policy> read(List<SourceFile> files, List<Diagnostic> diagnostics) {
        if (system.equals(ForeignSystems.POSTFIX)) {
            Optional<SourceFile> main =
                    files.stream().filter(PostfixImport::isMain).findFirst();
            if (main.isEmpty()) {
                diagnostics.add(Diagnostic.of(
                                DiagnosticCode.EXPORT_NOT_UNDERSTOOD,
                                new Span(files.get(0), 0, 0),
                                "no main.cf is among these files: none has a line `name = value`")
                        .withHelp("name main.cf, or what `postconf -n` prints, and behind it its tables"));
                return Optional.empty();
            }
            Map<String, SourceFile> tables = new LinkedHashMap<>();
            files.stream().filter(file -> !file.equals(main.get())).forEach(file -> tables.put(file.path(), file));
            Imported imported = PostfixImport.read(main.get(), tables);
            diagnostics.addAll(imported.notUnderstood());
            return Optional.of(new Policy(imported.policy(), (model, sink) -> {}));
        }
        Exports.Read read = Exports.read(files, diagnostics::add);
        return PolicyText.written(read, diagnostics::add)
                .map(written -> new Policy(
                        written.policy(),
                        (model, sink) -> ImportComparison.tell(
                                model, PolicyText.SITE, read.tenant(), written::of, read::place, sink)));
    }

    /** A note stays one: it says what was looked at and is of another kind. */
    private static Diagnostic asError(Diagnostic found) {
        return found.severity() != Severity.WARNING ? found : found.withSeverity(Severity.ERROR);
    }

    private int fail(List<Diagnostic> diagnostics) {
        common.print(terminal.err(), common.errPage(), diagnostics);
        terminal.err().println(Summary.of(diagnostics).text() + "; nothing was written");
        return Common.exitCode(diagnostics);
    }

    private void write(String policy, List<Diagnostic> diagnostics) {
        if (output.isEmpty()) {
            terminal.out().print(policy);
            return;
        }
        Path place = terminal.folder().resolve(output);
        if (Files.exists(place)) {
            diagnostics.add(Diagnostic.of(
                            DiagnosticCode.WOULD_OVERWRITE,
                            new Span(new SourceFile(output, ""), 0, 0),
                            "`" + output + "` is there already")
                    .withHelp("name another file, or move this one away"));
            return;
        }
        Path parent = place.toAbsolutePath().getParent();
        Written written = new OutputFolder(parent == null ? terminal.folder() : parent, "")
                .write(List.of(new Artifact(String.valueOf(place.getFileName()), policy)));
        written.failure().ifPresentOrElse(diagnostics::add, () -> terminal.out().println("wrote " + output));
    }
}
