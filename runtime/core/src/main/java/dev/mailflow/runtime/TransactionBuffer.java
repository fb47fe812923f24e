package dev.mailflow.runtime;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that is filled from the octets of a session, again and again, without allocating. For one thread; its
 * {@link #transaction()} is the same object always and changes with the next call, so decide before you go on.
 *
 * <p>Addresses that need reading with care (quoted local parts, SMTPUTF8) allocate; all others do not.
 */
public final class TransactionBuffer {
    private final Name senderName = new Name();
    private final Name recipientName = new Name();
    private final Mailbox sender = Mailbox.lent(senderName);
    private final Mailbox recipient = Mailbox.lent(recipientName);
    private final Facts facts = new Facts(recipient);
    private final Transaction transaction = new Transaction(facts);
    private boolean hasRecipient;

    /**
     * What came in so far.
     *
     * @throws IllegalStateException before the first recipient
     */
    public Transaction transaction() {
        if (!hasRecipient) {
            throw new IllegalStateException("a transaction needs a recipient");
        }
        return transaction;
    }

    /** Submitted at the site itself. */
    public TransactionBuffer submitted() {
        facts.submitted = true;
        return this;
    }

    /**
     * A connection, as yet without certificate and user.
     *
     * @param address 4 or 16 octets in network order
     * @throws IllegalArgumentException for any other number of octets
     */
    public TransactionBuffer connection(byte[] address, TlsVersion tls) {
        return connection(address, 0, address.length, tls);
    }

    /**
     * As {@link #connection(byte[], TlsVersion)}, of an address that stands among other octets.
     *
     * @param from where its 4 or 16 octets in network order begin
     * @param to where they end
     * @throws IllegalArgumentException for any other number of octets
     */
    public TransactionBuffer connection(byte[] octets, int from, int to, TlsVersion tls) {
        if (to - from == 4) {
            facts.clientHigh = 0;
            facts.clientLow = IpAddress.MAPPED | Integer.reverseBytes(Octets.four(octets, from)) & 0xFFFF_FFFFL;
        } else if (to - from == 16) {
            facts.clientHigh = Long.reverseBytes(Octets.eight(octets, from));
            facts.clientLow = Long.reverseBytes(Octets.eight(octets, from + 8));
        } else {
            throw new IllegalArgumentException(to - from + " octets");
        }
        facts.submitted = false;
        facts.tls = tls;
        facts.certificates = 0;
        facts.user = null;
        return this;
    }

    /** One DNS name more (subjectAltName) of the client's certificate, whose chain verified. */
    public TransactionBuffer certificateName(byte[] octets, int from, int to) {
        int number = facts.certificates;
        if (number == facts.certificateNames.length) {
            facts.certificateNames = Arrays.copyOf(facts.certificateNames, number + 1);
            facts.certificateNames[number] = new Name();
        }
        if (!facts.certificateNames[number].readName(octets, from, to)) {
            facts.certificateNames[number] = Name.of(text(octets, from, to).toLowerCase(Locale.ROOT));
        }
        facts.certificates = number + 1;
        return this;
    }

    /** Who authenticated (RFC 4954); null for nobody. */
    public TransactionBuffer user(@Nullable String name) {
        facts.user = name;
        return this;
    }

    /**
     * Reverse-path without its brackets (RFC 5321 4.1.1.2); no octets for the empty one.
     *
     * @throws IllegalArgumentException if the octets are no address
     */
    public TransactionBuffer sender(byte[] octets, int from, int to) {
        if (from == to) {
            facts.sender = null;
        } else {
            facts.sender = senderName.readAddress(octets, from, to) ? sender : Mailbox.of(text(octets, from, to));
        }
        return this;
    }

    /**
     * Forward-path without its brackets (RFC 5321 4.1.1.3).
     *
     * @throws IllegalArgumentException if the octets are no address
     */
    public TransactionBuffer recipient(byte[] octets, int from, int to) {
        facts.recipient = recipientName.readAddress(octets, from, to) ? recipient : Mailbox.of(text(octets, from, to));
        hasRecipient = true;
        return this;
    }

    /** Octets of the message. */
    public TransactionBuffer size(long octets) {
        facts.size = octets;
        return this;
    }

    /** Received fields that the message came with (RFC 5321 6.3). */
    public TransactionBuffer hops(int receivedFields) {
        facts.hops = receivedFields;
        return this;
    }

    /** Header fields, names in lower case, values unfolded and trimmed. Copies the list, which allocates. */
    public TransactionBuffer headers(List<Header> fields) {
        facts.headers = List.copyOf(fields);
        return this;
    }

    private static String text(byte[] octets, int from, int to) {
        return new String(octets, from, to - from, StandardCharsets.UTF_8);
    }
}
