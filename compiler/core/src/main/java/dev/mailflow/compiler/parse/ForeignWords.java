package dev.mailflow.compiler.parse;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.grammar.MailflowLexer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Words with which lines of other systems begin, and what says the same here. */
final class ForeignWords {
    private record Foreign(Pattern words, String help) {}

    private static final String CONNECTOR = "a connector is declared `connector NAME from A to B require …`";

    private static final List<Foreign> ALL = List.of(
            foreign(
                    "mydestination|virtual_mailbox_domains|virtual_alias_domains|accepteddomains?",
                    "the accepted domains are declared `organization { domains contoso.com }`"),
            foreign("relay_domains", "write `relay domains` in the block of the organization"),
            foreign(
                    "mynetworks",
                    "networks belong to an endpoint, as in `endpoint printers : device { networks 10.20.0.0/16 }`"),
            foreign(
                    "relayhost|transport_maps|smarthost|sender_dependent_relayhost_maps",
                    "a connector says where mail goes: `from onprem to internet via smtp.contoso.com`"),
            foreign("smtpd?_[a-z_]+", "TLS and other requirements are asked for by a connector: `require tls`"),
            foreign("(new|set|get|remove|enable|disable)-[a-z]*connector", CONNECTOR),
            foreign("(new|set|get|remove)-[a-z]+", "this file declares what shall be, not commands: " + CONNECTOR),
            foreign("rule|route|transport|policy|filter|mailrule", CONNECTOR),
            foreign(
                    "resource|partner|device|service|site|host",
                    "an endpoint is declared `endpoint NAME : KIND { … }`, as in `endpoint bank : partner { … }`"),
            foreign(
                    "var|let|const|define|variable|locals|set|list|group|alias|acl",
                    "only lists have names: `domains banks = contosobank.com` or `networks offices = 10.20.0.0/16`"));

    private ForeignWords() {}

    private static Foreign foreign(String words, String help) {
        return new Foreign(Pattern.compile(words), help);
    }

    static boolean knows(String word) {
        return find(word).isPresent();
    }

    private static Optional<Foreign> find(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return ALL.stream()
                .filter(known -> known.words().matcher(lower).matches())
                .findFirst();
    }

    /** Of a place where a declaration could begin. */
    static Optional<Diagnostic> diagnose(Place place) {
        boolean begins = place.row().firstOnLine(place.index())
                && (place.expects(MailflowLexer.CONNECTOR) || place.index() == place.begin());
        if (!begins) {
            return Optional.empty();
        }
        return find(place.text())
                .map(known -> Diagnostic.of(
                                DiagnosticCode.UNEXPECTED_TEXT,
                                place.span(),
                                "expected a declaration, found `" + place.text() + "`")
                        .withHelp(known.help()));
    }
}
