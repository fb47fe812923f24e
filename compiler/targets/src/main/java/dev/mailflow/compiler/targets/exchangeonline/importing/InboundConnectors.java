package dev.mailflow.compiler.targets.exchangeonline.importing;

import dev.mailflow.compiler.targets.exchangeonline.importing.CertificateSources.Source;
import dev.mailflow.compiler.targets.exchangeonline.tenant.AddressBlock;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.PartnerHalves;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.Identities;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Inbound connectors as connectors and endpoints of the language. What two of them name is the
 * earlier one's of the export; sources by certificate that one client may show go before each other by name, as {@link Precedence} says it.
 */
final class InboundConnectors {
    private static final String ON_PREMISES = "onprem";

    private static final List<Property> RESTRICTIONS =
            List.of(Property.RESTRICT_TO_ADDRESSES, Property.RESTRICT_TO_CERTIFICATE);

    private final Tenant tenant;
    private final Unsaid unsaid;
    private final AddOnServices services;
    private final Declarations declarations;
    private final Set<String> takenSenders = new LinkedHashSet<>();
    private final Set<String> takenCertificates = new LinkedHashSet<>();
    private final Set<String> takenNetworks = new LinkedHashSet<>();
    /** Second halves: what they ask for is in the connector of the first. */
    private final Set<Item> joined = Collections.newSetFromMap(new IdentityHashMap<>());

    /** All inbound connectors, listed once. */
    private final List<Item> inbound;

    /** The same by the senders that they are for. */
    private final Map<Set<String>, List<Item>> bySenders = new HashMap<>();

    /** Those that restrict whoever sends. */
    private final List<Item> lockDowns;

    private final @Nullable Item site;
    private final CertificateSources certificates;
    /** The connector that stands for several, by what they are together. */
    private final Map<Source, String> connectorsOfAll = new HashMap<>();

    InboundConnectors(Tenant tenant, Unsaid unsaid, AddOnServices services, Declarations declarations) {
        this.tenant = tenant;
        this.unsaid = unsaid;
        this.services = services;
        this.declarations = declarations;
        this.inbound = tenant.of(Kind.INBOUND);
        for (Item item : inbound) {
            bySenders
                    .computeIfAbsent(PartnerHalves.senders(item), senders -> new ArrayList<>(1))
                    .add(item);
        }
        this.lockDowns = tenant.enabled(Kind.INBOUND).stream()
                .filter(other -> !other.isOnPremises()
                        && other.texts(Property.SENDER_DOMAINS).contains("*")
                        && RESTRICTIONS.stream().anyMatch(other::is))
                .toList();
        this.site = site(tenant, services);
        this.certificates = CertificateSources.of(tenant, item -> item != site && !services.has(item));
    }

    /** How many sources it goes before; empty if there are more by certificate than a policy can put in an order. */
    private OptionalInt before(Item item, Optional<Source> source) {
        int others = source.map(certificates::before).orElse(0);
        if (others >= Precedence.MOST) {
            unsaid.because(
                    item,
                    "`" + item.name() + "` is one of more than " + Precedence.MOST
                            + " sources with certificates, and a policy cannot say which goes first",
                    "give several of them equal settings, or one certificate; it is not in the policy");
            return OptionalInt.empty();
        }
        return OptionalInt.of(others);
    }

    private void tellOfOne(Item item, Source source) {
        unsaid.because(
                item,
                source.items().size() + " connectors with certificates and equal settings are one in the policy, `"
                        + item.name() + "`: more than " + Precedence.MOST + " cannot be put in an order",
                "nothing is lost but their names and comments: `by` says this one for all of them");
    }

    void add(Item item) {
        for (Property property : List.of(
                Property.ASSOCIATED_DOMAINS,
                Property.SKIP_ADDRESSES,
                Property.SKIP_FOR,
                Property.TRUSTED_ORGANIZATIONS,
                Property.CLIENT_HOST_NAMES,
                Property.SKIP_GATEWAY,
                Property.SCAN_AND_DROP)) {
            if (!item.texts(property).isEmpty()) {
                unsaid.setting(item, property);
            }
        }
        for (Property flag : List.of(Property.SKIP_LAST_ADDRESS, Property.SKIP_TEST)) {
            if (item.is(flag)) {
                unsaid.setting(item, flag);
            }
        }
        if (item.text(Property.CONNECTOR_TYPE).isEmpty()) {
            unsaid.open(item, Property.CONNECTOR_TYPE, "taken as Partner");
        }
        if (item.isOnPremises()) {
            own(item);
        } else {
            partner(item);
        }
    }

    // Own servers, devices and services that mail loops through.

