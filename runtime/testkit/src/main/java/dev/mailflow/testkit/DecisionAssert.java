package dev.mailflow.testkit;

import dev.mailflow.runtime.CertificateName;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.Decision.Outcome;
import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.Reason;
import dev.mailflow.runtime.RemoteTls;
import dev.mailflow.runtime.Reply;
import dev.mailflow.runtime.Route;
import dev.mailflow.runtime.TlsDemand;
import dev.mailflow.runtime.TlsVersion;
import dev.mailflow.testkit.facts.PolicyFacts;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.AbstractAssert;

/** What became of a message: the verdict, to whom it was attributed, where it goes next and how. */
public final class DecisionAssert extends AbstractAssert<DecisionAssert, Decision> {
    private Optional<Question> question = Optional.empty();

    DecisionAssert(Decision decision) {
        super(decision, DecisionAssert.class);
    }

    DecisionAssert answering(Question asked) {
        question = Optional.of(asked);
        return this;
    }

    public DecisionAssert isDelivered() {
        return expect(actual.outcome() == Outcome.DELIVER, "deliver");
    }

    /** By this outbound connector. */
    public DecisionAssert isSentVia(String connector) {
        return expect(
                actual.outcome() == Outcome.SEND
                        && actual.via().filter(connector::equals).isPresent(),
                "send via " + connector + unknown(connector));
    }

    /** By any outbound connector. */
    public DecisionAssert isSent() {
        return expect(actual.outcome() == Outcome.SEND, "send via a connector");
    }

    /** By no connector: by MX with opportunistic TLS (R10). */
    public DecisionAssert isSentToInternet() {
        return expect(actual.outcome() == Outcome.SEND_TO_INTERNET, "send to internet");
    }

    /** For whatever reason. */
    public DecisionAssert isRejected() {
        return expect(actual.outcome() == Outcome.REJECT, "reject");
    }

    public DecisionAssert isRejected(Reason reason) {
        return expect(
                actual.outcome() == Outcome.REJECT
                        && actual.reason().filter(reason::equals).isPresent(),
                "reject " + reason.id());
    }

    /** For whatever reason. */
    public DecisionAssert isDeferred() {
        return expect(actual.outcome() == Outcome.DEFER, "defer");
    }

    public DecisionAssert isDeferred(Reason reason) {
        return expect(
                actual.outcome() == Outcome.DEFER
                        && actual.reason().filter(reason::equals).isPresent(),
                "defer " + reason.id());
    }

    /** Attributed to this inbound connector, or to {@code internet}, {@code mailbox} or {@code nobody}. */
    public DecisionAssert by(String connector) {
        return expect(actual.by().toString().equals(connector), "… by " + connector + unknown(connector));
    }

    /** Refused in these words: code and enhanced status (RFC 3463). */
    public DecisionAssert withReply(int code, String status) {
        Optional<Reply> reply = actual.reply();
        return expect(
                reply.isPresent()
                        && reply.get().code() == code
                        && reply.get().status().equals(status),
                "the reply " + code + " " + status,
                reply.map(Reply::toString).orElse("no reply: " + actual));
    }

    /** On its way to this endpoint; {@code internet} for mail that no connector takes. */
    public DecisionAssert to(String endpoint) {
        return expect(
                actual.destination().filter(endpoint::equals).isPresent(),
                "on its way to " + endpoint,
                actual.destination().map(to -> "on its way to " + to).orElse(actual.toString()));
    }

    /** To these hosts in this order, each {@code HOST} or {@code HOST:PORT}. */
    public DecisionAssert toHosts(String... hosts) {
        List<String> found = route().hosts().stream().map(NextHop::toString).toList();
        return expect(
                route().kind() == Route.Kind.HOSTS && found.equals(List.of(hosts)),
                "next hops " + List.of(hosts),
                destination(route()));
    }

    /** To the mail exchangers of the recipient's domain. */
    public DecisionAssert toRecipientMx() {
        return expect(
                route().kind() == Route.Kind.RECIPIENT_MX,
                "to the mail exchangers of the recipient's domain",
                destination(route()));
    }

    /** Never in plain text (R11). */
    public DecisionAssert withTls() {
        return expect(demand().level() == TlsDemand.Level.REQUIRED, "TLS required", level(demand()));
    }

