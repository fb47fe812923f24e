package dev.mailflow.compiler.parse;

import static dev.mailflow.grammar.MailflowLexer.*;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.grammar.MailflowParser;
import java.util.Set;
import org.antlr.v4.runtime.Token;

/** Braces missing or too many, and declarations of a common wrong shape. */
final class BlockRepairs {
    private static final Set<String> KINDS =
            Set.of("exchange-online", "server", "device", "service", "partner", "internet");

    private BlockRepairs() {}

    static Diagnostic unclosed(Span opening, Span where) {
        return Diagnostic.of(DiagnosticCode.UNCLOSED_BLOCK, where, "`}` is missing here")
                .withRelated(opening, "this block is still open")
                .withHelp("close the block with `}`")
                .withFix(new Fix("close the block", where, "\n}"));
    }

    /** {@code connector from a to b}: the word `from` was taken for the name. */
    static boolean namelessConnector(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int begin = place.begin();
        boolean fits = place.index() == begin + 2
                && row.type(begin) == CONNECTOR
                && row.type(begin + 1) == FROM
                && place.typeAt(1) == TO;
        if (!fits) {
            return false;
        }
        Span span = row.span(begin);
        sink.report(Diagnostic.of(DiagnosticCode.MISSING_WORD, span, "this connector has no name")
                .withHelp("name it, or leave out `connector`: then it is called `" + row.text(begin + 2) + "-to-"
                        + row.text(begin + 4) + "`")
                .withFix(new Fix("leave out `connector`", span.to(row.span(begin + 1)), "from")));
        row.remove(begin, begin + 1);
        return true;
    }

    /** {@code require tls off}. */
    static boolean requireTlsOff(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        boolean fits = place.type() == OFF && row.type(index - 1) == TLS && row.type(index - 2) == REQUIRE;
        if (!fits) {
            return false;
        }
        Span span = row.span(index - 2);
        sink.report(Diagnostic.of(
                        DiagnosticCode.UNFINISHED, span, "`require` requires nothing: `tls off` is a clause of its own")
                .withHelp("leave out `require`, or write what is required")
                .withFix(new Fix("leave out `require`", row.span(index - 2, index), "tls off")));
        row.remove(index - 2, index - 1);
        return true;
    }

    /** {@code connector x { … }}, {@code networks n = { … }}. */
    static boolean needlessBraces(Place place, DiagnosticSink sink) {
        if (place.type() != LBRACE || place.index() == place.begin()) {
            return false;
        }
        TokenRow row = place.row();
        int close = closing(place);
        int next = place.typeAt(1);
        boolean endpointWithoutKind = place.expects(COLON) && place.inside(MailflowParser.RULE_endpoint);
        if (endpointWithoutKind) {
            return false;
        }
        if (!place.expects(next) && next != RBRACE) {
            return false;
        }
        String what =
                place.inside(MailflowParser.RULE_connector) ? "a connector has no block" : "there is no block here";
        Diagnostic diagnostic = Diagnostic.of(
                        DiagnosticCode.UNEXPECTED_TEXT, place.span(), "`{` is not expected: " + what)
                .withHelp("remove the braces");
        if (close > place.index() + 1) {
            Span all = row.span(place.index(), close);
            String inner = row.span(place.index() + 1, close - 1).text();
            diagnostic = diagnostic
                    .withRelated(row.span(close), "closed here")
                    .withFix(new Fix("remove the braces", all, inner));
        }
        sink.report(diagnostic);
        if (close >= 0) {
            row.remove(close, close + 1);
        }
        row.remove(place.index(), place.index() + 1);
        return true;
    }

    private static int closing(Place place) {
        int depth = 0;
        for (int i = place.index(); place.row().type(i) != Token.EOF; i++) {
            int type = place.row().type(i);
            if (type == LBRACE) {
                depth++;
            } else if (type == RBRACE && --depth == 0) {
                return i;
            }
        }
        return -1;
    }

