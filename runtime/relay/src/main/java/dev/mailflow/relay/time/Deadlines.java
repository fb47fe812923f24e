package dev.mailflow.relay.time;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Ends what overruns its time, whatever it is doing: a peer that sends an octet a minute or never reads is out of reach of
 * socket timeouts.
 */
public final class Deadlines<T extends Timed> implements AutoCloseable {
    private static final long TICK_MILLIS = 250;

    private final Set<T> watched = ConcurrentHashMap.newKeySet();
    private final Thread thread = new Thread(this::loop, "mailflow-deadlines");
    private volatile boolean closed;

    public Deadlines() {
        thread.setDaemon(true);
        thread.start();
    }

    public void watch(T timed) {
        watched.add(timed);
    }

    public void forget(T timed) {
        watched.remove(timed);
    }

    /** A live view. */
    public Set<T> watched() {
        return watched;
    }

    private void loop() {
        while (!closed) {
            long now = System.nanoTime();
            for (T timed : watched) {
                if (timed.isOverdue(now)) {
                    timed.abort();
                }
            }
            try {
                TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
