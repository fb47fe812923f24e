package dev.mailflow.relay.queue;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Queue ids: 12 letters and digits that sort by time and are not met twice. */
public final class QueueIds {
    private static final String DIGITS = "0123456789ABCDFGHJKLMNPQRSTVWXYZ";
    private static final AtomicLong LAST = new AtomicLong();
    private static final long SALT = new SecureRandom().nextInt(1 << 10);

    private QueueIds() {}

    /** Milliseconds, counted on when several fall into one, and a number of this process. */
    public static String next() {
        long now = System.currentTimeMillis() << 6;
        long ticks = LAST.updateAndGet(last -> Math.max(last + 1, now));
        long value = ticks << 10 | SALT;
        char[] text = new char[12];
        for (int i = 11; i >= 0; i--) {
            text[i] = DIGITS.charAt((int) (value & 31));
            value >>>= 5;
        }
        return new String(text);
    }
}
