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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A header and its value as a message writes them, or as a condition of another language. */
final class HeaderRepairs {
    /** Name and value as one text (RFC 5322 2.2). */
    private static final Pattern FIELD = Pattern.compile("([!-9;-~]+):\\s*(.*)");

    private static final Set<String> EQUAL = Set.of("is", "equals", "equal", "eq", "=", "==", "===");
    private static final Set<String> PARTLY =
            Set.of("contains", "contain", "has", "includes", "like", "matches", "match", "starts-with", "startswith");

    /** Of a name with other characters, some begin a remark or a list outside of quotes. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");

    /** Two words are one name only as headers are written, and none that compares or denies. */
    private static final Pattern NAME_PART = Pattern.compile("[A-Z0-9]+[a-z][A-Za-z0-9-]*");

    private static final Set<String> COMPARING = Set.of(
            "value", "exactly", "containing", "with", "only", "starting", "ending", "beginning", "isnt", "never");

    private HeaderRepairs() {}

    /** {@code when header require tls}: the word that begins the next clause was taken for the name. */
    static boolean nameless(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        for (int name = place.index() - 1; name >= place.index() - 2 && name > place.begin() + 1; name--) {
            if (row.type(name - 1) == HEADER
                    && place.inside(MailflowParser.RULE_connector)
                    && beginsClause(row, name)) {
                Span header = row.span(name - 1);
                sink.report(
                        Diagnostic.of(DiagnosticCode.UNFINISHED, header, "`header` is not finished: expected a name")
                                .withRelated(row.span(name), "`" + row.text(name) + "` begins the next clause")
                                .withHelp("write the name of a header behind it, as in `header X-Filter \"yes\"`"));
                row.insert(name, WORD, ContextRepairs.REPORTED);
                return true;
            }
        }
        return false;
    }

    private static boolean beginsClause(TokenRow row, int word) {
        int next = row.type(word + 1);
        return switch (row.type(word)) {
            case REQUIRE -> Starts.REQUIREMENTS.contains(next) || next == CLIENT || next == SERVER;
            case OTHERWISE -> next == REJECT || next == DEFER;
            case VIA -> TokenRow.isPlainWord(next);
            default -> false;
        };
    }

