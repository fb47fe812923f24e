package dev.mailflow.runtime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries of R2 in the order of the contract, found by certificate name or by client network: the first whose
 * conditions hold is the one.
 */
final class TrustedIndex {
    private final Entry[] entries;
    private final HashIndex certificates;
    private final NetworkSet networks;

    /**
     * @param source number of the source
     * @param certificateKeys one group of its certificates; empty if it has none
     * @param rank networks that give the entry its place; null where any of the source's will do
     * @param networkKeys what it is found by without certificates
     */
    record Entry(
            int source,
            List<String> certificateKeys,
            @Nullable NetworkSet rank,
            List<Network> networkKeys) {}

    TrustedIndex(List<Entry> entries) {
        this.entries = entries.toArray(new Entry[0]);
        HashIndex.Builder byCertificate = new HashIndex.Builder();
        List<Network> keys = new ArrayList<>();
        List<Integer> values = new ArrayList<>();
        for (int i = 0; i < this.entries.length; i++) {
            Entry entry = this.entries[i];
            for (String name : entry.certificateKeys()) {
                byCertificate.add(CertificateSet.hash(name), i);
            }
            if (entry.certificateKeys().isEmpty()) {
                for (Network network : entry.networkKeys()) {
                    keys.add(network);
                    values.add(i);
                }
            }
        }
        this.certificates = byCertificate.build();
        this.networks =
                new NetworkSet(keys, values.stream().mapToInt(Integer::intValue).toArray());
    }

    boolean isEmpty() {
        return entries.length == 0;
    }

    int source(int entry) {
        return entries[entry].source();
    }

    boolean inRank(int entry, Transaction t) {
        NetworkSet rank = entries[entry].rank();
        return rank == null || rank.contains(t.facts().clientHigh, t.facts().clientLow);
    }

    /** The first entry that holds, or −1. */
    int first(Transaction t, NetworkSet.Judge judge, long at) {
        int best = entries.length;
        Facts facts = t.facts();
        for (int i = 0; i < facts.certificates; i++) {
            Name name = facts.certificateNames[i];
            best = least(CertificateSet.exact(name), t, best, judge, at);
            int dot = name.firstDot();
            if (dot > 0) {
                best = least(CertificateSet.behindFirst(name, dot), t, best, judge, at);
            }
        }
        if (best == entries.length) {
            // Any certificate beats any network, so only without one are networks asked.
            best = networks.least(t, best, judge, at);
        }
        return best == entries.length ? -1 : best;
    }

    private int least(long hash, Transaction t, int limit, NetworkSet.Judge judge, long at) {
        int offset = certificates.bucket(hash);
        if (offset < 0) {
            return limit;
        }
        for (int i = certificates.entry(offset); i >= 0 && i < limit; i = certificates.entry(++offset)) {
            if (judge.accepts(i, t, at)) {
                return i;
            }
        }
        return limit;
    }
}
