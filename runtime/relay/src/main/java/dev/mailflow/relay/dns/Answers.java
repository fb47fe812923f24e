package dev.mailflow.relay.dns;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;

/**
 * Answers as long as they may be kept, to a bound of number and of memory: beyond it those are forgotten that nobody asked for
 * longest. Safe for any number of threads.
 */
final class Answers {
    /** What a record takes beside its octets: measured, 80 (A) to 150 (TXT). */
    private static final int RECORD = 150;

    /** What a string of a TXT record takes beside its octets. */
    private static final int STRING = 24;

    private static final int ENTRY = 400;

    private final Bounds bounds;
    private final Map<String, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long octets;

    /**
     * How much is kept.
     *
     * @param octets of memory, estimated
     */
    record Bounds(int answers, long octets) {}

    private record Kept(Answer answer, long until, long octets) {}

    Answers(Bounds bounds) {
        this.bounds = bounds;
    }

    /** @param now as {@link System#nanoTime} */
    synchronized Optional<Answer> get(String key, long now) {
        Kept one = kept.get(key);
        return one != null && one.until - now > 0 ? Optional.of(one.answer) : Optional.empty();
    }

    /** @param until as {@link System#nanoTime} */
    void put(String key, Answer answer, long until) {
        put(key, new Kept(answer, until, octets(key, answer)));
    }

    private synchronized void put(String key, Kept one) {
        Kept other = kept.put(key, one);
        octets += one.octets - (other == null ? 0 : other.octets);
        Iterator<Kept> longestAgo = kept.values().iterator();
        while (kept.size() > bounds.answers || octets > bounds.octets) {
            octets -= longestAgo.next().octets;
            longestAgo.remove();
        }
    }

    /**
     * As {@link #put}, unless there is one that may still be kept.
     *
     * @return what is kept now
     */
    Answer putUnlessKnown(String key, Answer answer, long now, long until) {
        Kept one = new Kept(answer, until, octets(key, answer));
        synchronized (this) {
            Optional<Answer> known = get(key, now);
            if (known.isEmpty()) {
                put(key, one);
            }
            return known.orElse(answer);
        }
    }

    /** Answers that are kept. */
    synchronized int size() {
        return kept.size();
    }

    private static long octets(String key, Answer answer) {
        long octets = ENTRY + key.length();
        for (Record record : answer.records()) {
            octets += RECORD + record.toWireCanonical().length;
            if (record instanceof TXTRecord texts) {
                octets += (long) STRING * texts.getStringsAsByteArrays().size();
            }
        }
        return octets;
    }
}
