package dev.mailflow.relay.smtp;

import dev.mailflow.relay.config.RelayConfiguration.Limits;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How long a session may still take (RFC 5321 4.5.3.2): for the command or message at hand, for the transaction, on the whole.
 * Read by the thread that ends what is overdue. The sockets have no timeouts of their own: with one, each wait for a peer costs
 * the JVM three calls of the system instead of one.
 */
final class SessionClock {
    /** While others are turned away for lack of room. */
    private static final long IDLE_IN_A_CROWD = Duration.ofSeconds(30).toNanos();
    /** How much later than it is due the end may come: the client is told before it is cut off. */
    private static final long SLACK = Duration.ofSeconds(1).toNanos();
    /** To take the last reply, before the connection is cut. */
    private static final long GRACE = Duration.ofSeconds(5).toNanos();

    private static final long NEVER = -1;

    private final Limits limits;
    private final SessionLink link;
    private final BooleanSupplier crowded;
    private final long start = System.nanoTime();
    private final long sessionEnd;
    private long transactionEnd;
    private volatile long deadline;
    private volatile long idleFor = NEVER;
    /** Of the block of a message that is waited for, counted from the start; {@link #NEVER} outside of messages. */
    private volatile long blockEnd = NEVER;

    private boolean isMessage;
    private volatile boolean over;
    private volatile long cut;

    SessionClock(Limits limits, SessionLink link, BooleanSupplier crowded) {
        this.limits = limits;
        this.link = link;
        this.crowded = crowded;
        this.sessionEnd = start + limits.sessionTimeout().toNanos();
        this.transactionEnd = sessionEnd;
        this.deadline = sessionEnd;
    }

    /** A command is waited for. */
    void command() {
        allow(limits.commandTimeout());
        idleFor = System.nanoTime() - start;
    }

    void handshake() {
        allow(limits.handshakeTimeout());
    }

    /** A message or chunk is read. */
    void message() {
        allow(limits.messageTimeout());
        isMessage = true;
        waiting();
    }

    /** The peer is waited for: within a message each block has its time. */
    void waiting() {
        if (isMessage) {
            blockEnd = System.nanoTime() - start + limits.dataTimeout().toNanos();
        }
    }

    /** From MAIL on the whole message has its time, however many commands it is made of. */
    void beginTransaction() {
        transactionEnd = earlier(System.nanoTime() + limits.messageTimeout().toNanos(), sessionEnd);
    }

    void endTransaction() {
        transactionEnd = sessionEnd;
    }

    private void allow(Duration time) {
        idleFor = NEVER;
        isMessage = false;
        blockEnd = NEVER;
        deadline = earlier(System.nanoTime() + time.toNanos() + SLACK, transactionEnd);
    }

    private static long earlier(long a, long b) {
        return a - b < 0 ? a : b;
    }

    boolean isOverdue(long now) {
        long idle = idleFor;
        long block = blockEnd;
        return now - deadline > 0
                || block != NEVER && now - start - block > 0
                || idle != NEVER && now - start - idle > IDLE_IN_A_CROWD && crowded.getAsBoolean();
    }

    /** Whether the session's time is over, and the client shall be told. */
    boolean isOver() {
        return over;
    }

    /** First the reader sees the end and says why; if even that cannot be said, the connection is cut. */
    void expire() {
        long now = System.nanoTime();
        if (!over) {
            cut = now + GRACE;
            over = true;
            link.stopReading();
        } else if (now - cut > 0) {
            link.abort();
        }
    }
}
