package dev.mailflow.runtime;

/** Hashes of numbers. */
final class Hashing {
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private Hashing() {}

    /** Spreads a hash together with what kind of thing it is a hash of. */
    static long mix(long hash, long kind) {
        long mixed = (hash ^ kind * 0xC2B2AE3D27D4EB4FL) * MULTIPLIER;
        return mixed ^ mixed >>> 32;
    }
}
