package dev.mailflow.compiler.targets.exchangeonline.service;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;
import static java.util.Comparator.reverseOrder;

import dev.mailflow.compiler.targets.exchangeonline.service.Arrival.Channel;
import dev.mailflow.compiler.targets.exchangeonline.service.Reception.Accepted;
import dev.mailflow.compiler.targets.exchangeonline.service.Reception.Direction;
import dev.mailflow.compiler.targets.exchangeonline.service.Reception.Refused;
import dev.mailflow.compiler.targets.exchangeonline.tenant.AddressBlock;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.MailAddress;
import dev.mailflow.compiler.type.Network;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The service's own meaning, as far as it is documented: attribution, relay, partner connectors, precedence of outbound
 * connectors, centralized transport, TLS on the way out. Held to the vectors of {@code exo-vectors.jsonl}.
 */
public final class Service {
    /** Enhanced status code of what comes back to the sender. */
    public static final String NO_SUCH_RECIPIENT = "5.1.10";

    private final List<Tenant> tenants;
    private final Reading reading;
    private final Patterns patterns;
    private final Map<Item, List<Network>> blocks = new IdentityHashMap<>();
    /** The enabled outbound connectors of the first tenant, for each message the same. */
    private final List<Item> outbound;

    private final List<Item> rules;

    public Service(List<Tenant> tenants, Reading reading) {
        this.tenants = List.copyOf(tenants);
        this.reading = reading;
        this.patterns = new Patterns(reading);
        this.outbound = tenants.isEmpty() ? List.of() : tenants.get(0).enabled(Kind.OUTBOUND);
        this.rules = tenants.isEmpty() ? List.of() : routing(tenants.get(0));
        for (Tenant tenant : tenants) {
            for (Item item : tenant.of(Kind.INBOUND)) {
                blocks.put(
                        item,
                        item.texts(Property.SENDER_ADDRESSES).stream()
                                .flatMap(text -> AddressBlock.parse(text).stream())
                                .toList());
            }
        }
    }

    // At the door.

    public Reception receive(Arrival arrival) {
        if (arrival.door() == Arrival.Door.SUBMISSION) {
            return submission(arrival);
        }
        return originating(arrival).orElseGet(() -> incoming(arrival));
    }

    private Reception submission(Arrival arrival) {
        if (arrival.login().isEmpty()) {
            return refused(530, "5.7.57", "Client not authenticated to send mail");
        }
        if (arrival.from()
                .map(MailAddress::toString)
                .filter(arrival.login().get()::equalsIgnoreCase)
                .isEmpty()) {
            return refused(550, "5.7.60", "Client does not have permissions to send as this sender");
        }
        return tenants.stream()
                .filter(tenant -> accepts(tenant, arrival.from()))
                .findFirst()
                .<Reception>map(tenant -> new Accepted(tenant, Optional.empty(), Direction.ORIGINATING))
                .orElseGet(() -> refused(550, "5.7.60", "Client does not have permissions to send as this sender"));
    }

    /** A certificate names the tenant before the sender does; an address alone names none. */
    private Optional<Reception> originating(Arrival arrival) {
        return first(
                        arrival,
                        (tenant, item) -> byCertificate(item, arrival)
                                && item.text(Property.CERTIFICATE_NAME)
                                        .filter(name -> tenant.accepted(Patterns.domainOf(name))
                                                .isPresent())
                                        .isPresent())
                .or(() -> first(arrival, (tenant, item) -> accepts(tenant, arrival.from())));
    }

    private interface Claim {
        boolean of(Tenant tenant, Item item);
    }

    private Optional<Reception> first(Arrival arrival, Claim claim) {
        for (Tenant tenant : tenants) {
            Optional<Item> own = ownServer(tenant, arrival, item -> claim.of(tenant, item));
            if (own.isPresent()) {
                return Optional.of(new Accepted(tenant, own, Direction.ORIGINATING));
            }
        }
        return Optional.empty();
    }

