package dev.mailflow.compiler.targets.exchangeonline.emit;

import dev.mailflow.compiler.analysis.space.Vocabulary;
import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Organization;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.compiler.decision.Message.Header;
import dev.mailflow.compiler.decision.Message.Submitted;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.MailAddress;
import dev.mailflow.compiler.type.Network;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One value of each kind that neither the policy nor the connectors made of it tell apart: of two values between which no
 * pattern, network or certificate of either side draws a line, one stands for both. All combinations of them are the second way to
 * the answer that {@link Comparison} finds by boxes; the two have nothing in common but the models.
 */
final class Representatives {
    private static final IpAddress STRANGER = IpAddress.parse("198.51.100.250").orElseThrow();
    /** Labels that no policy names. */
    private static final String UNUSED = "unnamed-7d1f";

    private final Set<AddressPattern> addresses = new LinkedHashSet<>();
    private final Set<Network> networks = new LinkedHashSet<>();
    private final Set<CertificatePattern> certificates = new LinkedHashSet<>();
    private final Set<Criteria.HeaderCriterion> headers = new LinkedHashSet<>();

    Representatives(DecisionModel model, Site site) {
        Organization organization = model.organization();
        addresses.addAll(organization.authoritative());
        addresses.addAll(organization.relayed());
        organization.mailboxes().forEach(mailbox -> addresses.add(mailbox.pattern()));
        site.inbound().forEach(this::learn);
        site.outbound().forEach(rule -> learn(rule.criteria()));
        // A value that another site names may hold a word of a rule here.
        headers.addAll(new Vocabulary().add(model).headers());
        // The domain of a certificate decides about relaying if it is accepted.
        List<AddressPattern> every = List.copyOf(addresses);
        for (AddressPattern pattern : every) {
            if (pattern instanceof AddressPattern.EveryAcceptedDomain all) {
                addresses.remove(pattern);
                addresses.addAll(all.domains());
            }
        }
    }

    private void learn(InboundRule rule) {
        learn(rule.criteria());
        rule.requirements().clientCertificate().ifPresent(demand -> certificates.addAll(demand.alternatives()));
        rule.requirements().network().ifPresent(demand -> networks.addAll(demand.alternatives()));
        rule.requirements().sender().ifPresent(demand -> addresses.addAll(demand.alternatives()));
        rule.requirements().recipient().ifPresent(demand -> addresses.addAll(demand.alternatives()));
    }

    private void learn(Criteria criteria) {
        criteria.certificates().forEach(group -> certificates.addAll(group.patterns()));
        criteria.networks().forEach(group -> networks.addAll(group.networks()));
        criteria.senders().ifPresent(group -> addresses.addAll(group.patterns()));
        criteria.recipients().ifPresent(group -> addresses.addAll(group.patterns()));
    }

    /** What differs of all combinations; empty if there are more than so many. */
    static Optional<List<Comparison.Difference>> differences(
            DecisionModel model, String site, Translation translation, long most) {
        Representatives values = new Representatives(model, model.site(site));
        long all = (long) values.origins().size()
                * values.senders().size()
                * values.recipients().size()
                * values.headers().size();
        if (all > most) {
            return Optional.empty();
        }
        BothMeanings meanings = new BothMeanings(model, model.site(site), translation);
        Map<String, Comparison.Difference> found = new LinkedHashMap<>();
        for (Message.Origin origin : values.origins()) {
            for (Optional<MailAddress> sender : values.senders()) {
                for (MailAddress recipient : values.recipients()) {
                    for (List<Header> fields : values.headers()) {
                        meanings.difference(new Message(origin, sender, recipient, 1, 0, fields))
                                .ifPresent(difference -> found.putIfAbsent(
                                        difference.kind() + " " + difference.documented(), difference));
                    }
                }
            }
        }
        return Optional.of(List.copyOf(found.values()));
    }

    /** Clients with and without TLS, with the certificates of which any line is drawn; the stranger first. */
    List<Message.Origin> origins() {
        List<Message.Origin> origins = new ArrayList<>();
        List<List<String>> shown = shown();
        for (IpAddress client : clients()) {
            origins.add(new Connection(client, Optional.empty(), List.of(), Optional.empty()));
            for (List<String> names : shown) {
                origins.add(new Connection(client, Optional.of(TlsVersion.TLS_1_3), names, Optional.empty()));
            }
        }
        origins.add(new Submitted());
        return origins;
    }

