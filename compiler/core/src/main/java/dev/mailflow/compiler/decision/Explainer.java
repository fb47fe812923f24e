package dev.mailflow.compiler.decision;

import dev.mailflow.compiler.decision.DecisionModel.MailboxLocation;
import dev.mailflow.compiler.decision.DecisionModel.Organization;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.Explanation.Rule;
import dev.mailflow.compiler.decision.Explanation.Step;
import dev.mailflow.compiler.decision.Finding.Cause;
import dev.mailflow.compiler.decision.Finding.Kind;
import dev.mailflow.compiler.decision.Finding.Miss;
import dev.mailflow.compiler.decision.Finding.Rank;
import dev.mailflow.compiler.decision.Finding.Standing;
import dev.mailflow.compiler.decision.InboundRule.Requirements;
import dev.mailflow.compiler.decision.OutboundRule.Centralization;
import dev.mailflow.compiler.decision.Verdict.Attribution;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByMailbox;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByNobody;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** Asks the interpreter, question by question, and writes down the answers. It decides nothing itself. */
final class Explainer {
    private final DecisionModel model;
    private final Organization organization;
    private final Site site;
    private final Message message;
    private final Interpreter interpreter;
    private final List<Step> steps = new ArrayList<>();

    Explainer(DecisionModel model, String site, Message message) {
        this.model = model;
        this.organization = model.organization();
        this.site = model.site(site);
        this.message = message;
        this.interpreter = new Interpreter(model, site, message);
    }

    Explanation explanation(Optional<RemoteOffer> remote) {
        Verdict plain = Interpreter.decide(model, site.name(), message);
        Verdict verdict = remote.map(offer -> Interpreter.decide(model, site.name(), message, offer))
                .orElse(plain);
        tellSteps(plain.by(), remote);
        return new Explanation(
                site.name(), message, verdict, steps, inboundFindings(plain.by()), outboundFindings(plain.by()));
    }

    // Steps.

    private void tellSteps(Attribution by, Optional<RemoteOffer> remote) {
        tell(Rule.R1, message.hops() + " Received fields, at most " + organization.hopLimit() + " allowed");
        if (by instanceof ByNobody) {
            return;
        }
        tellSource(by);
        if (Interpreter.selected(by).isPresent()
                && tellRequirements(Interpreter.selected(by).get())) {
            return;
        }
        tell(
                Rule.R5,
                "the recipient's domain is " + (isAccepted() ? "accepted" : "not accepted") + ", the source has "
                        + (interpreter.mayRelay(by) ? "relay right" : "no relay right"));
        if (interpreter.relayDenied(by).isPresent()) {
            return;
        }
        tell(
                Rule.R6,
                "direct send is "
                        + switch (organization.directSend()) {
                            case ALLOWED -> "allowed";
                            case REFUSED -> "refused";
                        }
                        + ", the source is " + (interpreter.isForeign(by) ? "foreign" : "not foreign")
                        + ", the sender's domain is "
                        + (interpreter.isAccepted(message.sender()) ? "ours" : "not ours"));
        if (interpreter.directSendRefused(by).isPresent()) {
            return;
        }
        tell(Rule.R7, mailbox(by));
        Optional<OutboundRule> chosen = chosen(by);
        if (chosen.isPresent()) {
            tellRoute(chosen.get(), by, remote);
        } else if (!interpreter.isLocal(by)) {
            tell(Rule.R8, "no outbound connector carries the recipient");
            tell(
                    Rule.R10,
                    isAccepted() ? "an accepted domain has to end somewhere" : "the recipient is on the internet");
        }
    }

    private void tellSource(Attribution by) {
        if (by instanceof ByMailbox) {
            tell(Rule.SUBMISSION, "submitted at the site");
            return;
        }
        Optional<InboundRule> trusted = interpreter.trustedSource();
        tell(
                Rule.R2,
                trusted.map(rule -> "`" + rule.connector().peer() + "` by connector `"
                                + rule.connector().name() + "`")
                        .orElse("no trusted source"),
                trusted.map(rule -> rule.connector().origin()));
        if (trusted.isEmpty()) {
            Optional<Connector> named = Interpreter.selected(by).map(InboundRule::connector);
            tell(
                    Rule.R3,
                    named.map(connector -> "`" + connector.peer() + "` by connector `" + connector.name() + "`")
                            .orElse("plain internet"),
                    named.map(Connector::origin));
        }
    }

