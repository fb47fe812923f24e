package dev.mailflow.compiler.decision;

import static dev.mailflow.compiler.decision.Matching.anyAddress;
import static dev.mailflow.compiler.decision.Matching.anyName;
import static dev.mailflow.compiler.decision.Matching.isBelow;
import static dev.mailflow.compiler.decision.Matching.specificity;
import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;
import static java.util.Comparator.reverseOrder;

import dev.mailflow.compiler.decision.DecisionModel.DirectSend;
import dev.mailflow.compiler.decision.DecisionModel.Directory;
import dev.mailflow.compiler.decision.DecisionModel.MailboxLocation;
import dev.mailflow.compiler.decision.DecisionModel.Organization;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule.RelayRight;
import dev.mailflow.compiler.decision.InboundRule.Requirements;
import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.compiler.decision.Message.Submitted;
import dev.mailflow.compiler.decision.OutboundRule.Centralization;
import dev.mailflow.compiler.decision.OutboundRule.Level;
import dev.mailflow.compiler.decision.OutboundRule.OutboundTls;
import dev.mailflow.compiler.decision.Verdict.Attribution;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByConnector;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByInternet;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByMailbox;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByNobody;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.decision.Verdict.Outcome.Deliver;
import dev.mailflow.compiler.decision.Verdict.Outcome.Refuse;
import dev.mailflow.compiler.decision.Verdict.Outcome.Send;
import dev.mailflow.compiler.decision.Verdict.Outcome.SendToInternet;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.MailAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The contract of language.md, section 3, in code: what one site decides of one message for one recipient. Every back end
 * and every analysis is held to it. It looks nothing up that was prepared beforehand and is written to be read beside the
 * contract, rule by rule; speed is the business of others.
 */
public final class Interpreter {
    private final Organization organization;
    private final Site site;
    private final Message message;

    Interpreter(DecisionModel model, String site, Message message) {
        this.organization = model.organization();
        this.site = model.site(site);
        this.message = message;
    }

    /**
     * The verdict where the next hop meets every requirement.
     *
     * @throws IllegalArgumentException if the model has no such site
     */
    public static Verdict decide(DecisionModel model, String site, Message message) {
        return new Interpreter(model, site, message).verdict();
    }

    /**
     * The verdict where the next hop offers this: a message that may not go out so is deferred (R11).
     *
     * @throws IllegalArgumentException if the model has no such site
     */
    public static Verdict decide(DecisionModel model, String site, Message message, RemoteOffer remote) {
        return offered(decide(model, site, message), remote);
    }

    /** R11: what becomes of the verdict if the next hop offers this. */
    static Verdict offered(Verdict verdict, RemoteOffer remote) {
        if (verdict.outcome() instanceof Send send) {
            return judge(send.via().tls(), remote)
                    .map(reason -> Replies.deferral(reason, send.via().connector()))
                    .map(refusal -> new Verdict(new Refuse(refusal), verdict.by()))
                    .orElse(verdict);
        }
        return verdict;
    }

    /** R11: why a next hop that offers this will not do; empty if it will. */
    public static Optional<Reason> judge(OutboundTls demand, RemoteOffer remote) {
        if (demand.level() != Level.REQUIRED) {
            return Optional.empty();
        }
        if (remote.tls().isEmpty()) {
            return Optional.of(Reason.TLS_UNAVAILABLE);
        }
        if (isBelow(remote.tls(), demand.minimum())) {
            return Optional.of(Reason.TLS_VERSION);
        }
        if (!demand.serverNames().isEmpty() && !anyName(demand.serverNames(), remote.certificateNames())) {
            return Optional.of(Reason.CERT_MISMATCH);
        }
        return Optional.empty();
    }

    private Verdict verdict() {
        if (message.hops() > organization.hopLimit()) { // R1
            return new Verdict(refuse(Reason.LOOP, Optional.empty()), new ByNobody());
        }
        Attribution by = attribution();
        Outcome outcome = failedRequirement(by)
                .or(() -> relayDenied(by))
                .or(() -> directSendRefused(by))
                .orElseGet(() -> isLocal(by) ? local(by) : outbound(by));
        return new Verdict(outcome, by);
    }

    // R2, R3: who sent it.

    Attribution attribution() {
        if (message.origin() instanceof Submitted) {
            return new ByMailbox();
        }
        return trustedSource()
                .or(() -> foreignSource(EndpointKind.PARTNER))
                .or(() -> foreignSource(EndpointKind.INTERNET))
                .<Attribution>map(ByConnector::new)
                .orElseGet(ByInternet::new);
    }

    /** R2. A sender or a header alone never identifies a trusted source. */
    Optional<InboundRule> trustedSource() {
        return candidates(EndpointKind::isTrusted)
                .filter(rule -> !rule.criteria().certificates().isEmpty()
                        || !rule.criteria().networks().isEmpty())
                .max(comparingInt(this::certificateRank)
                        .thenComparing(this::networkRank)
                        .thenComparing(this::kindsRank)
                        .thenComparing(firstByName(InboundRule::connector)));
    }

