package dev.mailflow.runtime;

import java.util.List;
import java.util.TreeSet;

/** Networks and what stands behind them: a hash look-up for each prefix length that occurs. */
final class NetworkSet {
    private final Network[] networks;
    private final int[] values;
    private final int[] prefixes4;
    private final int[] prefixes6;
    private final HashIndex index;

    /** @param values of each network, ascending */
    NetworkSet(List<Network> networks, int[] values) {
        this.networks = networks.toArray(new Network[0]);
        this.values = values.clone();
        HashIndex.Builder builder = new HashIndex.Builder();
        TreeSet<Integer> four = new TreeSet<>();
        TreeSet<Integer> six = new TreeSet<>();
        for (int i = 0; i < this.networks.length; i++) {
            Network network = this.networks[i];
            boolean v4 = network.base().isV4();
            (v4 ? four : six).add(network.prefix());
            builder.add(hash(network.base().high(), network.base().low(), bits(v4, network.prefix())), i);
        }
        this.prefixes4 = four.stream().mapToInt(Integer::intValue).toArray();
        this.prefixes6 = six.stream().mapToInt(Integer::intValue).toArray();
        this.index = builder.build();
    }

    private static int bits(boolean v4, int prefix) {
        return v4 ? prefix + 96 : prefix;
    }

    private static long hash(long high, long low, int bits) {
        return Hashing.mix(high * 31 + low, bits);
    }

    /** What else has to hold. */
    interface Judge {
        boolean accepts(int value, Transaction transaction, long at);
    }

    boolean contains(long clientHigh, long clientLow) {
        boolean v4 = IpAddress.isV4(clientHigh, clientLow);
        for (int prefix : v4 ? prefixes4 : prefixes6) {
            int bits = bits(v4, prefix);
            long high = IpAddress.truncatedHigh(clientHigh, bits);
            long low = IpAddress.truncatedLow(clientLow, bits);
            int offset = index.bucket(hash(high, low, bits));
            if (offset >= 0) {
                for (int i = index.entry(offset); i >= 0; i = index.entry(++offset)) {
                    if (networks[i].contains(clientHigh, clientLow)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** The least value below {@code limit} of a network that contains the client and that the judge accepts, or the limit. */
    int least(Transaction transaction, int limit, Judge judge, long at) {
        long clientHigh = transaction.facts().clientHigh;
        long clientLow = transaction.facts().clientLow;
        boolean v4 = IpAddress.isV4(clientHigh, clientLow);
        int best = limit;
        for (int prefix : v4 ? prefixes4 : prefixes6) {
            int bits = bits(v4, prefix);
            long high = IpAddress.truncatedHigh(clientHigh, bits);
            long low = IpAddress.truncatedLow(clientLow, bits);
            int offset = index.bucket(hash(high, low, bits));
            if (offset < 0) {
                continue;
            }
            for (int i = index.entry(offset); i >= 0 && values[i] < best; i = index.entry(++offset)) {
                if (networks[i].contains(clientHigh, clientLow) && judge.accepts(values[i], transaction, at)) {
                    best = values[i];
                    break;
                }
            }
        }
        return best;
    }
}