    /** {@code endpoint bank : partner domains bank.example }}. */
    static boolean missingOpening(Place place, DiagnosticSink sink) {
        boolean property = Starts.PROPERTIES.contains(place.type()) || Starts.TEST_LINES.contains(place.type());
        if (!place.expects(LBRACE) || !property || !closesLater(place)) {
            return false;
        }
        Span behind = place.row().behind(place.index() - 1);
        sink.report(Diagnostic.of(DiagnosticCode.MISSING_WORD, behind, "`{` is missing here")
                .withHelp("write `{` before the first line of the block")
                .withFix(new Fix("open the block", behind, " {")));
        place.row().insert(place.index(), LBRACE, "{");
        return true;
    }

    /** {@code endpoint bank : partner domains bank.example}: no brace at all. */
    static boolean braceless(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int opener = row.type(place.begin());
        boolean block = opener == ORGANIZATION || opener == ENDPOINT || opener == TEST;
        boolean property = (opener == TEST ? Starts.TEST_LINES : Starts.PROPERTIES).contains(place.type())
                && !Starts.declaration(row, place.index());
        if (!block || !place.expects(LBRACE) || !property || closesLater(place)) {
            return false;
        }
        int end = place.index();
        while (row.type(end) != Token.EOF && !Starts.declaration(row, end)) {
            end++;
        }
        Span properties = row.span(place.index(), end - 1);
        Span behind = row.behind(place.index() - 1);
        sink.report(Diagnostic.of(
                        DiagnosticCode.MISSING_WORD,
                        properties,
                        "the block of `" + Words.bare(row.text(place.begin() + 1)) + "` has no braces")
                .withHelp("write `{` before it and `}` behind it")
                .withFix(new Fix("put braces around it", behind.to(properties), " { " + properties.text() + " }")));
        row.insert(end, RBRACE, "}");
        row.insert(place.index(), LBRACE, "{");
        return true;
    }

    /** {@code endpoint bank : partner ( … )}. */
    static boolean roundBrackets(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        String open = place.text();
        if (!open.startsWith("(") && !open.startsWith("[") || !place.expects(LBRACE)) {
            return false;
        }
        String closing = open.startsWith("(") ? ")" : "]";
        int close = place.index();
        while (row.type(close) != Token.EOF && !row.text(close).endsWith(closing) && !Starts.declaration(row, close)) {
            close++;
        }
        if (!row.text(close).endsWith(closing)) {
            return false;
        }
        Span span = row.span(place.index(), close);
        String inner = span.text().substring(1, span.text().length() - 1).strip();
        sink.report(
                Diagnostic.of(DiagnosticCode.ODD_CHARACTER, place.span(), "a block stands in braces, not in brackets")
                        .withHelp("write `{` and `}` for `" + open.charAt(0) + "` and `" + closing + "`")
                        .withFix(new Fix("write braces", span, "{ " + inner + " }")));
        String last = row.text(close);
        if (last.length() > 1) {
            String word = last.substring(0, last.length() - 1);
            row.insert(close + 1, RBRACE, "}");
            row.retype(close, close == place.index() ? WORD : wordType(word), word);
        } else {
            row.retype(close, RBRACE, "}");
        }
        if (open.length() > 1) {
            String word = row.text(place.index()).substring(1);
            row.retype(place.index(), wordType(word), word);
            row.insert(place.index(), LBRACE, "{");
        } else {
            row.retype(place.index(), LBRACE, "{");
        }
        return true;
    }

    private static int wordType(String word) {
        return Words.keyword(word).orElse(WORD);
    }

