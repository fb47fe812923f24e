package dev.mailflow.relay.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Chooses which of our certificates is shown: to a client the one that its SNI names, else the first; to a server always
 * the one given, whatever authorities the server names, for a policy obliges to it.
 */
final class ShownIdentity extends X509ExtendedKeyManager {
    private final List<Identity> identities;

    /** @param identities the first is the default; may be empty */
    ShownIdentity(List<Identity> identities) {
        this.identities = List.copyOf(identities);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        if (identities.isEmpty()) {
            return null;
        }
        String algorithm = identities.get(0).key().getAlgorithm();
        for (String type : keyTypes) {
            if (type.equals(algorithm)) {
                return identities.get(0).alias();
            }
        }
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        String asked =
                socket instanceof SSLSocket tls && tls.getHandshakeSession() instanceof ExtendedSSLSession session
                        ? serverName(session)
                        : "";
        Identity fallback = null;
        for (Identity identity : identities) {
            if (!keyType.startsWith(identity.key().getAlgorithm())) {
                continue;
            }
            if (identity.names().stream().anyMatch(name -> covers(name, asked))) {
                return identity.alias();
            }
            if (fallback == null) {
                fallback = identity;
            }
        }
        return fallback == null ? null : fallback.alias();
    }

    /** A certificate's own name against a host's (RFC 9525 6.3). */
    private static boolean covers(String name, String host) {
        return new dev.mailflow.runtime.CertificateName(name).matches(host);
    }

    private static String serverName(ExtendedSSLSession session) {
        for (SNIServerName name : session.getRequestedServerNames()) {
            if (name instanceof SNIHostName host) {
                return host.getAsciiName().toLowerCase(Locale.ROOT);
            }
        }
        return "";
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return chooseServerAlias(keyType, issuers, null);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        for (Identity identity : identities) {
            if (identity.alias().equals(alias)) {
                return identity.chain().toArray(X509Certificate[]::new);
            }
        }
        return null;
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        for (Identity identity : identities) {
            if (identity.alias().equals(alias)) {
                return identity.key();
            }
        }
        return null;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return aliases();
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return aliases();
    }

    private String[] aliases() {
        return identities.stream().map(Identity::alias).toArray(String[]::new);
    }
}
