package dev.mailflow.runtime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries of R2 in the order of the contract, found by certificate name or by client network: the first whose
 * conditions hold is the one.
 */
final class TrustedIndex {
    private static final int EXACT = 100;
    private static final int WILDCARD = 101;

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
            List<CertificateName> certificateKeys,
            @Nullable NetworkSet rank,
            List<Network> networkKeys) {}

    TrustedIndex(List<Entry> entries) {
        this.entries = entries.toArray(new Entry[0]);
        HashIndex.Builder byCertificate = new HashIndex.Builder();
        List<Network> keys = new ArrayList<>();
        List<Integer> values = new ArrayList<>();
        for (int i = 0; i < this.entries.length; i++) {
            Entry entry = this.entries[i];
            for (CertificateName name : entry.certificateKeys()) {
                boolean wildcard = name.pattern().startsWith("*.");
                byCertificate.add(
                        Hashing.mix(Hashing.ofSuffix(name.pattern(), wildcard ? 2 : 0), wildcard ? WILDCARD : EXACT),
                        i);
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

    int source(int entry) {
        return entries[entry].source();
    }

    boolean inRank(int entry, Transaction t) {
        NetworkSet rank = entries[entry].rank();
        return rank == null || rank.contains(t.client());
    }

    /** The first entry that holds, or −1. */
    int first(Transaction t, NetworkSet.Judge judge) {
        int best = entries.length;
        List<String> names = t.certificateNames();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            best = least(Hashing.mix(Hashing.ofSuffix(name, 0), EXACT), t, best, judge);
            int dot = name.indexOf('.');
            if (dot > 0) {
                best = least(Hashing.mix(Hashing.ofSuffix(name, dot + 1), WILDCARD), t, best, judge);
            }
        }
        if (best == entries.length) {
            // Any certificate beats any network, so only without one are networks asked.
            best = networks.least(t, best, judge);
        }
        return best == entries.length ? -1 : best;
    }

    private int least(long hash, Transaction t, int limit, NetworkSet.Judge judge) {
        int offset = certificates.bucket(hash);
        if (offset < 0) {
            return limit;
        }
        for (int i = certificates.entry(offset); i >= 0 && i < limit; i = certificates.entry(++offset)) {
            if (judge.accepts(i, t)) {
                return i;
            }
        }
        return limit;
    }
}