    /** Whether one failed. */
    private boolean tellRequirements(InboundRule rule) {
        Optional<Reason> failed = interpreter.unmet(rule.requirements());
        tell(
                Rule.R4,
                failed.map(reason -> "the message does not meet a requirement of `"
                                + rule.connector().name() + "`: " + reason.text())
                        .orElse("connector `" + rule.connector().name() + "` is satisfied"),
                failed.flatMap(reason -> requirement(reason, rule.requirements())));
        return failed.isPresent();
    }

    /** Where the requirement is written whose failure has that reason. */
    static Optional<Span> requirement(Reason reason, Requirements required) {
        return switch (reason) {
            case TLS_REQUIRED, TLS_VERSION -> required.tls().map(InboundRule.Tls::origin);
            case CERT_MISMATCH -> required.clientCertificate().map(InboundRule.Demand::origin);
            case NETWORK_NOT_ALLOWED -> required.network().map(InboundRule.Demand::origin);
            case AUTH_REQUIRED -> required.auth();
            case SENDER_NOT_ALLOWED -> required.sender().map(InboundRule.Demand::origin);
            case RECIPIENT_NOT_ALLOWED -> required.recipient().map(InboundRule.Demand::origin);
            case SIZE_EXCEEDED -> required.size().map(InboundRule.Size::origin);
            case LOOP, RELAY_DENIED, DIRECT_SEND, UNKNOWN_RECIPIENT, TLS_UNAVAILABLE -> Optional.empty();
        };
    }

    private String mailbox(Attribution by) {
        if (!isAccepted()) {
            return "the recipient's domain is not ours";
        }
        String declared = interpreter
                .mailbox()
                .map(MailboxLocation::endpoint)
                .map(endpoint -> "the mailbox is declared at `" + endpoint + "`")
                .orElseGet(() -> interpreter.isAuthoritative(Optional.of(message.recipient()))
                        ? "the domain is authoritative and the mailbox declared nowhere"
                        : "the domain is relayed and the mailbox declared nowhere");
        if (interpreter.isLocal(by)) {
            return declared + (chosen(by).isPresent() ? ", but mail from outside goes the central way first" : "");
        }
        return declared
                + site.outbound().stream()
                        .filter(rule -> rule.connector().isEnabled()
                                && interpreter.holds(rule.criteria())
                                && interpreter.namesTheRecipient(rule)
                                && !interpreter.isLeftOut(rule, by))
                        .findFirst()
                        .map(rule -> ", connector `" + rule.connector().name() + "` names exactly this address")
                        .orElse("");
    }

    private void tellRoute(OutboundRule rule, Attribution by, Optional<RemoteOffer> remote) {
        Optional<Span> origin = Optional.of(rule.connector().origin());
        if (!interpreter.isLocal(by)) {
            tell(Rule.R8, "connector `" + rule.connector().name() + "`", origin);
        }
        boolean back = Interpreter.leadsBack(rule, by) && rule.connector().peerKind() != EndpointKind.INTERNET;
        tell(
                Rule.R9,
                "`" + rule.connector().peer() + "` is " + (back ? "" : "not ") + "where the message came from"
                        + (back && rule.connector().peerKind() == EndpointKind.SERVICE
                                ? "; with `centralized`, connector `"
                                        + rule.connector().name() + "` is left out for what it hands back"
                                : ""),
                back ? origin : Optional.empty());
        if (!back && remote.isPresent()) {
            tell(
                    Rule.R11,
                    Interpreter.judge(rule.tls(), remote.get())
                            .map(Reason::text)
                            .orElse("the next hop offers what connector `"
                                    + rule.connector().name() + "` asks"),
                    origin);
        }
    }

    private void tell(Rule rule, String detail) {
        tell(rule, detail, Optional.empty());
    }

    private void tell(Rule rule, String detail, Optional<Span> origin) {
        steps.add(new Step(rule, detail, origin));
    }

    private boolean isAccepted() {
        return interpreter.isAccepted(Optional.of(message.recipient()));
    }

    private Optional<OutboundRule> chosen(Attribution by) {
        if (!interpreter.isLocal(by)) {
            return interpreter.route(by);
        }
        return interpreter.isKnown() ? interpreter.centralized(by) : Optional.empty();
    }

    // Findings.

    private List<Finding> inboundFindings(Attribution by) {
        Optional<InboundRule> winner = Interpreter.selected(by);
        return site.inbound().stream()
                .map(rule -> new Finding(rule.connector(), standing(rule, by, winner)))
                .toList();
    }

