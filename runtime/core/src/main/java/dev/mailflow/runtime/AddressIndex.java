package dev.mailflow.runtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Patterns and what stands behind them, found from the most specific to the least: a hash look-up for the address, the
 * domain, and each of its suffixes.
 */
final class AddressIndex {
    private static final AddressPattern.Kind[] BELOW_KINDS = {
        AddressPattern.Kind.ONE_BELOW, AddressPattern.Kind.BELOW, AddressPattern.Kind.AT_OR_BELOW
    };

    private final AddressPattern[] patterns;
    private final int[] values;
    private final HashIndex index;
    private final @Nullable AddressIndex accepted;

    /**
     * @param values of each pattern; in the order in which those of one specificity are to be tried
     * @param accepted decides {@code every accepted domain}; null where no pattern is that
     */
    AddressIndex(List<AddressPattern> patterns, int[] values, @Nullable AddressIndex accepted) {
        this.patterns = patterns.toArray(new AddressPattern[0]);
        this.values = values.clone();
        this.accepted = accepted;
        HashIndex.Builder builder = new HashIndex.Builder();
        for (int i = 0; i < this.patterns.length; i++) {
            builder.add(this.patterns[i].hash(), i);
        }
        this.index = builder.build();
    }

    /** What else has to hold for a value to be the one; asked in the order of the contract. */
    interface Judge {
        boolean accepts(int value, AddressPattern pattern, Transaction transaction, @Nullable Source from);
    }

    /** The value of the most specific pattern that matches, or −1. */
    int find(@Nullable Mailbox mailbox) {
        return find(mailbox, null, null, null);
    }

    /** The first value of a matching pattern that the judge accepts, or −1. */
    int find(
            @Nullable Mailbox mailbox,
            @Nullable Judge judge,
            @Nullable Transaction transaction,
            @Nullable Source from) {
        int found;
        if (mailbox == null) {
            found = probe(Hashing.mix(0, AddressPattern.Kind.EMPTY.ordinal()), null, judge, transaction, from);
        } else {
            found = findAddress(mailbox, judge, transaction, from);
            if (found < 0 && accepted != null && accepted.find(mailbox) >= 0) {
                found = probe(
                        Hashing.mix(0, AddressPattern.Kind.ACCEPTED.ordinal()), mailbox, judge, transaction, from);
            }
        }
        return found >= 0
                ? found
                : probe(Hashing.mix(0, AddressPattern.Kind.ANY.ordinal()), mailbox, judge, transaction, from);
    }

    private int findAddress(
            Mailbox mailbox, @Nullable Judge judge, @Nullable Transaction transaction, @Nullable Source from) {
        DomainName domain = mailbox.domain();
        long whole = domain.suffixHash(0);
        int found = probe(AddressPattern.address(whole, mailbox.localPart()), mailbox, judge, transaction, from);
        if (found < 0) {
            found = probe(Hashing.mix(whole, AddressPattern.Kind.EXACT.ordinal()), mailbox, judge, transaction, from);
        }
        for (int skipped = 0; found < 0 && skipped < domain.labels(); skipped++) {
            long hash = domain.suffixHash(skipped);
            for (int kind = skipped == 1 ? 0 : skipped == 0 ? 2 : 1; found < 0 && kind < BELOW_KINDS.length; kind++) {
                found = probe(Hashing.mix(hash, BELOW_KINDS[kind].ordinal()), mailbox, judge, transaction, from);
            }
        }
        return found;
    }

    private int probe(
            long hash,
            @Nullable Mailbox mailbox,
            @Nullable Judge judge,
            @Nullable Transaction transaction,
            @Nullable Source from) {
        int offset = index.bucket(hash);
        if (offset < 0) {
            return -1;
        }
        for (int i = index.entry(offset); i >= 0; i = index.entry(++offset)) {
            // Verified: equal hashes are not equal keys. Asked through the tables, so ACCEPTED was decided above.
            AddressPattern pattern = patterns[i];
            if (pattern.kind() != AddressPattern.Kind.ACCEPTED && !pattern.matches(mailbox, this)) {
                continue;
            }
            if (judge == null || transaction == null || judge.accepts(values[i], pattern, transaction, from)) {
                return values[i];
            }
        }
        return -1;
    }
}
