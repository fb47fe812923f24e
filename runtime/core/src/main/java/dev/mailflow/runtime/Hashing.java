package dev.mailflow.runtime;

/** Hashes of texts read from their end, so that one pass over a domain gives the hash of every suffix. */
final class Hashing {
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private Hashing() {}

    static long step(long hash, char c) {
        return (hash ^ c) * MULTIPLIER + (hash >>> 29);
    }

    static long ofSuffix(String text, int start) {
        long hash = 0;
        for (int i = text.length() - 1; i >= start; i--) {
            hash = step(hash, text.charAt(i));
        }
        return hash;
    }

    /** Spreads a hash together with what kind of thing it is a hash of. */
    static long mix(long hash, long kind) {
        long mixed = (hash ^ kind * 0xC2B2AE3D27D4EB4FL) * MULTIPLIER;
        return mixed ^ mixed >>> 32;
    }
}