    /** {@code header "X-Filter: yes"}. */
    static boolean field(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        Matcher field = FIELD.matcher(place.type() == STRING ? Words.unquote(place.text()) : "");
        if (row.type(place.index() - 1) != HEADER || !place.expectsWord() || !field.matches()) {
            return false;
        }
        String name = field.group(1);
        String value = field.group(2).strip();
        if (!NAME.matcher(name).matches()) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.NEEDLESS_QUOTES,
                            place.span(),
                            "the name of a header stands without quotes, and its value apart")
                    .withHelp("write the name, of letters, digits and `-`, and its value behind it: `header X-Filter"
                            + " \"yes\"`"));
            row.insert(place.index() + 1, STRING, Words.quote(value));
            row.standFor(place.index() + 1, place.span());
            row.retype(place.index(), WORD, "X-Filter");
            return true;
        }
        boolean valueWanted = value.isEmpty() && needsValue(place) && row.type(place.index() + 1) != STRING;
        if (valueWanted) {
            sink.report(Diagnostic.of(DiagnosticCode.UNFINISHED, place.span(), "the header has no value here")
                    .withHelp("write its name without quotes, and the value behind it: `" + name + " \"…\"`"));
            row.insert(place.index() + 1, STRING, "\"\"");
            row.standFor(place.index() + 1, place.span());
            row.retype(place.index(), WORD, name);
            return true;
        }
        String meant = value.isEmpty() ? name : name + " " + Words.quote(value);
        report(
                Diagnostic.of(
                        DiagnosticCode.NEEDLESS_QUOTES,
                        place.span(),
                        "the name of a header stands without quotes, and its value apart"),
                place.span(),
                meant,
                sink);
        if (!value.isEmpty()) {
            row.insert(place.index() + 1, STRING, Words.quote(value));
            row.standFor(place.index() + 1, place.span());
        }
        row.retype(place.index(), WORD, name);
        return true;
    }

    /** {@code header X-Filter: yes}. */
    static boolean colon(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int value = place.index() + 1;
        boolean fits = row.type(place.index() - 2) == HEADER
                && (place.type() == COLON || place.type() == EQUALS)
                && TokenRow.isPlainWord(row.type(value))
                && !row.firstOnLine(value);
        if (!fits) {
            return false;
        }
        Span span = row.span(place.index() - 1, value);
        String meant = row.text(place.index() - 1) + " " + Words.quote(row.text(value));
        report(
                Diagnostic.of(
                        DiagnosticCode.WRONG_SEPARATOR,
                        span,
                        "the value of a header stands in quotes, without `" + place.text() + "`"),
                span,
                meant,
                sink);
        row.retype(value, STRING, Words.quote(row.text(value)));
        row.remove(place.index(), value);
        return true;
    }

    /** {@code header X-Filter is "yes"}, {@code header X Filter "yes"}. */
    static boolean word(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        boolean fits = row.type(index - 2) == HEADER
                && place.expects(STRING)
                && (place.type() == WORD || place.type() == IS)
                && (row.type(index + 1) == STRING
                        || TokenRow.isPlainWord(row.type(index + 1)) && isJoining(place.text()))
                && !row.firstOnLine(index)
                && !row.firstOnLine(index + 1);
        if (!fits) {
            return false;
        }
        String text = place.text().toLowerCase(Locale.ROOT);
        if (EQUAL.contains(text)) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.JOINING_WORD, place.span(), "`" + place.text() + "` is not needed here")
                    .withHelp("a header has the value that stands behind its name")
                    .withFix(new Fix("remove it", place.span(), "")));
            row.remove(index, index + 1);
        } else if (PARTLY.contains(text)) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.UNEXPECTED_TEXT,
                            place.span(),
                            "the value of a header is compared as a whole, there is no `" + place.text() + "`")
                    .withHelp("write the whole value, `header " + row.text(index - 1) + " \"…\"`"
                            + (needsValue(place) ? "" : ", or the name alone: then any value will do")));
            row.remove(index, index + 1);
        } else if (!isNamePart(place.text(), text)) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.UNEXPECTED_TEXT,
                            place.span(),
                            "`" + place.text() + "` cannot stand between the name of a header and its value")
                    .withHelp(
                            Denials.isDenial(text) || CommaRepairs.EXCEPTIONS.contains(text)
                                    ? "nothing says what a header is not: write the value that it has"
                                    : "write the name, one word, and behind it the whole value: `header "
                                            + row.text(index - 1) + " " + row.text(index + 1) + "`"));
            row.remove(index, index + 1);
        } else {
            Span span = row.span(index - 1, index);
            String joined = row.text(index - 1) + "-" + place.text();
            report(
                    Diagnostic.of(
                            DiagnosticCode.UNEXPECTED_TEXT,
                            span,
                            "the name of a header is one word, this is `" + span.text() + "`"),
                    span,
                    joined,
                    sink);
            row.merge(index - 1, index, WORD, joined);
        }
        return true;
    }

    private static boolean isNamePart(String word, String lower) {
        return NAME_PART.matcher(word).matches() && !isJoining(lower);
    }

    /** A word between a name and a value, and part of neither. */
    private static boolean isJoining(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return EQUAL.contains(lower)
                || PARTLY.contains(lower)
                || COMPARING.contains(lower)
                || Denials.isDenial(lower)
                || CommaRepairs.EXCEPTIONS.contains(lower)
                || CommaRepairs.JOINING.contains(lower);
    }

    /** A message has its headers with their values. */
    private static boolean needsValue(Place place) {
        return place.inside(MailflowParser.RULE_test);
    }

    private static void report(Diagnostic diagnostic, Span span, String meant, DiagnosticSink sink) {
        sink.report(diagnostic
                .withHelp("write `" + meant + "`")
                .withFix(new Fix("replace by `" + meant + "`", span, meant)));
    }
}