    /** The best of the tie-break that is nowhere written: certificate before address, then by name. */
    private Optional<Item> ownServer(Tenant tenant, Arrival arrival, Predicate<Item> also) {
        return tenant.enabled(Kind.INBOUND).stream()
                .filter(Item::isOnPremises)
                .filter(item -> byCertificate(item, arrival) || byAddress(item, arrival))
                .filter(also)
                .max(comparingInt((Item item) -> byCertificate(item, arrival) ? 1 : 0)
                        .thenComparing(Item::name, reverseOrder()));
    }

    private Reception incoming(Arrival arrival) {
        Optional<Tenant> recipients = tenants.stream()
                .filter(tenant -> accepts(tenant, Optional.of(arrival.to())))
                .findFirst();
        if (recipients.isEmpty()) {
            return refused(550, "5.7.64", "TenantAttribution; Relay Access Denied SMTP ATTR36");
        }
        Tenant tenant = recipients.get();
        List<Item> fitting = tenant.enabled(Kind.INBOUND).stream()
                .filter(item -> !item.isOnPremises())
                .filter(item -> patterns.rank(item.texts(Property.SENDER_DOMAINS), arrival.from()) >= 0)
                .filter(item -> concerns(item, arrival))
                .toList();
        // A restriction holds whatever else would fit better.
        if (fitting.stream().anyMatch(item -> violates(item, arrival))) {
            return refused(
                    550,
                    "5.7.51",
                    "TenantInboundAttribution; There is a partner connector configured that"
                            + " matched the message's recipient domain. The connector had either the"
                            + " RestrictDomainsToIPAddresses or RestrictDomainsToCertificate set");
        }
        if (arrival.channel() == Channel.PLAIN && fitting.stream().anyMatch(item -> item.is(Property.REQUIRE_TLS))) {
            return new Refused(Optional.empty(), Optional.empty(), "TLS is required by a partner connector");
        }
        boolean recognised = tenant.enabled(Kind.INBOUND).stream()
                .anyMatch(item -> byCertificate(item, arrival) || byAddress(item, arrival));
        if (tenant.refusesDirectSend() && !recognised && accepts(tenant, arrival.from())) {
            return refused(
                    550,
                    "5.7.68",
                    "TenantInboundAttribution; Direct Send not allowed for this organization from unauthorized sources");
        }
        boolean relayed = tenant.accepted(arrival.to().domain())
                .filter(item -> item.says(Property.DOMAIN_TYPE, "InternalRelay"))
                .isPresent();
        if (arrival.known() == Arrival.Directory.UNKNOWN && !relayed) {
            return refused(550, "5.4.1", "Recipient address rejected: Access denied");
        }
        Optional<Item> attributed = ownServer(tenant, arrival, item -> true)
                .or(() -> fitting.stream()
                        .max(comparingInt((Item item) ->
                                        patterns.rank(item.texts(Property.SENDER_DOMAINS), arrival.from()))
                                .thenComparing(Item::name, reverseOrder())));
        return new Accepted(tenant, attributed, Direction.INCOMING);
    }

    /** What is not documented beyond doubt: taken as a filter on the recipient's domain. */
    private static boolean concerns(Item item, Arrival arrival) {
        List<String> domains = item.texts(Property.ASSOCIATED_DOMAINS);
        return domains.isEmpty() || domains.contains(arrival.to().domain().text());
    }

    private boolean violates(Item item, Arrival arrival) {
        return (item.is(Property.RESTRICT_TO_ADDRESSES) && !byAddress(item, arrival))
                || (item.is(Property.RESTRICT_TO_CERTIFICATE) && !byCertificate(item, arrival));
    }

    private boolean byCertificate(Item item, Arrival arrival) {
        return item.text(Property.CERTIFICATE_NAME)
                .filter(name -> patterns.anyName(name, arrival.certificateNames()))
                .isPresent();
    }

    private boolean byAddress(Item item, Arrival arrival) {
        return blocks.getOrDefault(item, List.of()).stream().anyMatch(block -> block.contains(arrival.client()));
    }

