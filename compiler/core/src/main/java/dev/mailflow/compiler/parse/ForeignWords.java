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

    private static final String ENDPOINT =
            "an endpoint is declared `endpoint NAME : KIND { … }`, as in `endpoint bank : partner { … }`";

    private static final String SETTING = "settings of a mail server have no place here: say what shall be, as in"
            + " `from onprem to internet via mx`";

    private static final Pattern SETTING_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]*([._][A-Za-z0-9]+)+");

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
                    "permit|allow|deny|block|drop|pass|accept|reject|discard|prohibit|iptables|nft|access-list|ipfw",
                    "mail is not let through by rules: an endpoint says who it is, a connector what it must have: "
                            + "`connector NAME from A to B require …`"),
            foreign(
                    "(connect|from|to|spam|hub):.*",
                    "who hands over mail is an endpoint, what it may is said by a"
                            + " connector: `from printers to onprem may relay`"),
            foreign("class|interface|struct|object|module|instance|peer|server|mailserver|system", ENDPOINT),
            foreign("resource|partner|device|service|site|host", ENDPOINT),
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
        boolean setting = place.typeAt(1) == MailflowLexer.EQUALS
                && SETTING_NAME.matcher(place.text()).matches();
        return find(place.text())
                .or(() -> setting ? Optional.of(foreign("", SETTING)) : Optional.empty())
                .map(known -> Diagnostic.of(
                                DiagnosticCode.UNEXPECTED_TEXT,
                                place.span(),
                                "expected a declaration, found `" + place.text() + "`")
                        .withHelp(known.help()));
    }
}