    /** {@code endpoint service crm { … }}. */
    static boolean kindFirst(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int kind = place.begin() + 1;
        boolean fits = row.type(place.begin()) == ENDPOINT
                && place.index() == kind + 1
                && place.expects(COLON)
                && KINDS.contains(row.text(kind))
                && Starts.isName(place.type())
                && row.type(kind + 2) == LBRACE;
        if (!fits) {
            return false;
        }
        String kindWord = row.text(kind);
        String meant = place.text() + " : " + kindWord;
        Span span = row.span(kind, place.index());
        sink.report(Diagnostic.of(DiagnosticCode.MISPLACED_PART, span, "the name of an endpoint stands before its kind")
                .withHelp("write `endpoint " + meant + "`")
                .withFix(new Fix("replace by `" + meant + "`", span, meant)));
        row.retype(kind, WORD, place.text());
        row.retype(kind + 1, WORD, kindWord);
        row.insert(kind + 1, COLON, ":");
        return true;
    }

    /** {@code internal relay legacy.contoso.com}. */
    static boolean internalRelay(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        boolean fits = place.inside(MailflowParser.RULE_organization)
                && place.expects(RELAY)
                && Set.of("internal", "external").contains(place.text())
                && row.type(index + 1) == RELAY;
        if (!fits) {
            return false;
        }
        int last = row.type(index + 2) == DOMAINS || row.text(index + 2).equals("domain") ? index + 2 : index + 1;
        Span span = row.span(index, last);
        sink.report(Diagnostic.of(DiagnosticCode.MISSPELT_KEYWORD, span, "`" + span.text() + "` is not a property here")
                .withHelp("the words are `relay domains`")
                .withFix(new Fix("replace by `relay domains`", span, "relay domains")));
        row.remove(index, last + 1);
        row.insert(index, DOMAINS, "domains");
        row.insert(index, RELAY, "relay");
        return true;
    }

    /** {@code endpoint "partner" "bank" { … }}. */
    static boolean terraform(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int first = place.begin() + 1;
        boolean fits = row.type(place.begin()) == ENDPOINT
                && place.index() == first
                && place.type() == STRING
                && row.type(first + 1) == STRING;
        if (!fits) {
            return false;
        }
        String kind = Words.unquote(row.text(first)).strip().replaceAll("\\s+", "-");
        String name = Words.unquote(row.text(first + 1)).strip().replaceAll("\\s+", "-");
        String meant = name + " : " + kind;
        Span span = row.span(first, first + 1);
        sink.report(Diagnostic.of(
                        DiagnosticCode.NEEDLESS_QUOTES, span, "name and kind stand without quotes, the name first")
                .withHelp("write `endpoint " + meant + "`")
                .withFix(new Fix("replace by `" + meant + "`", span, meant)));
        row.retype(first, WORD, name);
        row.retype(first + 1, WORD, kind);
        row.insert(first + 1, COLON, ":");
        return true;
    }

    /** {@code organization:} and indented lines. */
    static boolean colonForBlock(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        boolean fits = place.type() == COLON && place.expects(LBRACE) && row.firstOnLine(place.index() + 1);
        if (!fits) {
            return false;
        }
        int column = row.get(place.begin()).getCharPositionInLine();
        int end = place.index() + 1;
        while (row.type(end) != Token.EOF
                && !(row.firstOnLine(end) && row.get(end).getCharPositionInLine() <= column)) {
            end++;
        }
        sink.report(Diagnostic.of(DiagnosticCode.BRACKETED_LIST, place.span(), "a colon opens no block")
                .withRelated(row.span(place.index() + 1, end - 1), "and white space does not make one")
                .withHelp("a block stands in braces, items behind their property: `organization { domains contoso.com,"
                        + " fabrikam.com }`"));
        row.remove(place.index(), end);
        row.insert(place.index(), RBRACE, "}");
        row.insert(place.index(), LBRACE, "{");
        return true;
    }

    private static boolean closesLater(Place place) {
        for (int i = place.index(); ; i++) {
            int type = place.row().type(i);
            if (type == RBRACE) {
                return true;
            }
            if (type == Token.EOF || type == LBRACE || Starts.declaration(place.row(), i)) {
                return false;
            }
        }
    }
}
