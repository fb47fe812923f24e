package dev.mailflow.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that a decision is taken from: one message, one recipient. Immutable; made by {@link #builder()} once per message
 * and turned to each further recipient by {@link #withRecipient}.
 */
public final class Transaction {
    private final boolean submitted;
    private final IpAddress client;
    private final TlsVersion tls;
    private final List<String> certificateNames;
    private final @Nullable String user;
    private final @Nullable Mailbox sender;
    private final Mailbox recipient;
    private final long size;
    private final int hops;
    private final List<Header> headers;

    private Transaction(Builder builder, Mailbox recipient) {
        this.submitted = builder.submitted;
        this.client = builder.client;
        this.tls = builder.tls;
        this.certificateNames = List.copyOf(builder.certificateNames);
        this.user = builder.user;
        this.sender = builder.sender;
        this.recipient = recipient;
        this.size = builder.size;
        this.hops = builder.hops;
        this.headers = List.copyOf(builder.headers);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Submitted at the site itself, not over SMTP from somewhere; then client, TLS and user do not count. */
    public boolean isSubmitted() {
        return submitted;
    }

    /** The address that the connection came from. */
    public IpAddress client() {
        return client;
    }

    public TlsVersion tls() {
        return tls;
    }

    /**
     * DNS names (subjectAltName) of the client's certificate, lower case, if its chain verified; else empty, for an
     * unverified certificate proves nothing.
     */
    public List<String> certificateNames() {
        return certificateNames;
    }

    /** Who authenticated (RFC 4954). */
    public Optional<String> user() {
        return Optional.ofNullable(user);
    }

    public boolean isAuthenticated() {
        return user != null;
    }

    /** Reverse-path; null for the empty one. The nullable twin of {@link #sender()} for code that must not allocate. */
    public @Nullable Mailbox senderOrNull() {
        return sender;
    }

    /** Reverse-path (RFC 5321 4.1.1.2); empty for {@code <>}. */
    public Optional<Mailbox> sender() {
        return Optional.ofNullable(sender);
    }

    public Mailbox recipient() {
        return recipient;
    }

    /** Octets. */
    public long size() {
        return size;
    }

    /** Received fields that the message came with (RFC 5321 6.3). */
    public int hops() {
        return hops;
    }

    public List<Header> headers() {
        return headers;
    }

    public Transaction withRecipient(Mailbox other) {
        return toBuilder().to(other).build();
    }

    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.submitted = submitted;
        builder.client = client;
        builder.tls = tls;
        builder.certificateNames = certificateNames;
        builder.user = user;
        builder.sender = sender;
        builder.recipient = recipient;
        builder.size = size;
        builder.hops = hops;
        builder.headers = headers;
        return builder;
    }

    @Override
    public String toString() {
        return (submitted ? "mailbox" : client + " tls " + tls.text() + " cert " + certificateNames)
                + (user == null ? "" : " auth " + user)
                + " " + (sender == null ? "<>" : sender) + " -> " + recipient + " size " + size + " hops " + hops
                + (headers.isEmpty() ? "" : " " + headers);
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

        public Builder client(IpAddress address) {
            this.submitted = false;
            this.client = address;
            return this;
        }

        /** @throws IllegalArgumentException if the text is no address */
        public Builder client(String address) {
            return client(IpAddress.of(address));
        }

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

        public Builder user(@Nullable String name) {
            this.user = name;
            return this;
        }

        /** @param mailbox null for the empty reverse-path */
        public Builder from(@Nullable Mailbox mailbox) {
            this.sender = mailbox;
            return this;
        }

        /** @param address empty or {@code <>} for the empty reverse-path */
        public Builder from(String address) {
            return from(address.isEmpty() || address.equals("<>") ? null : Mailbox.of(address));
        }

        public Builder to(Mailbox mailbox) {
            this.recipient = mailbox;
            return this;
        }

        public Builder to(String address) {
            return to(Mailbox.of(address));
        }

        public Builder size(long octets) {
            this.size = octets;
            return this;
        }

        public Builder hops(int receivedFields) {
            this.hops = receivedFields;
            return this;
        }

        public Builder headers(List<Header> fields) {
            this.headers = fields;
            return this;
        }

        /** @throws IllegalStateException without a recipient */
        public Transaction build() {
            if (recipient == null) {
                throw new IllegalStateException("a transaction needs a recipient");
            }
            return new Transaction(this, recipient);
        }
    }
}