    /** A connector with a certificate and addresses takes either: two connectors of the language. */
    private void own(Item item) {
        Optional<String> certificate = CertificateSources.certificate(item);
        List<String> networks = networks(item);
        if (certificate.isEmpty() && networks.isEmpty()) {
            unsaid.because(
                    item,
                    "`" + item.name() + "` names neither a certificate nor an address, so it knows nobody",
                    "name one in the tenant; the connector is not in the policy");
            return;
        }
        withoutEffect(item, certificate.isPresent());
        Optional<String> service = services.endpoint(item, declarations);
        String extras = (item.is(Property.CLOUD_SERVICES_MAIL) ? " keep headers" : "")
                + (item.is(Property.TREAT_AS_INTERNAL) ? " treat as internal" : "");
        List<String> names = unsaid.free(item, certificate.stream().toList(), takenCertificates);
        for (String name : names) {
            byCertificate(item, name, service, extras);
        }
        List<String> clients = unsaid.free(item, networks, takenNetworks);
        if (!clients.isEmpty()) {
            boolean server = service.isEmpty() && certificate.isEmpty() && isServer(item);
            String identity = String.join(", ", clients);
            String source = service.orElseGet(() -> server ? ON_PREMISES : device(item, "networks " + identity));
            declarations.connector(
                    item,
                    certificate.isPresent() ? "-addresses" : "",
                    source,
                    "office365",
                    (service.isPresent() || server ? "when network " + identity : "")
                            + (item.is(Property.REQUIRE_TLS) && certificate.isEmpty() ? " require tls" : "")
                            + (server ? "" : " may relay")
                            + extras);
        }
        boolean certificateTaken = names.isEmpty() && certificate.isPresent();
        boolean networksTaken = clients.isEmpty() && !networks.isEmpty();
        if (certificateTaken || networksTaken) {
            unsaid.because(
                    item,
                    (certificateTaken && networksTaken
                                    ? "certificate and addresses"
                                    : certificateTaken ? "the certificate" : "the addresses")
                            + " of `" + item.name() + "` " + (networksTaken ? "are those" : "is that")
                            + " of another connector",
                    names.isEmpty() && clients.isEmpty()
                            ? "keep one of the two in the tenant; this one is not in the policy"
                            : "name them once in the tenant; the first connector has them in the policy");
        }
    }

    private void byCertificate(Item item, String name, Optional<String> service, String extras) {
        Optional<Source> all = item.is(Property.ENABLED) ? certificates.of(name) : Optional.empty();
        Optional<Source> shared = all.filter(Source::isShared);
        Optional<String> said = shared.map(connectorsOfAll::get);
        if (said.isPresent()) {
            declarations.also(item, said.get());
            return;
        }
        OptionalInt before = before(item, all);
        if (before.isEmpty()) {
            return;
        }
        boolean server = service.isEmpty() && isServer(item);
        String names =
                shared.map(source -> String.join(", ", source.certificates())).orElse(name);
        String source = service.orElseGet(() -> server ? ON_PREMISES : device(item, "cert " + names));
        boolean stated = service.isPresent() || server;
        // By what every tenant shows nobody relays, in the tenant as in a policy.
        boolean ofEveryTenant =
                Stream.of(names.split(", ")).map(CertificatePattern::new).anyMatch(Identities::isShared);
        String written = declarations.connector(
                item,
                "",
                source,
                "office365",
                Precedence.clauses(before.getAsInt(), stated ? Optional.of(name) : Optional.empty())
                        + (server || ofEveryTenant ? "" : " may relay")
                        + extras);
        shared.ifPresent(one -> {
            connectorsOfAll.put(one, written);
            tellOfOne(item, one);
        });
    }

    /**
     * Of several connectors of own servers one is the site's: two from one site would tie there. The wizard's is it, else the first that
     * names a certificate or keeps headers. One that is switched off ties with nothing.
     */
    private boolean isServer(Item item) {
        return item == site || !item.is(Property.ENABLED) && isOfServer(item);
    }

    private static boolean isOfServer(Item item) {
        return item.isOnPremises()
                && (item.text(Property.CERTIFICATE_NAME).isPresent() || item.is(Property.CLOUD_SERVICES_MAIL));
    }

    private static @Nullable Item site(Tenant tenant, AddOnServices services) {
        return tenant.enabled(Kind.INBOUND).stream()
                .filter(item -> isOfServer(item) && !services.has(item))
                .min(Comparator.comparing((Item item) -> !item.isOfHybridWizard()))
                .orElse(null);
    }

    private String device(Item item, String identity) {
        return declarations.endpoint(Words.name(item.name()) + "-clients", "device", identity);
    }

    /** The flags of partners; New-InboundConnector says RequireTls is one of them. */
    private void withoutEffect(Item item, boolean certificate) {
        for (Property flag : RESTRICTIONS) {
            if (item.is(flag)) {
                unsaid.because(
                        item,
                        "`" + flag.word() + "` of `" + item.name() + "` has no effect on own servers",
                        "leave it: the policy does without");
            }
        }
        if (item.is(Property.REQUIRE_TLS) && !certificate) {
            unsaid.because(
                    item,
                    "`RequireTls` of `" + item.name() + "` is documented to have no effect on own servers",
                    "let the servers show a certificate: the policy refuses them without TLS, the tenant does not");
        }
    }

