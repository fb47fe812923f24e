package dev.mailflow.compiler.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.parse.PolicyParser;
import dev.mailflow.compiler.parse.SyntaxReader;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.syntax.Comment;
import dev.mailflow.compiler.syntax.Lexeme;
import dev.mailflow.compiler.syntax.Phrase;
import dev.mailflow.compiler.testing.RandomTexts;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever the layout: nothing said is lost or moved, and a second time changes nothing. */
final class FormatterPropertyTest {
    @Property(tries = 1500)
    void formattingKeepsWordsAndCommentsAndSettlesAtOnce(@ForAll long seed) {
        String text = RandomTexts.policy(new Random(seed));
        String once = formatted(text);
        assertThat(words(once)).isEqualTo(words(text));
        assertThat(comments(once)).containsExactlyElementsOf(comments(text));
        assertThat(formatted(once)).isEqualTo(once);
        assertThat(shape(once)).isEqualTo(shape(text));
    }

    @Property(tries = 300)
    void noLineEndsInWhiteSpaceAndNoTwoLinesAreEmpty(@ForAll long seed) {
        String once = formatted(RandomTexts.policy(new Random(seed))).replace("\r\n", "\n");
        assertThat(once).doesNotContain("\t").doesNotContain("\n\n\n").doesNotStartWith("\n");
        assertThat(once.lines()).allSatisfy(line -> assertThat(line).isEqualTo(line.stripTrailing()));
        assertThat(once.isEmpty() || once.endsWith("\n")).isTrue();
    }

    static String formatted(String text) {
        return Formatter.format(new SourceFile("a.mailflow", text), diagnostic -> {
                    throw new AssertionError(diagnostic + "\nin\n" + text);
                })
                .orElseThrow();
    }

    private static List<Lexeme> lexemes(String text) {
        Phrase policy = SyntaxReader.read(new SourceFile("a.mailflow", text), diagnostic -> {
                    throw new AssertionError(diagnostic + "\nin\n" + text);
                })
                .orElseThrow();
        return policy.lexemes();
    }

    private static List<String> words(String text) {
        return lexemes(text).stream().map(Lexeme::text).toList();
    }

    private static List<String> comments(String text) {
        List<String> comments = new ArrayList<>();
        for (Lexeme lexeme : lexemes(text)) {
            lexeme.before().stream().map(Comment::text).forEach(comments::add);
            lexeme.after().map(Comment::text).ifPresent(comments::add);
        }
        return comments;
    }

    /** The tree without its places. */
    private static String shape(String text) {
        return PolicyParser.parse(new SourceFile("a.mailflow", text), diagnostic -> {})
                .declarations()
                .toString()
                .replaceAll("Span\\[file=[^,]*, start=\\d+, end=\\d+\\]", "");
    }
}
