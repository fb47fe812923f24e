package dev.mailflow.runtime;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Patterns that are one whole address, by place of the domain and local part. A record is place (4 octets), role (4), value
 * (4), length of the local part (4) and the local part.
 */
final class AddressTable {
    private static final int HEAD = 16;

    private final byte[] records;
    private final HashIndex index;

    private AddressTable(byte[] records, HashIndex index) {
        this.records = records;
        this.index = index;
    }

    /** As {@link DomainTrie#find}; values are in the order in which they were added. */
    int find(
            int role,
            Name name,
            int place,
            DomainTrie.@Nullable Judge judge,
            int question,
            @Nullable Transaction transaction,
            long at,
            int source) {
        int length = name.localLength();
        int offset = index.bucket(Octets.hash(place, name.octets(), 0, length));
        if (offset < 0) {
            return -1;
        }
        for (int record = index.entry(offset); record >= 0; record = index.entry(++offset)) {
            if (Octets.four(records, record) == place
                    && Octets.four(records, record + 4) == role
                    && Octets.four(records, record + 12) == length
                    && Octets.same(name.octets(), 0, records, record + HEAD, length)) {
                int value = Octets.four(records, record + 8);
                if (judge == null || transaction == null || judge.accepts(question, value, transaction, at, source)) {
                    return value;
                }
            }
        }
        return -1;
    }

    static final class Builder {
        private byte[] records = new byte[256];
        private int end;
        private final HashIndex.Builder index = new HashIndex.Builder();

        void add(int place, int role, int value, byte[] local) {
            byte[] roomy = Arrays.copyOf(local, local.length + Octets.ROOM);
            index.add(Octets.hash(place, roomy, 0, local.length), end);
            if (end + HEAD + roomy.length > records.length) {
                records = Arrays.copyOf(records, 2 * records.length + roomy.length);
            }
            Octets.four(records, end, place);
            Octets.four(records, end + 4, role);
            Octets.four(records, end + 8, value);
            Octets.four(records, end + 12, local.length);
            System.arraycopy(local, 0, records, end + HEAD, local.length);
            end += HEAD + local.length;
        }

        AddressTable build() {
            return new AddressTable(Arrays.copyOf(records, end + Octets.ROOM), index.build());
        }
    }
}
