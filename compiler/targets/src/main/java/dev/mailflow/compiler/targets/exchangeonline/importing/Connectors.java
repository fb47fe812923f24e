package dev.mailflow.compiler.targets.exchangeonline.importing;

import dev.mailflow.compiler.targets.exchangeonline.emit.Marks;
import dev.mailflow.compiler.targets.exchangeonline.tenant.AddressBlock;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Connectors and rules as connectors and endpoints of the language. Two that would tie in the language are told apart by the
 * order of the export: what an earlier one has, a later one has not.
 */
final class Connectors {
    private final Tenant tenant;
    private final Unsaid unsaid;
    private final List<String> accepted;
    private final StringBuilder endpoints = new StringBuilder();
    private final StringBuilder connectors = new StringBuilder();
    private final Set<String> names = new LinkedHashSet<>(Set.of("office365", "onprem", "internet", "mailbox"));
    private final Map<Set<String>, String> partners = new LinkedHashMap<>();
    private final Set<String> takenSenders = new LinkedHashSet<>();
    private final Set<String> takenRecipients = new LinkedHashSet<>();

    Connectors(Tenant tenant, Unsaid unsaid, List<String> accepted) {
        this.tenant = tenant;
        this.unsaid = unsaid;
        this.accepted = accepted;
        tenant.of(Kind.INBOUND).forEach(this::inbound);
        tenant.of(Kind.OUTBOUND).forEach(this::outbound);
    }

    String text() {
        return endpoints + (endpoints.length() > 0 ? "\n" : "") + connectors;
    }

    // Inbound.

    private void inbound(Item item) {
        for (Property property : List.of(
                Property.ASSOCIATED_DOMAINS,
                Property.SKIP_ADDRESSES,
                Property.SKIP_FOR,
                Property.TRUSTED_ORGANIZATIONS)) {
            if (!item.texts(property).isEmpty()) {
                unsaid.setting(item, property);
            }
        }
        if (item.is(Property.SKIP_LAST_ADDRESS)) {
            unsaid.setting(item, Property.SKIP_LAST_ADDRESS);
        }
        if (item.isOnPremises()) {
            own(item);
        } else {
            partner(item);
        }
    }

    /** A connector with a certificate and addresses takes either: two connectors of the language. */
    private void own(Item item) {
        Optional<String> certificate = item.text(Property.CERTIFICATE_NAME);
        List<String> networks = networks(item);
        if (certificate.isEmpty() && networks.isEmpty()) {
            unsaid.because(
                    item,
                    "`" + item.name() + "` names neither a certificate nor an address, so it knows nobody",
                    "name one in the tenant; the connector is not in the policy");
            return;
        }
        for (Property flag : List.of(Property.RESTRICT_TO_ADDRESSES, Property.RESTRICT_TO_CERTIFICATE)) {
            if (item.is(flag)) {
                unsaid.because(
                        item,
                        "`" + flag.word() + "` of `" + item.name() + "` has no effect on own servers",
                        "leave it: the policy does without");
            }
        }
        boolean server = certificate.isPresent() || item.is(Property.CLOUD_SERVICES_MAIL);
        String extras = (item.is(Property.CLOUD_SERVICES_MAIL) ? " keep headers" : "")
                + (item.is(Property.TREAT_AS_INTERNAL) ? " treat as internal" : "");
        if (certificate.isPresent()) {
            connector(
                    item,
                    "",
                    "onprem",
                    "office365",
                    "require tls cert " + certificate.get().toLowerCase(Locale.ROOT) + extras);
        }
        if (!networks.isEmpty()) {
            String source = server ? "onprem" : unique(Words.name(item.name()) + "-clients");
            if (!server) {
                endpoints
                        .append("endpoint ")
                        .append(source)
                        .append(" : device { networks ")
                        .append(String.join(", ", networks))
                        .append(" }\n");
            }
            connector(
                    item,
                    certificate.isPresent() ? "-addresses" : "",
                    source,
                    "office365",
                    (server ? "when network " + String.join(", ", networks) : "")
                            + (item.is(Property.REQUIRE_TLS) && certificate.isEmpty() ? " require tls" : "")
                            + (server ? "" : " may relay")
                            + extras);
        }
    }

    private List<String> networks(Item item) {
        return item.texts(Property.SENDER_ADDRESSES).stream()
                .flatMap(text -> AddressBlock.parse(text).stream())
                .map(network -> network.prefix() == (network.base().isV4() ? 32 : 128)
                        ? network.base().toString()
                        : network.toString())
                .distinct()
                .toList();
    }

