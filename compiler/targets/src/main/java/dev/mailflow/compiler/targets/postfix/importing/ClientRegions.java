package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.Network;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All clients, by the longest of the given networks that holds them; {@code /0} is none of them. */
final class ClientRegions {
    private ClientRegions() {}

    /**
     * @param network empty: clients in none of the networks
     * @param member a client of it
     */
    record Region(Optional<Network> network, IpAddress member) {}

    /** Everybody else comes last, of IPv4 and of IPv6. */
    static List<Region> of(Collection<Network> networks) {
        List<Network> all = networks.stream()
                .filter(network -> network.prefix() > 0 && !Networks.isLoopback(network))
                .distinct()
                .toList();
        List<Region> regions = new ArrayList<>();
        for (Network network : all) {
            List<Network> within = all.stream()
                    .filter(other -> !other.equals(network) && network.contains(other))
                    .toList();
            first(network, within).ifPresent(member -> regions.add(new Region(Optional.of(network), member)));
        }
        for (Network whole : List.of(
                Network.around(IpAddress.ofV4(0), 0), Network.around(new IpAddress(0x2001_0db8_0000_0000L, 0), 0))) {
            first(whole, all.stream().filter(whole::contains).toList())
                    .ifPresent(member -> regions.add(new Region(Optional.empty(), member)));
        }
        return regions;
    }

    /** An address of the network that is in none of those within: its first one, or the one behind one of them. */
    private static Optional<IpAddress> first(Network network, List<Network> within) {
        Set<IpAddress> candidates = new LinkedHashSet<>(List.of(network.base()));
        for (Network inner : within) {
            candidates.add(inner.last().next());
        }
        return candidates.stream()
                .filter(network::contains)
                .filter(address -> within.stream().noneMatch(inner -> inner.contains(address)))
                .filter(address -> !Networks.isLoopback(Network.of(address)))
                .findFirst();
    }
}
