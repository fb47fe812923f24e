package dev.mailflow.runtime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that a decision is taken from: one message, one recipient. Made by {@link #builder()} once per message and turned to
 * each further recipient by {@link #withRecipient}. Immutable, but for the one that a {@link TransactionBuffer} lends to
 * those who must not allocate.
 */
public final class Transaction {
    private final Facts facts;

    Transaction(Facts facts) {
        this.facts = facts;
    }

    Facts facts() {
        return facts;
    }

    /** An empty one, to be filled. A recipient has to be given, and a client unless it was submitted. */
    public static Builder builder() {
        return new Builder();
    }

    /** Submitted at the site itself, not over SMTP from somewhere; then client, TLS and user do not count. */
    public boolean isSubmitted() {
        return facts.submitted;
    }

    /** The address that the connection came from. */
    public IpAddress client() {
        return new IpAddress(facts.clientHigh, facts.clientLow);
    }

    /** What the connection is protected by; {@link TlsVersion#NONE} without TLS. */
    public TlsVersion tls() {
        return facts.tls;
    }

    /**
     * DNS names (subjectAltName) of the client's certificate, lower case, if its chain verified; else empty, for an
     * unverified certificate proves nothing.
     */
    public List<String> certificateNames() {
        List<String> names = new ArrayList<>(facts.certificates);
        for (int i = 0; i < facts.certificates; i++) {
            names.add(facts.certificateNames[i].toString());
        }
        return Collections.unmodifiableList(names);
    }

    /** Who authenticated (RFC 4954). */
    public Optional<String> user() {
        return Optional.ofNullable(facts.user);
    }

    /** Whether somebody authenticated (RFC 4954). */
    public boolean isAuthenticated() {
        return facts.user != null;
    }

    /** Reverse-path; null for the empty one. The nullable twin of {@link #sender()} for code that must not allocate. */
    public @Nullable Mailbox senderOrNull() {
        return facts.sender;
    }

    /** Reverse-path (RFC 5321 4.1.1.2); empty for {@code <>}. */
    public Optional<Mailbox> sender() {
        return Optional.ofNullable(facts.sender);
    }

    /** Forward-path: the one recipient that the decision is about. */
    public Mailbox recipient() {
        return facts.recipient;
    }

    /** Octets. */
    public long size() {
        return facts.size;
    }

    /** Received fields that the message came with (RFC 5321 6.3). */
    public int hops() {
        return facts.hops;
    }

    /** Header fields that it came with; only those that {@link RoutingPolicy#headerTests()} names matter. */
    public List<Header> headers() {
        return facts.headers;
    }

    /** The same message for another of its recipients. */
    public Transaction withRecipient(Mailbox other) {
        return toBuilder().to(other).build();
    }

    /** Filled with all of this one, to change some of it. Also how to keep what a {@link TransactionBuffer} holds. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.submitted = facts.submitted;
        builder.client = client();
        builder.tls = facts.tls;
        builder.certificateNames = certificateNames();
        builder.user = facts.user;
        builder.sender = facts.sender == null ? null : facts.sender.kept();
        builder.recipient = facts.recipient.kept();
        builder.size = facts.size;
        builder.hops = facts.hops;
        builder.headers = facts.headers;
        return builder;
    }

    @Override
    public String toString() {
        String origin =
                facts.submitted ? "mailbox" : client() + " tls " + facts.tls.text() + " cert " + certificateNames();
        return origin
                + (facts.user == null ? "" : " auth " + facts.user)
                + " " + (facts.sender == null ? "<>" : facts.sender) + " -> " + facts.recipient + " size " + facts.size
                + " hops " + facts.hops + (facts.headers.isEmpty() ? "" : " " + facts.headers);
    }

    /** Collects what is known of a message. Defaults: plain text from 0.0.0.0, no user, empty sender, size and hops 0. */
    public static final class Builder {
        private boolean submitted;
        private IpAddress client = IpAddress.ofV4(0);
        private TlsVersion tls = TlsVersion.NONE;
        private List<String> certificateNames = List.of();
        private @Nullable String user;
        private @Nullable Mailbox sender;
        private @Nullable Mailbox recipient;
        private long size;
        private int hops;
        private List<Header> headers = List.of();

        private Builder() {}

        /** Submitted at the site. */
        public Builder submitted() {
            this.submitted = true;
            return this;
        }

        /** Address of the SMTP client. */
        public Builder client(IpAddress address) {
            this.submitted = false;
            this.client = address;
            return this;
        }

        /** @throws IllegalArgumentException if the text is no address */
        public Builder client(String address) {
            return client(IpAddress.of(address));
        }

        /** Version that was negotiated (RFC 3207); {@link TlsVersion#NONE} without TLS, as at first. */
        public Builder tls(TlsVersion version) {
            this.tls = version;
            return this;
        }

        /** Names of a certificate whose chain verified. */
        public Builder certificateNames(List<String> names) {
            List<String> lower = new ArrayList<>(names.size());
            for (String name : names) {
                lower.add(name.toLowerCase(Locale.ROOT));
            }
            this.certificateNames = lower;
            return this;
        }

        /** Who authenticated (RFC 4954); null for nobody, as at first. */
        public Builder user(@Nullable String name) {
            this.user = name;
            return this;
        }

        /** @param mailbox null for the empty reverse-path */
        public Builder from(@Nullable Mailbox mailbox) {
            this.sender = mailbox == null ? null : mailbox.kept();
            return this;
        }

        /** @param address empty or {@code <>} for the empty reverse-path */
        public Builder from(String address) {
            return from(address.isEmpty() || address.equals("<>") ? null : Mailbox.of(address));
        }

        /** Forward-path. */
        public Builder to(Mailbox mailbox) {
            this.recipient = mailbox.kept();
            return this;
        }

        /**
         * Forward-path as text, without brackets.
         *
         * @throws IllegalArgumentException if it is no address
         */
        public Builder to(String address) {
            return to(Mailbox.of(address));
        }

        /** Octets of the message; 0 at first. */
        public Builder size(long octets) {
            this.size = octets;
            return this;
        }

        /** Received fields that the message came with (RFC 5321 6.3); 0 at first. */
        public Builder hops(int receivedFields) {
            this.hops = receivedFields;
            return this;
        }

        /** Header fields, names in lower case, values unfolded and trimmed. */
        public Builder headers(List<Header> fields) {
            this.headers = fields;
            return this;
        }

        /** @throws IllegalStateException without a recipient */
        public Transaction build() {
            if (recipient == null) {
                throw new IllegalStateException("a transaction needs a recipient");
            }
            Facts facts = new Facts(recipient);
            facts.submitted = submitted;
            facts.clientHigh = client.high();
            facts.clientLow = client.low();
            facts.tls = tls;
            facts.certificateNames = certificateNames.stream().map(Name::of).toArray(Name[]::new);
            facts.certificates = facts.certificateNames.length;
            facts.user = user;
            facts.sender = sender;
            facts.size = size;
            facts.hops = hops;
            facts.headers = List.copyOf(headers);
            return new Transaction(facts);
        }
    }
}
