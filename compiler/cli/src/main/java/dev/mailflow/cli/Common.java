package dev.mailflow.cli;

import dev.mailflow.cli.files.Pages;
import dev.mailflow.cli.files.PolicyFiles;
import dev.mailflow.cli.files.PolicyFiles.Reading;
import dev.mailflow.cli.files.Release;
import dev.mailflow.cli.render.DiagnosticPrinter;
import dev.mailflow.cli.render.GithubText;
import dev.mailflow.cli.render.SarifText;
import dev.mailflow.cli.render.Style;
import dev.mailflow.cli.render.WorkingFolder;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.driver.AdviseResult;
import dev.mailflow.compiler.driver.CompileRequest;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.driver.Compiler;
import dev.mailflow.compiler.driver.ProveResult;
import dev.mailflow.compiler.resolve.SourceLoader;
import dev.mailflow.compiler.source.SourceFile;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options and steps that all commands share; a picocli mixin. */
final class Common {
    private final Terminal terminal;
    private final PolicyFiles files;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            defaultValue = "auto",
            description = "Colour the output: auto (on a terminal, unless NO_COLOR is set), always, never.")
    private Terminal.Colour colour = Terminal.Colour.AUTO;

    @Option(names = "--debug", description = "Show what a bug report needs, should mailflow itself fail.")
    private boolean debug;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean helpAsked;

    Common(Terminal terminal) {
        this.terminal = terminal;
        this.files = new PolicyFiles(terminal.folder(), terminal.in());
    }

    Style outStyle() {
        return terminal.outStyle(colour);
    }

    Style errStyle() {
        return terminal.errStyle(colour);
    }

    /** A file that cannot be read is a result with one error. */
    CompileResult compile(String file, ProjectOptions project) {
        return compile(file, project, files);
    }

    /** From files of its own, for those who read more than once. */
    static CompileResult compile(String file, ProjectOptions project, PolicyFiles files) {
        Reading reading = files.root(file);
        return reading instanceof Reading.Text text
                ? Compiler.compile(new CompileRequest(text.file(), files.loader(text.file(), project.reach())))
                : new CompileResult(List.of(((Reading.Failed) reading).diagnostic()), Optional.empty(), List.of());
    }

    /** The texts of the files that were read so far, by path. */
    Map<String, String> texts() {
        return files.texts();
    }

    /** The text of a file that the policy may load, or of the policy itself. */
    Optional<String> text(String file, ProjectOptions project, String path) {
        if (!(files.root(file) instanceof Reading.Text root)) {
            return Optional.empty();
        }
        if (path.equals(root.file().path())) {
            return Optional.of(root.file().text());
        }
        SourceLoader.Loaded loaded = files.loader(root.file(), project.reach()).load(path);
        return loaded instanceof SourceLoader.Loaded.Found found
                ? Optional.of(found.file().text())
                : Optional.empty();
    }

    /** @param claim what follows {@code assert} */
    ProveResult prove(String file, String claim, ProjectOptions project) {
        List<Diagnostic> failure = new ArrayList<>();
        return read(file, failure::add)
                .map(source -> Compiler.prove(
                        new CompileRequest(source, files.loader(source, project.reach())),
                        new SourceFile("<command line>", asDeclaration(claim))))
                .orElseGet(() -> new ProveResult(failure, Optional.empty(), Optional.empty()));
    }

    private static String asDeclaration(String claim) {
        return claim.strip().startsWith("assert ") ? claim.strip() : "assert " + claim.strip();
    }

    AdviseResult advise(String file, ProjectOptions project) {
        List<Diagnostic> failure = new ArrayList<>();
        return read(file, failure::add)
                .map(source -> Compiler.advise(new CompileRequest(source, files.loader(source, project.reach()))))
                .orElseGet(() -> new AdviseResult(failure, Optional.empty()));
    }

    /** The text of a file that the user named; why there is none goes to the sink. */
    Optional<SourceFile> read(String file, DiagnosticSink sink) {
        Reading reading = files.root(file);
        if (reading instanceof Reading.Text text) {
            return Optional.of(text.file());
        }
        sink.report(((Reading.Failed) reading).diagnostic());
        return Optional.empty();
    }

    void print(PrintStream stream, Style style, List<Diagnostic> diagnostics) {
        if (diagnostics.isEmpty()) {
            return;
        }
        DiagnosticPrinter printer = new DiagnosticPrinter(style, terminal.width());
        diagnostics.forEach(diagnostic -> stream.println(printer.print(diagnostic)));
    }

    /** The findings of a format that holds nothing but findings. */
    String text(DiagnosticFormat format, List<Diagnostic> diagnostics) {
        WorkingFolder folder = new WorkingFolder(terminal.folder().toString());
        return switch (format) {
            case SARIF ->
                new SarifText(new SarifText.Tool(Release.number(), Release.documentation(), Pages::of), folder)
                        .of(diagnostics);
            case GITHUB -> GithubText.of(diagnostics, folder);
            case PRETTY, JSON -> throw new IllegalArgumentException(format + " holds what the command says beside");
        };
    }

    /** Of a run whose findings are these. */
    static int exitCode(List<Diagnostic> diagnostics) {
        List<Diagnostic> errors =
                diagnostics.stream().filter(Diagnostic::isError).toList();
        if (errors.stream().anyMatch(error -> error.code().id().startsWith("MF9"))) {
            return ExitCode.FAILED;
        }
        return errors.isEmpty() ? ExitCode.GOOD : ExitCode.FINDINGS;
    }
}