    /** Over TLS of this version or a newer one, never in plain text. */
    public DecisionAssert withTls(TlsVersion minimum) {
        withTls();
        return expect(demand().minimum().isAtLeast(minimum), versions(minimum), versions(demand().minimum()));
    }

    private static String level(TlsDemand demand) {
        return switch (demand.level()) {
            case NEVER -> "no TLS, not even where it is offered";
            case OPPORTUNISTIC -> "TLS where it is offered, else plain text";
            case REQUIRED -> "TLS required";
        };
    }

    /** Of a demand that plain text does not meet. */
    static String versions(TlsVersion minimum) {
        return minimum == TlsVersion.NONE ? "TLS of any version" : "TLS " + minimum.text() + " or newer";
    }

    private static String destination(Route route) {
        return switch (route.kind()) {
            case HOSTS ->
                "next hops " + route.hosts().stream().map(NextHop::toString).toList();
            case RECIPIENT_MX -> "to the mail exchangers of the recipient's domain";
            case MX_OF -> "to the mail exchangers of " + route.mxDomain();
            case UNKNOWN -> "to hosts that the policy does not name";
        };
    }

    /** Only to a server that shows a verified certificate for one of these patterns and no other. */
    public DecisionAssert withServerCert(String... patterns) {
        withTls();
        List<String> asked =
                demand().serverNames().stream().map(CertificateName::pattern).toList();
        return expect(
                !asked.isEmpty() && List.of(patterns).containsAll(asked),
                "a server certificate for " + List.of(patterns),
                asked.isEmpty() ? "any server certificate" : "a server certificate for " + asked);
    }

    /** We show a certificate for one of these patterns. */
    public DecisionAssert presenting(String... patterns) {
        List<String> shown =
                demand().presented().stream().map(CertificateName::pattern).toList();
        return expect(
                !shown.isEmpty() && List.of(patterns).containsAll(shown),
                "we show a certificate for " + List.of(patterns),
                "we show " + (shown.isEmpty() ? "any certificate or none" : shown));
    }

    /** What becomes of it where the next hop offers this: {@code remote} of a {@code test} block. */
    public DecisionAssert meeting(RemoteTls remote) {
        Decision met = meet(actual, remote);
        return question.map(asked -> asked.about(met, Optional.of(remote)))
                .orElseGet(() -> new DecisionAssert(met).as(descriptionText()));
    }

    /** What becomes of it where the next hop offers no TLS. */
    public DecisionAssert meetingNoTls() {
        return meeting(RemoteTls.NONE);
    }

    /** R11: what the next hop does not meet is held back. */
    static Decision meet(Decision decision, RemoteTls remote) {
        return decision.route()
                .flatMap(route -> route.tls().judge(remote))
                .map(reason -> Decision.defer(
                        decision.by(),
                        reason,
                        new Reply(450, "4.4.317", "the next hop does not meet what is required")))
                .orElse(decision);
    }

    private Route route() {
        Optional<Route> route = actual.route();
        if (route.isEmpty()) {
            throw failure("expected it to be sent, but it is: %s", actual);
        }
        return route.get();
    }

    private TlsDemand demand() {
        return route().tls();
    }

    private DecisionAssert expect(boolean holds, String expected) {
        return expect(holds, expected, actual.toString());
    }

    private DecisionAssert expect(boolean holds, String expected, String found) {
        isNotNull();
        if (!holds) {
            throw failureWithActualExpected(found, expected, "expected: %s%n but was: %s", expected, found);
        }
        return this;
    }

    /** A connector that is none cannot be met: most likely it is misspelt. */
    private String unknown(String connector) {
        return question.flatMap(Question::policy)
                .map(CompiledPolicy::facts)
                .filter(facts -> facts.part() == PolicyFacts.Part.WHOLE)
                .filter(facts -> !List.of("internet", "mailbox", "nobody").contains(connector))
                .filter(facts -> facts.sites().stream()
                        .flatMap(site -> site.rules().stream())
                        .noneMatch(rule -> rule.connector().equals(connector)))
                .map(facts -> " (" + facts.name() + " has no enabled connector of that name)")
                .orElse("");
    }
}