    private Standing standing(InboundRule rule, Attribution by, Optional<InboundRule> winner) {
        if (by instanceof ByNobody || by instanceof ByMailbox) {
            return new Finding.NotAsked(by instanceof ByNobody ? Cause.LOOP : Cause.SUBMITTED);
        }
        List<Miss> misses = misses(rule.criteria());
        if (rule.connector().peerKind().isTrusted()
                && rule.criteria().certificates().isEmpty()
                && rule.criteria().networks().isEmpty()) {
            misses.add(new Miss(Kind.IDENTITY, rule.connector().origin()));
        }
        Map<Rank, ToIntFunction<InboundRule>> ranks = new LinkedHashMap<>();
        ranks.put(Rank.SOURCE, Explainer::sourceRank);
        if (rule.connector().peerKind().isTrusted()) {
            ranks.put(Rank.CERTIFICATE, interpreter::certificateRank);
            ranks.put(Rank.NETWORK, interpreter::networkRank);
            ranks.put(Rank.KINDS, interpreter::kindsRank);
        } else {
            ranks.put(Rank.SENDER, interpreter::senderRank);
        }
        return standing(
                rule.connector(),
                misses,
                () -> rule.equals(winner.orElseThrow())
                        ? new Finding.Selected()
                        : new Finding.Lost(winner.get().connector(), difference(ranks, rule, winner.get())));
    }

    private static int sourceRank(InboundRule rule) {
        EndpointKind peer = rule.connector().peerKind();
        return peer.isTrusted() ? 2 : peer == EndpointKind.PARTNER ? 1 : 0;
    }

    private List<Finding> outboundFindings(Attribution by) {
        boolean refused = steps.stream().noneMatch(step -> step.rule() == Rule.R7);
        return site.outbound().stream()
                .map(rule -> new Finding(
                        rule.connector(),
                        refused
                                ? new Finding.NotAsked(by instanceof ByNobody ? Cause.LOOP : Cause.REFUSED)
                                : standing(rule.connector(), misses(rule.criteria()), () -> standing(rule, by))))
                .toList();
    }

    /** Of an enabled rule whose criteria hold. */
    private Standing standing(OutboundRule rule, Attribution by) {
        boolean local = interpreter.isLocal(by);
        Optional<OutboundRule> winner = chosen(by);
        if (local && (winner.isEmpty() || rule.centralization() == Centralization.DIRECT)) {
            return new Finding.NotAsked(Cause.LOCAL);
        }
        if (!local && interpreter.isLeftOut(rule, by)) {
            return new Finding.NotAsked(Cause.LEFT_OUT);
        }
        if (rule.equals(winner.orElseThrow())) {
            return new Finding.Selected();
        }
        Map<Rank, ToIntFunction<OutboundRule>> ranks = new LinkedHashMap<>();
        ranks.put(Rank.RECIPIENT, interpreter::recipientRank);
        ranks.put(Rank.SENDER_CRITERION, interpreter::senderCriterionRank);
        return new Finding.Lost(winner.get().connector(), difference(ranks, rule, winner.get()));
    }

    private static Standing standing(Connector connector, List<Miss> misses, Supplier<Standing> candidate) {
        if (!connector.isEnabled()) {
            return new Finding.Disabled(misses);
        }
        return misses.isEmpty() ? candidate.get() : new Finding.Missed(misses);
    }

    private static <T> Rank difference(Map<Rank, ToIntFunction<T>> ranks, T loser, T winner) {
        return ranks.entrySet().stream()
                .filter(rank ->
                        rank.getValue().applyAsInt(loser) < rank.getValue().applyAsInt(winner))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(Rank.NAME);
    }

    private List<Miss> misses(Criteria criteria) {
        List<Miss> misses = new ArrayList<>();
        criteria.certificates().stream()
                .filter(group -> !interpreter.holds(group))
                .forEach(group -> misses.add(new Miss(Kind.CERTIFICATE, group.origin())));
        criteria.networks().stream()
                .filter(group -> !interpreter.holds(group))
                .forEach(group -> misses.add(new Miss(Kind.NETWORK, group.origin())));
        criteria.senders().stream()
                .filter(group -> !Matching.anyAddress(group.patterns(), message.sender()))
                .forEach(group -> misses.add(new Miss(Kind.SENDER, group.origin())));
        criteria.recipients().stream()
                .filter(group -> !Matching.anyAddress(group.patterns(), Optional.of(message.recipient())))
                .forEach(group -> misses.add(new Miss(Kind.RECIPIENT, group.origin())));
        criteria.headers().stream()
                .filter(header -> !interpreter.holds(header))
                .forEach(header -> misses.add(new Miss(Kind.HEADER, header.origin())));
        return misses;
    }
}
