package dev.mailflow.compiler.type;

import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.Require;
import dev.mailflow.compiler.type.CheckedPolicy.When;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** By what a trusted source is recognised (language.md, section 2). */
public final class Identities {
    /** What the cloud shows for every tenant. */
    public static final CertificatePattern SHARED_DEFAULT = new CertificatePattern("mail.protection.outlook.com");

    /**
     * Domains of the service itself, of which no tenant gets a certificate of its own: the worldwide service, its MX names with DNSSEC, the
     * clouds of the US government and of 21Vianet.
     */
    private static final List<String> SERVICE_DOMAINS =
            List.of("outlook.com", "mx.microsoft", "office365.us", "partner.outlook.cn");

    private Identities() {}

    /** Whether the endpoint or {@code when} state a certificate or network. */
    public static boolean isStated(Connector connector) {
        When when = connector.when();
        return connector.from().statesIdentity()
                || when.certificate().isPresent()
                || when.network().isPresent();
    }

    /** Whether what the connector requires of a client is its source's identity. */
    public static boolean isFromRequire(Connector connector) {
        Require require = connector.require();
        return !isStated(connector)
                && (require.clientCertificate().isPresent() || require.network().isPresent());
    }

    /** Whether the pattern is what the cloud shows for every tenant, or covers any name of the service. */
    public static boolean isShared(CertificatePattern pattern) {
        if (!pattern.isWildcard()) {
            return pattern.equals(SHARED_DEFAULT);
        }
        String above = pattern.text().substring(2);
        return SERVICE_DOMAINS.stream().anyMatch(domain -> above.equals(domain) || above.endsWith("." + domain));
    }

    /** Whether nothing but a certificate that all tenants share tells the source. */
    public static boolean isSharedDefault(Connector connector) {
        return sharedCertificate(connector).isPresent();
    }

    /**
     * Of a trusted source, whatever its kind: a certificate that all tenants share and that is enough to be taken for it. Names in one
     * place are alternatives: one that is shared makes the others worthless. Places must hold together: one that is not shared tells the
     * source.
     */
    public static Optional<CertificatePattern> sharedCertificate(Connector connector) {
        When when = connector.when();
        Require require = connector.require();
        boolean stated = isStated(connector);
        boolean network = !connector.from().networks().isEmpty()
                || when.network().isPresent()
                || !stated && require.network().isPresent();
        if (!connector.from().kind().isTrusted() || network || !when.headers().isEmpty()) {
            return Optional.empty();
        }
        List<List<CertificatePattern>> places = identifying(connector);
        if (places.isEmpty()) {
            return connector.from().kind() == EndpointKind.EXCHANGE_ONLINE
                    ? Optional.of(SHARED_DEFAULT)
                    : Optional.empty();
        }
        return places.stream().allMatch(place -> place.stream().anyMatch(Identities::isShared))
                ? places.stream()
                        .flatMap(List::stream)
                        .filter(Identities::isShared)
                        .findFirst()
                : Optional.empty();
    }

    /** Whether no other certificate is an alternative to that one. */
    public static boolean isAlone(Connector connector, CertificatePattern certificate) {
        return identifying(connector).stream().flatMap(List::stream).allMatch(certificate::equals);
    }

    private static List<List<CertificatePattern>> identifying(Connector connector) {
        List<List<CertificatePattern>> places = new ArrayList<>();
        if (!connector.from().certificates().isEmpty()) {
            places.add(
                    connector.from().certificates().stream().map(Spanned::value).toList());
        }
        connector.when().certificate().ifPresent(group -> places.add(group.values()));
        if (!isStated(connector)) {
            connector.require().clientCertificate().ifPresent(group -> places.add(group.values()));
        }
        return places;
    }
}
