package dev.mailflow.compiler.parse;

import dev.mailflow.grammar.MailflowLexer;
import dev.mailflow.grammar.MailflowParser.EndpointContext;
import dev.mailflow.grammar.MailflowParser.OrganizationContext;
import dev.mailflow.grammar.MailflowParser.PropertyContext;
import dev.mailflow.grammar.MailflowParser.UnknownContext;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/**
 * Finds words that the grammar takes for an unknown property and that are a value behind a missing comma. The grammar
 * knows no line ends and cannot tell.
 */
final class Doubts {
    /** Made when there is a doubt: most files give none. */
    private static final class Known {
        static final List<String> NAMES =
                Starts.PROPERTIES.stream().map(Words::spelling).sorted().toList();
    }

    private Doubts() {}

    static OptionalInt in(ParserRuleContext declaration, TokenRow row, int end) {
        if (declaration.getChildCount() == 0) {
            return OptionalInt.empty();
        }
        List<PropertyContext> properties = List.of();
        if (declaration.getChild(0) instanceof EndpointContext endpoint) {
            properties = endpoint.property();
        } else if (declaration.getChild(0) instanceof OrganizationContext organization) {
            properties = organization.property();
        }
        for (PropertyContext property : properties) {
            if (property instanceof UnknownContext unknown) {
                int index = unknown.getStart().getTokenIndex();
                if (doubtful(row, index)) {
                    return OptionalInt.of(index);
                }
            }
        }
        return OptionalInt.empty();
    }

    private static boolean doubtful(TokenRow row, int index) {
        int before = row.type(index - 1);
        String text = row.text(index);
        boolean keywordBehindComma = row.type(index - 2) == MailflowLexer.COMMA && Starts.PROPERTIES.contains(before);
        int colon = text.indexOf(':');
        if (keywordBehindComma || (colon > 0 && Known.NAMES.contains(text.substring(0, colon)))) {
            return true;
        }
        if (before == MailflowLexer.LBRACE
                || Spelling.nearest(text, Known.NAMES).isPresent()
                || namesProperty(row, index)) {
            return false;
        }
        return !row.firstOnLine(index) || !nameShaped(text);
    }

    /** {@code domains a.example relay-domains b.example}: two words in one, and behind it what can only be a value. */
    private static boolean namesProperty(TokenRow row, int index) {
        String text = row.text(index);
        String next = row.text(index + 1);
        boolean value = row.type(index + 1) == MailflowLexer.NUMBER
                || TokenRow.isPlainWord(row.type(index + 1)) && (next.indexOf('.') > 0 || next.indexOf('@') > 0);
        return nameShaped(text) && text.indexOf('-') > 0 && value && !row.firstOnLine(index + 1) && !isList(row, text);
    }

    /** Whether the file declares a list of that name: then a comma is missing before it. */
    private static boolean isList(TokenRow row, String name) {
        for (int i = 0; row.type(i) != Token.EOF; i++) {
            boolean list = row.type(i) == MailflowLexer.NETWORKS || row.type(i) == MailflowLexer.DOMAINS;
            if (list
                    && row.type(i + 2) == MailflowLexer.EQUALS
                    && row.text(i + 1).equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean nameShaped(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.chars().allMatch(c -> (c >= 'a' && c <= 'z') || c == '-' || c == '_');
    }
}
