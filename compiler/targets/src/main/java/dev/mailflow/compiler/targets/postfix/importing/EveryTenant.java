package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.Identities;
import dev.mailflow.compiler.type.Network;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What every tenant of a service shows, and where all send from, says nothing of who writes, so it gives no relay right (MF4003). */
final class EveryTenant {
    /** What a source loses, and what to do in Postfix. */
    record Told(String message, String help) {}

    private EveryTenant() {}

    /** Networks of one's own, and those of every tenant: in one list these would take the right of the others. */
    static List<List<Network>> apart(List<Network> networks) {
        Map<Boolean, List<Network>> parts = networks.stream().collect(Collectors.partitioningBy(Identities::isShared));
        return Stream.of(parts.getOrDefault(false, List.of()), parts.getOrDefault(true, List.of()))
                .filter(part -> !part.isEmpty() || networks.isEmpty())
                .distinct()
                .toList();
    }

    /** Empty if the source is known by something of its own. */
    static Optional<Told> tell(List<Network> networks, List<CertificatePattern> certificates) {
        Optional<CertificatePattern> shown =
                certificates.stream().filter(Identities::isShared).findFirst();
        Optional<Network> from = networks.stream().filter(Identities::isShared).findFirst();
        if (shown.isEmpty() && !certificates.isEmpty() || from.isEmpty() && !networks.isEmpty()) {
            return Optional.empty();
        }
        String everybody = ": everybody there may relay here, which the policy does not allow";
        return from.map(network -> new Told(
                        "`" + network + "` may relay, and every tenant of Exchange Online sends from there" + everybody,
                        "take it out of the list in Postfix, and let the tenant show a certificate of its own"))
                .or(() -> shown.map(certificate -> new Told(
                        "`" + certificate + "` may relay, and every tenant of that service shows such a certificate"
                                + everybody,
                        "name the tenant's own certificate in Postfix, or the networks of its servers beside it")));
    }
}
