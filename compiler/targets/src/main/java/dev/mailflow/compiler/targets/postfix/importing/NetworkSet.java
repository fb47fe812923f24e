package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.Network;
import java.util.Collection;
import java.util.HashSet;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/** Many networks, asked without going through them. */
final class NetworkSet {
    private final Set<Network> networks = new HashSet<>();
    private final NavigableSet<IpAddress> bases = new TreeSet<>();

    NetworkSet(Collection<Network> networks) {
        this.networks.addAll(networks);
        networks.forEach(network -> bases.add(network.base()));
    }

    /** Whether one of them is the network or holds it. */
    boolean holds(Network network) {
        for (int prefix = network.prefix(); prefix >= 0; prefix--) {
            if (networks.contains(Network.around(network.base(), prefix))) {
                return true;
            }
        }
        return false;
    }

    /** Whether one of them and the network have a client in common. */
    boolean meets(Network network) {
        IpAddress within = bases.ceiling(network.base());
        return holds(network) || within != null && network.contains(within);
    }
}
