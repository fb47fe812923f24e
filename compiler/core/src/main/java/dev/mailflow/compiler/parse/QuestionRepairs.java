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
import java.util.Map;
import java.util.Set;
import org.antlr.v4.runtime.Token;

/** Claims and tests in free words: {@code assert that …}, {@code is encrypted}, {@code client ip 192.0.2.1}. */
final class QuestionRepairs {
    private static final Map<String, Integer> FATES = Map.ofEntries(
            Map.entry("denied", REJECTED),
            Map.entry("refused", REJECTED),
            Map.entry("blocked", REJECTED),
            Map.entry("bounced", REJECTED),
            Map.entry("dropped", REJECTED),
            Map.entry("accepted", DELIVERED),
            Map.entry("received", DELIVERED),
            Map.entry("allowed", DELIVERED));
    private static final Set<String> REFUSED = Set.of(
            "bounce",
            "bounced",
            "bounces",
            "fail",
            "fails",
            "failed",
            "drop",
            "dropped",
            "discard",
            "ndr",
            "refuse",
            "refused",
            "deny",
            "denied",
            "block",
            "blocked",
            "rejected",
            "rejects");
    private static final Set<String> DEFERRED =
            Set.of("retry", "queue", "queued", "tempfail", "deferred", "defers", "delay", "delayed", "greylist");
    private static final Set<String> PROTECTED = Set.of("encrypted", "protected", "secured", "secure", "tls");
    private static final Set<String> CANNOT =
            Set.of("cannot", "can't", "never", "must-not", "not", "does-not", "doesnt", "doesn't", "may-not");

    /** What people call the internet. */
    private static final Set<String> OUTSIDE =
            Set.of("the", "world", "outside", "external", "mx", "everyone", "anyone", "any", "all", "web", "net");

    private QuestionRepairs() {}

    /** {@code assert that no message …}. */
    static boolean that(Place place, DiagnosticSink sink) {
        boolean fits = place.row().type(place.index() - 1) == ASSERT
                && Set.of("that", "if", "there", "is").contains(place.text())
                && (place.typeAt(1) == NO || place.typeAt(1) == EVERY);
        if (!fits) {
            return false;
        }
        sink.report(
                Diagnostic.of(DiagnosticCode.JOINING_WORD, place.span(), "`" + place.text() + "` is not needed here")
                        .withHelp("write `assert " + place.row().text(place.index() + 1) + " message …`")
                        .withFix(new Fix("remove it", place.span(), "")));
        place.row().remove(place.index(), place.index() + 1);
        return true;
    }

    /** {@code assert not message …}: the words of a claim begin with `no`. */
    static boolean notForNo(Place place, DiagnosticSink sink) {
        boolean fits = place.row().type(place.index() - 1) == ASSERT
                && Set.of("not", "none", "zero").contains(place.text().toLowerCase(Locale.ROOT))
                && place.typeAt(1) == MESSAGE;
        return fits && replace(place, place.index(), place.index(), List.of("no"), sink);
    }

    /** {@code assert no open relay}. */
    static boolean openRelay(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        boolean fits = place.expects(MESSAGE)
                && row.type(index - 2) == ASSERT
                && (place.text().equals("open") && row.type(index + 1) == RELAY
                        || place.text().matches("open-?relay"));
        return fits
                && replace(
                        place,
                        index - 1,
                        place.text().equals("open") ? index + 1 : index,
                        List.of("no", "message", "from", "internet", "reaches", "internet"),
                        sink);
    }

    /** {@code assert internet cannot reach bank}. */
    static boolean cannotReach(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        int verb = index + 2;
        boolean fits = row.type(index - 1) == ASSERT
                && Starts.isName(place.type())
                && CANNOT.contains(row.text(index + 1).toLowerCase(Locale.ROOT))
                && Set.of("reach", "reaches", "send", "relay", "go").contains(row.text(verb));
        if (!fits) {
            return false;
        }
        int target = row.type(verb + 1) == TO ? verb + 2 : verb + 1;
        return Starts.isName(row.type(target))
                && !row.firstOnLine(target)
                && replace(
                        place,
                        index,
                        target,
                        List.of("no", "message", "from", place.text(), "reaches", row.text(target)),
                        sink);
    }

