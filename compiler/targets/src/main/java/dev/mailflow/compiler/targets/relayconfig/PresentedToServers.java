package dev.mailflow.compiler.targets.relayconfig;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.OutboundRule.Level;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Certificates that a site shows as a client; each is a list of alternatives.
 *
 * @param obliged without which mail of the site is refused, or taken for a stranger's
 * @param advised by which the other side can know it, and by something else too; none that is obliged
 */
record PresentedToServers(Set<List<CertificatePattern>> obliged, Set<List<CertificatePattern>> advised) {
    static PresentedToServers of(DecisionModel model, Site site) {
        Set<List<CertificatePattern>> obliged = new LinkedHashSet<>();
        Set<List<CertificatePattern>> advised = new LinkedHashSet<>();
        for (OutboundRule rule : site.outbound()) {
            if (rule.connector().isEnabled() && isShown(rule)) {
                (isObliged(model, site, rule) ? obliged : advised)
                        .add(rule.tls().presented());
            }
        }
        advised.removeAll(obliged);
        return new PresentedToServers(obliged, advised);
    }

    /** There is no certificate without TLS, and the internet asks for none. */
    private static boolean isShown(OutboundRule rule) {
        return !rule.tls().presented().isEmpty()
                && rule.tls().level() != Level.NEVER
                && rule.connector().peerKind() != EndpointKind.INTERNET;
    }

    private static boolean isObliged(DecisionModel model, Site site, OutboundRule rule) {
        Optional<InboundRule> asking = model.sites().stream()
                .filter(other -> other.name().equals(rule.connector().peer()))
                .flatMap(other -> other.inbound().stream())
                .filter(end -> end.connector().name().equals(rule.connector().name()))
                .findFirst();
        return asking.map(PresentedToServers::needsCertificate)
                // Of others only the connector says what they ask for; what the endpoint states is a fact about us.
                .orElseGet(() -> !rule.tls()
                        .presented()
                        .equals(model.endpoint(site.name()).certificates()));
    }

    /** Whoever looks at networks too may run something that is content with them. */
    private static boolean needsCertificate(InboundRule end) {
        return end.requirements().clientCertificate().isPresent()
                || end.criteria().networks().isEmpty();
    }
}
