package dev.mailflow.compiler.parse;

import static dev.mailflow.grammar.MailflowLexer.COMMA;
import static dev.mailflow.grammar.MailflowLexer.LBRACE;
import static dev.mailflow.grammar.MailflowLexer.RBRACE;

import dev.mailflow.grammar.MailflowParser;
import java.util.OptionalInt;
import org.antlr.v4.runtime.Token;

/** Where reading goes on behind a mistake that nothing mends: the part that holds it is left out, the rest stays. */
final class Recovery {
    private Recovery() {}

    /** Leaves out the wrong part of the declaration; false if the declaration as a whole is lost. */
    static boolean dropPart(Place place, Mistakes mistakes) {
        if (place.index() == place.begin()) {
            return false;
        }
        TokenRow row = place.row();
        int sync = nextPart(place);
        if (sync > place.index() && place.expects(row.type(sync))) {
            mistakes.lose(row.span(place.index(), sync - 1));
            row.remove(place.index(), sync);
            return true;
        }
        OptionalInt part =
                place.beginOf(MailflowParser.RULE_clause, MailflowParser.RULE_property, MailflowParser.RULE_testLine);
        if (part.isPresent() && sync > part.getAsInt()) {
            row.remove(part.getAsInt(), sync);
            return true;
        }
        return false;
    }

    private static int nextPart(Place place) {
        TokenRow row = place.row();
        boolean connector = place.inside(MailflowParser.RULE_connector);
        boolean block = place.inside(MailflowParser.RULE_endpoint) || place.inside(MailflowParser.RULE_organization);
        boolean test = place.inside(MailflowParser.RULE_test);
        int column = row.get(place.begin()).getCharPositionInLine();
        int depth = 0;
        for (int i = place.index(); ; i++) {
            int type = row.type(i);
            if (type == Token.EOF || Starts.declaration(row, i) || (type == RBRACE && depth == 0)) {
                return i;
            }
            if (type == LBRACE) {
                depth++;
            } else if (type == RBRACE) {
                depth--;
            }
            if (i == place.index() || depth > 0) {
                continue;
            }
            boolean lineStart = row.firstOnLine(i) && row.type(i - 1) != COMMA;
            // A part of the same clause that fits: its own mistakes are told too.
            boolean samePart = connector && Starts.REQUIREMENTS.contains(type) && place.expects(type);
            if (samePart
                    || (connector && Starts.clause(row, i))
                    || (block && lineStart && Starts.PROPERTIES.contains(type))
                    || (test && lineStart && Starts.TEST_LINES.contains(type))
                    || (!block && !test && Starts.misspeltDeclaration(row, i, column))) {
                return i;
            }
        }
    }

    /** The first token behind a declaration that is lost. */
    static int nextDeclaration(Place place) {
        TokenRow row = place.row();
        int column = row.get(place.begin()).getCharPositionInLine();
        int depth = 0;
        for (int i = place.begin(); ; i++) {
            int type = row.type(i);
            if (type == Token.EOF) {
                return i;
            }
            boolean behind = i > place.begin() && i >= place.index();
            if (behind && (Starts.declaration(row, i) || (depth <= 0 && Starts.misspeltDeclaration(row, i, column)))) {
                return i;
            }
            if (type == LBRACE) {
                depth++;
            } else if (type == RBRACE) {
                if (depth == 0) {
                    return i;
                }
                depth--;
                if (depth == 0 && i >= place.index()) {
                    return i + 1;
                }
            }
        }
    }
}
