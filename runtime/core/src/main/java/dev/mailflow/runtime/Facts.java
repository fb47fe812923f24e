package dev.mailflow.runtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction knows. Filled before a {@link Transaction} that is a value is made, and never after; that of a
 * {@link TransactionBuffer} is filled again and again by the one thread that holds it.
 */
final class Facts {
    private static final Name[] NO_NAMES = {};

    boolean submitted;
    long clientHigh;
    long clientLow = IpAddress.MAPPED;
    TlsVersion tls = TlsVersion.NONE;
    Name[] certificateNames = NO_NAMES;
    /** So many of them count. */
    int certificates;

    @Nullable
    String user;

    @Nullable
    Mailbox sender;

    Mailbox recipient;
    long size;
    int hops;
    List<Header> headers = List.of();

    Facts(Mailbox recipient) {
        this.recipient = recipient;
    }
}
