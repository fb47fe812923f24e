package dev.mailflow.compiler.targets.exchangeonline.tenant;

import dev.mailflow.compiler.targets.exchangeonline.tenant.Fault.Level;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rules of combination of New-InboundConnector, New-OutboundConnector and Set-AcceptedDomain, one method a rule. */
public final class Faults {
    private static final List<String> CERTIFICATE_DEMANDS = List.of("DomainValidation");

    private final Tenant tenant;
    private final List<Fault> found = new ArrayList<>();

    private Faults(Tenant tenant) {
        this.tenant = tenant;
    }

    /** In the order of the items. */
    public static List<Fault> of(Tenant tenant) {
        Faults faults = new Faults(tenant);
        for (Item item : tenant.items()) {
            switch (item.kind()) {
                case INBOUND -> faults.inbound(item);
                case OUTBOUND -> faults.outbound(item);
                case ACCEPTED_DOMAIN -> faults.accepted(item);
                case RULE -> faults.rule(item);
                case ORGANIZATION, REMOTE_DOMAIN -> {}
            }
        }
        return List.copyOf(faults.found);
    }

    private void inbound(Item item) {
        boolean certificate = item.text(Property.CERTIFICATE_NAME).isPresent();
        boolean addresses = !item.texts(Property.SENDER_ADDRESSES).isEmpty();
        if (item.isOnPremises() && !certificate && !addresses) {
            error(
                    item,
                    "a connector of type OnPremises is known by a certificate or by addresses, and it has neither",
                    Property.SENDER_ADDRESSES,
                    Property.CERTIFICATE_NAME);
        }
        if (certificate && item.value(Property.REQUIRE_TLS).isPresent() && !item.is(Property.REQUIRE_TLS)) {
            error(item, "a certificate name needs RequireTls", Property.REQUIRE_TLS, Property.CERTIFICATE_NAME);
        }
        if (item.is(Property.RESTRICT_TO_ADDRESSES) && !addresses) {
            error(
                    item,
                    "a restriction to addresses names none",
                    Property.RESTRICT_TO_ADDRESSES,
                    Property.SENDER_ADDRESSES);
        }
        if (item.is(Property.RESTRICT_TO_CERTIFICATE) && !certificate) {
            error(
                    item,
                    "a restriction to a certificate names none",
                    Property.RESTRICT_TO_CERTIFICATE,
                    Property.CERTIFICATE_NAME);
        }
        if (item.is(Property.RESTRICT_TO_ADDRESSES) && item.is(Property.RESTRICT_TO_CERTIFICATE)) {
            error(
                    item,
                    "one connector restricts to addresses or to a certificate, not to both",
                    Property.RESTRICT_TO_ADDRESSES,
                    Property.RESTRICT_TO_CERTIFICATE);
        }
        if (!item.isOnPremises() && item.is(Property.CLOUD_SERVICES_MAIL)) {
            error(
                    item,
                    "only a connector of type OnPremises carries the headers of a hybrid",
                    Property.CLOUD_SERVICES_MAIL,
                    Property.CONNECTOR_TYPE);
        }
        if (item.is(Property.TREAT_AS_INTERNAL)) {
            internal(item);
        }
        patterns(item, Property.SENDER_DOMAINS);
        addresses(item);
        certificateName(item, Property.CERTIFICATE_NAME);
        for (String domain : item.texts(Property.ASSOCIATED_DOMAINS)) {
            if (hasAcceptedDomains()
                    && tenant.find(Kind.ACCEPTED_DOMAIN, domain).isEmpty()) {
                error(item, "`" + domain + "` is no accepted domain", Property.ASSOCIATED_DOMAINS);
            }
        }
        if (!item.isOnPremises() && addresses && !item.is(Property.RESTRICT_TO_ADDRESSES)) {
            warn(
                    item,
                    "the addresses of a partner's connector have no effect without the restriction to them",
                    Property.SENDER_ADDRESSES,
                    Property.RESTRICT_TO_ADDRESSES);
        }
    }

    private void internal(Item item) {
        if (!item.isOnPremises()) {
            error(
                    item,
                    "only mail of a connector of type OnPremises can be treated as internal",
                    Property.TREAT_AS_INTERNAL,
                    Property.CONNECTOR_TYPE);
        }
        if (item.is(Property.CLOUD_SERVICES_MAIL)) {
            error(
                    item,
                    "mail is treated as internal or carries the headers of a hybrid, not both",
                    Property.TREAT_AS_INTERNAL,
                    Property.CLOUD_SERVICES_MAIL);
        }
    }

    private void addresses(Item item) {
        for (String text : item.texts(Property.SENDER_ADDRESSES)) {
            Optional<Network> block = AddressBlock.parse(text);
            if (block.isEmpty()) {
                error(item, "`" + text + "` is neither an address nor a block", Property.SENDER_ADDRESSES);
            } else if (!block.get().base().isV4()) {
                error(item, "`" + text + "` is IPv6, which the service does not take here", Property.SENDER_ADDRESSES);
            } else if (!AddressBlock.isTaken(block.get())) {
                error(item, "`" + text + "` is wider than /24", Property.SENDER_ADDRESSES);
            }
        }
    }

    private void patterns(Item item, Property property) {
        for (String text : item.texts(property)) {
            if (DomainSpace.parse(text).filter(DomainSpace::isTaken).isEmpty()) {
                error(item, "`" + text + "` is not a domain, `*.domain` or `*`", property);
            }
        }
    }

    private void certificateName(Item item, Property property) {
        item.text(property)
                .filter(name -> name.equals("*")
                        || DomainSpace.parse(name).filter(DomainSpace::isTaken).isEmpty())
                .ifPresent(name -> error(item, "`" + name + "` is not a host or `*.domain`", property));
    }

