package dev.mailflow.compiler.targets.exchangeonline.service;

import dev.mailflow.compiler.analysis.space.MessageSpace;
import dev.mailflow.compiler.analysis.space.Ranges;
import dev.mailflow.compiler.analysis.space.Vocabulary;
import dev.mailflow.compiler.targets.exchangeonline.tenant.AddressBlock;
import dev.mailflow.compiler.targets.exchangeonline.tenant.DomainSpace;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.AddressPattern.Depth;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.MailAddress;
import dev.mailflow.compiler.type.Network;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the words of a tenant mean in a space of messages, under one reading. */
public final class Atoms {
    private final MessageSpace space;
    private final Tenant tenant;
    private final Reading reading;

    public Atoms(MessageSpace space, Tenant tenant, Reading reading) {
        this.space = space;
        this.tenant = tenant;
        this.reading = reading;
    }

    MessageSpace space() {
        return space;
    }

    Tenant tenant() {
        return tenant;
    }

    Reading reading() {
        return reading;
    }

    /** All by which the tenant tells messages apart, under whatever reading. */
    public static void learn(Tenant tenant, Vocabulary words) {
        for (Item item : tenant.items()) {
            words.addSenders(patterns(item, Property.SENDER_DOMAINS));
            words.addSenders(ofRule(item.texts(Property.RULE_SENDER_DOMAINS)));
            words.addSenders(addresses(item.texts(Property.RULE_FROM)));
            words.addRecipients(patterns(item, Property.RECIPIENT_DOMAINS));
            words.addRecipients(ofRule(item.texts(Property.RULE_RECIPIENT_DOMAINS)));
            words.addRecipients(addresses(item.texts(Property.RULE_SENT_TO)));
            words.addNetworks(networks(item));
            words.addDeepCertificates(certificate(item).stream().toList());
            if (item.kind() == Kind.ACCEPTED_DOMAIN) {
                AddressPattern accepted = new AddressPattern.Exact(new DomainName(item.name()));
                words.addSenders(List.of(accepted)).addRecipients(List.of(accepted));
            }
        }
    }

    private static List<AddressPattern> patterns(Item item, Property property) {
        return item.texts(property).stream()
                .flatMap(text -> pattern(text, Depth.AT_OR_BELOW).stream())
                .toList();
    }

    /** @param wildcard what {@code *.x} is taken for */
    private static Optional<AddressPattern> pattern(String written, Depth wildcard) {
        return DomainSpace.parse(written).map(DomainSpace::pattern).map(text -> {
            if (text.equals("*")) {
                return new AddressPattern.Any();
            }
            return text.startsWith("*.")
                    ? new AddressPattern.Suffix(wildcard, new DomainName(text.substring(2)))
                    : new AddressPattern.Exact(new DomainName(text));
        });
    }

    private static List<AddressPattern> addresses(List<String> texts) {
        return texts.stream()
                .filter(text -> text.indexOf('@') > 0)
                .map(text -> text.toLowerCase(Locale.ROOT))
                .<AddressPattern>map(text -> new AddressPattern.Address(new MailAddress(
                        text.substring(0, text.lastIndexOf('@')),
                        new DomainName(text.substring(text.lastIndexOf('@') + 1)))))
                .toList();
    }

    private static List<Network> networks(Item item) {
        return item.texts(Property.SENDER_ADDRESSES).stream()
                .flatMap(text -> AddressBlock.parse(text).stream())
                .toList();
    }

    private static Optional<CertificatePattern> certificate(Item item) {
        return item.text(Property.CERTIFICATE_NAME).map(name -> new CertificatePattern(name.toLowerCase(Locale.ROOT)));
    }

    // Domains.

    private Depth wildcard() {
        return reading.apex() == Reading.Apex.COVERED ? Depth.AT_OR_BELOW : Depth.BELOW;
    }

    /** Senders that the connector is for; {@code <>} fits {@code *} alone. */
    Ranges senders(Item item) {
        return space.senders(item.texts(Property.SENDER_DOMAINS).stream()
                .flatMap(text -> pattern(text, wildcard()).stream())
                .toList());
    }

    /** Recipients of one pattern of a connector. */
    Ranges recipients(String written) {
        return pattern(written, wildcard())
                .map(pattern -> space.recipients(List.of(pattern)))
                .orElse(Ranges.NONE);
    }

    Ranges acceptedRecipients() {
        return accepted(space::recipients);
    }

    Ranges acceptedSenders() {
        return accepted(space::senders);
    }

    private Ranges accepted(Function<Collection<AddressPattern>, Ranges> atoms) {
        return atoms.apply(
                tenant.of(Kind.ACCEPTED_DOMAIN).stream().map(Atoms::taken).toList());
    }

    private static AddressPattern taken(Item accepted) {
        DomainName domain = new DomainName(accepted.name());
        return accepted.is(Property.MATCH_SUBDOMAINS)
                ? new AddressPattern.Suffix(Depth.AT_OR_BELOW, domain)
                : new AddressPattern.Exact(domain);
    }

