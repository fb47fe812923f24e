package dev.mailflow.compiler.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;

/** A line ends with LF, CRLF or a lone CR. */
class LineMapPropertyTest {
    @Property(tries = 1000)
    void linesBeginBehindEachEnd(@ForAll @CharRange(from = '\n', to = '\r') String text) {
        List<Integer> starts = new ArrayList<>(List.of(0));
        for (int i = 0; i < text.length(); i++) {
            boolean isPair = text.startsWith("\r\n", i);
            if (text.charAt(i) == '\n' || text.charAt(i) == '\r' && !isPair) {
                starts.add(i + 1);
            }
        }
        LineMap lines = new SourceFile("a", text).lines();
        List<Integer> found = new ArrayList<>();
        for (int line = 1; line <= lines.lineCount(); line++) {
            found.add(lines.startOf(line));
        }
        assertThat(found).isEqualTo(starts);
    }

    @Property(tries = 1000)
    void theFirstControlCharacterIsFound(@ForAll @CharRange(from = '\0', to = '\u0080') String text) {
        int first = IntStream.range(0, text.length())
                .filter(i -> Character.isISOControl(text.charAt(i)) && "\t\n\f\r\u0080".indexOf(text.charAt(i)) < 0)
                .findFirst()
                .orElse(-1);
        assertThat(new SourceFile("a", text).lines().control()).isEqualTo(first);
    }
}
