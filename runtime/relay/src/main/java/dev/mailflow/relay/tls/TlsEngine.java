package dev.mailflow.relay.tls;

import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.runtime.CertificateName;
import dev.mailflow.runtime.TlsVersion;
import java.io.IOException;
import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Handshakes on both sides. Certificates are asked for but never demanded, chains are verified after the handshake, and
 * what follows from that is left to the policy.
 */
public final class TlsEngine {
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};
    private static final String LONGEST_CHAIN = "24";

    static {
        // A client that renegotiates without end costs it little and us much, and no mail server needs to (RFC 7525
        // 3.5).
        byDefault("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        // JSSE lets 8 certificates of clients pass and 10 of servers; a handshake that fails for more ends the session,
        // where
        // the policy should have judged.
        byDefault("jdk.tls.server.maxInboundCertificateChainLength", LONGEST_CHAIN);
        byDefault("jdk.tls.client.maxInboundCertificateChainLength", LONGEST_CHAIN);
        byDefault("jdk.tls.maxCertificateChainLength", LONGEST_CHAIN);
        // It ends the handshake with clients whose server name is no host name; ours is read by ClientHello.
        byDefault("jdk.tls.server.disableExtensions", "server_name");
    }

    private static void byDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /**
     * Exchanged as a whole. A handshake in the middle of which that happens still shows the old certificate, and what the other side
     * shows is verified by what is in force when it is over.
     */
    private volatile Keys keys;

    private TlsEngine(Keys keys) {
        this.keys = keys;
    }

    /** Reads keys and trust. */
    public static TlsEngine of(RelayConfiguration configuration) throws KeyStoreMistake {
        return new TlsEngine(Keys.read(configuration));
    }

    /** Goes on with what another has read; connections that are open keep what was shown and verified in them. */
    public void takeOver(TlsEngine fresh) {
        keys = fresh.keys;
    }

    /** A certificate of ours, and the file that it was read from. */
    public record Shown(String file, List<String> names, Instant begins, Instant expires) {}

    /** Those that can be shown, in the order of the configuration. */
    public List<Shown> shown() {
        return keys.identities().stream()
                .map(identity -> new Shown(
                        identity.file().toString(),
                        identity.names(),
                        identity.chain().get(0).getNotBefore().toInstant(),
                        identity.chain().get(0).getNotAfter().toInstant()))
                .toList();
    }

    /** Whether there is a certificate to show to clients. */
    public boolean canServe() {
        return !keys.identities().isEmpty();
    }

    /** Whether we have a certificate that this names. */
    public boolean has(CertificateName name) {
        return keys.identities().stream().anyMatch(identity -> name.matchesAny(identity.names()));
    }

    /** The server's side. The socket's timeout bounds each read of the handshake; the session's deadline the whole. */
    public SSLSocket accept(Socket plain) throws IOException {
        SSLSocket socket = layered(plain);
        try {
            socket.setUseClientMode(false);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(VERSIONS);
            parameters.setWantClientAuth(true);
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private SSLSocket layered(Socket plain) throws IOException {
        try {
            ClientHello hello = ClientHello.read(plain.getInputStream());
            return (SSLSocket) keys.server(hello.serverName())
                    .getSocketFactory()
                    .createSocket(new RereadSocket(plain, hello.octets()), null, true);
        } catch (IOException | RuntimeException e) {
            // Nothing is said in plain text any more.
            plain.close();
            throw e;
        }
    }

    /**
     * The client's side.
     *
     * @param host for SNI, where it is a name
     * @param presented the first of our certificates that one of these names is shown; empty: the default one
     */
    public SSLSocket connect(Socket plain, String host, List<CertificateName> presented) throws IOException {
        SSLSocket socket =
                (SSLSocket) keys.client(presented).getSocketFactory().createSocket(plain, host, plain.getPort(), true);
        try {
            socket.setUseClientMode(true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(VERSIONS);
            if (host.indexOf(':') < 0 && !host.matches("[0-9.]+")) {
                serverName(host).ifPresent(name -> parameters.setServerNames(List.of(name)));
            }
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** For HTTPS: a chain that leads to none of the roots in force at this moment ends the handshake. */
    public SSLSocketFactory verifying() {
        return keys.verifier().demanding().getSocketFactory();
    }

    /** Empty for a name that no SNI can hold, such as one with an underscore: its host shows its certificate without. */
    private static Optional<SNIServerName> serverName(String host) {
        try {
            return Optional.of(new SNIHostName(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What the finished handshake proved. */
    public PeerTls peer(SSLSocket socket) {
        SSLSession session = socket.getSession();
        TlsVersion version = version(session.getProtocol());
        X509Certificate[] chain = chain(session).orElse(new X509Certificate[0]);
        if (chain.length == 0) {
            return new PeerTls(version, session.getCipherSuite(), List.of(), PeerTls.NO_CERTIFICATE, Optional.empty());
        }
        String verification = keys.verifier().verify(chain);
        List<String> names = verification.equals(ChainVerifier.VERIFIED) ? PeerNames.of(chain[0]) : List.of();
        return new PeerTls(version, session.getCipherSuite(), names, verification, Optional.of(chain[0]));
    }

    private static Optional<X509Certificate[]> chain(SSLSession session) {
        try {
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate certificate : session.getPeerCertificates()) {
                if (certificate instanceof X509Certificate x509) {
                    chain.add(x509);
                }
            }
            return Optional.of(chain.toArray(X509Certificate[]::new));
        } catch (SSLPeerUnverifiedException none) {
            return Optional.empty();
        }
    }

    private static TlsVersion version(String protocol) {
        return switch (protocol) {
            case "TLSv1.3" -> TlsVersion.TLS_1_3;
            case "TLSv1.2" -> TlsVersion.TLS_1_2;
            case "TLSv1.1" -> TlsVersion.TLS_1_1;
            default -> TlsVersion.TLS_1_0;
        };
    }
}