    private void partner(Item item) {
        if (item.is(Property.CLOUD_SERVICES_MAIL) || item.is(Property.TREAT_AS_INTERNAL)) {
            unsaid.because(
                    item,
                    "`" + item.name() + "` is of type Partner and has settings of own servers",
                    "correct it in the tenant: the policy does without");
        }
        List<String> written = item.texts(Property.SENDER_DOMAINS);
        if (written.isEmpty()) {
            unsaid.because(item, "`" + item.name() + "` names no sender domain", "name one in the tenant");
            return;
        }
        List<String> senders = written.contains("*") ? List.of("*") : free(item, written, takenSenders);
        // The second of two that restrict the same senders belongs to the first, which has both requirements.
        if (senders.isEmpty() || (senders.equals(List.of("*")) && !takenSenders.add("*"))) {
            if (!isSecondHalf(item)) {
                unsaid.because(
                        item,
                        "the senders of `" + item.name() + "` are those of another connector",
                        "keep one of the two in the tenant; this one is not in the policy");
            }
            return;
        }
        Optional<Item> half = otherHalf(item);
        List<Item> halves = new ArrayList<>(List.of(item));
        half.ifPresent(halves::add);
        StringBuilder required = new StringBuilder();
        if (halves.stream().anyMatch(one -> one.is(Property.REQUIRE_TLS))) {
            required.append(" tls");
        }
        for (Item one : halves) {
            if (one.is(Property.RESTRICT_TO_CERTIFICATE)) {
                one.text(Property.CERTIFICATE_NAME)
                        .ifPresent(name -> required.append(" cert ").append(name.toLowerCase(Locale.ROOT)));
            } else if (one.text(Property.CERTIFICATE_NAME).isPresent()) {
                unsaid.because(
                        one,
                        "the certificate of `" + one.name() + "` has no effect without the restriction to it",
                        "set `RestrictDomainsToCertificate` if it is meant; the policy does without");
            }
            if (one.is(Property.RESTRICT_TO_ADDRESSES) && !networks(one).isEmpty()) {
                required.append(" network ").append(String.join(", ", networks(one)));
            } else if (!one.texts(Property.SENDER_ADDRESSES).isEmpty()) {
                unsaid.because(
                        one,
                        "the addresses of `" + one.name() + "` have no effect without the restriction to them",
                        "set `RestrictDomainsToIPAddresses` if it is meant; the policy does without");
            }
        }
        String source = senders.equals(List.of("*")) ? "internet" : endpointOf(item, senders);
        connector(item, "", source, "office365", required.length() == 0 ? "" : "require" + required);
    }

    /** Two connectors for the same senders hold together if both restrict: one asks for a certificate, one for addresses. */
    private Optional<Item> otherHalf(Item item) {
        return tenant.of(Kind.INBOUND).stream()
                .filter(other -> other != item && isHalf(item, other))
                .findFirst();
    }

    private boolean isSecondHalf(Item item) {
        return otherHalf(item)
                .filter(other -> tenant.items().indexOf(other) < tenant.items().indexOf(item))
                .isPresent();
    }

    private static boolean isHalf(Item one, Item other) {
        return !other.isOnPremises()
                && other.is(Property.ENABLED) == one.is(Property.ENABLED)
                && Set.copyOf(other.texts(Property.SENDER_DOMAINS))
                        .equals(Set.copyOf(one.texts(Property.SENDER_DOMAINS)))
                && (one.is(Property.RESTRICT_TO_ADDRESSES) && other.is(Property.RESTRICT_TO_CERTIFICATE)
                        || one.is(Property.RESTRICT_TO_CERTIFICATE) && other.is(Property.RESTRICT_TO_ADDRESSES));
    }

    /** Those of the patterns that no connector before has; a disabled connector takes nothing. */
    private List<String> free(Item item, List<String> written, Set<String> taken) {
        if (!item.is(Property.ENABLED)) {
            return written;
        }
        List<String> free = new ArrayList<>();
        List<String> again = new ArrayList<>();
        for (String pattern : written) {
            (taken.add(pattern) ? free : again).add(pattern);
        }
        if (!again.isEmpty() && !free.isEmpty()) {
            unsaid.because(
                    item,
                    "`" + String.join("`, `", again) + "` of `" + item.name() + "` is named by another connector",
                    "name it once in the tenant; the first one has it in the policy");
        }
        return free;
    }

    private String endpointOf(Item item, List<String> patterns) {
        List<String> domains = Words.patterns(patterns);
        return partners.computeIfAbsent(new LinkedHashSet<>(domains), key -> {
            String first = patterns.get(0).replaceFirst("^\\*\\.", "");
            String name = unique(Words.name(first.split("\\.", -1)[0]));
            endpoints
                    .append("endpoint ")
                    .append(name)
                    .append(" : partner { domains ")
                    .append(String.join(", ", domains))
                    .append(" }\n");
            return name;
        });
    }

    // Outbound.