    private static boolean accepts(Tenant tenant, Optional<MailAddress> address) {
        return address.filter(a -> tenant.accepted(a.domain()).isPresent()).isPresent();
    }

    private static Refused refused(int code, String status, String text) {
        return new Refused(Optional.of(code), Optional.of(status), text);
    }

    // On the way out.

    /**
     * Of the first tenant: what goes back to the sender, from whomever the message was taken, because the recipient is not in the directory and
     * its domain passes nobody on.
     */
    public Optional<Refused> bounce(MailAddress to, Arrival.Directory known) {
        boolean authoritative = tenants.get(0)
                .accepted(to.domain())
                .filter(item -> !item.says(Property.DOMAIN_TYPE, "InternalRelay"))
                .isPresent();
        return authoritative && known == Arrival.Directory.UNKNOWN
                ? Optional.of(refused(
                        550, NO_SUCH_RECIPIENT, "RESOLVER.ADR.RecipientNotFound; not found by SMTP address lookup"))
                : Optional.empty();
    }

    /** Of the first tenant. */
    public Routing route(Departure departure) {
        Tenant tenant = tenants.get(0);
        if (departure.location() == Departure.Location.CLOUD) {
            return departure.source() == Departure.Source.OUTSIDE
                    ? centralized(tenant, departure).map(Service::by).orElseGet(Routing.ToMailbox::new)
                    : new Routing.ToMailbox();
        }
        return rule(departure)
                .or(() -> best(tenant, departure, item -> isOpenTo(item, departure)))
                .map(Service::by)
                .orElseGet(() -> new Routing.ToHosts(Optional.empty(), List.of()));
    }

    /** The connector that a mail flow rule names, whatever its recipients. */
    public Routing routeBy(String connector) {
        return outbound.stream()
                .filter(item -> item.name().equalsIgnoreCase(connector) && item.is(Property.RULE_SCOPED))
                .findFirst()
                .map(Service::by)
                .orElseGet(() -> new Routing.ToHosts(Optional.empty(), List.of()));
    }

    private static Routing by(Item connector) {
        return new Routing.ToHosts(Optional.of(connector), connector.texts(Property.SMART_HOSTS));
    }

    private Optional<Item> centralized(Tenant tenant, Departure departure) {
        return best(tenant, departure, item -> item.is(Property.ROUTE_ALL));
    }

    /** What came from an own server is not sent there again by centralized transport. */
    private static boolean isOpenTo(Item item, Departure departure) {
        return !item.is(Property.ROUTE_ALL) || departure.source() != Departure.Source.OWN_SERVER;
    }

    private Optional<Item> best(Tenant tenant, Departure departure, Predicate<Item> also) {
        return outbound.stream()
                .filter(item -> !item.is(Property.RULE_SCOPED) && !item.is(Property.TEST_MODE))
                .filter(also)
                .filter(item -> rank(tenant, item, departure) >= 0)
                .max(comparingInt((Item item) -> rank(tenant, item, departure))
                        .thenComparing(Item::name, reverseOrder()));
    }

    private int rank(Tenant tenant, Item item, Departure departure) {
        Optional<MailAddress> to = Optional.of(departure.to());
        int named = patterns.rank(item.texts(Property.RECIPIENT_DOMAINS), to);
        boolean accepted = item.is(Property.ALL_ACCEPTED_DOMAINS) && accepts(tenant, to);
        int every = !accepted ? -1 : reading.order() == Reading.Order.AS_LISTED ? 9_999 : 1;
        return Math.max(named, every);
    }

    private Optional<Item> rule(Departure departure) {
        return rules.stream()
                .filter(rule -> holds(rule, departure))
                .findFirst()
                .flatMap(rule -> rule.text(Property.RULE_ROUTE))
                .flatMap(name -> outbound.stream()
                        .filter(item -> item.name().equalsIgnoreCase(name))
                        .findFirst());
    }

