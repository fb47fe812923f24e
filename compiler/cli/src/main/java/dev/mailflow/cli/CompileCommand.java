package dev.mailflow.cli;

import dev.mailflow.cli.files.BuildRecord;
import dev.mailflow.cli.files.Checksum;
import dev.mailflow.cli.files.OutputFolder;
import dev.mailflow.cli.files.OutputFolder.Written;
import dev.mailflow.cli.files.PolicyFiles;
import dev.mailflow.cli.files.Release;
import dev.mailflow.cli.render.JsonText;
import dev.mailflow.cli.render.KeptFindings;
import dev.mailflow.cli.render.Summary;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.driver.Compiler;
import dev.mailflow.compiler.driver.EmitResult;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.PolicySource;
import dev.mailflow.compiler.target.Target;
import dev.mailflow.compiler.target.TargetRequest;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import dev.mailflow.compiler.targets.Targets;
import dev.mailflow.compiler.targets.javaclass.Layout;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code mailflow compile}: routing classes and configurations. */
@Command(
        name = "compile",
        header = "Turns a policy into routing classes and configurations.",
        description = {"A policy with errors writes nothing; files whose content does not change are not touched."},
        footer = {"", "Example: mailflow compile contoso.mailflow -o generated --package com.contoso.mail"})
final class CompileCommand implements Callable<Integer> {
    /** Beside the output; hidden, so that nobody takes it for an artifact. */
    private static final String RECORD = ".mailflow-inputs";

    private static final Written NOTHING = Written.none();

    private final Terminal terminal;

    @Mixin
    private final PolicyOptions common;

