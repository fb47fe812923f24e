package dev.mailflow.compiler.parse;

import static dev.mailflow.grammar.MailflowLexer.*;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.LazyPattern;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.grammar.MailflowParser;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Words that deny or forbid, where the grammar alone would make the contrary of them: {@code leaves without tls}, {@code tls never},
 * {@code no dane}. They are read before the repairs that ask only which word is possible.
 */
final class Denials {
    private static final Set<String> NEVER =
            Set.of("disabled", "disable", "never", "none", "no", "not", "without", "false", "forbidden", "prohibited");
    private static final Set<String> WITHOUT = Set.of("without", "w/o", "never", "sans");
    private static final Set<String> IN_CLEAR =
            Set.of("without", "w/o", "unencrypted", "plain", "cleartext", "plaintext", "clear", "unprotected");
    private static final Set<String> BY_CHANCE = Set.of(
            "optional", "opportunistic", "preferred", "prefer", "try", "may", "if-possible", "starttls-optional");
    private static final Set<String> ENCRYPTION = Set.of("encryption", "ssl", "starttls", "start-tls");
    private static final Set<String> FOREIGN = Set.of("external", "untrusted", "foreign", "outside", "outer", "public");

    private static final LazyPattern RELAYING = new LazyPattern("(?i)[\\w-]*(?:relay|forward)[\\w-]*");

    private Denials() {}

    static boolean isDenial(String word) {
        return WITHOUT.contains(word) || word.equals("no") || word.equals("not");
    }

    /** {@code assert no message … leaves without tls}: the words of a claim say it by the other quantifier. */
    static boolean leavesWithout(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        int quantifier = place.begin() + 1;
        boolean claim =
                row.type(place.begin()) == ASSERT && (row.type(quantifier) == NO || row.type(quantifier) == EVERY);
        if (!claim) {
            return false;
        }
        int first = index;
        int last;
        if (row.type(index - 1) == LEAVES && IN_CLEAR.contains(place.text().toLowerCase(Locale.ROOT))) {
            last = row.type(index + 1) == TLS ? index + 1 : index;
        } else if (row.type(index - 1) == WITH
                && (place.type() == NO || place.text().equals("out"))
                && row.type(index + 1) == TLS) {
            first = index - 1;
            last = index + 1;
        } else if (place.type() == OFF && row.type(index - 1) == TLS && row.type(index - 2) == WITH) {
            first = index - 2;
            last = index;
        } else {
            return false;
        }
        if (row.type(first - 1) != LEAVES) {
            return false;
        }
        int other = row.type(quantifier) == NO ? EVERY : NO;
        String meant = Words.spelling(other) + " "
                + row.span(quantifier + 1, first - 1).text() + " with tls";
        sink.report(Diagnostic.of(
                        DiagnosticCode.UNEXPECTED_TEXT,
                        row.span(first, last),
                        "a claim says of mail that it `leaves with tls`, not `"
                                + row.span(first, last).text() + "`")
                .withHelp("write `assert " + meant + "`: it claims the same")
                .withFix(new Fix("replace by `" + meant + "`", row.span(quantifier, last), meant)));
        replace(row, first, last, List.of("with", "tls"));
        row.retype(quantifier, other, Words.spelling(other));
        return true;
    }

    /** {@code tls disabled}, {@code require tls never}, {@code without tls}. */
    static boolean tlsForbidden(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        String word = place.text().toLowerCase(Locale.ROOT);
        boolean before = WITHOUT.contains(word) && row.type(index + 1) == TLS && row.type(index + 2) != NUMBER;
        boolean behind = row.type(index - 1) == TLS
                && NEVER.contains(word)
                && !row.firstOnLine(index)
                && row.type(index + 1) != RELAY;
        if (!place.inside(MailflowParser.RULE_connector) || !before && !behind) {
            return false;
        }
        int first = before ? index : index - 1;
        int last = before ? index + 1 : index;
        return forbid(place, first, last, before ? REQUIRE : OFF, sink);
    }

    /** {@code require tls no} at the end of a clause: the {@code no} waits for the relay right. */
    static boolean tlsNo(Place place, DiagnosticSink sink) {
        int no = place.index() - 1;
        boolean fits = place.row().type(no) == NO
                && place.row().type(no - 1) == TLS
                && place.expects(RELAY)
                && place.type() != RELAY
                && place.inside(MailflowParser.RULE_connector)
                && (place.type() == EOF || place.row().firstOnLine(place.index()));
        return fits && forbid(place, no - 1, no, RELAY, sink);
    }

    private static boolean forbid(Place place, int from, int last, int expected, DiagnosticSink sink) {
        TokenRow row = place.row();
        int first = from;
        boolean required = row.type(first - 1) == REQUIRE;
        boolean alone = !required || !Starts.REQUIREMENTS.contains(row.type(last + 1));
        if (required ? !alone : !place.expects(expected)) {
            return false;
        }
        first = required ? first - 1 : first;
        report(row, first, last, "tls off", "write `tls off`: then TLS is never started", sink);
        return true;
    }

    /** {@code tls optional}: what is so without a word. */
    static boolean tlsByChance(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int tls = place.index() - 1;
        boolean fits = row.type(tls) == TLS
                && BY_CHANCE.contains(place.text().toLowerCase(Locale.ROOT))
                && place.type() == WORD
                && place.inside(MailflowParser.RULE_connector)
                && place.expects(OFF)
                && !place.expects(NUMBER);
        if (!fits) {
            return false;
        }
        report(row, tls, tls + 1, "", "leave it out: TLS is used wherever the other side offers it", sink);
        return true;
    }

