package dev.mailflow.compiler.parse;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.grammar.MailflowLexer;
import dev.mailflow.grammar.MailflowParser;
import java.util.OptionalInt;
import org.antlr.v4.runtime.Token;

/** A declaration that ends before it is complete: the next one begins, or the file or block ends. */
final class Unfinished {
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
                "`" + row.text(last) + "` is not finished: expected " + ExpectedTokens.phrase(place));
        if (place.type() != Token.EOF) {
            diagnostic = diagnostic.withRelated(place.span(), "but here comes " + found);
        }
        sink.report(diagnostic);
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
        sink.report(Diagnostic.of(
                        DiagnosticCode.UNFINISHED,
                        row.span(key),
                        "`" + row.text(key) + "` is not finished: expected a value")
                .withRelated(row.span(key + 1), "but here comes `" + row.text(key + 1) + "`"));
        row.remove(key, key + 1);
        return true;
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