    @Parameters(paramLabel = "FILE", description = "The policy; - is standard input.")
    private String file = "";

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DIR",
            description = "The folder to write into; made if it is not there.")
    private String output = "";

    @Option(
            names = {"-t", "--target"},
            split = ",",
            paramLabel = "TARGET",
            completionCandidates = TargetCandidates.class,
            description = "What to write: java, relay, testkit. Default: all.")
    private List<String> targets = List.of();

    @Option(
            names = {"-s", "--site"},
            split = ",",
            paramLabel = "SITE",
            description = "The sites to write for. Default: all.")
    private List<String> sites = List.of();

    @Option(
            names = {"-p", "--package"},
            paramLabel = "PACKAGE",
            description = "The Java package of the routing classes. Default: the unnamed one.")
    private String packageName = "";

    @Option(names = "--explain-layout", description = "Say how each routing class is laid out, and why.")
    private boolean explainLayout;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "pretty",
            description =
                    "How to tell what was found: pretty, json, sarif (2.1.0) or github (annotations of a workflow).")
    private DiagnosticFormat format = DiagnosticFormat.PRETTY;

    CompileCommand(Terminal terminal) {
        this.terminal = terminal;
        this.common = new PolicyOptions(terminal);
    }

    /** What a shell offers behind {@code --target}. */
    private static final class TargetCandidates implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Targets.compiled().stream().map(Target::id).iterator();
        }
    }

    @Override
    public Integer call() {
        List<Target> wanted = wantedTargets();
        if (!packageName.isEmpty() && !isPackageName(packageName)) {
            throw common.misuse("`" + packageName + "` is not a Java package name");
        }
        Path place = Misuse.outputFolder(common.commandLine(), terminal.folder(), output);
        OutputFolder folder = new OutputFolder(place, output);
        Optional<String> options = options();
        Optional<BuildRecord> current = options.flatMap(now -> BuildRecord.read(place.resolve(RECORD))
                .filter(record -> record.isCurrent(
                        now,
                        path -> common.source(file, path).map(source -> Checksum.of(source.text())),
                        path -> Checksum.ofFile(place.resolve(path)))));
        Optional<List<Diagnostic>> same =
                current.flatMap(record -> KeptFindings.read(record.findings(), path -> common.source(file, path)));
        if (same.isPresent()) {
            List<String> outputs = List.copyOf(current.orElseThrow().outputs().keySet());
            tell(same.get(), folder.unchanged(outputs));
            return Common.exitCode(same.get());
        }
        CompileResult compiled = common.compile(file);
        if (compiled.model().isEmpty() || compiled.hasErrors()) {
            return fail(compiled.diagnostics());
        }
        List<String> wantedSites =
                Sites.wanted(common.commandLine(), compiled.model().get(), sites);
        Wish wish = targets.isEmpty() && sites.isEmpty() ? Wish.DEFAULT : Wish.EXPLICIT;
        PolicySource source = PolicySource.of(file, compiled.tests());
        EmitResult emitted = Compiler.emit(
                new TargetRequest(compiled.model().get(), wantedSites, packageName, wish).of(source), wanted);
        List<Diagnostic> diagnostics = new ArrayList<>(compiled.diagnostics());
        diagnostics.addAll(emitted.diagnostics());
        if (emitted.diagnostics().stream().anyMatch(Diagnostic::isError)) {
            return fail(diagnostics);
        }
        Written written = folder.write(emitted.artifacts());
        if (written.failure().isEmpty() && !emitted.artifacts().isEmpty()) {
            options.ifPresent(now -> record(now, diagnostics, written.checksums(), place));
        }
        written.failure().ifPresent(diagnostics::add);
        tell(diagnostics, written);
        if (explainLayout) {
            explainLayout(compiled.model().get(), wantedSites);
        }
        return Common.exitCode(diagnostics);
    }

    /** What tells whether there is anything to do; empty where that cannot be told, or more than files is wanted. */
    private Optional<String> options() {
        if (explainLayout || file.equals(PolicyFiles.STANDARD_INPUT)) {
            return Optional.empty();
        }
        return Release.build()
                .map(build -> Checksum.of(List.of(
                        build,
                        file,
                        String.join(",", targets),
                        String.join(",", sites),
                        packageName,
                        common.reach().name())));
    }

    /** Without a word if it cannot be written: that costs time at the next run and nothing else. */
    private void record(String options, List<Diagnostic> told, Map<String, String> outputs, Path place) {
        Map<String, String> texts = common.texts();
        Optional<List<String>> findings = KeptFindings.lines(told, texts);
        if (findings.isEmpty()) {
            return;
        }
        Map<String, String> inputs = new TreeMap<>();
        texts.forEach((path, text) -> inputs.put(path, Checksum.of(text)));
        BuildRecord record = new BuildRecord(options, 0, findings.get(), inputs, outputs);
        new OutputFolder(place, output).write(List.of(new Artifact(RECORD, record.text())));
    }

    private int fail(List<Diagnostic> diagnostics) {
        if (format == DiagnosticFormat.PRETTY) {
            common.print(terminal.err(), common.errPage(), diagnostics);
            terminal.err().println(Summary.of(diagnostics).text() + "; nothing was written");
        } else {
            tell(diagnostics, NOTHING);
        }
        return Common.exitCode(diagnostics);
    }

    private void tell(List<Diagnostic> diagnostics, Written written) {
        switch (format) {
            case PRETTY -> {
                common.print(terminal.err(), common.errPage(), diagnostics);
                written.changed().forEach(path -> terminal.out().println("wrote " + path));
                if (written.failure().isEmpty()) {
                    terminal.out()
                            .println(Summary.counted(written.changed().size(), "file") + " written, "
                                    + written.unchanged().size() + " unchanged");
                }
            }
            case JSON -> {
                ObjectNode document = JsonText.document("compile");
                document.putArray("files").add(file);
                written.changed().forEach(document.putArray("written")::add);
                written.unchanged().forEach(document.putArray("unchanged")::add);
                JsonText.addDiagnostics(document, diagnostics);
                terminal.out().print(JsonText.text(document));
            }
            case SARIF, GITHUB -> terminal.out().print(common.text(format, diagnostics));
        }
    }

    /** For people: beside a machine format it goes to the error stream. */
    private void explainLayout(DecisionModel model, List<String> wantedSites) {
        PrintStream out = format == DiagnosticFormat.PRETTY ? terminal.out() : terminal.err();
        for (String site : wantedSites) {
            Layout layout = Layout.of(model, model.site(site));
            out.println(layout.site() + ": " + layout.choice());
            layout.dimensions()
                    .forEach(d ->
                            out.print(String.format(Locale.ROOT, "  %-18s %7d  %s\n", d.name(), d.count(), d.form())));
        }
    }

    private List<Target> wantedTargets() {
        List<String> known = Targets.compiled().stream().map(Target::id).toList();
        for (String target : targets) {
            if (Targets.emitted().stream().anyMatch(other -> other.id().equals(target))) {
                throw common.misuse("`" + target + "` is written by `mailflow emit " + target + "`");
            }
            if (!known.contains(target)) {
                throw common.misuse(
                        "there is no target `" + target + "`; the targets are: " + String.join(", ", known));
            }
        }
        return Targets.compiled().stream()
                .filter(target -> targets.isEmpty() || targets.contains(target.id()))
                .toList();
    }

    private static boolean isPackageName(String name) {
        return javax.lang.model.SourceVersion.isName(name);
    }
}
