package dev.mailflow.compiler.parse;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.grammar.MailflowLexer;
import java.util.Locale;

/** What to say of characters that have no place in a policy: they come from word processors, web pages and habits. */
final class OddCharacters {
    private OddCharacters() {}

    static boolean isQuote(char c) {
        return (c >= '\u201C' && c <= '\u201F') || (c >= '\u2018' && c <= '\u201B') || c == '\u00AB' || c == '\u00BB';
    }

    /** {@code >} behind the sender of a message or the first endpoint of a connector. */
    static boolean isArrow(String text, TokenTable before) {
        int type = before.size() < 2 ? MailflowLexer.EOF : before.type(before.size() - 2);
        return text.equals(">") && (type == MailflowLexer.MESSAGE || type == MailflowLexer.FROM);
    }

    static Diagnostic diagnose(int type, Span span) {
        return switch (type) {
            case MailflowLexer.SLASH_COMMENT, MailflowLexer.DASH_COMMENT -> lineComment(span);
            case MailflowLexer.BLOCK_COMMENT ->
                Diagnostic.of(
                                DiagnosticCode.FOREIGN_COMMENT,
                                new Span(span.file(), span.start(), span.start() + 2),
                                "`/*` does not begin a comment here")
                        .withHelp("write `#` before each line of the comment");
            case MailflowLexer.SEMICOLON ->
                Diagnostic.of(DiagnosticCode.ODD_CHARACTER, span, "`;` has no meaning here")
                        .withHelp("nothing ends a line or a clause; leave it out")
                        .withFix(
                                touches(span)
                                        ? new Fix("replace by a space", span, " ")
                                        : new Fix("remove the semicolon", span, ""));
            case MailflowLexer.ODD_SPACE -> oddSpace(span);
            default -> oddCharacter(span);
        };
    }

    /** Without it the words beside it would become one. */
    private static boolean touches(Span span) {
        String text = span.file().text();
        return span.start() > 0
                && span.end() < text.length()
                && !Character.isWhitespace(text.charAt(span.start() - 1))
                && !Character.isWhitespace(text.charAt(span.end()));
    }

    static Diagnostic betweenItems(Span span) {
        return Diagnostic.of(DiagnosticCode.ODD_CHARACTER, span, "`;` does not separate the items of a list")
                .withHelp("write a comma between them")
                .withFix(new Fix("write a comma", span, ","));
    }

    private static Diagnostic lineComment(Span span) {
        Span sign = new Span(span.file(), span.start(), span.start() + 2);
        return Diagnostic.of(
                        DiagnosticCode.FOREIGN_COMMENT, sign, "`" + sign.text() + "` does not begin a comment here")
                .withHelp("a comment begins with `#`")
                .withFix(new Fix("replace by `#`", sign, "#"));
    }

    private static Diagnostic oddSpace(Span span) {
        char c = span.text().charAt(0);
        String name = switch (c) {
            case '\u00A0' -> "a no-break space";
            case '\uFEFF' -> "a byte order mark";
            case '\u200B' -> "a zero-width space";
            case '\u00AD' -> "a soft hyphen";
            case '\u200C', '\u200D', '\u2060' -> "a joiner of no width";
            case '\u200E',
                    '\u200F',
                    '\u202A',
                    '\u202B',
                    '\u202C',
                    '\u202D',
                    '\u202E',
                    '\u2066',
                    '\u2067',
                    '\u2068',
                    '\u2069' -> "a mark of writing direction";
            default -> "an unusual space";
        };
        boolean wide = Character.isSpaceChar(c) && c != '\u200B';
        return Diagnostic.of(
                        DiagnosticCode.ODD_CHARACTER,
                        span,
                        name + " (" + String.format(Locale.ROOT, "U+%04X", (int) c)
                                + ") stands here, and cannot be seen")
                .withHelp(wide ? "type an ordinary space" : "delete it")
                .withFix(new Fix(wide ? "replace by a space" : "delete it", span, wide ? " " : ""));
    }

    private static Diagnostic oddCharacter(Span span) {
        String text = span.text();
        Diagnostic diagnostic = Diagnostic.of(DiagnosticCode.ODD_CHARACTER, span, "`" + text + "` has no meaning here");
        if (isQuote(text.charAt(0))) {
            return diagnostic.withHelp("quotes are straight: `\"`");
        }
        return diagnostic.withHelp("leave it out, or put the text that holds it in quotes");
    }

    static Diagnostic foreignComment(Span sign) {
        return Diagnostic.of(
                        DiagnosticCode.FOREIGN_COMMENT, sign, "`" + sign.text() + "` does not begin a comment here")
                .withHelp("a comment begins with `#` and ends with its line")
                .withFix(new Fix("replace by `#`", sign, "#"));
    }

    static Diagnostic comparison(Span span) {
        return Diagnostic.of(DiagnosticCode.ODD_CHARACTER, span, "no `" + span.text() + "` stands before a limit")
                .withHelp("leave it out: a TLS version is the least that will do, a size the most")
                .withFix(new Fix("remove it", span, ""));
    }
}
