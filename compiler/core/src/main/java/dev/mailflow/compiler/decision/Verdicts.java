package dev.mailflow.compiler.decision;

import dev.mailflow.compiler.decision.DecisionModel.MailboxLocation;
import dev.mailflow.compiler.decision.DecisionModel.Organization;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.Filed.Key;
import dev.mailflow.compiler.decision.Filed.Part;
import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.MailAddress;
import dev.mailflow.compiler.type.Network;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The verdicts of {@link Interpreter} on many messages under one model. A rule of which the criteria do not hold, an accepted domain
 * that is neither the sender's nor the recipient's and a mailbox that is not the recipient's decide nothing; so the interpreter is
 * shown those alone that a message may meet, and it is still the interpreter that decides.
 */
public final class Verdicts {
    private final DecisionModel model;
    private final Filed<AddressPattern> authoritative;
    private final Filed<AddressPattern> relayed;
    private final Filed<MailboxLocation> mailboxes;
    private final Map<String, Rules> rules = new HashMap<>();

    public Verdicts(DecisionModel model) {
        this.model = model;
        Organization organization = model.organization();
        this.authoritative = new Filed<>(organization.authoritative(), Verdicts::ofEither);
        this.relayed = new Filed<>(organization.relayed(), Verdicts::ofEither);
        this.mailboxes = new Filed<>(
                organization.mailboxes(), location -> addresses(Part.RECIPIENT, List.of(location.pattern())));
    }

    public DecisionModel model() {
        return model;
    }

    public boolean hasSite(String name) {
        for (Site site : model.sites()) {
            if (site.name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** An accepted domain is asked for the recipient (R5, R7) and for the sender (R6). */
    private static List<Set<Key>> ofEither(AddressPattern domain) {
        List<Set<Key>> demands = new ArrayList<>();
        for (Set<Key> recipients : addresses(Part.RECIPIENT, List.of(domain))) {
            Set<Key> either = new HashSet<>(recipients);
            addresses(Part.SENDER, List.of(domain)).forEach(either::addAll);
            demands.add(either);
        }
        return demands;
    }

    /**
     * What {@link Interpreter#decide(DecisionModel, String, Message)} says.
     *
     * @throws IllegalArgumentException if the model has no such site
     */
    public Verdict decide(String site, Message message) {
        Rules here = rules.computeIfAbsent(site, name -> new Rules(model.site(name)));
        Set<Key> keys = keys(message, here);
        Organization all = model.organization();
        Organization near = new Organization(
                authoritative.of(keys),
                relayed.of(keys),
                all.directSend(),
                all.hopLimit(),
                all.directory(),
                mailboxes.of(keys));
        Site few = new Site(site, here.site.kind(), here.inbound.of(keys), here.outbound.of(keys));
        return Interpreter.decide(new DecisionModel(near, List.of(), List.of(few)), site, message);
    }

    /**
     * What {@link Interpreter#decide(DecisionModel, String, Message, RemoteOffer)} says.
     *
     * @throws IllegalArgumentException if the model has no such site
     */
    public Verdict decide(String site, Message message, RemoteOffer remote) {
        return Interpreter.offered(decide(site, message), remote);
    }

    private static final class Rules {
        private final Site site;
        private final Filed<InboundRule> inbound;
        private final Filed<OutboundRule> outbound;
        /** One network of each length and family that a rule asks for. */
        private final Map<List<Object>, Network> lengths = new HashMap<>();

        Rules(Site site) {
            this.site = site;
            this.inbound = new Filed<>(site.inbound(), rule -> demands(rule.criteria()));
            this.outbound = new Filed<>(site.outbound(), rule -> demands(rule.criteria()));
            Stream.concat(
                            site.inbound().stream().map(InboundRule::criteria),
                            site.outbound().stream().map(OutboundRule::criteria))
                    .flatMap(criteria -> criteria.networks().stream())
                    .flatMap(group -> group.networks().stream())
                    .forEach(network -> lengths.put(List.of(network.base().isV4(), network.prefix()), network));
        }
    }

    private static List<Set<Key>> demands(Criteria criteria) {
        List<Set<Key>> demands = new ArrayList<>();
        for (Criteria.NetworkGroup group : criteria.networks()) {
            Set<Key> keys = new HashSet<>();
            group.networks().forEach(network -> keys.add(new Key(Part.CLIENT, network)));
            demands.add(keys);
        }
        for (Criteria.CertificateGroup group : criteria.certificates()) {
            Set<Key> keys = new HashSet<>();
            for (CertificatePattern pattern : group.patterns()) {
                keys.add(new Key(Part.CERTIFICATE, pattern.text()));
            }
            demands.add(keys);
        }
        criteria.senders().ifPresent(group -> demands.addAll(addresses(Part.SENDER, group.patterns())));
        criteria.recipients().ifPresent(group -> demands.addAll(addresses(Part.RECIPIENT, group.patterns())));
        return demands;
    }

    /** None where a pattern means more than a domain and what is below. */
    private static List<Set<Key>> addresses(Part part, Collection<AddressPattern> patterns) {
        Set<Key> keys = new HashSet<>();
        for (AddressPattern pattern : patterns) {
            Optional<Object> name = name(pattern);
            if (name.isEmpty()) {
                return List.of();
            }
            keys.add(new Key(part, name.get()));
        }
        return List.of(keys);
    }

    private static Optional<Object> name(AddressPattern pattern) {
        if (pattern instanceof AddressPattern.Address one) {
            return Optional.of(one.address());
        }
        return pattern instanceof AddressPattern.EmptySender
                ? Optional.of(Optional.empty())
                : pattern.namedDomain().map(DomainName::text);
    }

    private static Set<Key> keys(Message message, Rules rules) {
        Set<Key> keys = new LinkedHashSet<>();
        add(Part.RECIPIENT, message.recipient(), keys);
        message.sender()
                .ifPresentOrElse(
                        sender -> add(Part.SENDER, sender, keys),
                        () -> keys.add(new Key(Part.SENDER, Optional.empty())));
        if (message.origin() instanceof Connection connection) {
            for (Network network : rules.lengths.values()) {
                if (network.base().isV4() == connection.client().isV4()) {
                    keys.add(new Key(Part.CLIENT, Network.around(connection.client(), network.prefix())));
                }
            }
            for (String name : connection.certificateNames()) {
                keys.add(new Key(Part.CERTIFICATE, name));
                int dot = name.indexOf('.');
                if (dot > 0) {
                    keys.add(new Key(Part.CERTIFICATE, "*" + name.substring(dot)));
                }
            }
        }
        return keys;
    }

    /** As each pattern that means the address may name it. */
    private static void add(Part part, MailAddress address, Set<Key> keys) {
        keys.add(new Key(part, address));
        String domain = address.domain().text();
        keys.add(new Key(part, domain));
        for (int dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
            keys.add(new Key(part, domain.substring(dot + 1)));
        }
    }
}
