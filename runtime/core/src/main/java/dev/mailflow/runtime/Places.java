package dev.mailflow.runtime;

/** Where the sender and the recipient of a transaction stand in a {@link DomainTrie}, in one long. */
final class Places {
    private Places() {}

    static long of(int sender, int recipient) {
        return (long) sender << 32 | recipient;
    }

    static int sender(long places) {
        return (int) (places >>> 32);
    }

    static int recipient(long places) {
        return (int) places;
    }
}
