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
                return Optional.of("`header` selects and does not reject: write `when header …` before `require`");
            }
            if (place.text().equals("not")
                    || place.text().equals("except")
                    || place.text().equals("unless")) {
                return Optional.of("there is no `" + place.text() + "`: declare a second connector for what is left"
                        + " out; the more specific pattern goes first");
            }
            if (Starts.REQUIREMENTS.contains(type)) {
                return Optional.of("`require` rejects, `when` selects: write `require " + place.text() + " …`");
            }
            if (Starts.PROPERTIES.contains(type)) {
                return Optional.of(word + " is a property: write it in the block of an endpoint");
            }
        }
        int before = place.row().type(place.index() - 1);
        boolean claimEnded = before == MailflowLexer.DELIVERED || before == MailflowLexer.REJECTED;
        if (claimEnded && (type == MailflowLexer.TO || type == MailflowLexer.FROM)) {
            return Optional.of("in a claim `" + place.text() + " E` stands before `is`: `every message " + place.text()
                    + " E is " + place.row().text(place.index() - 1)
                    + "`; `reaches E` asks for the whole way");
        }
        if (place.row().type(place.begin()) == MailflowLexer.ASSERT && type == MailflowLexer.WHEN) {
            return Optional.of("in a claim `when` stands before what is claimed");
        }
        if (place.inside(MailflowParser.RULE_endpoint) && place.expects(MailflowLexer.COLON)) {
            return Optional.of("say what kind of endpoint it is: `endpoint "
                    + place.row().text(place.begin() + 1) + " : server`, or `partner`, `device`, `service`,"
                    + " `exchange-online`");
        }
        int opener = place.row().type(place.begin());
        if (type == MailflowLexer.LBRACE
                && place.expects(MailflowLexer.EQUALS)
                && (opener == MailflowLexer.NETWORKS || opener == MailflowLexer.DOMAINS)) {
            return Optional.of("a list stands without braces: `" + place.row().text(place.begin()) + " "
                    + place.row().text(place.begin() + 1) + " = …`");
        }
        if (place.index() == place.begin() && Starts.CLAUSES.contains(type)) {
            return Optional.of(word + " is a clause: it follows `from A to B`");
        }
        if (place.index() == place.begin() && Starts.PROPERTIES.contains(type)) {
            return Optional.of(word + " is a property: write it in the block of an endpoint or organization");
        }
        if (place.type() != MailflowLexer.EOF
                && !place.inside(MailflowParser.RULE_connector)
                && place.expects(MailflowLexer.CONNECTOR)
                && !place.expectsWord()) {
            return Optional.of("a declaration begins with `from`, `connector`, `endpoint`, `organization`, `networks`,"
                    + " `domains`, `for each`, `test`, `tests from`, `assert`, `import` or `language`");
        }
        if (place.text().equals("enabled") && place.inside(MailflowParser.RULE_connector)) {
            return Optional.of("remove it: a connector is in force unless it says `disabled`");
        }
        if (place.expects(MailflowLexer.AT) && place.inside(MailflowParser.RULE_test)) {
            return Optional.of("say at which site of ours the decision is taken: `test \"…\" at office365 {`");
        }
        if (type == MailflowLexer.VIA && place.row().type(place.index() - 1) == MailflowLexer.DELIVER) {
            return Optional.of(
                    "write `deliver by` and the connector that it came in by, or `send via` and the one that it"
                            + " leaves by");
        }
        if ((type == MailflowLexer.COLON || type == MailflowLexer.EQUALS)
                && place.expectsWord()
                && place.index() == place.begin() + 1) {
            String key = place.row().text(place.begin());
            return Optional.of("give the list a name, as in `" + key + " mine = …`");
        }
        if (place.inside(MailflowParser.RULE_test) && before == MailflowLexer.MAILBOX) {
            boolean connection = type == MailflowLexer.TLS || type == MailflowLexer.CERT;
            return Optional.of("leave out what stands behind `mailbox`: "
                    + (connection
                            ? "what is submitted at the site shows no certificate"
                            : "who sends stands behind `message`"));
        }
        if (type == MailflowLexer.MAILBOX && place.expects(MailflowLexer.CLIENT)) {
            return Optional.of("write `client mailbox`");
        }
        if (place.inside(MailflowParser.RULE_test)
                && place.expects(MailflowLexer.BY)
                && (type == MailflowLexer.TLS || place.text().equals("with"))) {
            return Optional.of(
                    "remove it: a test says by `remote …` what the next hop offers, and `assert every message"
                            + " to E leaves with tls` speaks of all mail");
        }
        if (place.row().type(place.index() - 1) == MailflowLexer.REJECTED) {
            return Optional.of("write a reason as tests name it, as in `relay-denied` or `tls-required`, or none");
        }
        if (place.inside(MailflowParser.RULE_claim) && place.inside(MailflowParser.RULE_predicate)) {
            return Optional.of(
                    "end the claim in `reaches E`, `passes E`, `leaves with tls`, `is rejected` or `is delivered`");
        }
        if (place.inside(MailflowParser.RULE_connector) && place.expects(MailflowLexer.VIA) && !place.expectsWord()) {
            return Optional.of("behind the endpoints stand clauses: `when …` selects, `require …` rejects,"
                    + " `via …` routes, `otherwise …` replies");
        }
        return Optional.empty();
    }
}
