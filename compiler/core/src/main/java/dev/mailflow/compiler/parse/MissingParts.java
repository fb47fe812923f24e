package dev.mailflow.compiler.parse;

import static dev.mailflow.grammar.MailflowLexer.*;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.grammar.MailflowParser;
import org.antlr.v4.runtime.Token;

/** Declarations that lack a part which only the writer knows: a name, a kind, the end of a connector, the block around it. */
final class MissingParts {
    private MissingParts() {}

    /** {@code require tls mail.contoso.com}: a name behind TLS is a certificate's. */
    static boolean nameBehindTls(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int before = place.index() - 1;
        int tls = row.type(before) == NUMBER ? before - 1 : before;
        boolean fits = row.type(tls) == TLS
                && place.type() == WORD
                && place.text().matches("(\\*\\.)?([A-Za-z0-9-]+\\.)+[A-Za-z]{2,}")
                && place.expects(CERT)
                // Else `tls` itself is an item of a list, or the name of a header.
                && !place.expects(COMMA)
                && !place.expects(STRING)
                && row.type(place.index() + 1) != CERT
                && !row.firstOnLine(place.index());
        if (!fits) {
            return false;
        }
        String meant = "cert " + place.text();
        sink.report(Diagnostic.of(
                        DiagnosticCode.MISSING_WORD, place.span(), "`cert` is missing before `" + place.text() + "`")
                .withHelp("write `" + meant + "`")
                .withFix(new Fix("replace by `" + meant + "`", place.span(), meant)));
        row.insert(place.index(), CERT, "cert");
        return true;
    }

    /** {@code for each p in "partners.csv"} and its body behind it. */
    static boolean bodyUnopened(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        boolean fits = row.type(place.begin()) == FOR && place.expects(LBRACE) && row.type(index - 1) == STRING;
        if (!fits || place.type() == Token.EOF || place.type() == RBRACE) {
            return false;
        }
        Span behind = row.behind(index - 1);
        Diagnostic found = Diagnostic.of(DiagnosticCode.MISSING_WORD, behind, "`{` is missing here");
        boolean closes = unbalanced(row, index);
        sink.report(
                closes
                        ? found.withHelp("write `{` before what is said for each row")
                                .withFix(new Fix("open the block", behind, " {"))
                        : found.withHelp("write `{` before what is said for each row, and `}` behind it")
                                .withRelated(row.span(endOfBody(place) - 1), "the last of it"));
        if (!closes) {
            row.insert(endOfBody(place), RBRACE, "}");
        }
        row.insert(index, LBRACE, "{");
        return true;
    }

    /** Whether a brace behind the token closes what is not open. */
    private static boolean unbalanced(TokenRow row, int index) {
        int depth = 0;
        for (int i = index; row.type(i) != Token.EOF; i++) {
            if (row.type(i) == LBRACE) {
                depth++;
            } else if (row.type(i) == RBRACE && depth-- == 0) {
                return true;
            }
        }
        return false;
    }

    /** Behind the last token that names a column, at the next declaration. */
    private static int endOfBody(Place place) {
        TokenRow row = place.row();
        int last = place.index();
        for (int i = place.index(); row.type(i) != Token.EOF; i++) {
            last = row.type(i) == COLUMN_WORD ? i : last;
        }
        int end = last + 1;
        while (row.type(end) != Token.EOF && !Starts.declaration(row, end)) {
            end++;
        }
        return end;
    }

