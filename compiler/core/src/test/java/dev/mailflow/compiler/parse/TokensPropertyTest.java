package dev.mailflow.compiler.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.testing.RandomTexts;
import dev.mailflow.grammar.MailflowLexer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.antlr.v4.runtime.Token;

/** The loop for plain words and the lexer are one: every token of every text is the lexer's own. */
class TokensPropertyTest {
    private static final List<String> PIECES = List.of(
            "\n",
            "\r\n",
            "\t",
            " ",
            "  ",
            "\f",
            "{",
            "}",
            ",",
            ":",
            "::",
            "=",
            "=>",
            "->",
            "-->",
            "-",
            "--",
            "-- ",
            "//",
            "/*",
            "*/",
            "/",
            "#",
            "\"",
            "\"a text\"",
            "\"with \\\" one\"",
            "\"\"",
            "# a comment",
            "\\",
            "<",
            ">",
            "<>",
            "<=",
            ";",
            "$",
            "${",
            "${a.b}",
            "${ a }",
            ".",
            "*",
            "*.",
            "?.",
            "@",
            "[",
            "]",
            "\u201C",
            "\u201D",
            "\u00AB",
            "\u2019",
            "\u00A0",
            "\u200B",
            "\uFEFF",
            "\u2192",
            "\uFF0C",
            "\u00E4",
            "\uD83D\uDE00",
            "\uD83D",
            "a",
            "Z",
            "0",
            "9",
            "_",
            "!",
            "~",
            "+",
            "%",
            "|",
            "from",
            "to",
            "FROM",
            "tls",
            "mta-sts",
            "internet",
            "relay",
            "endpoint",
            "word",
            "mail.contoso.com",
            "2001:db8::1",
            "10.0.0.0/8",
            "REM",
            "users.csv");

    @Property(tries = 5_000)
    void everyTokenIsTheLexersOwn(@ForAll("texts") String text) {
        assertSame(text);
    }

    @Property(tries = 300)
    void ofFilesThatAreWrittenWellToo(@ForAll Random random) {
        assertSame(RandomTexts.policy(random));
    }

    @Example
    void everyKeywordIsOne() {
        for (int type = MailflowLexer.LANGUAGE; type <= MailflowLexer.DELIVERED; type++) {
            String text = Words.spelling(type) + " ";
            assertThat(new Tokens(text, text.toCharArray(), "a").next()).isEqualTo(type);
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(PIECES).list().ofMaxSize(14).map(parts -> String.join("", parts));
    }

    private static void assertSame(String text) {
        MailflowLexer lexer = new MailflowLexer(new Utf16Stream(text, "a"));
        lexer.removeErrorListeners();
        List<String> expected = new ArrayList<>();
        Token token;
        do {
            token = lexer.nextToken();
            expected.add(described(token));
        } while (token.getType() != Token.EOF);
        Tokens tokens = new Tokens(text, text.toCharArray(), "a");
        List<String> actual = new ArrayList<>();
        do {
            token = tokens.nextToken();
            actual.add(described(token));
        } while (token.getType() != Token.EOF);
        assertThat(actual).as(text).isEqualTo(expected);
    }

    private static String described(Token t) {
        return "%d %d %d-%d %d:%d %s"
                .formatted(
                        t.getType(),
                        t.getChannel(),
                        t.getStartIndex(),
                        t.getStopIndex(),
                        t.getLine(),
                        t.getCharPositionInLine(),
                        t.getText());
    }

    /** Where words are joined by colons, and where a colon ends one. */
    private static final List<String> COLONS =
            List.of("a", "0", "tls", ":", ":", "::", "/", "-", "$", "${a.b}", "{", "}", " ", "\u00E4", "\u00A0");

    @Property(tries = 2_000)
    void colonsJoinAsTheLexerJoins(@ForAll("colons") String text) {
        assertSame(text);
    }

    @Provide
    Arbitrary<String> colons() {
        return Arbitraries.of(COLONS).list().ofMaxSize(10).map(parts -> String.join("", parts));
    }
}
