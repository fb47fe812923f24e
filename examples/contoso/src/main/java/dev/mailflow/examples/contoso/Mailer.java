package dev.mailflow.examples.contoso;

import dev.mailflow.examples.contoso.CertificateAuthority.Identity;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/** The mail client of everybody in the story: Angus Mail, with or without TLS and a certificate. */
final class Mailer {
    private static final char[] NO_PASSWORD = new char[0];
    private static final String TIMEOUT_MILLISECONDS = "20000";

    private final CertificateAuthority authority;

    Mailer(CertificateAuthority authority) {
        this.authority = authority;
    }

    /**
     * How a message is handed in.
     *
     * @param localAddress the client's own address on loopback
     * @param startsTls whether STARTTLS is used
     * @param certificate shown to the server
     * @param login user and password, for a submission listener
     */
    record Client(String localAddress, boolean startsTls, Optional<Identity> certificate, Optional<Login> login) {
        static Client plain() {
            return plainFrom("127.0.0.1");
        }

        static Client plainFrom(String localAddress) {
            return new Client(localAddress, false, Optional.empty(), Optional.empty());
        }

        static Client tls() {
            return new Client("127.0.0.1", true, Optional.empty(), Optional.empty());
        }

        static Client certificate(Identity identity) {
            return new Client("127.0.0.1", true, Optional.of(identity), Optional.empty());
        }

        static Client login(Login login) {
            return new Client("127.0.0.1", true, Optional.empty(), Optional.of(login));
        }
    }

    record Login(String user, String password) {}

    /** Hands the message in; gives the server's reply. */
    String send(Client client, int port, String from, String to, String subject)
            throws MessagingException, GeneralSecurityException, java.io.IOException {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", "127.0.0.1");
        properties.put("mail.smtp.port", Integer.toString(port));
        properties.put("mail.smtp.localaddress", client.localAddress());
        properties.put("mail.smtp.localhost", "client.story.example");
        properties.put("mail.smtp.from", from);
        properties.put("mail.smtp.connectiontimeout", TIMEOUT_MILLISECONDS);
        properties.put("mail.smtp.timeout", TIMEOUT_MILLISECONDS);
        if (client.startsTls()) {
            properties.put("mail.smtp.starttls.enable", "true");
            properties.put("mail.smtp.starttls.required", "true");
            properties.put(
                    "mail.smtp.ssl.socketFactory", context(client.certificate()).getSocketFactory());
            // Everybody sits on 127.0.0.1 here: the chain is checked, the name cannot be.
            properties.put("mail.smtp.ssl.checkserveridentity", "false");
        }
        if (client.login().isPresent()) {
            properties.put("mail.smtp.auth", "true");
        }
        Session session = Session.getInstance(properties);
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress(from));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(to));
        message.setSubject(subject);
        message.setText("A message of the story.\r\n.\r\nA dot stood alone on the line above.\r\n");
        try (SMTPTransport transport = (SMTPTransport) session.getTransport("smtp")) {
            if (client.login().isPresent()) {
                Login login = client.login().get();
                transport.connect(login.user(), login.password());
            } else {
                transport.connect();
            }
            transport.sendMessage(message, message.getAllRecipients());
            return oneLine(transport.getLastServerResponse());
        } catch (MessagingException refused) {
            return reply(refused);
        }
    }

    private static String reply(MessagingException refused) throws MessagingException {
        for (Exception cause = refused; cause != null; cause = next(cause)) {
            if (cause instanceof SMTPAddressFailedException failed) {
                return oneLine(String.valueOf(failed.getMessage()));
            }
            if (cause instanceof SMTPSenderFailedException failed) {
                return oneLine(String.valueOf(failed.getMessage()));
            }
            if (cause instanceof SMTPSendFailedException failed && next(cause) == null) {
                return oneLine(String.valueOf(failed.getMessage()));
            }
        }
        throw refused;
    }

    private static @Nullable Exception next(Exception exception) {
        return exception instanceof MessagingException messaging ? messaging.getNextException() : null;
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    private SSLContext context(Optional<Identity> identity) throws GeneralSecurityException, java.io.IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, NO_PASSWORD);
        trusted.setCertificateEntry("ca", authority.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyManager[] keys = new KeyManager[0];
        if (identity.isPresent()) {
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, NO_PASSWORD);
            own.setKeyEntry("own", identity.get().keys().getPrivate(), NO_PASSWORD, new Certificate[] {
                identity.get().certificate()
            });
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(own, NO_PASSWORD);
            keys = factory.getKeyManagers();
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust.getTrustManagers(), null);
        return context;
    }
}
