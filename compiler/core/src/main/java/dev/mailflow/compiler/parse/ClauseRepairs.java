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

/** Connectors whose parts are all there, but in another order or with a word too many. */
final class ClauseRepairs {
    private static final Set<String> DEMANDED =
            Set.of("required", "require", "mandatory", "on", "yes", "true", "enforced", "enforce", "always", "must");

    private ClauseRepairs() {}

    /** {@code connector bank-in to office365 from bank}. */
    static boolean toBeforeFrom(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int to = place.begin() + 2;
        boolean fits = row.type(place.begin()) == CONNECTOR
                && place.index() == to
                && place.type() == TO
                && Starts.isName(row.type(to + 1))
                && row.type(to + 2) == FROM
                && Starts.isName(row.type(to + 3));
        if (!fits) {
            return false;
        }
        String receiver = row.text(to + 1);
        String sender = row.text(to + 3);
        String mended = "from " + sender + " to " + receiver;
        Span span = row.span(to, to + 3);
        sink.report(Diagnostic.of(DiagnosticCode.MISPLACED_PART, span, "`from` stands before `to`")
                .withHelp("write `" + mended + "`")
                .withFix(new Fix("replace by `" + mended + "`", span, mended)));
        row.retype(to, FROM, "from");
        row.retype(to + 1, WORD, sender);
        row.retype(to + 2, TO, "to");
        row.retype(to + 3, WORD, receiver);
        return true;
    }

    /** {@code from bank require tls}: the clause would be taken for the endpoint behind a {@code to} that is missing. */
    static boolean receiverMissing(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        boolean fits = place.expects(TO)
                && !place.expectsWord()
                && row.type(place.index() - 2) == FROM
                && Starts.clause(row, place.index());
        if (!fits) {
            return false;
        }
        String sender = row.text(place.index() - 1);
        Span behind = row.behind(place.index() - 1);
        sink.report(
                Diagnostic.of(DiagnosticCode.UNFINISHED, behind, "nothing says where mail from `" + sender + "` goes")
                        .withHelp("write both ends: `from " + sender + " to office365`"));
        row.insert(place.index(), TO, "to");
        row.insert(place.index() + 1, WORD, "office365");
        return true;
    }

    /** {@code tls required}, {@code require tls mandatory}. */
    static boolean tlsDemanded(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int tls = place.index() - 1;
        boolean fits = row.type(tls) == TLS
                && place.inside(MailflowParser.RULE_connector)
                && DEMANDED.contains(place.text().toLowerCase(Locale.ROOT))
                && (place.type() == WORD || row.firstOnLine(place.index() + 1));
        if (!fits) {
            return false;
        }
        boolean bare = row.type(tls - 1) != REQUIRE && !place.expects(NUMBER);
        Span span = row.span(tls, place.index());
        String mended = bare ? "require tls" : "tls";
        sink.report(Diagnostic.of(
                        DiagnosticCode.MISPLACED_PART,
                        span,
                        "`" + place.text() + "` does not follow `tls`: `require tls` says it")
                .withHelp("write `" + mended + "`" + (bare ? "" : " without `" + place.text() + "`"))
                .withFix(new Fix("replace by `" + mended + "`", span, mended)));
        row.remove(place.index(), place.index() + 1);
        if (bare) {
            row.insert(tls, REQUIRE, "require");
        }
        return true;
    }

    /** {@code require TLSv1.2}: word and version in one. */
    static boolean tlsInOneWord(Place place, DiagnosticSink sink) {
        String text = place.text().toLowerCase(Locale.ROOT);
        boolean fits = place.type() == WORD
                && place.expects(TLS)
                && place.row().type(place.index() - 1) != TLS
                && text.matches("tls[v-]?1[._]?[0-3]");
        if (!fits) {
            return false;
        }
        String digits = text.replaceAll("[^0-9]", "");
        String version = digits.charAt(0) + "." + digits.charAt(1);
        sink.report(Diagnostic.of(
                        DiagnosticCode.MISSPELT_KEYWORD, place.span(), "`" + place.text() + "` is not a keyword here")
                .withHelp("write `tls " + version + "`")
                .withFix(new Fix("replace by `tls " + version + "`", place.span(), "tls " + version)));
        place.row().retype(place.index(), TLS, "tls");
        place.row().insert(place.index() + 1, NUMBER, version);
        return true;
    }

