package dev.mailflow.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.source.SourceFile;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A long line is worked through once, and a part of it is what one gets by looking at each of its characters. */
final class ShownLinesTest {
    private static final String[] LETTERS = {"a", "\t", "漢", "e\u0301", "\u200B", "\u0007", " "};

    @Test
    void aLongLineIsWorkedThroughOnce() {
        ShownLines lines = new ShownLines();
        SourceFile export = new SourceFile("export.json", "[" + " ".repeat(5_000) + "]");
        SourceFile policy = new SourceFile("a.mailflow", "language 1\nlanguage 2\n");
        ShownLine first = lines.of(export, 1);
        assertThat(lines.of(policy, 2).width()).isEqualTo(10);
        assertThat(lines.of(export, 1)).isSameAs(first);
        SourceFile other = new SourceFile("export.json", "[" + " ".repeat(6_000) + "]");
        assertThat(lines.of(other, 1).width()).isEqualTo(6_002);
    }

    @Test
    void partsAreThoseOfTheWholeLine() {
        Random random = new Random(20_261_127L);
        for (int i = 0; i < 3_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(20); j >= 0; j--) {
                text.append(LETTERS[random.nextInt(LETTERS.length)]);
            }
            ShownLine line = ShownLine.of(text.toString());
            int from = random.nextInt(line.width() + 1);
            int to = from + random.nextInt(line.width() + 2 - from);
            assertThat(line.between(from, to)).isEqualTo(slowly(text.toString(), from, to));
        }
    }

    private static String slowly(String text, int from, int to) {
        StringBuilder cut = new StringBuilder();
        int column = 0;
        int at = from;
        for (int c : text.codePoints().toArray()) {
            String piece = c == '\t' ? " ".repeat(4 - column % 4) : Printable.of(c);
            int next = column + Printable.width(piece);
            if (column >= from && next <= to) {
                cut.append(" ".repeat(column - at)).append(piece);
                at = next;
            }
            column = next;
        }
        return cut.toString();
    }
}
