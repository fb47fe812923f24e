package dev.mailflow.compiler.type;

import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.Require;
import dev.mailflow.compiler.type.CheckedPolicy.When;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** By what a trusted source is recognised (language.md, section 2). */
public final class Identities {
    /**
     * Domains of the service itself, of which no tenant gets a certificate of its own: the worldwide service, its MX names with DNSSEC, the
     * clouds of the US government and of 21Vianet.
     */
    private static final List<String> SERVICE_DOMAINS =
            List.of("outlook.com", "mx.microsoft", "office365.us", "partner.outlook.cn", "outlook.de");

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
            return Arrays.stream(Cloud.values()).map(Cloud::certificate).anyMatch(pattern::equals);
        }
        return isOfTheService(pattern);
    }

    /** What the cloud of an {@code exchange-online} endpoint shows for every tenant. */
    public static CertificatePattern sharedDefault(CheckedPolicy.Endpoint endpoint) {
        return Cloud.of(endpoint.tenant().map(Spanned::value)).certificate();
    }

    /** Whether the name lies in a domain of the service itself. */
    public static boolean isOfTheService(CertificatePattern pattern) {
        String name = pattern.isWildcard() ? pattern.text().substring(2) : pattern.text();
        return SERVICE_DOMAINS.stream().anyMatch(domain -> name.equals(domain) || name.endsWith("." + domain));
    }

    /** Whether the network holds addresses from which the cloud sends for every tenant. */
    public static boolean isShared(Network network) {
        return ServiceNetworks.within(network).isPresent();
    }

    /**
     * What tells a source as little as it tells any other tenant of the cloud.
     *
     * @param certificate that all tenants show
     * @param network from which all tenants send
     */
    public record SharedMarks(Optional<CertificatePattern> certificate, Optional<Network> network, Others others) {
        /** Whether there are alternatives that would be the source's own. */
        public enum Others {
            NONE,
            OWN
        }
    }

    /**
     * Whether nothing but a certificate that all tenants show tells the source, so that it has no relay right. A network is more than
     * the shared default, as the language has it; one from which all tenants send is warned of.
     */
    public static boolean isOfEveryTenant(Connector connector) {
        return sharedMarks(connector).filter(marks -> marks.network().isEmpty()).isPresent();
    }

    /**
     * Of a trusted source, whatever its kind: what all tenants share and is enough to be taken for it. Values in one
     * place are alternatives: one that is shared makes the others worthless. Places must hold together: one that is not shared tells the
     * source.
     */
    public static Optional<SharedMarks> sharedMarks(Connector connector) {
        if (!connector.from().kind().isTrusted() || !connector.when().headers().isEmpty()) {
            return Optional.empty();
        }
        List<List<CertificatePattern>> certificates = certificates(connector);
        List<List<Network>> networks = networks(connector);
        if (certificates.isEmpty() && networks.isEmpty()) {
            return connector.from().kind() == EndpointKind.EXCHANGE_ONLINE
                    ? Optional.of(new SharedMarks(
                            Optional.of(sharedDefault(connector.from())), Optional.empty(), SharedMarks.Others.NONE))
                    : Optional.empty();
        }
        if (!certificates.stream().allMatch(place -> place.stream().anyMatch(Identities::isShared))
                || !networks.stream().allMatch(place -> place.stream().anyMatch(Identities::isShared))) {
            return Optional.empty();
        }
        boolean all = certificates.stream().flatMap(List::stream).allMatch(Identities::isShared)
                && networks.stream().flatMap(List::stream).allMatch(Identities::isShared);
        return Optional.of(new SharedMarks(
                certificates.stream()
                        .flatMap(List::stream)
                        .filter(Identities::isShared)
                        .findFirst(),
                networks.stream()
                        .flatMap(List::stream)
                        .filter(Identities::isShared)
                        .findFirst(),
                all ? SharedMarks.Others.NONE : SharedMarks.Others.OWN));
    }

    /**
     * Whether whoever is taken for the source must besides show what other tenants have not: a certificate or an address of its own, or a
     * user.
     */
    public static boolean requiresOwn(Connector connector) {
        Require require = connector.require();
        return require.auth().isPresent()
                || require.clientCertificate()
                        .filter(group -> group.values().stream().noneMatch(Identities::isShared))
                        .isPresent()
                || require.network()
                        .filter(group -> group.values().stream().noneMatch(ServiceNetworks::meet))
                        .isPresent();
    }

    private static List<List<CertificatePattern>> certificates(Connector connector) {
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

    private static List<List<Network>> networks(Connector connector) {
        List<List<Network>> places = new ArrayList<>();
        if (!connector.from().networks().isEmpty()) {
            places.add(connector.from().networks().stream().map(Spanned::value).toList());
        }
        connector.when().network().ifPresent(group -> places.add(group.values()));
        if (!isStated(connector)) {
            connector.require().network().ifPresent(group -> places.add(group.values()));
        }
        return places;
    }
}