    /** {@code tls off cert x}, {@code cert x tls off}: what is asked for without {@code require} cannot be had either. */
    static boolean requirementBesideTlsOff(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int off = place.index() - 1;
        boolean fits = Set.of(CERT, CLIENT, SERVER).contains(place.type())
                && row.type(off) == OFF
                && row.type(off - 1) == TLS
                && place.inside(MailflowParser.RULE_connector);
        if (!fits) {
            return false;
        }
        sink.report(Diagnostic.of(
                        DiagnosticCode.TLS_CONTRADICTION,
                        row.span(off - 1, off),
                        "`tls off` forbids the certificate behind it")
                .withRelated(place.span(), "without TLS nobody shows one")
                .withHelp("write `require tls " + place.text() + " …`, or remove the certificate"));
        row.retype(off - 1, REQUIRE, "require");
        row.retype(off, TLS, "tls");
        return true;
    }

    /** {@code otherwise 550}, {@code require tls reject 550}. */
    static boolean verdict(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        if (place.type() == NUMBER && place.expects(REJECT) && row.type(place.index() - 1) == OTHERWISE) {
            String word = place.text().startsWith("4") ? "defer" : "reject";
            Span behind = row.behind(place.index() - 1);
            sink.report(Diagnostic.of(
                            DiagnosticCode.MISSING_WORD,
                            place.span(),
                            "`" + word + "` is missing before `" + place.text() + "`")
                    .withHelp("write `otherwise reject 550 5.7.1 \"text\"`, or `otherwise defer 450 4.7.1 \"text\"`")
                    .withFix(new Fix("insert `" + word + "`", behind, " " + word)));
            row.insert(place.index(), word.equals("defer") ? DEFER : REJECT, word);
            return true;
        }
        boolean bare = (place.type() == REJECT || place.type() == DEFER)
                && place.expects(OTHERWISE)
                && place.inside(MailflowParser.RULE_connector);
        if (!bare) {
            return false;
        }
        Span span = place.span();
        Diagnostic found = Diagnostic.of(
                DiagnosticCode.MISSING_WORD, span, "`otherwise` is missing before `" + place.text() + "`");
        sink.report(
                requires(row, place.begin(), place.index())
                        ? found.withHelp("write `otherwise " + place.text() + " …`")
                                .withFix(new Fix(
                                        "insert `otherwise`",
                                        new Span(span.file(), span.start(), span.start()),
                                        "otherwise "))
                        : found.withHelp("write what mail must have, and the reply behind it: `require … otherwise "
                                + place.text() + " …`"));
        row.insert(place.index(), OTHERWISE, "otherwise");
        return true;
    }

    /** Without a requirement there is nothing that a reply could stand for. */
    private static boolean requires(TokenRow row, int begin, int end) {
        for (int i = begin; i < end; i++) {
            if (row.type(i) == REQUIRE) {
                return true;
            }
        }
        return false;
    }

    /** {@code otherwise reject "text" 550}. */
    static boolean codeBehindText(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int text = place.index() - 1;
        int verdict = row.type(text - 1);
        boolean fits = place.type() == NUMBER && row.type(text) == STRING && (verdict == REJECT || verdict == DEFER);
        if (!fits) {
            return false;
        }
        int last = row.type(place.index() + 1) == NUMBER ? place.index() + 1 : place.index();
        Span span = row.span(text, last);
        String mended =
                row.span(place.index(), last).text() + " " + row.span(text).text();
        sink.report(Diagnostic.of(
                        DiagnosticCode.MISPLACED_PART, row.span(place.index(), last), "the codes stand before the text")
                .withHelp("write `" + mended + "`")
                .withFix(new Fix("put the codes first", span, mended)));
        String words = row.text(text);
        row.remove(text, text + 1);
        row.insert(last, STRING, words);
        return true;
    }

