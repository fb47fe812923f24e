package dev.mailflow.compiler.parse;

import static dev.mailflow.grammar.MailflowLexer.*;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.grammar.MailflowParser;
import java.util.Locale;
import java.util.Set;
import org.antlr.v4.runtime.Token;

/** Quotes and brackets: missing, needless, or of another kind. */
final class QuoteRepairs {
    /** Of a size, lower case. */
    static final Set<String> UNITS = Set.of(
            "b",
            "k",
            "m",
            "g",
            "kb",
            "mb",
            "gb",
            "kib",
            "mib",
            "gib",
            "bytes",
            "kilobytes",
            "megabytes",
            "gigabytes",
            "mbytes",
            "kbytes",
            "gbytes",
            "octets");

    private QuoteRepairs() {}

    /** Typographic quotes. */
    static boolean otherQuotes(Place place, DiagnosticSink sink) {
        if (place.type() != OTHER_STRING || !(place.expects(STRING) || place.expectsWord())) {
            return false;
        }
        String text = place.text();
        String mended = Words.quote(text.substring(1, text.length() - 1));
        sink.report(Diagnostic.of(DiagnosticCode.ODD_CHARACTER, place.span(), "these quotes are typographic ones")
                .withHelp("write `" + mended + "`")
                .withFix(new Fix("use straight quotes", place.span(), mended)));
        place.row().retype(place.index(), STRING, mended);
        return true;
    }

    /** {@code <john@contoso.com>}. */
    static boolean angleBrackets(Place place, DiagnosticSink sink) {
        if (place.type() != ANGLED || !place.expectsWord()) {
            return false;
        }
        String bare = place.text().substring(1, place.text().length() - 1);
        sink.report(
                Diagnostic.of(DiagnosticCode.NEEDLESS_QUOTES, place.span(), "`" + bare + "` stands in angle brackets")
                        .withHelp("write an address without brackets: `" + bare + "`; `<>` alone is the empty sender")
                        .withFix(new Fix("remove the brackets", place.span(), bare)));
        place.row().retype(place.index(), WORD, bare);
        return true;
    }

    /** {@code tls v1.2}, {@code tls TLSv1.3}. */
    static boolean tlsVersion(Place place, DiagnosticSink sink) {
        if (place.type() != WORD || !place.expects(NUMBER) || place.row().type(place.index() - 1) != TLS) {
            return false;
        }
        String text = place.text().toLowerCase(Locale.ROOT);
        String bare = text.startsWith("tls") ? text.substring(3) : text;
        bare = bare.startsWith("v") || bare.startsWith("-") ? bare.substring(1) : bare;
        if (bare.isEmpty() || !Character.isDigit(bare.charAt(0))) {
            return false;
        }
        sink.report(Diagnostic.of(
                        DiagnosticCode.UNEXPECTED_TEXT, place.span(), "`" + place.text() + "` is not a TLS version")
                .withHelp("write `tls " + bare + "`")
                .withFix(new Fix("replace by `" + bare + "`", place.span(), bare)));
        place.row().retype(place.index(), NUMBER, bare);
        return true;
    }

    /** {@code size 20 MB}. */
    static boolean unitApart(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int number = place.index() - 1;
        boolean fits = place.type() == WORD && row.type(number) == NUMBER && row.type(number - 1) == SIZE;
        if (!fits || !UNITS.contains(place.text().toLowerCase(Locale.ROOT))) {
            return false;
        }
        String unit = place.text();
        String first = unit.substring(0, 1).toLowerCase(Locale.ROOT);
        // A unit that there is not would be told next.
        boolean isShort = unit.length() == 1 && "kmg".contains(first)
                || unit.toLowerCase(Locale.ROOT).endsWith("bytes");
        String mended = row.text(number)
                + (isShort ? ("kmg".contains(first) ? first.toUpperCase(Locale.ROOT) + "iB" : "") : unit);
        Span span = row.span(number, place.index());
        sink.report(Diagnostic.of(DiagnosticCode.UNEXPECTED_TEXT, span, "a size and its unit are one word")
                .withHelp("write `" + mended + "`")
                .withFix(new Fix("remove the space", span, mended)));
        row.merge(number, place.index(), NUMBER, mended);
        return true;
    }

    /** Words where only a text in quotes fits. */
    static boolean missing(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        boolean word = Starts.isName(place.type()) || place.type() == ODD_CHARACTER;
        if (!place.expects(STRING) || place.expectsWord() || !word || place.expects(place.type())) {
            return false;
        }
        if (row.firstOnLine(place.index())) {
            return false;
        }
        int last = lastOfText(place);
        Span span = row.span(place.index(), last);
        String text = span.text();
        boolean single = text.length() > 1
                && (text.startsWith("'") && text.endsWith("'") || text.startsWith("`") && text.endsWith("`"));
        String mended = Words.quote(single ? text.substring(1, text.length() - 1) : text);
        sink.report(Diagnostic.of(DiagnosticCode.MISSING_QUOTES, span, "`" + text + "` needs quotes")
                .withHelp("write `" + mended + "`")
                .withFix(new Fix("put quotes around it", span, mended)));
        row.merge(place.index(), last, STRING, mended);
        return true;
    }

    private static int lastOfText(Place place) {
        TokenRow row = place.row();
        int last = place.index();
        int before = row.type(place.index() - 1);
        boolean oneWord = before == IMPORT
                || before == IN
                || before == FROM
                || place.inside(MailflowParser.RULE_criterion)
                || place.inside(MailflowParser.RULE_messageFact);
        while (!oneWord && !row.firstOnLine(last + 1)) {
            int type = row.type(last + 1);
            boolean over = type == Token.EOF || type == LBRACE || type == RBRACE || type == STRING;
            boolean title = before == TEST && type == AT;
            boolean clause = before != TEST && (Starts.clause(row, last + 1));
            if (over || title || clause) {
                break;
            }
            last++;
        }
        return last;
    }

    /** A name in quotes. */
    static boolean needless(Place place, DiagnosticSink sink) {
        int before = place.row().type(place.index() - 1);
        boolean oneMoreValue = place.expects(COMMA) && (before == STRING || TokenRow.isPlainWord(before));
        if (place.type() != STRING || place.expects(STRING) || oneMoreValue) {
            return false;
        }
        if (!place.expectsWord() && !place.expects(NUMBER)) {
            return false;
        }
        String text = Words.unquote(place.text());
        String bare = text.strip().replaceAll("\\s+", "-");
        if (bare.isEmpty()) {
            return false;
        }
        boolean number = Character.isDigit(bare.charAt(0));
        bare = number ? bare : bare.replaceAll("[.]+$", "");
        if (bare.isEmpty()) {
            return false;
        }
        if (!number && !place.expectsWord()) {
            return false;
        }
        int next = place.typeAt(1);
        boolean key = (next == COLON || next == EQUALS)
                && Starts.PROPERTIES.contains(Words.keyword(bare).orElse(-1));
        Span span = key ? place.row().span(place.index(), place.index() + 1) : place.span();
        String what = key
                ? "a property stands without quotes, and nothing follows it but a space"
                : "a name or number stands without quotes";
        sink.report(Diagnostic.of(DiagnosticCode.NEEDLESS_QUOTES, span, what)
                .withHelp("write `" + bare + "`")
                .withFix(new Fix("replace by `" + bare + "`", span, bare)));
        if (key) {
            place.row().remove(place.index() + 1, place.index() + 2);
        }
        place.row().retype(place.index(), number ? NUMBER : Words.keyword(bare).orElse(WORD), bare);
        return true;
    }
}
