package dev.mailflow.compiler.targets.exchangeonline.importing;

import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Value;
import dev.mailflow.compiler.type.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Outbound connectors, with the mail flow rules that name them, as connectors and endpoints of the language. */
final class OutboundConnectors {
    private static final String EVERY_ACCEPTED_DOMAIN = "every accepted domain";

    private static final List<Property> OF_OWN_SERVERS =
            List.of(Property.ALL_ACCEPTED_DOMAINS, Property.ROUTE_ALL, Property.CLOUD_SERVICES_MAIL);

    private final Unsaid unsaid;
    private final List<String> accepted;
    private final AddOnServices services;
    private final Declarations declarations;
    private final Rules rules;
    private final Set<String> takenRecipients = new LinkedHashSet<>();

    /** @param accepted as a policy writes them */
    OutboundConnectors(
            Rules rules, Unsaid unsaid, List<String> accepted, AddOnServices services, Declarations declarations) {
        this.rules = rules;
        this.unsaid = unsaid;
        this.accepted = accepted;
        this.services = services;
        this.declarations = declarations;
    }

    void add(Item item) {
        tell(item);
        Optional<String> via = via(item);
        if (via.isEmpty()) {
            return;
        }
        String demands = tls(item)
                + modes(item)
                + (item.isOnPremises() && item.is(Property.CLOUD_SERVICES_MAIL) ? " keep headers" : "");
        if (item.is(Property.RULE_SCOPED)) {
            ruled(item, via.get(), demands);
        } else {
            plain(item, via.get(), demands);
        }
    }

    private void tell(Item item) {
        if (item.is(Property.SENDER_REWRITING)) {
            unsaid.setting(item, Property.SENDER_REWRITING);
        }
        if (item.is(Property.TEST_MODE)) {
            unsaid.because(
                    item,
                    "`TestMode` of `" + item.name() + "` is on, in which the service chooses it for no mail",
                    "it is disabled in the policy");
        }
        if (item.text(Property.CONNECTOR_TYPE).isEmpty()) {
            unsaid.open(item, Property.CONNECTOR_TYPE, "taken as Partner");
        }
        if (!item.isOnPremises() && OF_OWN_SERVERS.stream().anyMatch(item::is)) {
            unsaid.because(
                    item,
                    "`" + item.name() + "` is of type Partner and has settings of own servers",
                    "correct it in the tenant: the policy does without");
        }
    }

    /** In test mode a connector is there and is not chosen. */
    private static Item shown(Item item) {
        return item.is(Property.TEST_MODE) ? item.with(Property.ENABLED, new Value.Flag(false)) : item;
    }

    // For mail flow rules.

    /** Each rule in force is a connector of the language. */
    private void ruled(Item item, String via, String demands) {
        if (!item.texts(Property.RECIPIENT_DOMAINS).isEmpty()) {
            unsaid.because(
                    item,
                    "the recipient domains of `" + item.name() + "` have no effect: it is for mail flow rules",
                    "take them out in the tenant; the policy does without");
        }
        String way = services.leadsToItsHosts(item) ? "" : via;
        for (Rules.Conditions conditions : rules.of(item)) {
            String target =
                    item.isOnPremises() ? services.endpoint(item, declarations).orElse("onprem") : "internet";
            String guard = guard(item, conditions);
            String tls =
                    conditions.asksForTls() && item.text(Property.TLS_SETTINGS).isEmpty() ? " require tls" : "";
            Item connector = conditions.isInForce() ? item : item.with(Property.ENABLED, new Value.Flag(false));
            declarations.connector(
                    shown(connector), "", "office365", target, conditions.when() + way + guard + tls + demands);
        }
    }

    /** What comes back from a service is not sent there again: the policy says so by `centralized`. */
    private String guard(Item item, Rules.Conditions conditions) {
        if (!conditions.isGuarded()) {
            return "";
        }
        boolean loop = services.comesBack(item);
        unsaid.because(
                conditions.rule(),
                "the rule `" + conditions.rule().name() + "` leaves out mail with a certain header ("
                        + exception(conditions.rule()).word() + "), for which a policy has no words",
                loop
                        ? "what comes back from the service is not sent there again: `centralized` says so in its place"
                        : "in the policy it takes that mail too: add a connector for it if it goes another way");
        return loop ? " centralized" : "";
    }

    private static Property exception(Item rule) {
        return rule.text(Property.RULE_EXCEPT_HEADER).isPresent()
                ? Property.RULE_EXCEPT_HEADER
                : Property.RULE_EXCEPT_HEADER_LIKE;
    }