    private static List<String> networks(Item item) {
        return AddressBlock.all(item.texts(Property.SENDER_ADDRESSES))
                .map(network -> network.isSingle() ? network.base().toString() : network.toString())
                .distinct()
                .toList();
    }

    // Partners and the internet.

    private void partner(Item item) {
        if (item.is(Property.CLOUD_SERVICES_MAIL) || item.is(Property.TREAT_AS_INTERNAL)) {
            unsaid.because(
                    item,
                    "`" + item.name() + "` is of type Partner and has settings of own servers",
                    "correct it in the tenant: the policy does without");
        }
        List<String> written = item.texts(Property.SENDER_DOMAINS);
        if (written.isEmpty()) {
            unsaid.because(
                    item,
                    "`" + item.name() + "` names no sender domain",
                    "name one in the tenant; the connector is not in the policy");
            return;
        }
        List<String> senders = written.contains("*") ? List.of("*") : unsaid.free(item, written, takenSenders);
        // The second of two that restrict the same senders belongs to the first, which has both requirements.
        boolean taken = senders.isEmpty()
                || senders.equals(List.of("*")) && item.is(Property.ENABLED) && !takenSenders.add("*");
        if (taken) {
            if (!joined.contains(item)) {
                unsaid.because(
                        item,
                        "the senders of `" + item.name() + "` are those of another connector",
                        "keep one of the two in the tenant; this one is not in the policy");
            }
            return;
        }
        boolean everyone = senders.equals(List.of("*"));
        List<Item> halves = new ArrayList<>(List.of(item));
        otherHalf(item).ifPresent(other -> {
            halves.add(other);
            joined.add(other);
            // It stands for the same senders and loses the same of them.
            unsaid.named(
                    other,
                    other.texts(Property.SENDER_DOMAINS).stream()
                            .filter(sender -> !everyone && !senders.contains(sender))
                            .toList());
        });
        if (!everyone) {
            tellOfLockDown(item, halves);
        }
        String required = required(halves);
        declarations.connector(
                item,
                "",
                everyone ? "internet" : declarations.partner(senders),
                "office365",
                required.isEmpty() ? "" : "require" + required);
    }

    private String required(List<Item> halves) {
        StringBuilder required = new StringBuilder();
        if (halves.stream().anyMatch(one -> one.is(Property.REQUIRE_TLS))) {
            required.append(" tls");
        }
        for (Item one : halves) {
            if (one.value(Property.REQUIRE_TLS).isEmpty()) {
                unsaid.open(
                        one, Property.REQUIRE_TLS, "taken as off, so that the policy lets in what comes without TLS");
            }
            tellOfNothing(one, Property.RESTRICT_TO_CERTIFICATE, Property.CERTIFICATE_NAME);
            tellOfNothing(one, Property.RESTRICT_TO_ADDRESSES, Property.SENDER_ADDRESSES);
            if (one.is(Property.RESTRICT_TO_CERTIFICATE)) {
                CertificateSources.certificate(one)
                        .ifPresent(name -> required.append(" cert ").append(name));
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
        return required.toString();
    }

    /** The service would not take it; where it is found all the same, nobody meets it. */
    private void tellOfNothing(Item item, Property flag, Property named) {
        if (item.is(flag) && item.texts(named).isEmpty()) {
            unsaid.because(
                    item,
                    "`" + flag.word() + "` of `" + item.name() + "` is on and restricts to nothing: `" + named.word()
                            + "` is empty",
                    "name it in the tenant, or switch the restriction off: the policy does without and lets these senders in");
        }
    }

    /** A restriction for all senders holds for a partner too, whatever his own connector says (OfficeDocs-Exchange 900). */
    private void tellOfLockDown(Item item, List<Item> halves) {
        if (!item.is(Property.ENABLED)) {
            return;
        }
        for (Item other : lockDowns) {
            boolean asks = halves.stream().noneMatch(half -> asksTheSame(half, other));
            if (asks) {
                unsaid.because(
                        item,
                        "mail of the senders of `" + item.name() + "` has to meet the restriction of `" + other.name()
                                + "` as well, which the policy does not say",
                        "add it to `require` of the connector, or keep in mind that the tenant refuses more");
            }
        }
    }

    private static boolean asksTheSame(Item half, Item other) {
        return RESTRICTIONS.stream().allMatch(flag -> half.is(flag) == other.is(flag))
                && Set.copyOf(networks(half)).equals(Set.copyOf(networks(other)))
                && half.text(Property.CERTIFICATE_NAME).equals(other.text(Property.CERTIFICATE_NAME));
    }

    /** Two connectors for the same senders hold together if both restrict: one asks for a certificate, one for addresses. */
    private Optional<Item> otherHalf(Item item) {
        return bySenders.getOrDefault(PartnerHalves.senders(item), List.of()).stream()
                .filter(other -> PartnerHalves.are(item, other) && !joined.contains(other))
                .findFirst();
    }
}
