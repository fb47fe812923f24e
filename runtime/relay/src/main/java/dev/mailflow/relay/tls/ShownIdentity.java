package dev.mailflow.relay.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows one of our certificates: to a client the first that its algorithms allow; to a server always the one given, whatever
 * authorities the server names, for a policy obliges to it.
 */
final class ShownIdentity extends X509ExtendedKeyManager {
    private final List<Identity> identities;

    /** @param identities the best first; may be empty */
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
        for (Identity identity : identities) {
            if (keyType.startsWith(identity.key().getAlgorithm())) {
                return identity.alias();
            }
        }
        return null;
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
