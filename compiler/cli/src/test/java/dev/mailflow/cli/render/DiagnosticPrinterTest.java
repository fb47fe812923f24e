package dev.mailflow.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import org.junit.jupiter.api.Test;

/** Layout, by places that no policy of the corpus has. */
final class DiagnosticPrinterTest {
    private static final DiagnosticPrinter PRINTER = new DiagnosticPrinter(Page.file(Style.PLAIN, 80));

    private static Span span(SourceFile file, String text) {
        int start = file.text().indexOf(text);
        return new Span(file, start, start + text.length());
    }

    private static Diagnostic at(Span span) {
        return Diagnostic.of(DiagnosticCode.UNEXPECTED_TEXT, span, "`it` is wrong");
    }

    @Test
    void severalLines() {
        SourceFile file = new SourceFile("a.mailflow", "one {\n  two\n  three\n  four\n}\nfive\n");
        assertThat(PRINTER.print(
                        at(span(file, "one {\n  two\n  three\n  four\n}")).labelled("this block")))
                .isEqualTo("""
                        error[MF1001]: `it` is wrong
                         --> a.mailflow:1:1
                          |
                        1 | one {
                          | ^^^^^
                        ...
                        5 | }
                          | ^ this block
                        """);
    }

    /** The change is what is to be seen of a line that is too long for the screen. */
    @Test
    void aFixOfALongLineIsShownWhereItChanges() {
        SourceFile file = new SourceFile("a.mailflow", "x".repeat(100) + " sice 5 " + "y".repeat(100));
        Diagnostic found = at(span(file, "sice")).withFix(new Fix("write `size`", span(file, "sice"), "size"));
        assertThat(PRINTER.print(found).lines())
                .contains(
                        "1 | …" + "x".repeat(23) + " sice 5 " + "y".repeat(43) + "…",
                        "1 + …" + "x".repeat(23) + " size 5 " + "y".repeat(43) + "…");
    }

    @Test
    void sentencesGoRoundOnAScreen() {
        SourceFile file = new SourceFile("a.mailflow", "one");
        Diagnostic found = Diagnostic.of(
                        DiagnosticCode.UNEXPECTED_TEXT, span(file, "one"), "`one` is not what is wanted here")
                .withHelp("write `two`, which is more than one, or leave it out");
        assertThat(new DiagnosticPrinter(new Page(Style.PLAIN, 40, Page.Prose.WRAPPED)).print(found))
                .isEqualTo("""
                        error[MF1001]: `one` is not what is
                                       wanted here
                         --> a.mailflow:1:1
                          |
                        1 | one
                          | ^^^
                          |
                          = help: write `two`, which is more
                                  than one, or leave it out
                        """);
        assertThat(new DiagnosticPrinter(Page.file(Style.PLAIN, 40))
                        .print(found)
                        .lines())
                .contains("  = help: write `two`, which is more than one, or leave it out");
    }

    @Test
    void aLabelThatHasNoRoomBesideStandsBelow() {
        SourceFile file = new SourceFile("a.mailflow", "first second");
        Diagnostic found = Diagnostic.of(DiagnosticCode.UNEXPECTED_TEXT, span(file, "second"), "no")
                .labelled("is said here, where one is enough")
                .withRelated(span(file, "first"), "is why");
        assertThat(new DiagnosticPrinter(new Page(Style.PLAIN, 40, Page.Prose.WRAPPED)).print(found))
                .isEqualTo("""
                        error[MF1001]: no
                         --> a.mailflow:1:7
                          |
                        1 | first second
                          | ----- is why
                          |       ^^^^^^
                          |       is said here, where one is
                          |       enough
                        """);
    }

    @Test
    void endOfTheFile() {
        SourceFile file = new SourceFile("a.mailflow", "connector a from b");
        assertThat(PRINTER.print(at(new Span(file, 18, 18)).labelled("here"))).isEqualTo("""
                        error[MF1001]: `it` is wrong
                         --> a.mailflow:1:19
                          |
                        1 | connector a from b
                          |                   ^ here
                        """);
    }