    /** R3. */
    Optional<InboundRule> foreignSource(EndpointKind peer) {
        return candidates(kind -> kind == peer)
                .max(comparingInt(this::senderRank).thenComparing(firstByName(InboundRule::connector)));
    }

    private Stream<InboundRule> candidates(Predicate<EndpointKind> peer) {
        return site.inbound().stream()
                .filter(rule -> rule.connector().isEnabled())
                .filter(rule -> peer.test(rule.connector().peerKind()))
                .filter(rule -> holds(rule.criteria()));
    }

    int certificateRank(InboundRule rule) {
        return rule.criteria().certificates().isEmpty() ? 0 : 1;
    }

    /** The longest prefix among the networks that contain the client; none counts below /0. */
    int networkRank(InboundRule rule) {
        return rule.criteria().networks().stream()
                .flatMap(group -> group.networks().stream())
                .filter(network -> network.contains(connection().client()))
                .mapToInt(network -> network.prefix())
                .max()
                .orElse(-1);
    }

    int kindsRank(InboundRule rule) {
        return rule.criteria().kinds();
    }

    int senderRank(InboundRule rule) {
        return specificity(rule.criteria().senders(), message.sender());
    }

    /** Relay right of R5: a submitted message and an authenticated user that no trusted connector claims have it. */
    boolean mayRelay(Attribution by) {
        return trusted(by)
                .map(rule -> rule.relayRight() == RelayRight.GRANTED)
                .orElse(by instanceof ByMailbox || connection().user().isPresent());
    }

    boolean isForeign(Attribution by) {
        return !(by instanceof ByMailbox)
                && trusted(by).isEmpty()
                && connection().user().isEmpty();
    }

    private static Optional<InboundRule> trusted(Attribution by) {
        return selected(by).filter(rule -> rule.connector().peerKind().isTrusted());
    }

    static Optional<InboundRule> selected(Attribution by) {
        return by instanceof ByConnector from ? Optional.of(from.rule()) : Optional.empty();
    }

    // R4 to R6: may it come in.

    Optional<Outcome> failedRequirement(Attribution by) {
        return selected(by)
                .flatMap(rule ->
                        unmet(rule.requirements()).map(reason -> new Refuse(Replies.requirement(reason, rule))));
    }

    /** R4: the first requirement that fails. */
    Optional<Reason> unmet(Requirements required) {
        Connection client = connection();
        if (required.tls().isPresent() && client.tls().isEmpty()) {
            return Optional.of(Reason.TLS_REQUIRED);
        }
        if (required.tls().filter(tls -> isBelow(client.tls(), tls.minimum())).isPresent()) {
            return Optional.of(Reason.TLS_VERSION);
        }
        if (required.clientCertificate()
                .filter(demand -> !anyName(demand.alternatives(), client.certificateNames()))
                .isPresent()) {
            return Optional.of(Reason.CERT_MISMATCH);
        }
        if (required.network()
                .filter(demand -> demand.alternatives().stream().noneMatch(n -> n.contains(client.client())))
                .isPresent()) {
            return Optional.of(Reason.NETWORK_NOT_ALLOWED);
        }
        if (required.auth().isPresent() && client.user().isEmpty()) {
            return Optional.of(Reason.AUTH_REQUIRED);
        }
        if (required.sender()
                .filter(demand -> !anyAddress(demand.alternatives(), message.sender()))
                .isPresent()) {
            return Optional.of(Reason.SENDER_NOT_ALLOWED);
        }
        if (required.recipient()
                .filter(demand -> !anyAddress(demand.alternatives(), recipient()))
                .isPresent()) {
            return Optional.of(Reason.RECIPIENT_NOT_ALLOWED);
        }
        if (required.size().filter(most -> message.size() > most.octets()).isPresent()) {
            return Optional.of(Reason.SIZE_EXCEEDED);
        }
        return Optional.empty();
    }

    /** R5. */
    Optional<Outcome> relayDenied(Attribution by) {
        return isAccepted(recipient()) || mayRelay(by)
                ? Optional.empty()
                : Optional.of(refuse(Reason.RELAY_DENIED, selected(by).map(InboundRule::connector)));
    }

    /** R6. */
    Optional<Outcome> directSendRefused(Attribution by) {
        return organization.directSend() == DirectSend.REFUSED && isForeign(by) && isAccepted(message.sender())
                ? Optional.of(refuse(Reason.DIRECT_SEND, Optional.empty()))
                : Optional.empty();
    }

    boolean isAccepted(Optional<MailAddress> address) {
        return anyAddress(organization.authoritative(), address) || anyAddress(organization.relayed(), address);
    }

    /** The most specific pattern decides between authoritative and relay. */
    boolean isAuthoritative(Optional<MailAddress> address) {
        return anyAddress(organization.authoritative(), address)
                && specificity(organization.authoritative(), address) >= specificity(organization.relayed(), address);
    }

    // R7: is it for a mailbox here.

    Optional<MailboxLocation> mailbox() {
        return organization.mailbox(message.recipient());
    }

