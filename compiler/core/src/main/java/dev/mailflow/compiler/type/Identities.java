package dev.mailflow.compiler.type;

import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.Require;
import dev.mailflow.compiler.type.CheckedPolicy.When;

/** By what a trusted source is recognised (language.md, section 2). */
public final class Identities {
    /** What the cloud shows for every tenant. */
    public static final CertificatePattern SHARED_DEFAULT = new CertificatePattern("mail.protection.outlook.com");

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

    /** Whether nothing but the certificate that all tenants share tells the source. */
    public static boolean isSharedDefault(Connector connector) {
        return connector.from().kind() == EndpointKind.EXCHANGE_ONLINE
                && connector.when().headers().isEmpty()
                && onlyShared(connector);
    }

    private static boolean onlyShared(Connector connector) {
        When when = connector.when();
        if (!connector.from().networks().isEmpty() || when.network().isPresent()) {
            return false;
        }
        boolean endpointShared =
                connector.from().certificates().stream().allMatch(c -> c.value().equals(SHARED_DEFAULT));
        boolean whenShared = when.certificate().isEmpty()
                || when.certificate().get().values().stream().allMatch(SHARED_DEFAULT::equals);
        if (!endpointShared || !whenShared) {
            return false;
        }
        if (isStated(connector)) {
            return true;
        }
        Require require = connector.require();
        return require.network().isEmpty()
                && (require.clientCertificate().isEmpty()
                        || require.clientCertificate().get().values().stream().allMatch(SHARED_DEFAULT::equals));
    }
}