    @Test
    void behindTheLastLineEnd() {
        SourceFile file = new SourceFile("a.mailflow", "one\r\n");
        assertThat(PRINTER.print(at(new Span(file, 5, 5)))).isEqualTo("""
                        error[MF1001]: `it` is wrong
                         --> a.mailflow:2:1
                          |
                        2 |
                          | ^
                        """);
    }

    @Test
    void aSpanThatTakesItsLineEndStaysOnItsLine() {
        SourceFile file = new SourceFile("a.mailflow", "one two\r\nthree\r\n");
        assertThat(PRINTER.print(at(new Span(file, 4, 9))))
                .contains("1 | one two\n  |     ^^^\n")
                .doesNotContain("three");
    }

    @Test
    void wideCharactersTakeTwoColumnsAndMarksNone() {
        SourceFile file = new SourceFile("a.mailflow", "\t日本 e\u0301 x");
        assertThat(PRINTER.print(at(span(file, "x")))).contains("1 |     日本 e\u0301 x\n  |            ^\n");
    }

    @Test
    void aByteOrderMarkIsNotSeen() {
        SourceFile file = new SourceFile("a.mailflow", "\ufeffone two");
        assertThat(PRINTER.print(at(span(file, "two")))).contains("1 | one two\n  |     ^^^\n");
    }

    @Test
    void escapeSequencesReachNoTerminal() {
        SourceFile file = new SourceFile("a\u001b[2J.mailflow", "one \u001b[31m two \u009b two \u202e");
        String text = PRINTER.print(
                Diagnostic.of(DiagnosticCode.UNEXPECTED_TEXT, span(file, "two"), "\u001b]0;title\u0007 in `x`")
                        .withHelp("\u001b[0m"));
        assertThat(text.chars().filter(c -> c < ' ' && c != '\n' || c >= 0x7F && c < 0xA0 || c == 0x202E))
                .isEmpty();
        assertThat(text).contains("a␛[2J.mailflow").contains("<U+009B>");
    }

    @Test
    void severalPlacesInOrderOfTheText() {
        SourceFile file = new SourceFile("a.mailflow", "first\n\nsecond third\n\n\n\n\n\n\nlast\n");
        SourceFile other = new SourceFile("b.mailflow", "elsewhere\n");
        assertThat(PRINTER.print(at(span(file, "third"))
                        .labelled("wrong")
                        .withRelated(span(file, "first"), "because of this")
                        .withRelated(span(file, "second"), "and this")
                        .withRelated(span(file, "last"), "")
                        .withRelated(span(other, "elsewhere"), "and that")
                        .withHelp("do this\nor that")))
                .isEqualTo("""
                        error[MF1001]: `it` is wrong
                          --> a.mailflow:3:8
                           |
                         1 | first
                           | ----- because of this
                         2 |
                         3 | second third
                           | ------ and this
                           |        ^^^^^ wrong
                        ...
                        10 | last
                           | ----
                           |
                          ::: b.mailflow:1:1
                           |
                         1 | elsewhere
                           | --------- and that
                           |
                           = help: do this
                                   or that
                        """);
    }

    @Test
    void fixesAreShownAsTheyWouldRead() {
        SourceFile file = new SourceFile("a.mailflow", "one\ntwo three\nfour\n");
        Diagnostic diagnostic = at(span(file, "two"))
                .withFix(new Fix("say it", span(file, "two three\nfour"), "2\n3"))
                .withFix(new Fix("delete it", span(file, "two "), ""));
        assertThat(PRINTER.print(diagnostic)).endsWith("""
                          = fix: say it
                        2 + 2
                        3 + 3
                          = fix: delete it
                        2 + three
                        """);
    }

    @Test
    void ofALongLineThePartIsShownThatMatters() {
        String line = "x".repeat(200) + " here " + "y".repeat(200);
        SourceFile file = new SourceFile("a.mailflow", line);
        String text = PRINTER.print(at(span(file, "here")));
        assertThat(text.lines().mapToInt(String::length).max().orElse(0)).isEqualTo(80);
        String[] rows = text.split("\n");
        assertThat(rows[3]).startsWith("1 | …x").endsWith("y…");
        assertThat(rows[3].indexOf("here")).isEqualTo(rows[4].indexOf('^'));
        assertThat(rows[4]).endsWith("^^^^");
    }
}
