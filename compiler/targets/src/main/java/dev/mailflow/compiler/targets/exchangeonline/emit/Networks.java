package dev.mailflow.compiler.targets.exchangeonline.emit;

import dev.mailflow.compiler.targets.exchangeonline.tenant.AddressBlock;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.Network;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Networks in the narrow blocks that the service takes. */
final class Networks {
    /** A wider network would be more than 256 entries of one connector: a /16 is split, a /15 is not. */
    static final int WIDEST_SPLIT = 16;

    private static final List<Network> RESERVED = List.of(
            v4("10.0.0.0", 8),
            v4("172.16.0.0", 12),
            v4("192.168.0.0", 16),
            v4("127.0.0.0", 8),
            v4("169.254.0.0", 16),
            v4("100.64.0.0", 10),
            v4("0.0.0.0", 8),
            v4("224.0.0.0", 3));

    private Networks() {}

    private static Network v4(String base, int prefix) {
        return new Network(IpAddress.parse(base).orElseThrow(), prefix);
    }

    /** In no narrower blocks than needed; those that another contains are left out. */
    static List<String> blocks(List<Network> networks) {
        Set<String> blocks = new LinkedHashSet<>();
        for (Network network : networks) {
            boolean covered = networks.stream().anyMatch(other -> !other.equals(network) && other.contains(network));
            if (!covered) {
                split(network).forEach(block -> blocks.add(AddressBlock.text(block)));
            }
        }
        return List.copyOf(blocks);
    }

    private static List<Network> split(Network network) {
        if (network.prefix() >= AddressBlock.WIDEST) {
            return List.of(network);
        }
        List<Network> blocks = new ArrayList<>();
        int base = (int) network.base().low();
        int count = 1 << AddressBlock.WIDEST - network.prefix();
        for (int i = 0; i < count; i++) {
            blocks.add(new Network(IpAddress.ofV4(base + (i << 8)), AddressBlock.WIDEST));
        }
        return blocks;
    }

    /** Whether every address of both families is in one of them. */
    static boolean isEverything(List<Network> networks) {
        return isWhole(networks.stream().filter(network -> network.base().isV4()))
                && isWhole(networks.stream().filter(network -> !network.base().isV4()));
    }

    private static boolean isWhole(Stream<Network> family) {
        Set<Network> wide = family.filter(network -> network.prefix() <= 32).collect(Collectors.toSet());
        long covered = 0;
        for (Network network : wide) {
            covered += isWithin(network, wide) ? 0 : 1L << (32 - network.prefix());
        }
        return covered == 1L << 32;
    }

    /** Of lists that are long: each of the few wider networks is looked up. */
    private static boolean isWithin(Network network, Set<Network> wide) {
        return IntStream.range(0, network.prefix())
                .anyMatch(prefix -> wide.contains(Network.around(network.base(), prefix)));
    }

    static boolean isSplittable(Network network) {
        return network.base().isV4() && network.prefix() >= WIDEST_SPLIT;
    }

    /** Not routed on the internet, so that no client of the service has such an address. */
    static boolean isReserved(Network network) {
        return RESERVED.stream().anyMatch(reserved -> reserved.contains(network));
    }

    /** What lies in both lists. */
    static List<Network> both(List<Network> one, List<Network> other) {
        Set<Network> common = new LinkedHashSet<>();
        for (Network a : one) {
            for (Network b : other) {
                if (a.contains(b)) {
                    common.add(b);
                } else if (b.contains(a)) {
                    common.add(a);
                }
            }
        }
        return List.copyOf(common);
    }
}
