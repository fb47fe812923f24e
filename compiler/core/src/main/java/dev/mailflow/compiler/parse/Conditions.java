package dev.mailflow.compiler.parse;

import static dev.mailflow.grammar.MailflowLexer.*;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.grammar.MailflowParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Conditions as SQL and programming languages write them: {@code where sender in (a)}, {@code if (sender == "a")}. */
final class Conditions {
    private static final Set<String> OPERATORS =
            Set.of("is", "in", "are", "like", "equals", "eq", "matches", "contains", "within", "=", "==", ":", "list");
    private static final Set<String> OPENERS = Set.of("if", "where", "when");

    private Conditions() {}

    /** {@code sender in (a, b)}, {@code sender like '%.a'}: word, brackets and quotes are one habit. */
    static boolean comparison(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int verb = place.index() - 1;
        boolean fits = OPERATORS.contains(row.text(verb).toLowerCase(Locale.ROOT))
                && Starts.CRITERIA.contains(row.type(verb - 1))
                && place.expects(COMMA)
                && (TokenRow.isPlainWord(place.type()) || place.text().equals("list"));
        boolean foreign = place.text().startsWith("(")
                || place.text().startsWith("'")
                || place.text().equals("list");
        if (!fits || !foreign) {
            return false;
        }
        int first = place.text().equals("list") ? place.index() + 1 : place.index();
        int last = first;
        boolean open = row.text(first).startsWith("(");
        while (open && !row.text(last).endsWith(")") && inList(row, last + 1)) {
            last++;
        }
        if (!inList(row, last) || open && !row.text(last).endsWith(")")) {
            return false;
        }
        List<String> values = new ArrayList<>();
        for (int i = first; i <= last; i++) {
            if (row.type(i) != COMMA) {
                values.add(bare(row.text(i)));
            }
        }
        report(row, verb, last, row.text(verb - 1), values, sink);
        return true;
    }

    private static void report(TokenRow row, int from, int last, String key, List<String> values, DiagnosticSink sink) {
        Span span = row.span(from, last);
        String meant = String.join(", ", values);
        sink.report(Diagnostic.of(
                        DiagnosticCode.JOINING_WORD, span, "`" + span.text() + "` is a condition of another language")
                .withHelp("write `" + key + " " + meant + "`")
                .withFix(new Fix("replace by `" + meant + "`", span, meant)));
        replace(row, from, last, values);
    }

    /** A list in place of the tokens, each value of which stands where they stood. */
    private static void replace(TokenRow row, int from, int last, List<String> values) {
        Span span = row.span(from, last);
        row.remove(from, last + 1);
        for (int i = values.size() - 1; i >= 0; i--) {
            row.insert(from, WORD, values.get(i));
            row.standFor(from, span);
            if (i > 0) {
                row.insert(from, COMMA, ",");
            }
        }
    }

    /** Without brackets and quotes, and with the wildcard of this language. */
    private static String bare(String text) {
        String bare = Words.bare(text.replaceAll("^[(']+|[)']+$", "")).replaceAll("^[']|[']$", "");
        return bare.replaceFirst("^%[.]", "*.").replaceFirst("^%@", "").replaceFirst("^%", "*.");
    }

    private static boolean inList(TokenRow row, int index) {
        int type = row.type(index);
        return TokenRow.isPlainWord(type) || type == STRING || type == COMMA;
    }

    /** {@code if (sender in bulk)}. */
    static boolean inBrackets(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        boolean opener = OPENERS.contains(place.text().toLowerCase(Locale.ROOT)) && place.expects(WHEN);
        int open = opener ? index + 1 : index;
        int criterion = criterion(row.text(open));
        boolean fits = place.inside(MailflowParser.RULE_connector)
                && criterion >= 0
                && (opener || row.type(index - 1) == WHEN || row.type(index - 1) == REQUIRE);
        if (!fits) {
            return false;
        }
        int last = open + 1;
        while (!row.text(last).endsWith(")") && !row.firstOnLine(last + 1) && row.type(last) != EOF) {
            last++;
        }
        if (!row.text(last).endsWith(")")) {
            return false;
        }
        List<String> values = new ArrayList<>();
        for (int i = open + 1; i <= last; i++) {
            String text = row.text(i);
            if (!OPERATORS.contains(text.toLowerCase(Locale.ROOT))
                    && row.type(i) != COMMA
                    && !bare(text).isEmpty()) {
                values.add(bare(text));
            }
        }
        if (values.isEmpty()) {
            return false;
        }
        int from = opener ? index : open;
        Span span = row.span(from, last);
        String keyword = Words.spelling(criterion);
        String meant = (opener ? "when " : "") + keyword + " " + String.join(", ", values);
        sink.report(Diagnostic.of(
                        DiagnosticCode.JOINING_WORD, span, "`" + span.text() + "` is a condition of another language")
                .withHelp("write `" + meant + "`")
                .withFix(new Fix("replace by `" + meant + "`", span, meant)));
        replace(row, from, last, values);
        row.insert(from, criterion, keyword);
        if (opener) {
            row.insert(from, WHEN, "when");
        }
        return true;
    }

    private static int criterion(String text) {
        if (!text.startsWith("(")) {
            return -1;
        }
        int keyword = Words.keyword(text.substring(1)).orElse(-1);
        return Starts.CRITERIA.contains(keyword) ? keyword : -1;
    }

    /** {@code sender is not null}, {@code sender not bulk}. */
    static boolean negated(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int not = row.text(place.index()).equals("not") ? place.index() : -1;
        int verb = place.index() - 1;
        boolean fits = not > 0
                && Set.of("is", "are", "does").contains(row.text(verb))
                && Starts.CRITERIA.contains(row.type(verb - 1))
                && place.expects(COMMA);
        if (!fits) {
            return false;
        }
        boolean nothing = Set.of("null", "empty", "none").contains(row.text(not + 1));
        int last = nothing ? not + 1 : not;
        Span span = row.span(verb, last);
        sink.report(
                Diagnostic.of(DiagnosticCode.UNEXPECTED_TEXT, span, "there is no `not` in a connector")
                        .withHelp(
                                nothing
                                        ? "remove the criterion: a connector `when sender <>` beside this one takes the empty"
                                                + " sender, the more specific goes first"
                                        : "declare a second connector for what is left out; the more specific pattern goes first"));
        row.remove(verb, last + 1);
        if (nothing) {
            row.insert(verb, WORD, "*");
        }
        return true;
    }
}
