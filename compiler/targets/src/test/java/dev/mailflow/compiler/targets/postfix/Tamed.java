package dev.mailflow.compiler.targets.postfix;

import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.InboundRule.Requirements;
import dev.mailflow.compiler.decision.InboundRule.Tls;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.OutboundRule.Centralization;
import dev.mailflow.compiler.decision.OutboundRule.DestinationPolicy;
import dev.mailflow.compiler.decision.OutboundRule.OutboundTls;
import dev.mailflow.compiler.decision.OutboundRule.Route;
import dev.mailflow.compiler.type.MailAddress;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Random models and messages without what Postfix is known, and told by MF6101 and MF6102, not to say. */
final class Tamed {
    private Tamed() {}

    static DecisionModel of(DecisionModel model) {
        List<Site> sites = new ArrayList<>();
        for (Site site : model.sites()) {
            List<InboundRule> inbound = site.inbound().stream()
                    .filter(rule -> rule.criteria().headers().isEmpty())
                    .map(Tamed::rule)
                    .toList();
            List<OutboundRule> outbound = site.outbound().stream()
                    .filter(rule -> rule.criteria().headers().isEmpty())
                    .filter(rule -> !(rule.route() instanceof Route.Unknown))
                    .map(Tamed::rule)
                    .toList();
            sites.add(new Site(site.name(), site.kind(), inbound, outbound));
        }
        DecisionModel tamed = new DecisionModel(model.organization(), model.endpoints(), sites);
        return withoutDependent(tamed);
    }

    /** A way that depends on the sender can be said for recipients that nothing names; other such rules lose the sender. */
    private static DecisionModel withoutDependent(DecisionModel model) {
        List<Site> sites = new ArrayList<>();
        for (Site site : model.sites()) {
            sites.add(
                    new Routing(model, site).dependent().isEmpty()
                            ? site
                            : new Site(
                                    site.name(),
                                    site.kind(),
                                    site.inbound(),
                                    site.outbound().stream()
                                            .map(Tamed::anySender)
                                            .toList()));
        }
        return new DecisionModel(model.organization(), model.endpoints(), sites);
    }

    private static OutboundRule anySender(OutboundRule rule) {
        Criteria criteria = rule.criteria();
        return new OutboundRule(
                rule.connector(),
                new Criteria(List.of(), List.of(), Optional.empty(), criteria.recipients(), List.of()),
                rule.centralization(),
                rule.route(),
                rule.tls());
    }

    private static InboundRule rule(InboundRule rule) {
        Requirements all = rule.requirements();
        return new InboundRule(
                rule.connector(),
                rule.criteria(),
                rule.relayRight(),
                new Requirements(
                        all.tls()
                                .map(tls -> tls.minimum()
                                                .filter(TlsVersion.TLS_1_3::equals)
                                                .isPresent()
                                        ? new Tls(Optional.of(TlsVersion.TLS_1_2), tls.origin())
                                        : tls),
                        all.clientCertificate(),
                        all.network(),
                        all.auth(),
                        all.sender(),
                        all.recipient(),
                        Optional.empty()),
                rule.otherwise());
    }

    private static OutboundRule rule(OutboundRule rule) {
        OutboundTls tls = rule.tls();
        return new OutboundRule(
                rule.connector(),
                rule.criteria(),
                Centralization.DIRECT,
                rule.route(),
                new OutboundTls(
                        tls.level(),
                        tls.minimum(),
                        tls.serverNames(),
                        tls.presented(),
                        DestinationPolicy.OFF,
                        tls.serverNames().isEmpty() ? tls.dane() : DestinationPolicy.OFF));
    }

    /** As a client of this test can show it; empty where it cannot. */
    static Optional<Message> message(Message message) {
        if (message.recipient().domain().isAddressLiteral()) {
            return Optional.empty();
        }
        Message.Origin origin = message.origin();
        boolean older = origin instanceof Connection connection
                && connection
                        .tls()
                        .filter(version -> version.compareTo(TlsVersion.TLS_1_2) < 0)
                        .isPresent();
        if (older) {
            return Optional.empty();
        }
        return Optional.of(new Message(origin, message.sender(), message.recipient(), 0, 0, List.of()));
    }

    /** Now and then with an extension, as Debian's {@code recipient_delimiter} has it: for a policy another address. */
    static Message extended(Message message, Random random) {
        Optional<MailAddress> sender =
                message.sender().map(address -> random.nextInt(8) == 0 ? extended(address) : address);
        MailAddress recipient = random.nextInt(4) == 0 ? extended(message.recipient()) : message.recipient();
        return new Message(message.origin(), sender, recipient, message.size(), message.hops(), message.headers());
    }

    private static MailAddress extended(MailAddress address) {
        return new MailAddress(address.localPart() + "+x", address.domain());
    }
}
