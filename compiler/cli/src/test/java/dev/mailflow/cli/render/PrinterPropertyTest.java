package dev.mailflow.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Any text and any places in it can be shown. */
final class PrinterPropertyTest {
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "a",
                        "bc",
                        " ",
                        "\t",
                        "\n",
                        "\r\n",
                        "\r",
                        "日",
                        "e\u0301",
                        "\ufeff",
                        "\u001b[1m",
                        "\u202e",
                        "😀",
                        "👩\u200d💻",
                        "\ud800",
                        "\udc00",
                        "\u0000",
                        "x".repeat(90))
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }

    @Property(tries = 500)
    void everythingCanBeShown(
            @ForAll("texts") String text,
            @ForAll @IntRange(min = 0, max = 999) int a,
            @ForAll @IntRange(min = 0, max = 999) int b,
            @ForAll @IntRange(min = 0, max = 999) int c,
            @ForAll @IntRange(min = 20, max = 120) int width) {
        SourceFile file = new SourceFile("a.mailflow", text);
        int n = text.length() + 1;
        Span first = new Span(file, Math.min(a % n, b % n), Math.max(a % n, b % n));
        Span second = new Span(file, c % n, c % n);
        Diagnostic diagnostic = Diagnostic.of(DiagnosticCode.UNEXPECTED_TEXT, first, text)
                .labelled("here")
                .withRelated(second, "there")
                .withHelp(text)
                .withFix(new Fix("mend", first, "mended"));
        String shown = new DiagnosticPrinter(Page.file(Style.PLAIN, width)).print(diagnostic);
        assertThat(shown).endsWith("\n");
        assertThat(shown.chars().filter(x -> x < ' ' && x != '\n' || x >= 0x7F && x < 0xA0 || x == 0x202E))
                .isEmpty();
        List<String> rows = shown.lines().toList();
        assertThat(rows.stream().filter(row -> row.matches("\\s*[0-9]+ \\|.*")))
                .allSatisfy(row -> assertThat(Printable.width(row)).isLessThanOrEqualTo(Math.max(width, 20 + 6)));
    }

    @Property(tries = 300)
    void aPlaceStandsUnderItsCharacter(@ForAll("texts") String before) {
        String line = before.replaceAll("[\r\n]", "") + "^";
        SourceFile file = new SourceFile("a.mailflow", line);
        Span mark = new Span(file, line.length() - 1, line.length());
        String shown = new DiagnosticPrinter(Page.file(Style.PLAIN, 10_000))
                .print(Diagnostic.of(DiagnosticCode.UNEXPECTED_TEXT, mark, "x"));
        List<String> rows = shown.lines().toList();
        String source = rows.get(3);
        String underline = rows.get(4);
        assertThat(Printable.width(source)).isEqualTo(Printable.width(underline));
    }
}