    /** {@code when sender is contosobank.com}: the grammar took {@code is} for a value. */
    static boolean verb(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int verb = place.index() - 1;
        boolean value = TokenRow.isPlainWord(place.type()) || place.type() == STRING;
        boolean host = row.type(verb - 1) == VIA
                && Set.of("smarthost", "smarthosts", "host", "hosts", "server", "relay", "relayhost")
                        .contains(row.text(verb))
                && place.expects(COMMA)
                && value;
        boolean fits = host
                || Set.of("is", "in", "are", "like", "equals", "eq", "matches", "contains", "not")
                                .contains(row.text(verb))
                        && (Starts.CRITERIA.contains(row.type(verb - 1))
                                || Starts.PROPERTIES.contains(row.type(verb - 1)))
                        && place.expects(COMMA)
                        && value;
        if (!fits) {
            return false;
        }
        String word = row.text(verb);
        if (word.equals("not")) {
            boolean property = !place.inside(MailflowParser.RULE_connector);
            sink.report(
                    Diagnostic.of(
                                    DiagnosticCode.UNEXPECTED_TEXT,
                                    row.span(verb),
                                    "there is no `not` in a " + (property ? "property" : "connector"))
                            .withHelp(
                                    property
                                            ? "write what belongs to it, and leave out what does not"
                                            : "declare a second connector for what is left out; the more specific pattern goes first"));
            row.remove(verb, verb + 1);
            return true;
        }
        sink.report(Diagnostic.of(DiagnosticCode.JOINING_WORD, row.span(verb), "`" + word + "` is not needed here")
                .withHelp("write `" + row.text(verb - 1) + " " + place.text() + "`")
                .withFix(new Fix("remove it", row.span(verb), "")));
        row.remove(verb, verb + 1);
        return true;
    }

    /** {@code no tls}. */
    static boolean noTls(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        if (place.type() != TLS || row.type(place.index() - 1) != NO || !place.expects(RELAY)) {
            return false;
        }
        Span span = row.span(place.index() - 1, place.index());
        sink.report(Diagnostic.of(DiagnosticCode.MISSPELT_KEYWORD, span, "`no tls` is not a clause here")
                .withHelp("write `tls off`: then TLS is never started")
                .withFix(new Fix("replace by `tls off`", span, "tls off")));
        row.retype(place.index() - 1, TLS, "tls");
        row.retype(place.index(), OFF, "off");
        return true;
    }

    /** {@code tls minimum 1.2}. */
    static boolean leastVersion(Place place, DiagnosticSink sink) {
        boolean fits = place.row().type(place.index() - 1) == TLS
                && place.typeAt(1) == NUMBER
                && Set.of("minimum", "min", "at-least", "version", "from", "since")
                        .contains(place.text());
        if (!fits) {
            return false;
        }
        sink.report(Diagnostic.of(
                        DiagnosticCode.JOINING_WORD, place.span(), "`" + place.text() + "` is not needed here")
                .withHelp("write `tls " + place.row().text(place.index() + 1) + "`: later versions are included")
                .withFix(new Fix("remove it", place.span(), "")));
        place.row().remove(place.index(), place.index() + 1);
        return true;
    }

    /** {@code expect reject 550 5.7.1}. */
    static boolean codesForReason(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int first = place.index() - 1;
        boolean fits = place.type() == NUMBER
                && row.type(first) == NUMBER
                && (row.type(first - 1) == REJECT || row.type(first - 1) == DEFER)
                && place.inside(MailflowParser.RULE_test);
        if (!fits) {
            return false;
        }
        sink.report(Diagnostic.of(
                        DiagnosticCode.UNEXPECTED_TEXT,
                        row.span(first, place.index()),
                        "a test names the reason, not the codes of the reply")
                .withHelp("write the reason, as in `relay-denied` or `tls-required`"));
        // Some reason must stand here: what it is does not matter any more.
        row.merge(first, place.index(), WORD, "relay-denied");
        return true;
    }

