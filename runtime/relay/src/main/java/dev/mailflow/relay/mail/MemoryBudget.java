package dev.mailflow.relay.mail;

import java.util.concurrent.atomic.AtomicLong;

/** Octets that all contents being collected may hold in memory beyond the little that each may anyway. For any number of threads. */
public final class MemoryBudget {
    private final long most;
    private final AtomicLong taken = new AtomicLong();

    public MemoryBudget(long most) {
        this.most = most;
    }

    /** An eighth of the heap: many who send at once must not use it up. */
    public static MemoryBudget ofHeap() {
        return new MemoryBudget(Runtime.getRuntime().maxMemory() / 8);
    }

    /** Whether there was room; if so it must be given back. */
    boolean take(long octets) {
        if (taken.addAndGet(octets) <= most) {
            return true;
        }
        taken.addAndGet(-octets);
        return false;
    }

    void give(long octets) {
        taken.addAndGet(-octets);
    }

    /** Octets taken at this moment. */
    public long taken() {
        return taken.get();
    }
}