    // For recipients.

    private void plain(Item item, String via, String demands) {
        boolean own = item.isOnPremises();
        boolean every = own && item.is(Property.ALL_ACCEPTED_DOMAINS);
        boolean central = own && item.is(Property.ROUTE_ALL);
        List<String> written = item.texts(Property.RECIPIENT_DOMAINS);
        List<String> recipients = unsaid.free(item, shown(item), written, takenRecipients);
        boolean taken = every && shown(item).is(Property.ENABLED) && !takenRecipients.add(EVERY_ACCEPTED_DOMAIN);
        if (written.isEmpty() && !every) {
            unsaid.because(
                    item,
                    "`" + item.name() + "` names no recipients and is for no rule",
                    "name them in the tenant; the connector is not in the policy");
            return;
        }
        if (recipients.isEmpty() && (!every || taken)) {
            unsaid.because(
                    item,
                    "the recipients of `" + item.name() + "` are those of another connector",
                    "keep one of the two in the tenant; this one is not in the policy");
            return;
        }
        boolean any = recipients.contains("*");
        String condition = "";
        if (own && (!recipients.isEmpty() || central) && !(any && central)) {
            List<String> named = new ArrayList<>(every && !taken ? accepted : List.of());
            named.addAll(Words.patterns(recipients));
            condition = "when recipient "
                    + String.join(", ", named.stream().distinct().toList());
        }
        String target = own ? "onprem" : any ? "internet" : declarations.partner(recipients);
        declarations.connector(
                shown(item),
                "",
                "office365",
                target,
                (condition + via + (central ? " centralized" : "") + demands).strip());
    }

    // Both.

    /** Empty if it leads nowhere that a policy can name; the report knows. */
    private Optional<String> via(Item item) {
        List<String> hosts = item.texts(Property.SMART_HOSTS);
        boolean mx = item.is(Property.USE_MX);
        if (hosts.isEmpty()) {
            if (!mx) {
                unsaid.because(
                        item,
                        "`" + item.name() + "` goes neither by MX nor by a smart host",
                        "name one of them in the tenant; the policy goes by MX");
            }
            return Optional.of(" via mx");
        }
        List<String> sayable = new ArrayList<>();
        for (String written : hosts) {
            String host = written.strip().replaceAll("^\\[|]$", "").toLowerCase(Locale.ROOT);
            if (IpAddress.parse(host).filter(address -> !address.isV4()).isPresent()) {
                sayable.add("[" + host + "]");
            } else if (Words.isHost(host)) {
                sayable.add(host);
            } else {
                unsaid.because(
                        item,
                        "the smart host `" + written + "` of `" + item.name() + "` is neither a name nor an address",
                        "name the host in the tenant");
            }
        }
        if (sayable.isEmpty()) {
            unsaid.because(
                    item,
                    "`" + item.name() + "` has no host that a policy can name",
                    "name one in the tenant; the connector is not in the policy");
            return Optional.empty();
        }
        if (mx && item.value(Property.USE_MX).isPresent()) {
            unsaid.because(
                    item,
                    "`" + item.name() + "` goes by MX and by smart hosts at once",
                    "set one of the two in the tenant; the policy goes by the smart hosts");
        }
        return Optional.of(" via " + String.join(", ", sayable));
    }

    private String tls(Item item) {
        String settings = item.text(Property.TLS_SETTINGS).orElse("");
        Optional<String> domain = item.lowerCase(Property.TLS_DOMAIN);
        boolean named = settings.equals("DomainValidation");
        if (settings.equals("CertificateValidation") || named && domain.isEmpty()) {
            unsaid.because(
                    item,
                    "`" + settings + "` of `" + item.name() + "` asks for any certificate of a known issuer",
                    "name the certificate in the policy; until then it asks for TLS alone: `plan` and `connectors.ps1` leave the setting as it is");
        }
        if (!named && domain.isPresent()) {
            unsaid.because(
                    item,
                    "the TLS domain of `" + item.name() + "` has no effect without `DomainValidation`",
                    "set `DomainValidation` if it is meant; the policy does without");
        }
        if (settings.isEmpty()) {
            return "";
        }
        return " require tls"
                + domain.filter(name -> named).map(name -> " cert " + name).orElse("");
    }

    private static String modes(Item item) {
        String dane = item.says(Property.DANE_MODE, "None")
                ? " dane off"
                : item.says(Property.DANE_MODE, "Mandatory") ? " dane require" : "";
        return dane + (item.says(Property.MTA_STS_MODE, "None") ? " mta-sts off" : "");
    }
}
