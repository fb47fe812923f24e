package dev.mailflow.compiler.analysis.space;

import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
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

    /** First address of each atom. */
    private final IpAddress[] starts;

    ClientAtoms(Collection<Network> networks) {
        TreeSet<IpAddress> borders = new TreeSet<>(List.of(LEAST, FIRST_V4, next(LAST_V4)));
        for (Network network : networks) {
            borders.add(network.base());
            if (!network.last().equals(GREATEST)) {
                borders.add(next(network.last()));
            }
        }
        starts = borders.toArray(IpAddress[]::new);
    }

    private static IpAddress example(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    private static IpAddress next(IpAddress address) {
        return new IpAddress(address.low() == -1L ? address.high() + 1 : address.high(), address.low() + 1);
    }

    int count() {
        return starts.length;
    }

    int of(IpAddress address) {
        int at = Arrays.binarySearch(starts, address);
        return at >= 0 ? at : -at - 2;
    }

    /** A network of IPv6 holds no address of IPv4. */
    Ranges of(Network network) {
        Ranges all = Ranges.of(of(network.base()), of(network.last()));
        return network.base().isV4() ? all : all.minus(Ranges.of(of(FIRST_V4), of(LAST_V4)));
    }

    Ranges of(Collection<Network> networks) {
        return Ranges.union(networks.stream().map(this::of).toList());
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
        List<Integer> candidates = new ArrayList<>();
        EXAMPLES.forEach(example -> candidates.add(of(example)));
        candidates.add(least(held, of(FIRST_V4), of(LAST_V4)));
        candidates.add(least(held, of(next(LAST_V4)), held.length - 1));
        return candidates.stream().distinct().toList();
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
        IpAddress second = next(starts[atom]);
        return of(second) == atom ? second : starts[atom];
    }
}
