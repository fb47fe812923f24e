package dev.mailflow.compiler.parse;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.grammar.MailflowLexer;
import dev.mailflow.grammar.MailflowParser;
import java.util.OptionalInt;
import org.antlr.v4.runtime.Token;

/** A declaration that ends before it is complete: the next one begins, or the file or block ends. */
final class Unfinished {
    /** What is longer stands in the message and is not said again. */
    private static final int LONG = 60;

    private Unfinished() {}

    /**
     * Keywords are contextual, so an unfinished declaration can take the first word of the next one for a name. The
     * token at which a declaration begins beyond doubt, if one was passed on the way here; else this place.
     */
    static int swallowedDeclaration(Place place) {
        boolean header = false;
        for (int i = place.begin(); i < place.index(); i++) {
            int type = place.row().type(i);
            boolean another = i > place.begin() && Starts.declaration(place.row(), i);
            // The `from` of `connector NAME` may stand on a line of its own.
            if (another && (type != MailflowLexer.FROM || header)) {
                return i;
            }
            header |= type == MailflowLexer.FROM || type == MailflowLexer.LBRACE;
        }
        return place.index();
    }

    static boolean endsHere(Place place) {
        return place.index() > place.begin()
                && (place.type() == Token.EOF
                        || place.type() == MailflowLexer.RBRACE
                        || Starts.declaration(place.row(), place.index()));
    }

    static boolean report(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        if (place.expects(MailflowLexer.RBRACE) && place.type() != MailflowLexer.RBRACE) {
            int open = opening(place);
            int close = nestedClose(place);
            if (open >= place.begin() && close > 0) {
                sink.report(Diagnostic.of(
                                DiagnosticCode.NESTED_DECLARATION,
                                place.span(),
                                "`" + place.text() + "` begins a declaration, and a block is still open here")
                        .withRelated(row.span(open), "this block")
                        .withHelp("declarations stand side by side: move it behind the `}` of the block"));
                row.remove(close, close + 1);
                row.insert(place.index(), MailflowLexer.RBRACE, "}");
                return true;
            }
            if (open >= place.begin()) {
                sink.report(BlockRepairs.unclosed(row.span(open), row.behind(place.index() - 1)));
                row.insert(place.index(), MailflowLexer.RBRACE, "}");
                return true;
            }
        }
        int last = place.index() - 1;
        String found = place.type() == Token.EOF ? "the end of the file" : "`" + place.text() + "`";
        Diagnostic diagnostic = Diagnostic.of(
                        DiagnosticCode.UNFINISHED,
                        row.span(last),
                        "`" + row.text(last) + "` is not finished: expected " + ExpectedTokens.phrase(place))
                .withHelp(help(row, last, ExpectedTokens.phrase(place)));
        if (place.type() != Token.EOF) {
            diagnostic = diagnostic.withRelated(place.span(), "but here comes " + found);
        }
        // A word that a repair has put there stands for what was told missing.
        if (!row.text(last).contains(ContextRepairs.REPORTED)) {
            sink.report(diagnostic);
        }
        OptionalInt part =
                place.beginOf(MailflowParser.RULE_clause, MailflowParser.RULE_property, MailflowParser.RULE_testLine);
        if (part.isPresent()) {
            row.remove(part.getAsInt(), place.index());
            return true;
        }
        return false;
    }

    /** A property without a value has taken the next one's key for it. */
    static boolean emptyProperty(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int key = place.index() - 2;
        boolean fits = key > place.begin()
                && Starts.PROPERTIES.contains(row.type(key))
                && Starts.PROPERTIES.contains(row.type(key + 1))
                && row.firstOnLine(key + 1);
        if (!fits) {
            return false;
        }
        int first = row.type(key) == MailflowLexer.DOMAINS && row.type(key - 1) == MailflowLexer.RELAY ? key - 1 : key;
        Span span = row.span(first, key);
        sink.report(Diagnostic.of(
                        DiagnosticCode.UNFINISHED, span, "`" + span.text() + "` is not finished: expected a value")
                .withHelp("write its value behind it, or remove `" + span.text() + "`")
                .withRelated(row.span(key + 1), "but here comes `" + row.text(key + 1) + "`"));
        row.remove(first, key + 1);
        return true;
    }

    /** {@code client 192.0.2.1 auth} has taken the first word of the next line for the user; {@code cert} may take two of them. */
    static boolean emptyFact(Place place, DiagnosticSink sink) {
        return emptyFact(place, place.index() - 1, sink) || emptyFact(place, place.index() - 2, sink);
    }