    /** Recipients in accepted domains of type InternalRelay: the longest decides. */
    Ranges relayedRecipients() {
        Ranges relayed = Ranges.NONE;
        Ranges decided = Ranges.NONE;
        List<Item> longestFirst = tenant.of(Kind.ACCEPTED_DOMAIN).stream()
                .sorted(Comparator.comparingInt((Item item) -> -item.name().length()))
                .toList();
        for (Item item : longestFirst) {
            Ranges here = space.recipients(List.of(taken(item))).minus(decided);
            if (item.says(Property.DOMAIN_TYPE, "InternalRelay")) {
                relayed = Ranges.union(List.of(relayed, here));
            }
            decided = Ranges.union(List.of(decided, here));
        }
        return relayed;
    }

    /** Of domains that pass nobody on, those whom the directory does not know. */
    Ranges unknown(Ranges known) {
        return acceptedRecipients().minus(relayedRecipients()).minus(known);
    }

    // Clients.

    Ranges clients(Item item) {
        return space.clients(networks(item));
    }

    /** Names of which the certificate has to have one; none fits if there is no such name. */
    Ranges names(Item item) {
        return certificate(item)
                .map(pattern -> reading.depth() == Reading.Depth.ANY
                        ? space.certificatesOfAnyDepth(pattern)
                        : space.certificates(List.of(pattern)))
                .orElse(Ranges.NONE);
    }

    // Rules.

    Ranges ruleSenders(Item rule) {
        return of(rule, Property.RULE_FROM, Property.RULE_SENDER_DOMAINS, space::senders)
                .orElse(Ranges.union(List.of(space.senders(List.of(new AddressPattern.Any())))));
    }

    Ranges ruleRecipients(Item rule) {
        return of(rule, Property.RULE_SENT_TO, Property.RULE_RECIPIENT_DOMAINS, space::recipients)
                .orElse(space.recipients(List.of(new AddressPattern.Any())));
    }

    /** Two conditions hold together. */
    private static Optional<Ranges> of(
            Item rule, Property single, Property domains, Function<Collection<AddressPattern>, Ranges> atoms) {
        List<String> addresses = rule.texts(single);
        List<String> names = rule.texts(domains);
        return Stream.of(
                        addresses.isEmpty() ? Optional.<Ranges>empty() : Optional.of(atoms.apply(addresses(addresses))),
                        names.isEmpty() ? Optional.<Ranges>empty() : Optional.of(atoms.apply(ofRule(names))))
                .flatMap(Optional::stream)
                .reduce(Ranges::and);
    }

    /** A condition on a domain takes its subdomains too (Set-TransportRule, SenderDomainIs and RecipientDomainIs). */
    private static List<AddressPattern> ofRule(List<String> domains) {
        return domains.stream()
                .<AddressPattern>map(domain ->
                        new AddressPattern.Suffix(Depth.AT_OR_BELOW, new DomainName(domain.toLowerCase(Locale.ROOT))))
                .toList();
    }

    // Where readings part.

    /** Recipients of which readings say different things: x beside {@code *.x}. */
    public Ranges apexRecipients() {
        return space.recipients(apexes(Property.RECIPIENT_DOMAINS));
    }

    /** The same of senders. */
    public Ranges apexSenders() {
        return space.senders(apexes(Property.SENDER_DOMAINS));
    }

    private List<AddressPattern> apexes(Property domains) {
        return tenant.items().stream()
                .flatMap(item -> item.texts(domains).stream())
                .flatMap(text -> DomainSpace.parse(text).stream())
                .map(DomainSpace::pattern)
                .filter(pattern -> pattern.startsWith("*."))
                .<AddressPattern>map(pattern -> new AddressPattern.Exact(new DomainName(pattern.substring(2))))
                .toList();
    }

    /** Recipients whose connector depends on where "all accepted domains" stands. */
    public Ranges orderedRecipients() {
        boolean every = tenant.enabled(Kind.OUTBOUND).stream().anyMatch(item -> item.is(Property.ALL_ACCEPTED_DOMAINS));
        if (!every) {
            return Ranges.NONE;
        }
        Depth widest = Depth.AT_OR_BELOW;
        return space.recipients(tenant.enabled(Kind.OUTBOUND).stream()
                        .flatMap(item -> item.texts(Property.RECIPIENT_DOMAINS).stream())
                        .filter(text -> text.contains("*."))
                        .flatMap(text -> pattern(text, widest).stream())
                        .toList())
                .and(acceptedRecipients());
    }

    /** Names that a wildcard covers under one reading and not under another. */
    public Ranges deepNames() {
        return Ranges.union(tenant.items().stream()
                .flatMap(item -> certificate(item).stream())
                .map(pattern -> space.certificatesOfAnyDepth(pattern).minus(space.certificates(List.of(pattern))))
                .toList());
    }
}
