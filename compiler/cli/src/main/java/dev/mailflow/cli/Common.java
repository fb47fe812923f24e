package dev.mailflow.cli;

import dev.mailflow.cli.files.Pages;
import dev.mailflow.cli.files.PolicyFiles;
import dev.mailflow.cli.files.PolicyFiles.Reading;
import dev.mailflow.cli.files.Release;
import dev.mailflow.cli.render.DiagnosticPrinter;
import dev.mailflow.cli.render.GithubText;
import dev.mailflow.cli.render.Page;
import dev.mailflow.cli.render.Printable;
import dev.mailflow.cli.render.SarifText;
import dev.mailflow.cli.render.Style;
import dev.mailflow.cli.render.Summary;
import dev.mailflow.cli.render.WorkingFolder;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.SourceFile;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options and steps that all commands share; a picocli mixin. */
class Common {
    private final Terminal terminal;
    private final PolicyFiles files;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli
    private CommandSpec spec;

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

    /** The command that was given, with these options mixed in. */
    final CommandLine commandLine() {
        return spec.commandLine();
    }

    /** The command of which all others are a part. */
    final CommandLine root() {
        return spec.root().commandLine();
    }

    /** The command line says what cannot be done; usage is shown with it. */
    final ParameterException misuse(String message) {
        return new ParameterException(commandLine(), message);
    }

    Style outStyle() {
        return terminal.outStyle(colour);
    }

    Style errStyle() {
        return terminal.errStyle(colour);
    }

    Page outPage() {
        return terminal.outPage(colour);
    }

    Page errPage() {
        return terminal.errPage(colour);
    }

    final PolicyFiles files() {
        return files;
    }

    /** The texts of the files that were read so far, by path. */
    Map<String, String> texts() {
        return files.texts();
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

    /** What no place in a file shows. */
    final void complain(String message) {
        terminal.err().println(errStyle().paint(Style.Tone.ERROR, "error") + ": " + message);
    }

    /**
     * What was found in a policy that is asked something else: errors in full; of warnings, where there are no errors, how
     * many there are and what shows them.
     *
     * @param policy as the user named it
     */
    final void tell(String policy, List<Diagnostic> found) {
        List<Diagnostic> errors = found.stream().filter(Diagnostic::isError).toList();
        print(terminal.err(), errPage(), errors);
        if (errors.isEmpty()) {
            tellWarnings(List.of(policy), Summary.of(found).warnings());
        }
    }

    final void tellWarnings(List<String> policies, int warnings) {
        if (warnings > 0) {
            String names = policies.stream().map(Common::asWord).collect(Collectors.joining(" "));
            String text = errPage().paint(Style.Tone.WARNING, Summary.counted(warnings, "warning"))
                    + "; `mailflow check " + Printable.text(names) + "` shows " + (warnings == 1 ? "it" : "them");
            terminal.err().println(errPage().text(text, 2));
        }
    }

    /** As a shell reads it. */
    private static String asWord(String name) {
        return name.matches("[\\p{L}\\p{N}_./:\\\\-]+") ? name : "'" + name.replace("'", "'\\''") + "'";
    }

    void print(PrintStream stream, Page page, List<Diagnostic> diagnostics) {
        if (diagnostics.isEmpty()) {
            return;
        }
        DiagnosticPrinter printer = new DiagnosticPrinter(page);
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

    /** Of a run that ends with mistakes of a configuration, or with one that cannot be read. */
    static int exitCode(Optional<Path> overlay) {
        return overlay.filter(file -> !Files.isReadable(file) || Files.isDirectory(file))
                        .isPresent()
                ? ExitCode.FAILED
                : ExitCode.FINDINGS;
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
