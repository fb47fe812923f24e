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

/** How a connector refuses, in other words: {@code deny}, {@code on failure reject}, {@code reject with "text"}. */
final class ReplyRepairs {
    /** What refuses mail elsewhere. */
    static final Set<String> VERDICTS =
            Set.of("deny", "block", "drop", "discard", "refuse", "quarantine", "bounce", "blacklist", "prohibit");

    private ReplyRepairs() {}

    /** {@code when sender bulk drop}, {@code deny 550 "text"}. */
    static boolean verdict(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        String word = place.text().toLowerCase(Locale.ROOT);
        boolean verdict = VERDICTS.contains(word) || word.equals("reject") || word.equals("defer");
        boolean fits = verdict
                && place.inside(MailflowParser.RULE_connector)
                && (place.expects(OTHERWISE) || place.expects(FROM))
                && !TokenRow.isKeyword(place.type())
                && !CommaRepairs.atLeftEdge(place);
        if (!fits) {
            return false;
        }
        boolean reply = place.typeAt(1) == STRING || place.typeAt(1) == NUMBER;
        if (reply && place.expects(OTHERWISE)) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.MISSPELT_KEYWORD,
                            place.span(),
                            "`" + place.text() + "` is not a clause here")
                    .withHelp("write `otherwise reject`")
                    .withFix(new Fix("replace by `otherwise reject`", place.span(), "otherwise reject")));
            row.retype(index, REJECT, "reject");
            row.insert(index, OTHERWISE, "otherwise");
            return true;
        }
        sink.report(Diagnostic.of(
                        DiagnosticCode.UNEXPECTED_TEXT,
                        place.span(),
                        "`" + place.text() + "` is not a clause: a connector refuses only what lacks what it requires")
                .withHelp("remove it, and write what such mail must have: `require …`, then `otherwise reject …`"));
        row.remove(index, index + 1);
        return true;
    }

    /** {@code on failure reject 550}. */
    static boolean onFailure(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        int last = place.text().equals("on")
                        || place.text().equals("on-failure")
                        || place.text().equals("in")
                ? index
                : -1;
        while (last >= 0
                && Set.of("failure", "fail", "error", "mismatch", "case", "violation", "of")
                        .contains(row.text(last + 1))) {
            last++;
        }
        boolean verdict = last >= 0 && (row.type(last + 1) == REJECT || row.type(last + 1) == DEFER);
        if (!verdict || !place.expects(OTHERWISE)) {
            return false;
        }
        Span span = row.span(index, last);
        sink.report(Diagnostic.of(DiagnosticCode.MISSPELT_KEYWORD, span, "`" + span.text() + "` is not a keyword here")
                .withHelp("the word is `otherwise`")
                .withFix(new Fix("replace by `otherwise`", span, "otherwise")));
        row.merge(index, last, OTHERWISE, "otherwise");
        return true;
    }

    /** {@code otherwise reject with 550 "text"}. */
    static boolean replyWith(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int before = row.type(place.index() - 1);
        boolean fits = (before == REJECT || before == DEFER || before == NUMBER)
                && place.inside(MailflowParser.RULE_clause)
                && place.expects(STRING)
                && Set.of("with", "code", "status", "message", "text", "reason", "using", "saying", "and")
                        .contains(place.text())
                && (place.typeAt(1) == NUMBER || place.typeAt(1) == STRING);
        if (!fits) {
            return false;
        }
        sink.report(
                Diagnostic.of(DiagnosticCode.JOINING_WORD, place.span(), "`" + place.text() + "` is not needed here")
                        .withHelp("write `otherwise reject 550 5.7.1 \"text\"`: codes and text follow each other")
                        .withFix(new Fix("remove it", place.span(), "")));
        row.remove(place.index(), place.index() + 1);
        return true;
    }
}