    private static boolean emptyFact(Place place, int line, DiagnosticSink sink) {
        TokenRow row = place.row();
        int fact = row.type(line - 1);
        boolean fits = place.inside(MailflowParser.RULE_test)
                && (fact == MailflowLexer.AUTH || fact == MailflowLexer.CERT)
                && Starts.TEST_LINES.contains(row.type(line))
                && row.firstOnLine(line);
        if (!fits) {
            return false;
        }
        String word = row.text(line - 1);
        String example = fact == MailflowLexer.AUTH ? "auth bob" : "cert mail.contoso.com";
        sink.report(Diagnostic.of(
                        DiagnosticCode.UNFINISHED,
                        row.span(line - 1),
                        "`" + word + "` is not finished: expected a value")
                .withHelp("write its value behind it, as in `" + example + "`, or remove `" + word + "`")
                .withRelated(row.span(line), "but here comes `" + row.text(line) + "`"));
        row.remove(line - 1, line);
        return true;
    }

    /** The way out, by the word that lacks something, and by what it lacks. */
    static String help(TokenRow row, int index, String expected) {
        String word = row.text(index);
        if (expected.startsWith("what is claimed")) {
            return "end the claim in `reaches E`, `passes E`, `leaves with tls`, `is rejected` or `is delivered`";
        }
        if (isBehindClaim(row, index)) {
            return "in a claim `from " + word + "` stands before `" + row.text(index - 3) + "`: write it there";
        }
        return switch (row.type(index)) {
            case MailflowLexer.REQUIRE ->
                "write what is required, as in `require tls cert mail.contoso.com`, or remove `require`";
            case MailflowLexer.WHEN -> "write what is selected, as in `when sender contoso.com`, or remove `when`";
            case MailflowLexer.FROM, MailflowLexer.TO -> "a connector leads `from onprem to office365`";
            case MailflowLexer.OTHERWISE -> "write `otherwise reject` or `otherwise defer`";
            case MailflowLexer.EQUALS -> "write the values behind it, separated by commas";
            case MailflowLexer.VIA ->
                expected.equals("a value")
                        ? "write `via mx`, or hosts, as in `via mail.contoso.com:25`"
                        : "write " + expected + " behind it";
            case MailflowLexer.STRING ->
                expected.equals("`column`")
                        ? "say which column, as in `" + word + " column mail`"
                        : "write " + expected + " behind it, or remove `" + word + "`";
            default ->
                expected.length() > LONG
                        ? "complete it, or remove `" + word + "`"
                        : "write " + expected + " behind it, or remove `" + word + "`";
        };
    }

    /** {@code … reaches internet from bank}: what looks like a connector is the source of the claim. */
    private static boolean isBehindClaim(TokenRow row, int index) {
        return index >= 3
                && row.type(index - 1) == MailflowLexer.FROM
                && !row.firstOnLine(index - 1)
                && (row.type(index - 3) == MailflowLexer.REACHES || row.type(index - 3) == MailflowLexer.PASSES);
    }

    /** The brace that closes the block behind a declaration that is indented like a part of it; −1 if it is another case. */
    private static int nestedClose(Place place) {
        TokenRow row = place.row();
        int outer = row.get(place.begin()).getCharPositionInLine();
        boolean deeper =
                row.firstOnLine(place.index()) && row.get(place.index()).getCharPositionInLine() > outer;
        if (!deeper) {
            return -1;
        }
        int depth = 0;
        for (int i = place.index(); row.type(i) != Token.EOF; i++) {
            if (row.firstOnLine(i)
                    && row.get(i).getCharPositionInLine() <= outer
                    && row.type(i) != MailflowLexer.RBRACE) {
                return -1;
            }
            if (row.type(i) == MailflowLexer.LBRACE) {
                depth++;
            } else if (row.type(i) == MailflowLexer.RBRACE && depth-- == 0) {
                return i;
            }
        }
        return -1;
    }

    private static int opening(Place place) {
        int depth = 0;
        for (int i = place.index() - 1; i >= place.begin(); i--) {
            int type = place.row().type(i);
            if (type == MailflowLexer.RBRACE) {
                depth++;
            } else if (type == MailflowLexer.LBRACE && depth-- == 0) {
                return i;
            }
        }
        return -1;
    }
}
