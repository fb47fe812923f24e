package dev.mailflow.relay.queue;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Memory for what waits; who brings more than there is room for waits too. One thing is let in however large it is, else it would
 * never be. For any number of threads.
 */
final class Room {
    private final ReentrantLock guard = new ReentrantLock();
    private final Condition changed = guard.newCondition();
    private final long most;
    private long taken;
    private int entering;
    private boolean isOver;

    /** @param most octets */
    Room(long most) {
        this.most = most;
    }

    /**
     * Waits until there is room, takes it and does what is to be done with it; not to be interrupted.
     *
     * @return false for those who come after the end
     */
    boolean enter(long octets, Runnable then) {
        guard.lock();
        try {
            if (isOver) {
                return false;
            }
            entering++;
            try {
                while (!isOver && taken > 0 && taken + octets > most) {
                    changed.awaitUninterruptibly();
                }
            } finally {
                entering--;
            }
            taken += octets;
            then.run();
            changed.signalAll();
            return true;
        } finally {
            guard.unlock();
        }
    }

    /** Gives room back. */
    void leave(long octets) {
        guard.lock();
        try {
            taken -= octets;
            changed.signalAll();
        } finally {
            guard.unlock();
        }
    }

    /** Lets in whoever waits, and nobody who comes later; returns when those who waited are in. */
    void end() {
        guard.lock();
        try {
            isOver = true;
            changed.signalAll();
            while (entering > 0) {
                changed.awaitUninterruptibly();
            }
        } finally {
            guard.unlock();
        }
    }

    /** How many wait to be let in. */
    int waiting() {
        guard.lock();
        try {
            return entering;
        } finally {
            guard.unlock();
        }
    }

    /** Octets taken at this moment. */
    long taken() {
        guard.lock();
        try {
            return taken;
        } finally {
            guard.unlock();
        }
    }
}
