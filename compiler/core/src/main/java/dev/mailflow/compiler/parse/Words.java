package dev.mailflow.compiler.parse;

import dev.mailflow.grammar.MailflowLexer;
import dev.mailflow.grammar.MailflowParser;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Keywords by their spelling, tokens by the name that people know them by, and the text of quoted words. */
final class Words {
    private static final Map<String, Integer> KEYWORDS = keywords();

    private Words() {}

    static Optional<Integer> keyword(String spelling) {
        return Optional.ofNullable(KEYWORDS.get(spelling));
    }

    /** A keyword in its spelling, other tokens described. */
    static String describe(int type) {
        return switch (type) {
            case MailflowLexer.EOF -> "the end of the file";
            case MailflowLexer.STRING -> "a text in quotes";
            case MailflowLexer.NUMBER -> "a number";
            case MailflowLexer.WORD, MailflowLexer.COLUMN_WORD -> "a word";
            default -> "`" + spelling(type) + "`";
        };
    }

    /** A keyword or sign as it is written. */
    static String spelling(int type) {
        // The lexer has the same names; but most texts are read without it, and it takes time to begin with.
        String literal = MailflowParser.VOCABULARY.getLiteralName(type);
        return literal == null ? "" : literal.substring(1, literal.length() - 1);
    }

    /**
     * The text between quotes. Only {@code \"} and {@code \\} mean another character, so that a path with single
     * backslashes stays itself.
     */
    static String unquote(String quoted) {
        String inner = quoted.length() < 2 ? "" : quoted.substring(1, quoted.length() - 1);
        if (inner.indexOf('\\') < 0) {
            return inner;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < inner.length(); i++) {
            char c = inner.charAt(i);
            boolean escapes = c == '\\' && i + 1 < inner.length() && "\"\\".indexOf(inner.charAt(i + 1)) >= 0;
            text.append(escapes ? inner.charAt(++i) : c);
        }
        return text.toString();
    }

    /** Without quotes, if it has some. */
    static String bare(String text) {
        return text.startsWith("\"") ? unquote(text) : text;
    }

    static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static Map<String, Integer> keywords() {
        Map<String, Integer> all = new LinkedHashMap<>();
        for (int type = MailflowLexer.LANGUAGE; type <= MailflowLexer.DELIVERED; type++) {
            all.put(spelling(type), type);
        }
        return all;
    }
}