    private void outbound(Item item) {
        boolean onPremises = item.isOnPremises();
        boolean recipients =
                !item.texts(Property.RECIPIENT_DOMAINS).isEmpty() || item.is(Property.ALL_ACCEPTED_DOMAINS);
        if (item.is(Property.RULE_SCOPED) == recipients) {
            error(
                    item,
                    "a connector is for recipient domains or for a rule, one of the two",
                    Property.RULE_SCOPED,
                    Property.RECIPIENT_DOMAINS);
        }
        if (item.says(Property.TLS_SETTINGS, "DomainValidation")
                && item.text(Property.TLS_DOMAIN).isEmpty()) {
            error(item, "DomainValidation names no domain", Property.TLS_DOMAIN, Property.TLS_SETTINGS);
        }
        if (item.text(Property.TLS_DOMAIN).isPresent()
                && CERTIFICATE_DEMANDS.stream().noneMatch(word -> item.says(Property.TLS_SETTINGS, word))) {
            warn(
                    item,
                    "a TLS domain has no effect without DomainValidation",
                    Property.TLS_DOMAIN,
                    Property.TLS_SETTINGS);
        }
        boolean hosts = !item.texts(Property.SMART_HOSTS).isEmpty();
        if (item.is(Property.USE_MX) == hosts) {
            error(
                    item,
                    hosts ? "smart hosts beside routing by MX" : "neither smart hosts nor routing by MX",
                    Property.SMART_HOSTS,
                    Property.USE_MX);
        }
        if (onPremises && item.is(Property.USE_MX)) {
            error(
                    item,
                    "mail to own servers by MX comes back where the MX leads to the service",
                    Property.USE_MX,
                    Property.CONNECTOR_TYPE);
        }
        if (!onPremises) {
            List<Property> only = List.of(
                            Property.ALL_ACCEPTED_DOMAINS,
                            Property.ROUTE_ALL,
                            Property.SENDER_REWRITING,
                            Property.CLOUD_SERVICES_MAIL)
                    .stream()
                    .filter(item::is)
                    .toList();
            if (!only.isEmpty()) {
                List<Property> involved = new ArrayList<>(List.of(Property.CONNECTOR_TYPE));
                involved.addAll(only);
                found.add(new Fault(
                        Level.ERROR,
                        item,
                        involved,
                        "only a connector of type OnPremises has "
                                + String.join(
                                        ", ", only.stream().map(Property::word).toList())));
            }
        }
        if (onPremises && item.texts(Property.RECIPIENT_DOMAINS).contains("*") && !item.is(Property.ROUTE_ALL)) {
            error(
                    item,
                    "a connector to own servers for all domains is for centralized transport alone",
                    Property.RECIPIENT_DOMAINS,
                    Property.ROUTE_ALL);
        }
        if (item.is(Property.ROUTE_ALL) && item.is(Property.ENABLED) && onPremises && !comesBack()) {
            error(
                    item,
                    "centralized transport needs an enabled inbound connector of type OnPremises for the whole tenant",
                    Property.ROUTE_ALL);
        }
        patterns(item, Property.RECIPIENT_DOMAINS);
        certificateName(item, Property.TLS_DOMAIN);
    }

    private boolean comesBack() {
        return tenant.enabled(Kind.INBOUND).stream()
                .anyMatch(item -> item.isOnPremises()
                        && item.texts(Property.ASSOCIATED_DOMAINS).isEmpty());
    }

    private boolean hasAcceptedDomains() {
        return !tenant.of(Kind.ACCEPTED_DOMAIN).isEmpty();
    }

    private void accepted(Item item) {
        boolean relay = item.says(Property.DOMAIN_TYPE, "InternalRelay");
        if (item.is(Property.MATCH_SUBDOMAINS) && !relay) {
            error(
                    item,
                    "only a domain of type InternalRelay takes its subdomains",
                    Property.MATCH_SUBDOMAINS,
                    Property.DOMAIN_TYPE);
        }
        if (relay && tenant.enabled(Kind.OUTBOUND).stream().noneMatch(out -> carries(out, item.name()))) {
            warn(
                    item,
                    "no outbound connector to own servers carries this relay domain: unknown recipients are lost",
                    Property.RECIPIENT_DOMAINS,
                    Property.ALL_ACCEPTED_DOMAINS);
        }
    }

    private static boolean carries(Item outbound, String domain) {
        return outbound.isOnPremises()
                && (outbound.is(Property.ALL_ACCEPTED_DOMAINS)
                        || outbound.texts(Property.RECIPIENT_DOMAINS).stream()
                                .anyMatch(pattern -> pattern.equals("*")
                                        || pattern.equalsIgnoreCase(domain)
                                        || pattern.startsWith("*.")
                                                && (domain.equals(pattern.substring(2))
                                                        || new DomainName(domain)
                                                                .isBelow(new DomainName(pattern.substring(2))))));
    }

    /** A rule that is switched off may name a connector that is. */
    private void rule(Item item) {
        if (!item.is(Property.ENABLED)) {
            return;
        }
        item.text(Property.RULE_ROUTE)
                .filter(name -> tenant.enabled(Kind.OUTBOUND).stream()
                        .noneMatch(out -> out.name().equalsIgnoreCase(name) && out.is(Property.RULE_SCOPED)))
                .ifPresent(name -> error(
                        item,
                        "the rule names the connector `" + name
                                + "`, and there is none that is enabled and made for rules",
                        Property.RULE_ROUTE));
    }

    private void error(Item item, String message, Property... properties) {
        found.add(new Fault(Level.ERROR, item, List.of(properties), message));
    }

    private void warn(Item item, String message, Property... properties) {
        found.add(new Fault(Level.WARNING, item, List.of(properties), message));
    }
}