    private void outbound(Item item) {
        for (Property flag : List.of(Property.SENDER_REWRITING, Property.TEST_MODE)) {
            if (item.is(flag)) {
                unsaid.setting(item, flag);
            }
        }
        boolean own = item.isOnPremises();
        List<String> written = item.texts(Property.RECIPIENT_DOMAINS);
        String condition = "";
        String target;
        if (item.is(Property.RULE_SCOPED)) {
            Optional<String> conditions = Rules.conditions(tenant, item, unsaid);
            if (conditions.isEmpty()) {
                return;
            }
            condition = conditions.get();
            target = own ? "onprem" : "internet";
        } else {
            boolean every = item.is(Property.ALL_ACCEPTED_DOMAINS);
            String key = every ? "every accepted domain" : "";
            List<String> recipients = every ? List.of() : free(item, written, takenRecipients);
            boolean taken = item.is(Property.ENABLED) && every && !takenRecipients.add(key);
            if (recipients.isEmpty() && !every || taken) {
                unsaid.because(
                        item,
                        written.isEmpty() && !every
                                ? "`" + item.name() + "` names no recipients and is for no rule"
                                : "the recipients of `" + item.name() + "` are those of another connector",
                        "keep one of the two in the tenant; this one is not in the policy");
                return;
            }
            boolean any = recipients.contains("*");
            target = own ? "onprem" : any ? "internet" : endpointOf(item, recipients);
            boolean said = own && !every && !(any && item.is(Property.ROUTE_ALL));
            if (said) {
                condition = "when recipient " + String.join(", ", Words.patterns(recipients));
            }
            if (every && item.is(Property.ROUTE_ALL)) {
                condition = "when recipient " + String.join(", ", accepted);
            }
        }
        connector(
                item,
                "",
                "office365",
                target,
                (condition
                                + via(item)
                                + (item.is(Property.ROUTE_ALL) ? " centralized" : "")
                                + tls(item)
                                + modes(item)
                                + (item.is(Property.CLOUD_SERVICES_MAIL) ? " keep headers" : ""))
                        .strip());
    }

    private String via(Item item) {
        List<String> hosts = item.texts(Property.SMART_HOSTS).stream()
                .map(host -> host.replaceAll("^\\[|]$", "").toLowerCase(Locale.ROOT))
                .toList();
        if (hosts.isEmpty()) {
            return " via mx";
        }
        List<String> sayable = hosts.stream()
                .filter(host -> host.matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+"))
                .toList();
        if (sayable.size() < hosts.size()) {
            unsaid.because(
                    item,
                    "a smart host of `" + item.name() + "` is neither a name nor an IPv4 address",
                    "name the host in the tenant");
        }
        return sayable.isEmpty() ? " via mx" : " via " + String.join(", ", sayable);
    }

    private String tls(Item item) {
        String settings = item.text(Property.TLS_SETTINGS).orElse("");
        Optional<String> domain = item.text(Property.TLS_DOMAIN);
        if (settings.equals("CertificateValidation")) {
            unsaid.because(
                    item,
                    "`CertificateValidation` of `" + item.name() + "` asks for any certificate of a known issuer",
                    "name the certificate in the policy; until then it asks for TLS alone");
        }
        if (!settings.equals("DomainValidation") && domain.isPresent()) {
            unsaid.because(
                    item,
                    "the TLS domain of `" + item.name() + "` has no effect without `DomainValidation`",
                    "set `DomainValidation` if it is meant; the policy does without");
        }
        return settings.isEmpty()
                ? ""
                : " require tls"
                        + (settings.equals("DomainValidation")
                                ? domain.map(name -> " cert " + name.toLowerCase(Locale.ROOT))
                                        .orElse("")
                                : "");
    }

    private static String modes(Item item) {
        String dane = item.says(Property.DANE_MODE, "None")
                ? " dane off"
                : item.says(Property.DANE_MODE, "Mandatory") ? " dane require" : "";
        return dane + (item.says(Property.MTA_STS_MODE, "None") ? " mta-sts off" : "");
    }

    // Both.

    private String unique(String wanted) {
        String name = wanted;
        for (int number = 2; !names.add(name.toLowerCase(Locale.ROOT)); number++) {
            name = wanted + "-" + number;
        }
        return name;
    }

    private final Set<String> connectorNames = new LinkedHashSet<>();

    private String uniqueConnector(String wanted) {
        String name = wanted;
        for (int number = 2; !connectorNames.add(name.toLowerCase(Locale.ROOT)); number++) {
            name = wanted + "-" + number;
        }
        return name;
    }

    private void connector(Item item, String suffix, String from, String to, String clauses) {
        String name = uniqueConnector(Words.name(item.name()) + suffix);
        if (!name.equals(item.name() + suffix) || item.isOfHybridWizard()) {
            connectors.append(Words.comment(
                    item.name() + (item.isOfHybridWizard() ? " (made by the Hybrid Configuration Wizard)" : "")));
        }
        connectors
                .append("connector ")
                .append(name)
                .append(" from ")
                .append(from)
                .append(" to ")
                .append(to)
                .append(' ')
                .append(clauses);
        if (!item.is(Property.ENABLED)) {
            connectors.append(" disabled");
        }
        item.text(Property.COMMENT)
                .map(Marks::unmarked)
                .filter(comment -> !comment.isBlank())
                .ifPresent(comment -> connectors.append(" description ").append(Words.quoted(comment)));
        connectors.append('\n');
    }
}
