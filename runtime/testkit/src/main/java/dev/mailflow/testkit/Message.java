package dev.mailflow.testkit;

import dev.mailflow.runtime.Header;
import dev.mailflow.runtime.IpAddress;
import dev.mailflow.runtime.TlsVersion;
import dev.mailflow.runtime.Transaction;
import dev.mailflow.testkit.facts.Domains;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One message for one recipient, spelled as its sender spelled it, in the words of a {@code test} block:
 *
 * <pre>{@code message("john@contoso.com -> bob@contoso.com").client("203.0.113.41").tls("1.3").cert("mail.contoso.com")}</pre>
 *
 * Nothing said: plain text from a stranger's address, 1024 octets, no Received fields. Immutable.
 *
 * @param client IPv4 or IPv6; absent: submitted at the site itself
 * @param certificateNames DNS names of a certificate whose chain verified
 * @param sender empty for {@code <>}; Unicode domains are mapped when it is handed in
 * @param size octets
 * @param hops Received fields that it came with
 */
public record Message(
        Optional<String> client,
        TlsVersion tls,
        List<String> certificateNames,
        Optional<String> user,
        String sender,
        String recipient,
        long size,
        int hops,
        List<Header> headers) {
    /** Of a stranger (RFC 5737). */
    static final String STRANGER = "198.51.100.7";

    /** As the language has it. */
    static final long USUAL_SIZE = 1024;

    public Message {
        certificateNames = List.copyOf(certificateNames);
        headers = List.copyOf(headers);
    }

    /**
     * {@code "john@contoso.com -> bob@contoso.com"}; {@code <>} is the empty sender.
     *
     * @throws IllegalArgumentException without an arrow
     */
    public static Message message(String envelope) {
        int arrow = envelope.indexOf("->");
        if (arrow < 0) {
            throw new IllegalArgumentException("write SENDER -> RECIPIENT, not: " + envelope);
        }
        return from(envelope.substring(0, arrow).strip())
                .to(envelope.substring(arrow + 2).strip());
    }

    /** From this sender, as yet to nobody in particular; {@code <>} or nothing for the empty one. */
    public static Message from(String sender) {
        return new Message(
                Optional.of(STRANGER),
                TlsVersion.NONE,
                List.of(),
                Optional.empty(),
                sender.equals("<>") ? "" : sender,
                "postmaster@recipient.example",
                USUAL_SIZE,
                0,
                List.of());
    }

    public static Message of(Transaction transaction) {
        return new Message(
                transaction.isSubmitted()
                        ? Optional.empty()
                        : Optional.of(transaction.client().toString()),
                transaction.tls(),
                transaction.certificateNames(),
                transaction.user(),
                transaction.sender().map(Object::toString).orElse(""),
                transaction.recipient().toString(),
                transaction.size(),
                transaction.hops(),
                transaction.headers());
    }

    public Message to(String other) {
        return new Message(client, tls, certificateNames, user, sender, other, size, hops, headers);
    }

    Message by(String other) {
        return new Message(client, tls, certificateNames, user, other, recipient, size, hops, headers);
    }

    /** Submitted at the site itself: {@code client mailbox}. */
    public Message submitted() {
        return new Message(
                Optional.empty(), TlsVersion.NONE, List.of(), Optional.empty(), sender, recipient, size, hops, headers);
    }

    public Message client(String address) {
        return new Message(Optional.of(address), tls, certificateNames, user, sender, recipient, size, hops, headers);
    }

    /** With {@link TlsVersion#NONE} no certificate is shown either. */
    public Message tls(TlsVersion version) {
        return new Message(
                client,
                version,
                version.isProtected() ? certificateNames : List.of(),
                user,
                sender,
                recipient,
                size,
                hops,
                headers);
    }

    /** {@code "1.3"}. */
    public Message tls(String version) {
        for (TlsVersion one : TlsVersion.values()) {
            if (one.text().equals(version)) {
                return tls(one);
            }
        }
        throw new IllegalArgumentException("no version of TLS: " + version);
    }

    /** Shows a certificate for these names whose chain verified; over TLS 1.3 if nothing else was said. */
    public Message cert(String... names) {
        return cert(List.of(names));
    }

    Message cert(List<String> names) {
        return new Message(
                client,
                tls.isProtected() || names.isEmpty() ? tls : TlsVersion.TLS_1_3,
                names,
                user,
                sender,
                recipient,
                size,
                hops,
                headers);
    }

    /** Shows a certificate whose chain does not verify. It proves nothing, so its names do not count. */
    public Message unverifiedCert() {
        return tls(tls.isProtected() ? tls : TlsVersion.TLS_1_3).cert(List.of());
    }

    /** Authenticated as this user. */
    public Message auth(String name) {
        return auth(Optional.of(name));
    }

    Message auth(Optional<String> name) {
        return new Message(client, tls, certificateNames, name, sender, recipient, size, hops, headers);
    }

    public Message size(long octets) {
        return new Message(client, tls, certificateNames, user, sender, recipient, octets, hops, headers);
    }

    public Message hops(int receivedFields) {
        return new Message(client, tls, certificateNames, user, sender, recipient, size, receivedFields, headers);
    }

    /** One field more. */
    public Message header(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return headers(more);
    }

    Message headers(List<Header> fields) {
        return new Message(client, tls, certificateNames, user, sender, recipient, size, hops, fields);
    }

    /**
     * As a policy is asked about it.
     *
     * @throws IllegalArgumentException if an address cannot be read
     */
    public Transaction transaction() {
        Transaction.Builder builder = Transaction.builder()
                .tls(tls)
                .certificateNames(
                        certificateNames.stream().map(Domains::toAscii).toList())
                .user(user.orElse(null))
                .from(Domains.toAscii(sender))
                .to(Domains.toAscii(recipient))
                .size(size)
                .hops(hops)
                .headers(headers);
        return (client.isPresent() ? builder.client(IpAddress.of(client.get())) : builder.submitted()).build();
    }

    /** In the words of the language, on one line. */
    @Override
    public String toString() {
        return Explain.client(this) + "  " + Explain.envelope(this);
    }
}
