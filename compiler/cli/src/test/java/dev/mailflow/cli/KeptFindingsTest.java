package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.cli.files.PolicyFiles;
import dev.mailflow.cli.files.PolicyFiles.Reading;
import dev.mailflow.cli.render.DiagnosticPrinter;
import dev.mailflow.cli.render.KeptFindings;
import dev.mailflow.cli.render.Page;
import dev.mailflow.cli.render.Style;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.driver.CompileRequest;
import dev.mailflow.compiler.driver.Compiler;
import dev.mailflow.compiler.resolve.SourceLoader.Reach;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is kept is told again as it was told, or not kept. */
final class KeptFindingsTest {
    private static final SourceFile FILE = new SourceFile("a.mailflow", "language 1\nfrom a to b\n");
    private static final Diagnostic FINDING =
            Diagnostic.of(DiagnosticCode.UNEXPECTED_TEXT, new Span(FILE, 11, 15), "one\n`two` \"three\" \\n ö");

    private static Optional<SourceFile> file(String path) {
        return path.equals(FILE.path()) ? Optional.of(FILE) : Optional.empty();
    }

    private static Optional<List<String>> lines(Diagnostic... findings) {
        return KeptFindings.lines(List.of(findings), Map.of(FILE.path(), FILE.text()));
    }

    private static String printed(List<Diagnostic> findings) {
        DiagnosticPrinter printer = new DiagnosticPrinter(Page.file(Style.PLAIN, 100));
        StringBuilder text = new StringBuilder();
        findings.forEach(finding -> text.append(printer.print(finding)).append(finding.fixes()));
        return text.toString();
    }

    @Test
    void everythingThatTheCorpusTells() throws Exception {
        Set<DiagnosticCode> seen = new HashSet<>();
        List<Path> inputs;
        try (var files = Files.walk(Path.of("src/test/corpus"))) {
            inputs = files.filter(file -> file.endsWith("input.mailflow")).toList();
        }
        for (Path input : inputs) {
            PolicyFiles files =
                    new PolicyFiles(input.resolveSibling("").toAbsolutePath(), InputStream.nullInputStream());
            if (!(files.root("input.mailflow") instanceof Reading.Text root)) {
                continue;
            }
            List<Diagnostic> findings = Compiler.compile(
                            new CompileRequest(root.file(), files.loader(root.file(), Reach.PROJECT)))
                    .diagnostics();
            Optional<List<String>> lines = KeptFindings.lines(findings, files.texts());
            if (lines.isEmpty()) {
                continue;
            }
            assertThat(lines.get()).allMatch(line -> line.indexOf('\n') < 0);
            PolicyFiles later =
                    new PolicyFiles(input.resolveSibling("").toAbsolutePath(), InputStream.nullInputStream());
            Optional<List<Diagnostic>> again = KeptFindings.read(
                    lines.get(),
                    path -> later.root(path) instanceof Reading.Text text
                            ? Optional.of(text.file())
                            : Optional.empty());
            assertThat(again.map(KeptFindingsTest::printed))
                    .as(input.toString())
                    .contains(printed(findings));
            findings.forEach(finding -> seen.add(finding.code()));
        }
        assertThat(seen).hasSizeGreaterThan(120);
    }

    @Test
    void whatIsNotAboutTheseFilesIsNotKept() {
        SourceFile other = new SourceFile("b.mailflow", FILE.text());
        SourceFile older = new SourceFile(FILE.path(), FILE.text() + "# more\n");
        assertThat(lines(FINDING)).isPresent();
        for (SourceFile file : List.of(other, older)) {
            Span place = new Span(file, 0, 1);
            assertThat(lines(Diagnostic.of(DiagnosticCode.UNEXPECTED_TEXT, place, "x")))
                    .isEmpty();
            assertThat(lines(FINDING.withRelated(place, "x"))).isEmpty();
            assertThat(lines(FINDING.withFix(new Fix("x", place, "")))).isEmpty();
        }
    }

    @Test
    void whatIsToldInThousandsIsNotKept() {
        assertThat(KeptFindings.lines(Collections.nCopies(1_000, FINDING), Map.of(FILE.path(), FILE.text())))
                .isPresent();
        assertThat(KeptFindings.lines(Collections.nCopies(1_001, FINDING), Map.of(FILE.path(), FILE.text())))
                .isEmpty();
    }

    @Test
    void aLineThatIsNoneOfOursIsNotRead() {
        String line = lines(FINDING).orElseThrow().get(0);
        assertThat(KeptFindings.read(List.of(line), KeptFindingsTest::file)).contains(List.of(FINDING));
        for (String spoilt : List.of(
                "",
                "{",
                "{}",
                "[]",
                line.replace(FINDING.code().id(), "MF0000"),
                line.replace("\"error\"", "\"fatal\""),
                line.replace("a.mailflow", "c.mailflow"),
                line.replace("\"offset\":11", "\"offset\":1100"),
                line.replace("\"offset\":11", "\"offset\":-11"),
                line.replace("\"message\"", "\"massage\""))) {
            assertThat(spoilt).isNotEqualTo(line);
            assertThat(KeptFindings.read(List.of(line, spoilt), KeptFindingsTest::file))
                    .as(spoilt)
                    .isEmpty();
        }
    }
}