    boolean isLocal(Attribution by) {
        return isAccepted(recipient())
                && mailbox()
                        .map(location -> location.endpoint().equals(site.name()))
                        .orElse(isAuthoritative(recipient()))
                && enabledRoutes().noneMatch(rule -> namesTheRecipient(rule) && !isLeftOut(rule, by));
    }

    boolean namesTheRecipient(OutboundRule rule) {
        AddressPattern exactly = new AddressPattern.Address(message.recipient());
        return rule.criteria().recipients().stream()
                .anyMatch(group -> group.patterns().contains(exactly));
    }

    private Outcome local(Attribution by) {
        if (!isKnown()) {
            return refuse(Reason.UNKNOWN_RECIPIENT, Optional.empty());
        }
        return centralized(by).map(rule -> send(rule, by)).orElseGet(Deliver::new);
    }

    /** With {@code directory complete} the declared mailboxes are all there are. */
    boolean isKnown() {
        return organization.directory() == Directory.OPEN || mailbox().isPresent();
    }

    /** What came from a foreign source is sent the central way before it is delivered. */
    Optional<OutboundRule> centralized(Attribution by) {
        return isForeign(by)
                ? best(enabledRoutes().filter(rule -> rule.centralization() == Centralization.CENTRALIZED))
                : Optional.empty();
    }

    // R8 to R10: where does it go.

    private Outcome outbound(Attribution by) {
        return route(by)
                .map(rule -> send(rule, by))
                .orElseGet(() -> isAccepted(recipient())
                        ? refuse(Reason.UNKNOWN_RECIPIENT, Optional.empty())
                        : new SendToInternet());
    }

    /** R8. */
    Optional<OutboundRule> route(Attribution by) {
        return best(enabledRoutes().filter(rule -> !isLeftOut(rule, by)));
    }

    private Stream<OutboundRule> enabledRoutes() {
        return site.outbound().stream()
                .filter(rule -> rule.connector().isEnabled())
                .filter(rule -> holds(rule.criteria()));
    }

    /** A centralized connector is left out for what came from its own destination. */
    boolean isLeftOut(OutboundRule rule, Attribution by) {
        boolean fromItsDestination =
                by instanceof ByInternet ? rule.connector().peerKind() == EndpointKind.INTERNET : leadsBack(rule, by);
        return rule.centralization() == Centralization.CENTRALIZED && fromItsDestination;
    }

    private Optional<OutboundRule> best(Stream<OutboundRule> rules) {
        return rules.max(comparingInt(this::recipientRank)
                .thenComparing(this::senderCriterionRank)
                .thenComparing(firstByName(OutboundRule::connector)));
    }

    int recipientRank(OutboundRule rule) {
        return specificity(rule.criteria().recipients(), recipient());
    }

    int senderCriterionRank(OutboundRule rule) {
        return rule.criteria().senders().isPresent() ? 1 : 0;
    }

    /** R9. */
    private Outcome send(OutboundRule rule, Attribution by) {
        return leadsBack(rule, by) && rule.connector().peerKind() != EndpointKind.INTERNET
                ? refuse(Reason.LOOP, Optional.of(rule.connector()))
                : new Send(rule);
    }

    static boolean leadsBack(OutboundRule rule, Attribution by) {
        return selected(by)
                .filter(from -> from.connector().peer().equals(rule.connector().peer()))
                .isPresent();
    }

    // What matches what.

    boolean holds(Criteria criteria) {
        return isAmong(criteria.senders(), message.sender())
                && isAmong(criteria.recipients(), recipient())
                && all(criteria.certificates(), this::holds)
                && all(criteria.networks(), this::holds)
                && all(criteria.headers(), this::holds);
    }

    /** Nearly always of none, and asked of each rule: no stream is made for it. */
    private static <T> boolean all(List<T> criteria, Predicate<T> holds) {
        for (T criterion : criteria) {
            if (!holds.test(criterion)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAmong(Optional<Criteria.AddressGroup> group, Optional<MailAddress> address) {
        return group.isEmpty() || anyAddress(group.get().patterns(), address);
    }

    boolean holds(Criteria.CertificateGroup group) {
        return anyName(group.patterns(), connection().certificateNames());
    }

    boolean holds(Criteria.NetworkGroup group) {
        return group.networks().stream()
                .anyMatch(network -> network.contains(connection().client()));
    }

    boolean holds(Criteria.HeaderCriterion header) {
        return message.headers().stream()
                .filter(field -> field.name().equals(header.name()))
                .anyMatch(field -> header.values().isEmpty() || header.values().contains(field.value()));
    }

    /** Only asked of what came over SMTP. */
    private Connection connection() {
        return (Connection) message.origin();
    }

    private Optional<MailAddress> recipient() {
        return Optional.of(message.recipient());
    }

    /** Ties that a message can reach are compile errors; should one be judged all the same, the first name wins. */
    private static <T> Comparator<T> firstByName(Function<T, Connector> connector) {
        return comparing(rule -> connector.apply(rule).name(), reverseOrder());
    }

    private static Outcome refuse(Reason reason, Optional<Connector> decided) {
        return new Refuse(Replies.standard(reason, decided));
    }
}