    /** {@code tls 1.2 or higher}. */
    static boolean orHigher(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        boolean fits = row.type(place.index() - 1) == NUMBER
                && row.type(place.index() - 2) == TLS
                && Set.of("or", "and", "minimum", "higher", "later", "above", "newer")
                        .contains(place.text())
                && !TokenRow.isKeyword(place.typeAt(1));
        if (!fits) {
            return false;
        }
        if (row.type(place.index() + 1) == NUMBER && row.text(place.index() + 1).matches("1[.][0-3]")) {
            return lowerOf(row, place.index() - 1, place.index() + 1, sink);
        }
        boolean two =
                Set.of("higher", "later", "above", "newer", "better", "up").contains(row.text(place.index() + 1));
        int last = two ? place.index() + 1 : place.index();
        Span span = row.span(place.index(), last);
        sink.report(Diagnostic.of(DiagnosticCode.JOINING_WORD, span, "`" + span.text() + "` is not needed here")
                .withHelp("write `tls " + row.text(place.index() - 1) + "`: later versions are included")
                .withFix(new Fix("remove it", span, "")));
        row.remove(place.index(), last + 1);
        return true;
    }

    /** {@code tls 1.2 or 1.3}, {@code tls 1.3, 1.2}: of two versions the lower one stands for both. */
    static boolean lowerOf(TokenRow row, int first, int last, DiagnosticSink sink) {
        String one = row.text(first);
        String other = row.text(last);
        String lower = one.compareTo(other) <= 0 ? one : other;
        Span span = row.span(first, last);
        sink.report(Diagnostic.of(
                        DiagnosticCode.JOINING_WORD,
                        row.span(first + 1, last),
                        "only one version of TLS is possible here")
                .withHelp("write `tls " + lower + "`: a version is the least that will do, later ones are included")
                .withFix(new Fix("replace by `" + lower + "`", span, lower)));
        row.merge(first, last, NUMBER, lower);
        return true;
    }

    /** {@code cert issuer "DigiCert"}: the rest of the requirement is left out. */
    static boolean issuer(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int word = place.index() - 1;
        boolean fits = place.type() == STRING
                && row.type(word - 1) == CERT
                && Set.of("issuer", "issued-by", "ca", "by", "from").contains(row.text(word));
        if (!fits) {
            return false;
        }
        sink.report(Diagnostic.of(
                        DiagnosticCode.UNEXPECTED_TEXT,
                        row.span(word, place.index()),
                        "a certificate is known by its names, not by who issued it")
                .withHelp("write a DNS name that it holds, as in `cert mail.contoso.com`"));
        // Some name must stand here: without one `cert` would be unfinished, a second message.
        row.merge(word, place.index(), WORD, "reported.example");
        return true;
    }

    /** {@code cert CN=mail.contoso.com}. */
    static boolean subject(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int before = place.index() - 1;
        boolean fits = place.type() == EQUALS
                && row.text(before).toLowerCase(Locale.ROOT).matches("cn|dns|subject|san|s")
                && TokenRow.isPlainWord(place.typeAt(1));
        if (!fits) {
            return false;
        }
        Span span = row.span(before, place.index());
        sink.report(Diagnostic.of(
                        DiagnosticCode.WRONG_SEPARATOR,
                        span,
                        "`" + span.text() + "` does not stand before a certificate's name")
                .withHelp("write the DNS name alone: `" + row.text(place.index() + 1) + "`")
                .withFix(new Fix("remove it", span, "")));
        row.remove(before, place.index() + 1);
        return true;
    }
}