    /** Those that send mail by a connector, the first to be asked first. */
    static List<Item> routing(Tenant tenant) {
        return tenant.of(Kind.RULE).stream()
                .filter(Item::isRuleInForce)
                .filter(rule -> rule.text(Property.RULE_ROUTE).isPresent())
                .sorted(comparingInt((Item rule) -> rule.text(Property.RULE_PRIORITY)
                                .map(Integer::parseInt)
                                .orElse(Integer.MAX_VALUE))
                        .thenComparing(comparing(Item::name)))
                .toList();
    }

    private static boolean holds(Item rule, Departure departure) {
        boolean header = rule.text(Property.RULE_HEADER)
                .map(name -> Optional.ofNullable(departure.headers().get(name.toLowerCase(Locale.ROOT)))
                        .filter(value -> rule.texts(Property.RULE_HEADER_WORDS).stream()
                                .anyMatch(
                                        word -> value.toLowerCase(Locale.ROOT).contains(word.toLowerCase(Locale.ROOT))))
                        .isPresent())
                .orElse(true);
        return header
                && isOf(rule, Property.RULE_FROM, departure.from())
                && isBelow(rule, Property.RULE_SENDER_DOMAINS, departure.from())
                && isOf(rule, Property.RULE_SENT_TO, Optional.of(departure.to()))
                && isBelow(rule, Property.RULE_RECIPIENT_DOMAINS, Optional.of(departure.to()));
    }

    private static boolean isOf(Item rule, Property condition, Optional<MailAddress> address) {
        List<String> wanted = rule.texts(condition);
        return wanted.isEmpty()
                || address.map(MailAddress::toString)
                        .filter(text -> wanted.stream().anyMatch(text::equalsIgnoreCase))
                        .isPresent();
    }

    /** The domain or one below it (Set-TransportRule, SenderDomainIs and RecipientDomainIs). */
    private static boolean isBelow(Item rule, Property condition, Optional<MailAddress> address) {
        List<String> wanted = rule.texts(condition);
        return wanted.isEmpty()
                || address.map(MailAddress::domain)
                        .filter(domain -> wanted.stream()
                                .map(text -> new DomainName(text.toLowerCase(Locale.ROOT)))
                                .anyMatch(above -> domain.equals(above) || domain.isBelow(above)))
                        .isPresent();
    }

    /** Why the message is kept for now, as the deferral says it; empty if it can be sent to what is offered there. */
    public Optional<Refused> deferral(Routing.ToHosts route, Offer offer) {
        String dane =
                route.connector().flatMap(item -> item.text(Property.DANE_MODE)).orElse("Opportunistic");
        if (!dane.equalsIgnoreCase("None") && offer.dane() == Offer.Dane.MISMATCH) {
            return Optional.of(new Refused(Optional.of(450), Optional.of("4.7.323"), "tlsa-invalid"));
        }
        if (dane.equalsIgnoreCase("Mandatory") && offer.dane() == Offer.Dane.NONE) {
            return Optional.of(new Refused(Optional.of(450), Optional.of("4.7.324"), "dnssec-invalid"));
        }
        String settings = route.connector()
                .flatMap(item -> item.text(Property.TLS_SETTINGS))
                .orElse("");
        if (settings.isEmpty()) {
            return Optional.empty();
        }
        if (offer.starttls() == Offer.Starttls.MISSING) {
            return Optional.of(tls("STARTTLS is required to send mail"));
        }
        boolean checked = !settings.equalsIgnoreCase("EncryptionOnly");
        if (checked && offer.chain() == Offer.Chain.BROKEN) {
            return Optional.of(tls("UntrustedRoot"));
        }
        boolean named = settings.equalsIgnoreCase("DomainValidation");
        if (named
                && route.connector()
                        .flatMap(item -> item.text(Property.TLS_DOMAIN))
                        .filter(domain -> patterns.anyName(domain, offer.names()))
                        .isEmpty()) {
            return Optional.of(tls("SubjectMismatch"));
        }
        return Optional.empty();
    }

    private static Refused tls(String message) {
        return new Refused(
                Optional.of(450), Optional.of("4.4.317"), "Cannot connect to remote server [Message=" + message + "]");
    }
}