    /** {@code when sender x to kasse …}: both ends of a claim stand before its criteria. */
    static boolean endBehindWhen(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        int begin = place.begin();
        int when = begin + 1;
        boolean hasFrom = false;
        boolean hasTo = false;
        while (when < index && row.type(when) != WHEN) {
            hasFrom |= row.type(when) == FROM;
            hasTo |= row.type(when) == TO;
            when++;
        }
        if (row.type(begin) != ASSERT || when == index || row.firstOnLine(index)) {
            return false;
        }
        int from = isEnd(row, index, FROM) ? index : isEnd(row, index + 2, FROM) ? index + 2 : -1;
        int to = isEnd(row, index, TO) ? index : isEnd(row, index + 2, TO) ? index + 2 : -1;
        boolean isFrom = from == index || from > 0 && to == index;
        boolean isTo = to == index || to > 0 && from == index;
        if (!isFrom && !isTo || isFrom && hasFrom || isTo && hasTo) {
            return false;
        }
        String ends = (isFrom ? "from " + row.text(from + 1) : "")
                + (isFrom && isTo ? " " : "")
                + (isTo ? "to " + row.text(to + 1) : "");
        String which = (isFrom ? "`from`" : "") + (isFrom && isTo ? " and " : "") + (isTo ? "`to`" : "");
        int last = index + (isFrom && isTo ? 3 : 1);
        int at = isFrom ? begin + 3 : when;
        Span kept = row.span(at, index - 1);
        sink.report(Diagnostic.of(
                        DiagnosticCode.MISPLACED_PART,
                        row.span(index, last),
                        "in a claim " + which + (isFrom && isTo ? " stand" : " stands") + " before `when`")
                .withHelp("write `" + row.span(begin, at - 1).text() + " " + ends + " " + row.text(at) + " …`")
                .withFix(new Fix("put it before `when`", row.span(at, last), ends + " " + kept.text())));
        List<Token> moved = new ArrayList<>();
        for (int end : new int[] {isFrom ? from : -1, isTo ? to : -1}) {
            if (end > 0) {
                moved.add(row.get(end));
                moved.add(row.get(end + 1));
            }
        }
        row.remove(index, last + 1);
        for (int i = 0; i < moved.size(); i++) {
            Token token = moved.get(i);
            row.insert(at + i, token.getType(), token.getText());
            row.standFor(at + i, row.span(token));
        }
        return true;
    }

    private static boolean isEnd(TokenRow row, int index, int keyword) {
        return row.type(index) == keyword && Starts.isName(row.type(index + 1));
    }

    /** {@code expect bounce}, {@code expect bounce 550}: the outcome in another word, and no reason that a test could hold it to. */
    static boolean outcomeWithoutReason(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        String word = place.text().toLowerCase(Locale.ROOT);
        boolean refused = REFUSED.contains(word);
        boolean fits = row.type(index - 1) == EXPECT
                && place.type() == WORD
                && place.expects(REJECT)
                && (refused || DEFERRED.contains(word));
        if (!fits) {
            return false;
        }
        String meant = refused ? "reject" : "defer";
        int last = index;
        while (row.type(last + 1) == NUMBER && !row.firstOnLine(last + 1)) {
            last++;
        }
        boolean reasoned = last == index
                && Starts.isName(row.type(last + 1))
                && !row.firstOnLine(last + 1)
                && row.type(last + 1) != BY;
        Span span = row.span(index, last);
        Diagnostic found =
                Diagnostic.of(DiagnosticCode.MISSPELT_KEYWORD, span, "`" + span.text() + "` is not how a test says it");
        sink.report(
                reasoned
                        ? found.withHelp("the word is `" + meant + "`")
                                .withFix(new Fix("replace by `" + meant + "`", span, meant))
                        : found.withHelp("write `" + meant + "` and the reason, as in `" + meant + " "
                                + (refused ? "relay-denied" : "tls-unavailable") + "`"));
        row.retype(index, refused ? REJECT : DEFER, meant);
        row.remove(index + 1, last + 1);
        if (!reasoned) {
            row.insert(index + 1, WORD, ContextRepairs.REPORTED);
        }
        return true;
    }

    /** {@code is encrypted}, {@code is refused}. */
    static boolean fate(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        String word = place.text().toLowerCase(Locale.ROOT);
        if (!place.inside(MailflowParser.RULE_claim) || !place.expects(REJECTED) || row.type(index - 1) != IS) {
            return false;
        }
        if (PROTECTED.contains(word)) {
            return replace(place, index - 1, index, List.of("leaves", "with", "tls"), sink);
        }
        Integer fate = FATES.get(word);
        return fate != null && replace(place, index, index, List.of(Words.spelling(fate)), sink);
    }

