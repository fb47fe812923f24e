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

/** What is wrong in one construct only, where the general word for it would speak of another: {@code hybrid not done}, {@code may not relay}. */
final class ContextRepairs {
    private static final Set<String> NONE = Set.of("off", "none", "no", "false", "never", "disabled");

    /** A word that was told of, as the resolver knows it: no file can hold it. */
    static final String REPORTED = "\0";

    private ContextRepairs() {}

    /** {@code hybrid not done}. */
    static boolean hybridNotDone(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        boolean fits = row.type(index - 2) == HYBRID
                && row.text(index - 1).equals("not")
                && place.text().equals("done");
        if (!fits) {
            return false;
        }
        Span span = row.span(index - 1, index);
        sink.report(Diagnostic.of(DiagnosticCode.UNEXPECTED_TEXT, span, "`not done` is one word here")
                .withHelp("write `hybrid not-done`")
                .withFix(new Fix("replace by `not-done`", span, "not-done")));
        row.merge(index - 1, index, WORD, "not-done");
        return true;
    }

    /** {@code may not relay}. */
    static boolean mayNotRelay(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        boolean fits = row.type(index - 1) == MAY
                && Set.of("not", "never").contains(place.text().toLowerCase(Locale.ROOT))
                && row.type(index + 1) == RELAY;
        if (!fits) {
            return false;
        }
        Span span = row.span(index - 1, index + 1);
        sink.report(Diagnostic.of(
                        DiagnosticCode.MISSPELT_KEYWORD, span, "`" + span.text() + "` is not how a connector says it")
                .withHelp("write `no relay`")
                .withFix(new Fix("replace by `no relay`", span, "no relay")));
        row.remove(index, index + 1);
        row.retype(index - 1, NO, "no");
        return true;
    }

    /** {@code from device to onprem relay}: no fix, a right to relay is nothing to be given by a machine. */
    static boolean relayAlone(Place place, DiagnosticSink sink) {
        boolean fits = place.type() == RELAY
                && place.inside(MailflowParser.RULE_connector)
                && place.expects(MAY)
                && place.typeAt(1) != DOMAINS;
        if (!fits) {
            return false;
        }
        sink.report(Diagnostic.of(DiagnosticCode.MISSING_WORD, place.span(), "`relay` stands without `may` or `no`")
                .withHelp("`may relay` gives a right to send to others through us, `no relay` takes it"));
        place.row().remove(place.index(), place.index() + 1);
        return true;
    }

    /** {@code client 192.0.2.1, 192.0.2.2}. */
    static boolean secondClient(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int comma = place.index();
        boolean fits = place.type() == COMMA
                && row.type(comma - 2) == CLIENT
                && place.inside(MailflowParser.RULE_test)
                && (TokenRow.isPlainWord(row.type(comma + 1)) || row.type(comma + 1) == MAILBOX)
                && !place.expects(row.type(comma + 1))
                && !row.firstOnLine(comma + 1);
        if (!fits) {
            return false;
        }
        sink.report(
                Diagnostic.of(DiagnosticCode.EXTRA_COMMA, row.span(comma, comma + 1), "a message comes from one client")
                        .withHelp("write a second test for the other address"));
        row.remove(comma, comma + 2);
        return true;
    }

    /** {@code client 192.0.2.1 tls off}, {@code remote tls none}. */
    static boolean plainText(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int tls = place.index() - 1;
        boolean fits = row.type(tls) == TLS
                && place.inside(MailflowParser.RULE_test)
                && NONE.contains(place.text().toLowerCase(Locale.ROOT))
                && place.typeAt(1) != NUMBER;
        int line = tls;
        while (fits && line > place.begin() && row.type(line) != CLIENT && row.type(line) != REMOTE) {
            line--;
        }
        if (!fits || line == place.begin()) {
            return false;
        }
        Span span = row.span(tls, place.index());
        Diagnostic found = Diagnostic.of(
                DiagnosticCode.UNEXPECTED_TEXT, span, "`" + span.text() + "` is not how a test says plain text");
        if (row.type(line) == REMOTE) {
            sink.report(
                    found.withHelp("write `remote no tls`").withFix(new Fix("replace by `no tls`", span, "no tls")));
            row.retype(tls, NO, "no");
            row.retype(tls + 1, TLS, "tls");
            return true;
        }
        sink.report(found.withHelp("leave it out: a client without `tls` speaks plain text")
                .withFix(new Fix("remove it", span, "")));
        row.remove(tls, tls + 2);
        return true;
    }

    /** {@code client 192.0.2.1 no tls}, {@code client 192.0.2.1 tls on}. */
    static boolean clientTls(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        String text = place.text().toLowerCase(Locale.ROOT);
        if (!place.inside(MailflowParser.RULE_test) || row.firstOnLine(index) || !place.expects(CERT)) {
            return false;
        }
        boolean without = Set.of("no", "without", "not").contains(text)
                && row.type(index + 1) == TLS
                && row.type(index + 2) != NUMBER;
        boolean on = row.type(index - 1) == TLS
                && Set.of("on", "yes", "true", "enabled").contains(text);
        if (!without && !on) {
            return false;
        }
        Span span = row.span(index, without ? index + 1 : index);
        sink.report(
                without
                        ? Diagnostic.of(
                                        DiagnosticCode.UNEXPECTED_TEXT,
                                        span,
                                        "`" + span.text() + "` is not how a test says plain text")
                                .withHelp("leave it out: a client without `tls` speaks plain text")
                                .withFix(new Fix("remove it", span, ""))
                        : Diagnostic.of(DiagnosticCode.UNEXPECTED_TEXT, span, "`tls` alone says that TLS is on")
                                .withHelp("leave `" + place.text() + "` out")
                                .withFix(new Fix("remove it", span, "")));
        row.remove(index, without ? index + 2 : index + 1);
        return true;
    }

    /** {@code from "partners.csv" to office365}: without its quotes a table would be none, and no endpoint either. */
    static boolean tableForEndpoint(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        boolean fits = place.type() == STRING
                && row.type(place.index() - 1) == FROM
                && place.inside(MailflowParser.RULE_connector)
                && Words.unquote(place.text()).toLowerCase(Locale.ROOT).matches(".*\\.(csv|tsv|txt|xlsx?)");
        if (!fits) {
            return false;
        }
        sink.report(Diagnostic.of(
                        DiagnosticCode.UNEXPECTED_TEXT, place.span(), "a table stands where an endpoint is wanted")
                .withHelp("write a connector for each row: `for each row in " + place.text()
                        + " { connector … from ${row.…} to … }`"));
        row.retype(place.index(), WORD, REPORTED);
        return true;
    }
}
