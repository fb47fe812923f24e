package dev.mailflow.compiler.parse;

import static dev.mailflow.grammar.MailflowLexer.*;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.Span;
import java.util.Set;
import java.util.regex.Pattern;

/** Values that a space or a word splits in two: a domain, a network, a host and its port. */
final class SplitRepairs {
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern MASK = Pattern.compile("(0|128|192|224|240|248|252|254|255)(\\.\\d{1,3}){3}");

    private static final Pattern ADDRESS_6 = Pattern.compile("(?=.*:.*:)[0-9A-Fa-f:.]+");

    private SplitRepairs() {}

    static boolean split(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        String before = row.text(index - 1);
        String text = place.text();
        boolean value = TokenRow.isPlainWord(row.type(index - 1)) && index - 1 > place.begin();
        if (!value || row.firstOnLine(index)) {
            return false;
        }
        boolean host = before.indexOf('.') >= 0 || before.endsWith("]");
        if (place.type() == COLON && host && isPort(row, index + 1)) {
            return join(place, index - 1, index + 1, before + ":" + row.text(index + 1), sink);
        }
        if (!place.expects(COMMA)) {
            return false;
        }
        boolean sign = text.equals("port") && (row.type(index + 1) == EQUALS || row.type(index + 1) == COLON);
        if (sign && host && isPort(row, index + 2)) {
            return join(place, index - 1, index + 2, before + ":" + row.text(index + 2), sink);
        }
        boolean named = before.chars().anyMatch(Character::isLetter) && before.indexOf(':') < 0;
        if (place.type() == NUMBER && host && named && text.matches("\\d{2,5}")) {
            return join(place, index - 1, index, before + ":" + text, sink);
        }
        if (text.equals("port") && host && isPort(row, index + 1)) {
            return join(place, index - 1, index + 1, before + ":" + row.text(index + 1), sink);
        }
        if (ADDRESS.matcher(before).matches() && MASK.matcher(text).matches()) {
            return mask(place, before, text, sink);
        }
        boolean slash = text.equals("/") || before.endsWith("/") && !before.equals("/");
        int bits = text.equals("/") ? index + 1 : index;
        if (slash && isNumber(row, bits)) {
            String address = before.endsWith("/") ? before.substring(0, before.length() - 1) : before;
            return isNetwork(address, row.text(bits))
                    ? join(place, index - 1, bits, address + "/" + row.text(bits), sink)
                    : noNetwork(place, bits, sink);
        }
        if (text.matches("/\\d+")) {
            return isNetwork(before, text.substring(1))
                    ? join(place, index - 1, index, before + text, sink)
                    : noNetwork(place, index, sink);
        }
        boolean label = text.matches("\\.[A-Za-z][A-Za-z0-9.-]*") && before.indexOf('.') < 0;
        boolean labelAhead = before.endsWith(".") && before.length() > 1 && text.matches("[A-Za-z][A-Za-z0-9.-]*");
        boolean address = text.matches("@[A-Za-z0-9.-]+") && before.indexOf('@') < 0;
        if (label || labelAhead || address) {
            return join(place, index - 1, index, before + text, sink);
        }
        return false;
    }

    /** {@code 10.20.0.0 255.255.0.0}. */
    private static boolean mask(Place place, String address, String mask, DiagnosticSink sink) {
        int bits = 0;
        for (String octet : mask.split("\\.")) {
            bits += Integer.bitCount(Integer.parseInt(octet) & 0xFF);
        }
        String meant = address + "/" + bits;
        TokenRow row = place.row();
        Span span = row.span(place.index() - 1, place.index());
        sink.report(Diagnostic.of(
                        DiagnosticCode.SPLIT_VALUE,
                        span,
                        "`" + mask + "` is a mask, the number of its bits is wanted here")
                .withHelp("write `" + meant + "`")
                .withFix(new Fix("replace by `" + meant + "`", span, meant)));
        row.merge(place.index() - 1, place.index(), NUMBER, meant);
        return true;
    }

    private static boolean isPort(TokenRow row, int index) {
        return row.type(index) == NUMBER && row.text(index).matches("\\d{1,5}");
    }

    private static boolean isNumber(TokenRow row, int index) {
        return row.type(index) == NUMBER
                && !row.firstOnLine(index)
                && row.text(index).matches("\\d+");
    }

    /** An address without a prefix, and one that is no longer than it. */
    private static boolean isNetwork(String address, String bits) {
        boolean four = ADDRESS.matcher(address).matches();
        return (four || ADDRESS_6.matcher(address).matches())
                && bits.length() <= 3
                && Integer.parseInt(bits) <= (four ? 32 : 128);
    }

    /** {@code office / 8}, {@code 10.0.0.0/8 / 16}: what is meant only the writer knows. */
    private static boolean noNetwork(Place place, int last, DiagnosticSink sink) {
        TokenRow row = place.row();
        Span span = row.span(place.index() - 1, last);
        sink.report(Diagnostic.of(DiagnosticCode.UNEXPECTED_TEXT, span, "`" + span.text() + "` is not a network")
                .withHelp("a network is an address and the number of its leading bits, as in `10.20.0.0/16`; what has"
                        + " a name stands alone"));
        row.retype(place.index() - 1, WORD, ContextRepairs.REPORTED);
        row.remove(place.index(), last + 1);
        return true;
    }

