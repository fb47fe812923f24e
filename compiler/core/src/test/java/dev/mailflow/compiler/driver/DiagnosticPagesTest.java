package dev.mailflow.compiler.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.analysis.difference.Group;
import dev.mailflow.compiler.analysis.difference.Weight;
import dev.mailflow.compiler.analysis.sites.OverSites;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.Severity;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.testing.Policies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages of names, values, sense and behaviour: the wrong example gives the code, the right one has no error and not the code. */
class DiagnosticPagesTest {
    private static final Pattern EXAMPLE = Pattern.compile("```mailflow\n(.*?)\n```", Pattern.DOTALL);
    private static final Pattern FILE =
            Pattern.compile("With `([^`]+)`:\n\n```(?:csv|text)\n(.*?)\n```", Pattern.DOTALL);

    private static final Path PAGES = Path.of("../docs/diagnostics");

    /** Said of two policies, before and after. */
    private static final Map<DiagnosticCode, Weight> DIFFERENCES = Map.of(
            DiagnosticCode.BEHAVIOUR_WIDENED, Weight.WIDENED,
            DiagnosticCode.BEHAVIOUR_NARROWED, Weight.NARROWED,
            DiagnosticCode.BEHAVIOUR_CHANGED, Weight.CHANGED);

    static Stream<DiagnosticCode> codes() {
        return Stream.of(DiagnosticCode.values())
                .filter(code -> !DIFFERENCES.containsKey(code))
                .filter(code ->
                        List.of("MF2", "MF3", "MF4", "MF5").contains(code.id().substring(0, 3)));
    }

    @ParameterizedTest
    @MethodSource("codes")
    void examplesDoWhatThePageSays(DiagnosticCode code) throws IOException {
        String page = Files.readString(PAGES.resolve(code.id() + ".md"));
        assertThat(page).startsWith("# " + code.id() + ": " + code.title() + "\n");
        if (page.contains("…   #")) {
            // An example too long to print; the code has a test of its own.
            return;
        }
        int cut = page.indexOf("\nRight:\n");
        assertThat(cut).isPositive();
        CompileResult wrong = compiled(page.substring(0, cut));
        assertThat(wrong.diagnostics())
                .as(Policies.listing(wrong))
                .extracting(Diagnostic::code)
                .contains(code);
        CompileResult right = compiled(page.substring(cut));
        assertThat(right.hasErrors()).as(Policies.listing(right)).isFalse();
        assertThat(right.diagnostics())
                .as(Policies.listing(right))
                .extracting(Diagnostic::code)
                .doesNotContain(code);
    }

    static Stream<DiagnosticCode> differences() {
        return DIFFERENCES.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("differences")
    void policiesDifferAsThePageSays(DiagnosticCode code) throws IOException {
        String page = Files.readString(PAGES.resolve(code.id() + ".md"));
        int cut = page.indexOf("\nAfter:\n");
        assertThat(cut).isPositive();
        CompileResult before = compiled(page.substring(0, cut));
        CompileResult after = compiled(page.substring(cut));
        assertThat(before.model()).as(Policies.listing(before)).isPresent();
        assertThat(after.model()).as(Policies.listing(after)).isPresent();
        assertThat(Compiler.diff(before.model().get(), after.model().get()).groups())
                .extracting(Group::weight)
                .contains(DIFFERENCES.get(code));
    }

    static Stream<DiagnosticCode> all() {
        return Stream.of(DiagnosticCode.values());
    }

    /** An error can only be mended. A warning or note may be meant: the page says what to write then, and it is true. */
    @ParameterizedTest
    @MethodSource("all")
    void thePageSaysWhyAndTheWayOut(DiagnosticCode code) throws IOException {
        String page = Files.readString(PAGES.resolve(code.id() + ".md"));
        List<String> wanted = code.severity() == Severity.ERROR
                ? List.of("Why it matters", "How to mend it")
                : List.of("Why it matters", "How to mend it", "How to silence it");
        for (String heading : wanted) {
            int start = page.indexOf("\n## " + heading + "\n\n");
            assertThat(start).as(code.id() + ": " + heading).isPositive();
            int end = page.indexOf("\n## ", start + 1);
            String section = page.substring(start + heading.length() + 6, end < 0 ? page.length() : end);
            assertThat(section.strip()).as(code.id() + ": " + heading).hasSizeGreaterThan(20);
            if (!heading.equals("Why it matters") && section.contains("```mailflow")) {
                CompileResult meant = compiled(section);
                assertThat(meant.hasErrors()).as(Policies.listing(meant)).isFalse();
                assertThat(meant.diagnostics())
                        .as(Policies.listing(meant))
                        .extracting(Diagnostic::code)
                        .doesNotContain(code);
            }
        }
    }

    private static CompileResult compiled(String half) {
        Map<String, String> files = new HashMap<>();
        Matcher file = FILE.matcher(half);
        while (file.find()) {
            files.put(file.group(1), file.group(2) + "\n");
        }
        Matcher example = EXAMPLE.matcher(half);
        assertThat(example.find()).isTrue();
        return Compiler.compile(new CompileRequest(
                new SourceFile(Policies.ROOT, example.group(1) + "\n"), Policies.loader(files), OverSites.Faults.ALL));
    }
}