    /** {@code no dane}, {@code no auth}: behind {@code no} the grammar knows the relay right alone. */
    static boolean noClause(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        String word = place.text().toLowerCase(Locale.ROOT);
        boolean fits = row.type(index - 1) == NO
                && place.expects(RELAY)
                && Starts.isName(place.type())
                && place.inside(MailflowParser.RULE_connector)
                && !row.firstOnLine(index)
                && !Starts.declaration(row, index)
                && Spelling.nearest(word, List.of("relay")).isEmpty();
        if (!fits) {
            return false;
        }
        if (place.type() == DANE || place.type() == MTA_STS) {
            int last = row.type(index + 1) == REQUIRE && !Starts.REQUIREMENTS.contains(row.type(index + 2))
                            || row.type(index + 1) == ENFORCE
                    ? index + 1
                    : index;
            String meant = place.text() + " off";
            report(row, index - 1, last, meant, "write `" + meant + "`", sink);
            return true;
        }
        if (ENCRYPTION.contains(word)) {
            report(row, index - 1, index, "tls off", "write `tls off`: then TLS is never started", sink);
            return true;
        }
        int last = endOfPart(row, index);
        if (IntStream.rangeClosed(index, last)
                .anyMatch(i -> RELAYING.matcher(row.text(i)).matches())) {
            // Where a connector says nothing of it, its trusted ends may relay: to leave these words out gives the
            // right.
            report(
                    row,
                    index - 1,
                    last,
                    "no relay",
                    "write `no relay`: then its mail is for accepted domains alone",
                    sink);
            return true;
        }
        Span span = row.span(index - 1, last);
        sink.report(Diagnostic.of(
                        DiagnosticCode.UNEXPECTED_TEXT,
                        span,
                        "`" + span.text() + "` is not a clause: `no` takes a relay right and nothing else")
                .withHelp("leave it out: only what a connector names is demanded; `no relay` takes the right to send to"
                        + " others through us"));
        row.remove(index - 1, last + 1);
        return true;
    }

    /** {@code treat as external}: the one word that is possible says the contrary. */
    static boolean treatedAs(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        boolean fits = row.type(index - 1) == AS
                && row.type(index - 2) == TREAT
                && place.type() == WORD
                && !row.firstOnLine(index)
                && Spelling.nearest(place.text(), List.of("internal"))
                        .filter(near -> !Opposites.contradict(place.text(), near))
                        .isEmpty();
        if (!fits) {
            return false;
        }
        boolean contrary = FOREIGN.contains(place.text().toLowerCase(Locale.ROOT));
        Span span = row.span(index - 2, index);
        Diagnostic found =
                Diagnostic.of(DiagnosticCode.UNEXPECTED_TEXT, span, "`" + span.text() + "` is not a clause here");
        sink.report(
                contrary
                        ? found.withHelp("leave it out: mail counts as external unless `treat as internal` stands here")
                                .withFix(new Fix("remove it", span, ""))
                        : found.withHelp(
                                "leave it out, or write `treat as internal` if such mail is to count as our own"));
        row.remove(index - 2, index + 1);
        return true;
    }

    /** {@code reject sender a.example}: no rule of a firewall, and no text of a reply. */
    static boolean restriction(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        boolean bare = (place.type() == REJECT || place.type() == DEFER) && place.expects(OTHERWISE);
        int before = row.type(index - 1);
        boolean reply =
                (before == REJECT || before == DEFER) && row.type(index - 2) == OTHERWISE && place.expects(STRING);
        int first = bare ? index + 1 : index;
        boolean fits = (bare || reply)
                && place.inside(MailflowParser.RULE_connector)
                && (Starts.REQUIREMENTS.contains(row.type(first)) || Starts.CRITERIA.contains(row.type(first)))
                && !row.firstOnLine(first)
                && Starts.isName(row.type(first + 1))
                && !row.firstOnLine(first + 1);
        if (!fits) {
            return false;
        }
        int from = bare ? index : index - 2;
        int last = endOfPart(row, first);
        String what = row.text(first);
        sink.report(Diagnostic.of(
                        DiagnosticCode.UNEXPECTED_TEXT,
                        row.span(from, first),
                        "`" + row.span(from, first).text() + "` is not a clause: a connector refuses what lacks what it"
                                + " requires")
                .withHelp("write what mail must have, as in `require " + what + " …`: what differs is rejected"));
        row.remove(from, last + 1);
        return true;
    }

    /** The last token of what begins there: its line, or less if another clause begins on it. */
    private static int endOfPart(TokenRow row, int first) {
        int last = first;
        while (row.type(last + 1) != EOF
                && row.type(last + 1) != RBRACE
                && (!row.firstOnLine(last + 1) || row.type(last) == COMMA)
                && !Starts.clause(row, last + 1)) {
            last++;
        }
        return last;
    }

    private static void report(TokenRow row, int first, int last, String meant, String help, DiagnosticSink sink) {
        Span span = row.span(first, last);
        String title = meant.isEmpty() ? "remove it" : "replace by `" + meant + "`";
        sink.report(Diagnostic.of(
                        DiagnosticCode.MISSPELT_KEYWORD, span, "`" + span.text() + "` is not how a connector says it")
                .withHelp(help)
                .withFix(new Fix(title, span, meant)));
        replace(row, first, last, meant.isEmpty() ? List.of() : List.of(meant.split(" ")));
    }

    private static void replace(TokenRow row, int first, int last, List<String> words) {
        Span span = row.span(first, last);
        row.remove(first, last + 1);
        for (int i = 0; i < words.size(); i++) {
            row.insert(first + i, Words.keyword(words.get(i)).orElse(WORD), words.get(i));
            row.standFor(first + i, span);
        }
    }
}