    /** {@code endpoint : device { … }}, {@code endpoint printers : { … }}. */
    static boolean nameOrKindMissing(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        int begin = place.begin();
        boolean name = index == begin + 1 && place.type() == COLON && Starts.isName(place.typeAt(1));
        boolean kind = index == begin + 3 && place.type() == LBRACE && row.type(begin + 2) == COLON;
        if (row.type(begin) != ENDPOINT || !name && !kind) {
            return false;
        }
        Span colon = row.span(name ? index : index - 1);
        sink.report(
                name
                        ? Diagnostic.of(DiagnosticCode.MISSING_WORD, colon, "the name of the endpoint is missing")
                                .withHelp("write it before the colon, as in `endpoint bank : partner`")
                        : Diagnostic.of(
                                        DiagnosticCode.MISSING_WORD,
                                        colon,
                                        "the kind of the endpoint `" + row.text(begin + 1) + "` is missing")
                                .withHelp("write one behind the colon: `server`, `partner`, `device`, `service` or"
                                        + " `exchange-online`"));
        row.insert(index, WORD, ContextRepairs.REPORTED);
        return true;
    }

    /** {@code domains contoso.com} outside of any block: no list, as it has no name. */
    static boolean domainsOutside(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int begin = place.begin();
        String first = row.text(begin + 1);
        boolean fits = row.type(begin) == DOMAINS
                && place.expects(EQUALS)
                && place.type() != EQUALS
                && place.type() != COLON
                && place.index() == begin + 2
                && first.indexOf('.') >= 0;
        if (!fits) {
            return false;
        }
        sink.report(Diagnostic.of(DiagnosticCode.MISPLACED_PART, row.span(begin), "`domains` stands outside of a block")
                .withHelp("our own domains stand in `organization { domains " + first
                        + " }`; a list of domains has a name: `domains mine = " + first + "`"));
        row.insert(begin + 1, EQUALS, "=");
        row.insert(begin + 1, WORD, ContextRepairs.REPORTED);
        return true;
    }

    /** {@code networks n += 10.0.0.0/8}. */
    static boolean addedToList(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int begin = place.begin();
        boolean fits = (row.type(begin) == NETWORKS || row.type(begin) == DOMAINS)
                && place.index() == begin + 2
                && place.text().equals("+")
                && row.type(begin + 3) == EQUALS;
        if (!fits) {
            return false;
        }
        sink.report(Diagnostic.of(
                        DiagnosticCode.WRONG_SEPARATOR,
                        row.span(begin + 2, begin + 3),
                        "nothing is added to a list: all its values stand in one place")
                .withHelp("write them behind the one `" + row.text(begin) + " " + row.text(begin + 1)
                        + " =`, separated by commas"));
        row.remove(begin + 2, begin + 3);
        row.retype(begin + 1, WORD, ContextRepairs.REPORTED);
        return true;
    }

    /** {@code from a to} and on the next line {@code require tls}: before the grammar takes the keyword for the endpoint. */
    static void receiverMissing(TokenRow row, int to, DiagnosticSink sink) {
        boolean fits = row.type(to - 2) == FROM
                && row.firstOnLine(to + 1)
                && Starts.clauseShaped(row, to + 1)
                && !Starts.clauseShaped(row, to + 2);
        if (!fits) {
            return;
        }
        sink.report(Diagnostic.of(
                        DiagnosticCode.UNFINISHED,
                        row.span(to),
                        "nothing says where mail from `" + row.text(to - 1) + "` goes")
                .withHelp("name the endpoint that receives: `from " + row.text(to - 1) + " to office365`"));
        row.insert(to + 1, WORD, ContextRepairs.REPORTED);
    }

    /** {@code from to office365}: `to` was taken for a name. */
    static boolean senderMissing(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int to = place.index() - 1;
        boolean fits = row.type(to) == TO
                && row.type(to - 1) == FROM
                && place.expects(TO)
                && Starts.isName(place.type())
                && !row.firstOnLine(place.index())
                && (place.inside(MailflowParser.RULE_connector) || row.type(place.begin()) == FROM);
        if (!fits) {
            return false;
        }
        sink.report(Diagnostic.of(
                        DiagnosticCode.UNFINISHED,
                        row.span(to - 1),
                        "`from` is not finished: expected the endpoint that sends")
                .withHelp("write it before `to`, as in `from onprem to office365`"));
        row.insert(to, WORD, ContextRepairs.REPORTED);
        return true;
    }
}
