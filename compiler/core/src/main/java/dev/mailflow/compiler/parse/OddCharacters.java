package dev.mailflow.compiler.parse;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.grammar.MailflowLexer;
import java.util.Locale;
import java.util.Optional;

/** What to say of characters that have no place in a policy: they come from word processors, web pages and habits. */
final class OddCharacters {
    private OddCharacters() {}

    static boolean isQuote(char c) {
        return (c >= '\u201C' && c <= '\u201F') || (c >= '\u2018' && c <= '\u201B') || c == '\u00AB' || c == '\u00BB';
    }

    /** {@code - >}: an arrow in two pieces. */
    static boolean endsArrow(String text, TokenTable before) {
        int dash = before.size() - 1;
        return text.equals(">")
                && dash >= 0
                && before.type(dash) == MailflowLexer.WORD
                && before.text(dash).equals("-");
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

    /** @param end behind what is not read */
    record Foreign(Diagnostic found, int end) {}

    /** A comment of a web page or of PowerShell, and the first line of XML: {@code <!-- … -->}, {@code <# … #>}, {@code <?xml … ?>}. */
    static Optional<Foreign> foreignBlock(SourceFile source, int start) {
        String text = source.text();
        if (text.startsWith("<?", start)) {
            int end = text.indexOf("?>", start);
            int last = end < 0 ? text.length() : end + 2;
            Span span = new Span(source, start, end < 0 ? start + 2 : last);
            return Optional.of(new Foreign(
                    Diagnostic.of(
                                    DiagnosticCode.ODD_CHARACTER,
                                    span,
                                    "`" + span.text() + "` begins a file of another format")
                            .withHelp("leave it out: a policy begins with `language 1`"),
                    last));
        }
        boolean web = text.startsWith("<!--", start);
        if (!web && !text.startsWith("<#", start)) {
            return Optional.empty();
        }
        String close = web ? "-->" : "#>";
        int end = text.indexOf(close, start);
        Span sign = new Span(source, start, start + (web ? 4 : 2));
        Diagnostic found = web
                ? foreignComment(sign)
                : Diagnostic.of(
                                DiagnosticCode.FOREIGN_COMMENT,
                                sign,
                                "`" + sign.text() + "` does not begin a comment here")
                        .withHelp("write `#` before each line of the comment");
        return Optional.of(new Foreign(found, end < 0 ? text.length() : end + close.length()));
    }

    /**
     * Whether a semicolon stands between two values of a list, of which neither is a keyword: {@code a.example; b.example}.
     *
     * @param behind the offset behind the semicolon
     * @param tokens those before it
     */
    static boolean separatesItems(String text, int behind, TokenTable tokens) {
        int last = tokens.size() - 1;
        boolean value = last > 0
                && (TokenRow.isPlainWord(tokens.type(last)) || tokens.type(last) == MailflowLexer.STRING)
                && isListed(tokens.type(last - 1));
        if (!value) {
            return false;
        }
        int at = behind;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        int end = at;
        while (end < text.length() && " \t\r\n\f,;{}#=".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end > at && Words.keyword(text.substring(at, end)).isEmpty();
    }

    /** Whether what stands behind may be an item of a list. */
    private static boolean isListed(int before) {
        return before == MailflowLexer.COMMA
                || before == MailflowLexer.EQUALS
                || before == MailflowLexer.VIA
                || before == MailflowLexer.DOMAINS
                || before == MailflowLexer.NETWORKS
                || before == MailflowLexer.MAILBOXES
                || before == MailflowLexer.HOSTS
                || Starts.CRITERIA.contains(before);
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

    /** @param bound a version of TLS is the least that will do, a size or a count the most */
    static Diagnostic comparison(Span span, Bound bound) {
        Diagnostic found =
                Diagnostic.of(DiagnosticCode.ODD_CHARACTER, span, "no `" + span.text() + "` stands before a limit");
        boolean isUpward = span.text().startsWith(">");
        boolean isEqual = span.text().startsWith("=");
        if (bound == Bound.LEAST) {
            return isUpward && !span.text().equals(">") || isEqual
                    ? found.withHelp("leave it out: a TLS version is the least that will do")
                            .withFix(new Fix("remove it", span, ""))
                    : found.withHelp(
                            isUpward
                                    ? "a TLS version is the least that will do: write `tls 1.3` for more than 1.2"
                                    : "a TLS version is the least that will do, and there is no word for the most");
        }
        return isUpward
                ? found.withHelp("a size or a count is the most that is meant, the number itself included; there is no"
                        + " word for what is more")
                : found.withHelp("leave it out: a size or a count is the most that is meant, the number itself"
                                + " included")
                        .withFix(new Fix("remove it", span, ""));
    }

    /** What a number limits. */
    enum Bound {
        LEAST,
        MOST
    }
}
