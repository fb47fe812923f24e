package dev.mailflow.compiler.coverage;

import dev.mailflow.compiler.coverage.Coverage.Impossible;
import dev.mailflow.compiler.coverage.Goal.Kind;
import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.InboundRule.Requirements;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.OutboundRule.Level;
import dev.mailflow.compiler.decision.OutboundRule.OutboundTls;
import dev.mailflow.compiler.decision.Reason;
import dev.mailflow.compiler.decision.TestRunner.End;
import dev.mailflow.compiler.source.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that can be tried of a model. What is called impossible here no message can do; not everything that no message can do
 * is known here, for that is a question to the analysis of all messages.
 */
final class Goals {
    private final List<Goal> possible = new ArrayList<>();
    private final List<Impossible> impossible = new ArrayList<>();
    private final Map<Reached.Key, Goal> byKey = new HashMap<>();

    private Goals() {}

    static Goals of(DecisionModel model) {
        Goals goals = new Goals();
        for (Site site : model.sites()) {
            site.inbound().stream().filter(rule -> rule.connector().isEnabled()).forEach(rule -> goals.add(site, rule));
            site.outbound().stream()
                    .filter(rule -> rule.connector().isEnabled())
                    .forEach(rule -> goals.add(site, rule));
        }
        return goals;
    }

    List<Goal> possible() {
        return possible;
    }

    List<Impossible> impossible() {
        return impossible;
    }

    Optional<Goal> find(Reached.Key key) {
        return Optional.ofNullable(byKey.get(key));
    }

    private void add(Site site, InboundRule rule) {
        End end = End.INBOUND;
        Span place = rule.connector().origin();
        add(goal(Kind.SELECTED, site, end, rule.connector(), Optional.empty(), place), Optional.empty());
        Criteria criteria = rule.criteria();
        Requirements required = rule.requirements();
        required.tls().ifPresent(tls -> {
            failing(site, rule, Reason.TLS_REQUIRED, tls.origin(), Certain.tls(criteria));
            tls.minimum()
                    .ifPresent(
                            minimum -> failing(site, rule, Reason.TLS_VERSION, tls.origin(), Certain.version(minimum)));
        });
        required.clientCertificate()
                .ifPresent(demand -> failing(
                        site,
                        rule,
                        Reason.CERT_MISMATCH,
                        demand.origin(),
                        Certain.certificate(criteria, demand.alternatives())));
        required.network()
                .ifPresent(demand -> failing(
                        site,
                        rule,
                        Reason.NETWORK_NOT_ALLOWED,
                        demand.origin(),
                        Certain.network(criteria, demand.alternatives())));
        required.auth().ifPresent(origin -> failing(site, rule, Reason.AUTH_REQUIRED, origin, Optional.empty()));
        required.sender()
                .ifPresent(demand -> failing(
                        site,
                        rule,
                        Reason.SENDER_NOT_ALLOWED,
                        demand.origin(),
                        Certain.address(criteria.senders(), demand.alternatives())));
        required.recipient()
                .ifPresent(demand -> failing(
                        site,
                        rule,
                        Reason.RECIPIENT_NOT_ALLOWED,
                        demand.origin(),
                        Certain.address(criteria.recipients(), demand.alternatives())));
        required.size().ifPresent(size -> failing(site, rule, Reason.SIZE_EXCEEDED, size.origin(), Optional.empty()));
        boolean alone = site.inbound().stream()
                        .filter(other -> other.connector().isEnabled())
                        .count()
                == 1;
        add(
                goal(Kind.NEARLY_SELECTED, site, end, rule.connector(), Optional.empty(), place),
                alone ? Certain.selected(criteria) : Optional.empty());
    }

    private void add(Site site, OutboundRule rule) {
        Connector connector = rule.connector();
        Span place = connector.origin();
        add(goal(Kind.SELECTED, site, End.OUTBOUND, connector, Optional.empty(), place), Optional.empty());
        OutboundTls tls = rule.tls();
        if (tls.level() == Level.REQUIRED) {
            failing(site, End.OUTBOUND, connector, Reason.TLS_UNAVAILABLE, place, Optional.empty());
            tls.minimum()
                    .ifPresent(minimum -> failing(
                            site, End.OUTBOUND, connector, Reason.TLS_VERSION, place, Certain.version(minimum)));
            if (!tls.serverNames().isEmpty()) {
                failing(site, End.OUTBOUND, connector, Reason.CERT_MISMATCH, place, Optional.empty());
            }
        }
        boolean alone = site.outbound().stream()
                        .filter(other -> other.connector().isEnabled())
                        .count()
                == 1;
        add(
                goal(Kind.NEARLY_SELECTED, site, End.OUTBOUND, connector, Optional.empty(), place),
                alone ? Certain.selected(rule.criteria()) : Optional.empty());
    }

    private void failing(Site site, InboundRule rule, Reason reason, Span origin, Optional<String> never) {
        failing(site, End.INBOUND, rule.connector(), reason, origin, never);
    }

    private void failing(Site site, End end, Connector connector, Reason reason, Span origin, Optional<String> never) {
        add(goal(Kind.REQUIREMENT_FAILED, site, end, connector, Optional.of(reason), origin), never);
    }

    private static Goal goal(Kind kind, Site site, End end, Connector connector, Optional<Reason> reason, Span origin) {
        return new Goal(kind, site.name(), end, connector.name(), reason, origin);
    }

    private void add(Goal goal, Optional<String> never) {
        if (never.isPresent()) {
            impossible.add(new Impossible(goal, never.get()));
        } else {
            possible.add(goal);
            byKey.put(Reached.Key.of(goal), goal);
        }
    }
}