    /** Between two borders all addresses are alike: the first of each stretch stands for it. */
    private List<IpAddress> clients() {
        List<IpAddress> borders = new ArrayList<>(List.of(
                STRANGER,
                IpAddress.parse("0.0.0.0").orElseThrow(),
                IpAddress.parse("::").orElseThrow()));
        for (Network network : networks) {
            borders.add(network.base());
            IpAddress last = network.last();
            IpAddress next = new IpAddress(last.high() + (last.low() == -1L ? 1 : 0), last.low() + 1);
            if (next.isV4() == last.isV4()) {
                borders.add(next);
            }
        }
        return distinct(borders, client -> bits(networks, network -> network.contains(client)));
    }

    /** None, one name or two: a certificate with more names adds nothing that two do not show of two connectors. */
    private List<List<String>> shown() {
        List<String> names = new ArrayList<>();
        for (CertificatePattern pattern : certificates) {
            String base = pattern.isWildcard() ? pattern.text().substring(2) : pattern.text();
            if (pattern.isWildcard()) {
                names.addAll(
                        List.of("mail." + base, UNUSED + "." + base, pattern.text(), base, "a." + UNUSED + "." + base));
            } else {
                names.add(base);
            }
        }
        List<String> single = distinct(names, this::certificateBits);
        List<List<String>> shown = new ArrayList<>(List.of(List.of()));
        single.forEach(name -> shown.add(List.of(name)));
        for (int i = 0; i < single.size(); i++) {
            for (int j = i + 1; j < single.size(); j++) {
                shown.add(List.of(single.get(i), single.get(j)));
            }
        }
        return shown;
    }

    private BitSet certificateBits(String name) {
        BitSet bits = new BitSet();
        int at = 0;
        for (CertificatePattern pattern : certificates) {
            boolean wildcard = pattern.isWildcard();
            String base = wildcard ? pattern.text().substring(2) : pattern.text();
            bits.set(at, name.equals(pattern.text()));
            bits.set(at + 1, pattern.matches(name));
            bits.set(at + 2, wildcard && !name.startsWith("*.") && new DomainName(name).isBelow(new DomainName(base)));
            at += 3;
        }
        return bits;
    }

    /** The empty sender last. */
    List<Optional<MailAddress>> senders() {
        List<Optional<MailAddress>> senders = new ArrayList<>();
        recipients().forEach(address -> senders.add(Optional.of(address)));
        senders.add(Optional.empty());
        return senders;
    }

    List<MailAddress> recipients() {
        List<MailAddress> candidates = new ArrayList<>();
        candidates.add(new MailAddress("someone", new DomainName("stranger.example")));
        for (AddressPattern pattern : addresses) {
            pattern.namedDomain().ifPresent(domain -> {
                candidates.add(new MailAddress("someone", domain));
                if (!domain.isAddressLiteral()) {
                    candidates.add(new MailAddress("someone", new DomainName(UNUSED + "." + domain)));
                    candidates.add(new MailAddress("someone", new DomainName("a." + UNUSED + "." + domain)));
                }
            });
            if (pattern instanceof AddressPattern.Address exact) {
                candidates.add(exact.address());
            }
        }
        return distinct(candidates, this::addressBits);
    }

    private BitSet addressBits(MailAddress address) {
        BitSet bits = new BitSet();
        int at = 0;
        for (AddressPattern pattern : addresses) {
            bits.set(at, pattern.matches(address));
            if (pattern instanceof AddressPattern.Suffix suffix) {
                bits.set(at + 1, address.domain().equals(suffix.domain()));
                bits.set(at + 2, address.domain().isChildOf(suffix.domain()));
                bits.set(at + 3, address.domain().isBelow(suffix.domain()));
            }
            at += 4;
        }
        return bits;
    }

    /** None of the headers that are asked for, and each of them. */
    List<List<Header>> headers() {
        List<List<Header>> fields = new ArrayList<>(List.of(List.of()));
        for (Criteria.HeaderCriterion header : headers) {
            List<String> values = header.values().isEmpty() ? List.of("any") : header.values();
            values.forEach(value -> fields.add(List.of(new Header(header.name(), value))));
        }
        return fields;
    }

    private static <T> BitSet bits(Set<T> lines, java.util.function.Predicate<T> side) {
        BitSet bits = new BitSet();
        int at = 0;
        for (T line : lines) {
            bits.set(at++, side.test(line));
        }
        return bits;
    }

    private static <T> List<T> distinct(List<T> values, Function<T, BitSet> bits) {
        Map<BitSet, T> first = new LinkedHashMap<>();
        values.forEach(value -> first.putIfAbsent(bits.apply(value), value));
        return List.copyOf(first.values());
    }
}