    private static boolean join(Place place, int first, int last, String meant, DiagnosticSink sink) {
        TokenRow row = place.row();
        Span span = row.span(first, last);
        sink.report(Diagnostic.of(DiagnosticCode.SPLIT_VALUE, span, "`" + span.text() + "` is one value in pieces")
                .withHelp("write it without spaces: `" + meant + "`")
                .withFix(new Fix("replace by `" + meant + "`", span, meant)));
        row.merge(first, last, Character.isDigit(meant.charAt(0)) ? NUMBER : WORD, meant);
        return true;
    }

    /** {@code "please say "hello" first"}: a quote inside of a text. */
    static boolean quoteInText(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int text = place.index() - 1;
        boolean fits = row.type(text) == STRING && row.touchesPrevious(place.index()) && Starts.isName(place.type());
        if (!fits) {
            return false;
        }
        int last = -1;
        for (int i = place.index(); !row.firstOnLine(i) && row.type(i) != EOF; i++) {
            if (row.type(i) == STRING) {
                last = i;
            }
        }
        if (last < 0) {
            return false;
        }
        Span span = row.span(text, last);
        String inner = span.text().substring(1, span.text().length() - 1);
        String meant = Words.quote(inner);
        sink.report(Diagnostic.of(DiagnosticCode.UNCLOSED_QUOTE, row.span(text), "the text ends at its second quote")
                .withRelated(place.span(), "this stands outside of it")
                .withHelp("write `\\\"` for a quote inside of a text: `" + meant + "`")
                .withFix(new Fix("replace by `" + meant + "`", span, meant)));
        row.merge(text, last, STRING, meant);
        return true;
    }

    /** {@code "the scanner"@contoso.com}, as SMTP writes it (RFC 5321 4.1.2): the quotes are a part of the address. */
    static boolean quotedLocalPart(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int local = place.index() - 1;
        boolean fits = row.type(local) == STRING
                && place.type() == WORD
                && place.text().startsWith("@")
                && row.touchesPrevious(place.index());
        if (!fits) {
            return false;
        }
        Span span = row.span(local, place.index());
        String meant = Words.quote(span.text());
        sink.report(Diagnostic.of(
                        DiagnosticCode.MISSING_QUOTES, span, "an address with quotes in it needs quotes around it")
                .withHelp("write `" + meant + "`")
                .withFix(new Fix("replace by `" + meant + "`", span, meant)));
        row.merge(local, place.index(), STRING, meant);
        return true;
    }

    /** {@code message "Ann Bank" <ann@contosobank.com> -> …}. */
    static boolean displayName(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int name = place.index() - 1;
        boolean fits = place.type() == ANGLED
                && (row.type(name) == STRING || row.type(name) == WORD)
                && Set.of(MESSAGE, ARROW).contains(row.type(name - 1));
        if (!fits) {
            return false;
        }
        String bare = place.text().substring(1, place.text().length() - 1);
        Span span = row.span(name, place.index());
        sink.report(Diagnostic.of(
                        DiagnosticCode.NEEDLESS_QUOTES, span, "the envelope holds addresses without names and brackets")
                .withHelp("write `" + bare + "`")
                .withFix(new Fix("replace by `" + bare + "`", span, bare)));
        row.merge(name, place.index(), WORD, bare);
        return true;
    }

    /** {@code message from a@x to b@y}. */
    static boolean fromInMessage(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        boolean fits = place.type() == FROM && row.type(place.index() - 1) == MESSAGE;
        if (!fits) {
            return false;
        }
        int to = place.index() + 2;
        boolean both = row.type(to) == TO || row.type(to) == ARROW;
        Span span = both ? row.span(place.index(), to) : place.span();
        String meant = both ? row.span(place.index() + 1).text() + " ->" : "";
        sink.report(
                Diagnostic.of(DiagnosticCode.WRONG_ARROW, span, "sender and recipient stand without `from` and `to`")
                        .withHelp("write `SENDER -> RECIPIENT`" + (both ? ": `" + meant + " …`" : ""))
                        .withFix(new Fix("write them so", span, meant)));
        if (both) {
            row.retype(to, ARROW, "->");
        }
        row.remove(place.index(), place.index() + 1);
        return true;
    }

    /** {@code from a@x} and {@code to b@y} as lines of a test. */
    static boolean fromToInTest(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        boolean fits = place.type() == FROM
                && place.expects(MESSAGE)
                && row.text(index + 1).indexOf('@') > 0
                && row.type(index + 2) == TO;
        if (!fits) {
            return false;
        }
        String meant = "message " + row.text(index + 1) + " -> " + row.text(index + 3);
        Span span = row.span(index, index + 3);
        sink.report(Diagnostic.of(DiagnosticCode.WRONG_ARROW, span, "sender and recipient stand in one line of a test")
                .withHelp("write `" + meant + "`")
                .withFix(new Fix("replace by `" + meant + "`", span, meant)));
        row.retype(index, MESSAGE, "message");
        row.retype(index + 2, ARROW, "->");
        return true;
    }

    /** {@code message a@x -> b@y, c@y}. */
    static boolean secondRecipient(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        boolean fits =
                place.type() == COMMA && row.type(place.index() - 2) == ARROW && TokenRow.isPlainWord(place.typeAt(1));
        if (!fits) {
            return false;
        }
        Span span = row.span(place.index(), place.index() + 1);
        sink.report(Diagnostic.of(DiagnosticCode.EXTRA_COMMA, span, "a decision is about one recipient")
                .withHelp("remove it here, and write a second test for `" + row.text(place.index() + 1) + "`")
                .withFix(new Fix("remove it", span, "")));
        row.remove(place.index(), place.index() + 2);
        return true;
    }
}
