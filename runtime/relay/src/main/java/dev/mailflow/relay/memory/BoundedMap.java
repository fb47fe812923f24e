package dev.mailflow.relay.memory;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map of at most so many entries: beyond that the one which nobody has asked for or written longest is forgotten. For whatever is
 * remembered of names that strangers choose, of which there are any number in months. Not for several threads, as its parent.
 */
public final class BoundedMap<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;

    private final int most;

    /** @param most entries, at least one */
    public BoundedMap(int most) {
        super(16, 0.75f, true);
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
