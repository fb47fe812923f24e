package dev.mailflow.compiler.analysis.difference;

import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.DirectSend;
import dev.mailflow.compiler.decision.DecisionModel.Directory;
import dev.mailflow.compiler.decision.DecisionModel.Organization;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.InboundRule.RelayRight;
import dev.mailflow.compiler.decision.InboundRule.Requirements;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.OutboundRule.Centralization;
import dev.mailflow.compiler.decision.OutboundRule.OutboundTls;
import dev.mailflow.compiler.testing.RandomPolicies;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Policies that differ a little from others, as those of two days do. */
final class Edits {
    private final Random random;

    private Edits(Random random) {
        this.random = random;
    }

    static DecisionModel some(DecisionModel model, Random random) {
        Edits edits = new Edits(random);
        DecisionModel edited = model;
        int count = 1 + random.nextInt(2);
        for (int i = 0; i < count; i++) {
            edited = edits.one(edited);
        }
        return edited;
    }

    private DecisionModel one(DecisionModel model) {
        if (random.nextInt(4) == 0) {
            return new DecisionModel(organization(model.organization()), model.endpoints(), model.sites());
        }
        List<Site> sites = new ArrayList<>(model.sites());
        int at = random.nextInt(sites.size());
        sites.set(at, site(sites.get(at)));
        return new DecisionModel(model.organization(), model.endpoints(), sites);
    }

    private Organization organization(Organization old) {
        Organization other = RandomPolicies.model(random).organization();
        int what = random.nextInt(6);
        return new Organization(
                what == 0 ? other.authoritative() : old.authoritative(),
                what == 1
                        ? other.relayed().stream()
                                .filter(pattern -> !old.authoritative().contains(pattern))
                                .toList()
                        : old.relayed(),
                what == 2
                        ? old.directSend() == DirectSend.ALLOWED ? DirectSend.REFUSED : DirectSend.ALLOWED
                        : old.directSend(),
                what == 3 ? old.hopLimit() + 1 : old.hopLimit(),
                what == 4 ? old.directory() == Directory.OPEN ? Directory.COMPLETE : Directory.OPEN : old.directory(),
                what == 5 ? other.mailboxes() : old.mailboxes());
    }

    private Site site(Site site) {
        List<InboundRule> inbound = new ArrayList<>(site.inbound());
        List<OutboundRule> outbound = new ArrayList<>(site.outbound());
        boolean isInbound = random.nextBoolean();
        if (isInbound && !inbound.isEmpty()) {
            int at = random.nextInt(inbound.size());
            InboundRule rule = inbound.get(at);
            switch (random.nextInt(4)) {
                case 0 -> inbound.remove(at);
                case 1 -> inbound.set(at, with(rule, rule.connector(), RelayRight.GRANTED, Requirements.NONE));
                case 2 ->
                    inbound.set(at, with(rule, toggled(rule.connector()), rule.relayRight(), rule.requirements()));
                default -> {
                    RelayRight other = rule.relayRight() == RelayRight.GRANTED ? RelayRight.DENIED : RelayRight.GRANTED;
                    inbound.set(at, with(rule, renamed(rule.connector()), other, rule.requirements()));
                }
            }
        } else if (!outbound.isEmpty()) {
            int at = random.nextInt(outbound.size());
            OutboundRule rule = outbound.get(at);
            switch (random.nextInt(4)) {
                case 0 -> outbound.remove(at);
                case 1 ->
                    outbound.set(at, with(rule, rule.connector(), rule.centralization(), OutboundTls.OPPORTUNISTIC));
                case 2 -> outbound.set(at, with(rule, toggled(rule.connector()), rule.centralization(), rule.tls()));
                default -> {
                    Centralization other = rule.centralization() == Centralization.CENTRALIZED
                            ? Centralization.DIRECT
                            : Centralization.CENTRALIZED;
                    outbound.set(at, with(rule, rule.connector(), other, rule.tls()));
                }
            }
        }
        return new Site(site.name(), site.kind(), inbound, outbound);
    }

    private static Connector toggled(Connector old) {
        return new Connector(
                old.name(),
                old.peer(),
                old.peerKind(),
                old.isEnabled() ? Connector.State.DISABLED : Connector.State.ENABLED,
                old.extras(),
                old.origin());
    }

    private static Connector renamed(Connector old) {
        return new Connector(
                "zebra-" + old.name(), old.peer(), old.peerKind(), old.state(), old.extras(), old.origin());
    }

    private static InboundRule with(
            InboundRule old, Connector connector, RelayRight relayRight, Requirements requirements) {
        return new InboundRule(connector, old.criteria(), relayRight, requirements, old.otherwise());
    }

    private static OutboundRule with(
            OutboundRule old, Connector connector, Centralization centralization, OutboundTls tls) {
        return new OutboundRule(connector, old.criteria(), centralization, old.route(), tls);
    }
}
