package dev.mailflow.compiler.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.PolicyFile;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.diagnostic.Label;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.grammar.MailflowLexer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the text: an answer, soon, and places that lie in the file. */
class RandomTextPropertyTest {
    @Property(tries = 500)
    void randomCharacters(@ForAll String text) {
        holds(text);
    }

    @Property(tries = 1000)
    void randomTokens(@ForAll("tokens") List<String> tokens) {
        holds(String.join("", tokens));
    }

    @Property(tries = 500)
    void mutilatedExample(@ForAll("mutilated") String text) {
        holds(text);
    }

    @Example
    void whatStandsBehindAnUnclosedBlockIsNoPartOfIt() {
        String unclosed = example().replaceFirst("\\}\\s+test ", "\ntest ");
        assertThat(unclosed).isNotEqualTo(example());
        holds(unclosed);
    }

    @Provide
    Arbitrary<List<String>> tokens() {
        List<String> words = new ArrayList<>(List.of(
                "{",
                "}",
                ",",
                "=",
                ":",
                "->",
                "=>",
                "<>",
                "\"a b\"",
                "\"",
                "#",
                ";",
                "\u00A0",
                "\u200B",
                "“x”",
                "a",
                "b.com",
                "1.2",
                "550",
                "${p.x}",
                "${",
                "a:b",
                "10.0.0.0/8",
                "<a@b>",
                "and",
                "//",
                "/*",
                "\r\n",
                "Requrie"));
        for (int type = 1; type <= MailflowLexer.DELIVERED; type++) {
            words.add(Words.spelling(type));
        }
        Arbitrary<String> word = Arbitraries.of(words);
        Arbitrary<String> gap = Arbitraries.of(" ", " ", "\n", "\n  ", "");
        return Combinators.combine(word, gap).as(String::concat).list().ofMaxSize(60);
    }

    @Provide
    Arbitrary<String> mutilated() {
        String example = example();
        Arbitrary<Integer> place = Arbitraries.integers().between(0, example.length());
        Arbitrary<String> inserted =
                Arbitraries.of("", "", "{", "}", "\"", ",", " x ", "\n", ";", "from", "${", "\uFEFF", ":");
        return Combinators.combine(place, Arbitraries.integers().between(0, 40), inserted, place)
                .as((start, length, text, second) -> {
                    int end = Math.min(example.length(), start + length);
                    String once = example.substring(0, start) + text + example.substring(end);
                    int cut = Math.min(second, once.length());
                    return once.substring(0, cut) + once.substring(Math.min(once.length(), cut + 3));
                });
    }

    private static String example() {
        try {
            return PolicyParserTest.contoso();
        } catch (Exception missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static void holds(String text) {
        SourceFile source = new SourceFile("random.mailflow", text);
        List<Diagnostic> told = new ArrayList<>();
        PolicyFile file =
                assertTimeoutPreemptively(Duration.ofSeconds(10), () -> PolicyParser.parse(source, told::add));
        int end = 0;
        for (Declaration declaration : file.declarations()) {
            Span span = declaration.span();
            assertThat(span.file()).isSameAs(source);
            assertThat(span.start()).isGreaterThanOrEqualTo(end);
            end = span.end();
        }
        for (Diagnostic diagnostic : told) {
            assertThat(diagnostic.primary().span().file()).isSameAs(source);
            assertThat(diagnostic.message()).isNotBlank().doesNotContain("EOF").doesNotEndWith(".");
            for (Label label : diagnostic.related()) {
                assertThat(label.span().file()).isSameAs(source);
            }
            for (Fix fix : diagnostic.fixes()) {
                assertThat(fix.replace().file()).isSameAs(source);
            }
        }
        boolean malformed = file.declarations().stream().anyMatch(Declaration.Malformed.class::isInstance);
        assertThat(malformed && told.isEmpty()).as("lost in silence: " + text).isFalse();
    }
}
