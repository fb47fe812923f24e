package dev.mailflow.compiler.parse;

import dev.mailflow.grammar.MailflowLexer;
import dev.mailflow.grammar.MailflowParser;
import java.util.Optional;

/** Ways out for words that belong to another part of the language. */
final class Misplaced {
    private Misplaced() {}

    static Optional<String> help(Place place) {
        int type = place.type();
        String word = "`" + place.text() + "`";
        boolean block = place.inside(MailflowParser.RULE_endpoint) || place.inside(MailflowParser.RULE_organization);
        if (block && Starts.CLAUSES.contains(type)) {
            return Optional.of(
                    word + " is a clause of a connector: `connector NAME from A to B " + place.text() + " …`");
        }
        if (place.inside(MailflowParser.RULE_connector)) {
            if (place.inside(MailflowParser.RULE_clause) && type == MailflowLexer.HEADER) {
                return Optional.of("`header` selects and does not reject: write it behind `when`");
            }
            if (Starts.REQUIREMENTS.contains(type)) {
                return Optional.of("`require` rejects, `when` selects: write " + word + " behind `require`");
            }
            if (Starts.PROPERTIES.contains(type)) {
                return Optional.of(word + " is a property: write it in the block of an endpoint");
            }
        }
        if (place.row().type(place.begin()) == MailflowLexer.ASSERT && type == MailflowLexer.WHEN) {
            return Optional.of("in a claim `when` stands before what is claimed");
        }
        if (place.inside(MailflowParser.RULE_endpoint) && place.expects(MailflowLexer.COLON)) {
            return Optional.of("say what kind of endpoint it is: `endpoint "
                    + place.row().text(place.begin() + 1) + " : server`, or `partner`, `device`, `service`,"
                    + " `exchange-online`");
        }
        if (place.index() == place.begin() && Starts.CLAUSES.contains(type)) {
            return Optional.of(word + " is a clause: it follows `from A to B`");
        }
        if (place.index() == place.begin() && Starts.PROPERTIES.contains(type)) {
            return Optional.of(word + " is a property: write it in the block of an endpoint or organization");
        }
        if (place.index() == place.begin()) {
            return Optional.of("a declaration begins with `from`, `connector`, `endpoint`, `organization`, `networks`,"
                    + " `domains`, `for each`, `test`, `tests from`, `assert`, `import` or `language`");
        }
        return Optional.empty();
    }
}