    /** {@code expect send internet}. */
    static boolean sendInternet(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        if (row.type(place.index() - 1) != SEND || place.type() != INTERNET || !place.expects(TO)) {
            return false;
        }
        Span behind = row.behind(place.index() - 1);
        sink.report(Diagnostic.of(DiagnosticCode.MISSING_WORD, place.span(), "`to` is missing before `internet`")
                .withHelp("write `send to internet`")
                .withFix(new Fix("insert `to`", behind, " to")));
        row.insert(place.index(), TO, "to");
        return true;
    }

    /** {@code expect send to bank}: that way has a name of its own, and the internet is another. */
    static boolean sendTo(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        boolean fits = place.expects(INTERNET)
                && row.type(index - 1) == TO
                && row.type(index - 2) == SEND
                && Starts.isName(place.type())
                && !row.firstOnLine(index)
                && !OUTSIDE.contains(place.text().toLowerCase(Locale.ROOT));
        if (!fits) {
            return false;
        }
        sink.report(Diagnostic.of(
                        DiagnosticCode.UNEXPECTED_TEXT,
                        place.span(),
                        "behind `send to` stands `internet` alone, for mail that no connector takes")
                .withHelp("name the connector that leads to `" + place.text() + "`: `send via` and its name"));
        row.retype(index, INTERNET, "internet");
        return true;
    }

    static boolean replace(Place place, int first, int last, List<String> meant, DiagnosticSink sink) {
        TokenRow row = place.row();
        Span span = row.span(first, last);
        String text = String.join(" ", meant);
        sink.report(
                Diagnostic.of(DiagnosticCode.MISSPELT_KEYWORD, span, "`" + span.text() + "` is not how a claim says it")
                        .withHelp("write `" + text + "`")
                        .withFix(new Fix("replace by `" + text + "`", span, text)));
        row.remove(first, last + 1);
        for (int i = 0; i < meant.size(); i++) {
            row.insert(first + i, Words.keyword(meant.get(i)).orElse(WORD), meant.get(i));
            row.standFor(first + i, span);
        }
        return true;
    }

    /** {@code client ip 192.0.2.1}, {@code client printer (192.0.2.1)}. */
    static boolean addressBehindName(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int name = place.index() - 1;
        String bare = place.text().replaceAll("^[(\\[]|[)\\]]$", "");
        boolean fits = row.type(name - 1) == CLIENT
                && place.inside(MailflowParser.RULE_test)
                && bare.matches("[0-9]+([.][0-9]+){3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")
                && !row.text(name).matches("[0-9].*")
                && !Denials.isDenial(row.text(name));
        if (!fits) {
            return false;
        }
        Span span = row.span(name, place.index());
        sink.report(Diagnostic.of(
                        DiagnosticCode.JOINING_WORD,
                        row.span(name),
                        "`" + row.text(name) + "` is not needed here: a client is known by its address")
                .withHelp("write `client " + bare + "`")
                .withFix(new Fix("replace by `" + bare + "`", span, bare)));
        row.merge(name, place.index(), WORD, bare);
        return true;
    }

    /** {@code expect deliver to x}, {@code expect deliver through x}. */
    static boolean deliverBy(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        boolean fits = place.inside(MailflowParser.RULE_test)
                && place.expects(BY)
                && place.typeAt(1) != TLS
                && Starts.isName(place.typeAt(1))
                && !row.firstOnLine(index);
        if (!fits) {
            return false;
        }
        if (place.type() == TO) {
            Span span = row.span(index, index + 1);
            sink.report(Diagnostic.of(
                            DiagnosticCode.UNEXPECTED_TEXT, span, "`" + span.text() + "` is not said here once more")
                    .withHelp(
                            "remove it: `message` names the recipient, and a test says what becomes of it at one site")
                    .withFix(new Fix("remove it", span, "")));
            row.remove(index, index + 2);
            return true;
        }
        if (!Set.of("through", "over", "using", "with", "from", "per", "on", "thru")
                .contains(place.text())) {
            return false;
        }
        Diagnostic found = Diagnostic.of(
                        DiagnosticCode.MISSPELT_KEYWORD, place.span(), "`" + place.text() + "` is not a keyword here")
                .withHelp("the word is `by`, and behind it the connector that it came in by");
        boolean names = place.type() != FROM;
        sink.report(names ? found.withFix(new Fix("replace by `by`", place.span(), "by")) : found);
        row.retype(index, BY, "by");
        if (!names) {
            // Behind `from` an endpoint is named.
            row.retype(index + 1, WORD, ContextRepairs.REPORTED);
        }
        return true;
    }
}
