package dev.mailflow.testkit;

import dev.mailflow.runtime.CertificateName;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.TlsDemand;
import dev.mailflow.runtime.TlsVersion;
import dev.mailflow.testkit.facts.Domains;
import dev.mailflow.testkit.facts.Pattern;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is claimed of all mail for some recipients that leaves the organisation. What goes from one site of ours to another has not
 * left yet.
 */
public final class Leaving {
    private final CompiledPolicy policy;
    private final List<Pattern> recipients;
    private final String words;

    Leaving(CompiledPolicy policy, List<Pattern> recipients, String words) {
        this.policy = policy;
        this.recipients = recipients;
        this.words = words;
    }

    /** Never in plain text. */
    public void leavesWithTls() {
        leavesWithTls(TlsVersion.NONE);
    }

    /**
     * Never in plain text, nor over an older version, nor to a server that does not show a verified certificate for one of these
     * patterns.
     *
     * @param certificates none: the certificate is not looked at
     */
    public void leavesWithTls(TlsVersion minimum, String... certificates) {
        List<String> allowed = Arrays.stream(certificates).map(Domains::toAscii).toList();
        check(decision -> {
            TlsDemand demand = decision.route().orElseThrow().tls();
            PolicyProperties.require(
                    demand.level() == TlsDemand.Level.REQUIRED, "may leave in plain text: " + decision);
            PolicyProperties.require(
                    demand.minimum().isAtLeast(minimum),
                    "may leave over " + DecisionAssert.versions(demand.minimum()) + ": " + decision);
            List<String> asked =
                    demand.serverNames().stream().map(CertificateName::pattern).toList();
            PolicyProperties.require(
                    allowed.isEmpty() || !asked.isEmpty() && allowed.containsAll(asked),
                    "may leave to a server that shows " + (asked.isEmpty() ? "any certificate" : asked) + ": "
                            + decision);
        });
    }

    /** By this connector and no other way. */
    public void leavesVia(String connector) {
        check(decision -> PolicyProperties.require(
                decision.via().equals(Optional.of(connector)), "leaves another way: " + decision));
    }

    private interface Claim {
        void check(Decision decision);
    }

    private void check(Claim claim) {
        Check.everyMessage(policy)
                .towards(recipients)
                .satisfiesWhere(
                        "for " + words + " and left",
                        (site, message) -> isMeant(message) && leaves(decide(site, message)),
                        (site, message) -> claim.check(decide(site, message)));
    }

    private boolean isMeant(Message message) {
        return recipients.stream()
                .anyMatch(pattern -> pattern.matches(message.transaction().recipient()));
    }

    private Decision decide(String site, Message message) {
        return policy.at(site).decide(message.transaction());
    }

    private boolean leaves(Decision decision) {
        return PolicyProperties.isSent(decision)
                && decision.destination()
                        .filter(endpoint -> !PolicyProperties.isSite(policy.facts(), endpoint))
                        .isPresent();
    }
}
