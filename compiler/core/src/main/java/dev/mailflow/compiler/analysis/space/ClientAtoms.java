package dev.mailflow.compiler.analysis.space;

import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Addresses of clients: the blocks between the borders of all networks, in the order of 128 bits. */
final class ClientAtoms {
    private static final IpAddress LEAST = new IpAddress(0, 0);
    private static final IpAddress FIRST_V4 = IpAddress.ofV4(0);
    private static final IpAddress LAST_V4 = IpAddress.ofV4(-1);
    private static final IpAddress GREATEST = new IpAddress(-1L, -1L);

    /** Of whom one speaks in examples (RFC 5737, RFC 3849). */
    private static final List<IpAddress> EXAMPLES =
            List.of(example("198.51.100.25"), example("203.0.113.25"), example("192.0.2.25"), example("2001:db8::25"));

    /**
     * First addresses of the first atoms, those with nothing in their left half: all of IPv4, which is what most policies name. Right
     * halves, the sign turned, so that they compare as unsigned.
     */
    private final long[] near;

    /** First addresses of the others. */
    private final IpAddress[] far;

    ClientAtoms(Collection<Network> networks) {
        long[] right = new long[3 + 2 * networks.size()];
        int size = 0;
        right[size++] = unsigned(LEAST);
        right[size++] = unsigned(FIRST_V4);
        right[size++] = unsigned(LAST_V4.next());
        List<IpAddress> others = new ArrayList<>();
        for (Network network : networks) {
            IpAddress last = network.last();
            if (network.base().high() == 0) {
                right[size++] = unsigned(network.base());
            } else {
                others.add(network.base());
            }
            if (last.high() == 0 && last.low() != -1L) {
                right[size++] = unsigned(last.next());
            } else if (!last.equals(GREATEST)) {
                others.add(last.next());
            }
        }
        Arrays.sort(right, 0, size);
        int distinct = 0;
        for (int i = 0; i < size; i++) {
            if (i == 0 || right[i] != right[distinct - 1]) {
                right[distinct++] = right[i];
            }
        }
        near = Arrays.copyOf(right, distinct);
        far = new TreeSet<>(others).toArray(new IpAddress[0]);
    }

    private static long unsigned(IpAddress address) {
        return address.low() ^ Long.MIN_VALUE;
    }

    private IpAddress start(int atom) {
        return atom < near.length ? new IpAddress(0, near[atom] ^ Long.MIN_VALUE) : far[atom - near.length];
    }

    private static IpAddress example(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    int count() {
        return near.length + far.length;
    }

    int of(IpAddress address) {
        int before = address.high() == 0 ? 0 : near.length;
        int at = before == 0 ? Arrays.binarySearch(near, unsigned(address)) : Arrays.binarySearch(far, address);
        return before + (at >= 0 ? at : -at - 2);
    }

    /** A network of IPv6 holds no address of IPv4. */
    Ranges of(Network network) {
        int first = of(network.base());
        Ranges all = Ranges.of(first, lastFrom(first, network.last()));
        return network.base().high() != 0 || network.base().isV4()
                ? all
                : all.minus(Ranges.of(of(FIRST_V4), of(LAST_V4)));
    }

    /** The atom of an address not before the one that begins it: most networks are one atom. */
    private int lastFrom(int atom, IpAddress last) {
        boolean isThere = atom + 1 == count() || start(atom + 1).compareTo(last) > 0;
        return isThere ? atom : of(last);
    }

    Ranges of(Collection<Network> networks) {
        if (networks.size() == 1) {
            return of(networks.iterator().next());
        }
        List<Ranges> parts = new ArrayList<>(networks.size());
        networks.forEach(network -> parts.add(of(network)));
        return Ranges.union(parts);
    }

    /** Atoms that the fewest networks hold, those of either family. */
    List<Integer> unlisted(Collection<Network> networks) {
        int[] change = new int[count() + 1];
        for (Network network : networks) {
            Ranges ranges = of(network);
            for (int i = 0; i < ranges.count(); i++) {
                change[ranges.first(i)]++;
                change[ranges.last(i) + 1]--;
            }
        }
        int[] held = new int[count()];
        int now = 0;
        for (int i = 0; i < held.length; i++) {
            now += change[i];
            held[i] = now;
        }
        Set<Integer> candidates = new LinkedHashSet<>();
        EXAMPLES.forEach(example -> candidates.add(of(example)));
        candidates.add(least(held, of(FIRST_V4), of(LAST_V4)));
        candidates.add(least(held, of(LAST_V4.next()), held.length - 1));
        return List.copyOf(candidates);
    }

    private static int least(int[] held, int first, int last) {
        int best = first;
        for (int i = first; i <= last; i++) {
            if (held[i] < held[best]) {
                best = i;
            }
        }
        return best;
    }

    /** An address of that atom: one for examples, or one near the beginning of a network that is no network's own address. */
    IpAddress address(int atom) {
        for (IpAddress example : EXAMPLES) {
            if (of(example) == atom) {
                return example;
            }
        }
        IpAddress first = start(atom);
        IpAddress second = first.next();
        return of(second) == atom ? second : first;
    }
}
