package dev.mailflow.cli;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.mailflow.cli.files.OutputFolder;
import dev.mailflow.cli.files.PolicyFiles;
import dev.mailflow.cli.files.PolicyFolder;
import dev.mailflow.cli.render.Summary;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.format.Formatter;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.target.Artifact;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mailflow fmt}: the one style of the language. */
@Command(
        name = "fmt",
        header = "Writes policies in the one style. Files with mistakes are left alone.",
        footer = {"", "Example: mailflow fmt contoso.mailflow", "         mailflow fmt --check ."})
final class FmtCommand implements Callable<Integer> {
    private static final int CONTEXT_LINES = 3;

    private final Terminal terminal;

    @Mixin
    private final Common common;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = {
                "Policies, or folders of them.",
                "With - the policy comes from standard input and the result goes to standard output."
            })
    private List<String> names = List.of();

    @Option(
            names = "--check",
            description = "Change nothing, name the files that are not in style; exit code 3 if there are any.")
    private boolean checkOnly;

    @Option(names = "--diff", description = "Change nothing, show what would change.")
    private boolean diffOnly;

    private final List<Diagnostic> diagnostics = new ArrayList<>();
    private int changed;

    FmtCommand(Terminal terminal) {
        this.terminal = terminal;
        this.common = new Common(terminal);
    }

    @Override
    public Integer call() {
        Set<String> files = new LinkedHashSet<>();
        names.forEach(name -> files.addAll(PolicyFolder.files(terminal.folder(), name)));
        files.forEach(this::file);
        common.print(terminal.err(), common.errPage(), diagnostics);
        // The result on standard output is a policy, and nothing else.
        if (!files.contains(PolicyFiles.STANDARD_INPUT) && !diffOnly) {
            terminal.out()
                    .println(Summary.counted(files.size(), "file") + " looked at, " + changed
                            + (checkOnly ? " not in style" : " changed"));
        }
        int code = Common.exitCode(diagnostics);
        return code == ExitCode.GOOD && checkOnly && changed > 0 ? ExitCode.FINDINGS : code;
    }

    private void file(String name) {
        common.read(name, diagnostics::add).ifPresent(source -> {
            Optional<String> formatted = Formatter.format(source, diagnostics::add);
            if (formatted.isPresent()) {
                formatted(name, source, formatted.get());
            } else if (name.equals(PolicyFiles.STANDARD_INPUT) && !checkOnly && !diffOnly) {
                // An editor replaces its buffer by what comes back.
                terminal.out().print(source.text());
            }
        });
    }

    private void formatted(String name, SourceFile source, String text) {
        boolean same = text.equals(source.text());
        changed += same ? 0 : 1;
        if (diffOnly) {
            diff(source, text);
        }
        if (checkOnly && !same && !diffOnly) {
            terminal.out().println(source.path());
        }
        if (checkOnly || diffOnly) {
            return;
        }
        if (name.equals(PolicyFiles.STANDARD_INPUT)) {
            terminal.out().print(text);
        } else if (!same) {
            new OutputFolder(terminal.folder(), "")
                    .write(List.of(new Artifact(name, text)))
                    .failure()
                    .ifPresent(diagnostics::add);
        }
    }

    private void diff(SourceFile source, String text) {
        List<String> before = lines(source.text());
        UnifiedDiffUtils.generateUnifiedDiff(
                        source.path(), source.path(), before, DiffUtils.diff(before, lines(text)), CONTEXT_LINES)
                .forEach(terminal.out()::println);
    }

    private static List<String> lines(String text) {
        List<String> lines = Arrays.asList(text.split("\n", -1));
        return lines.get(lines.size() - 1).isEmpty() ? lines.subList(0, lines.size() - 1) : lines;
    }
}
