package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.Network;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All clients, by the longest of the given networks that holds them; {@code /0} is none of them. */
final class ClientRegions {
    /** The wider one of two that begin alike first: what a network holds comes right behind it. */
    private static final Comparator<Network> OUTER_FIRST = Comparator.comparing(
                    (Network network) -> network.base().isV4() ? 0 : 1)
            .thenComparing(Network::base)
            .thenComparing(Network::prefix);

    private static final List<Network> WHOLE =
            List.of(Network.around(IpAddress.ofV4(0), 0), Network.around(new IpAddress(0x2001_0db8_0000_0000L, 0), 0));

    private final Runnable step;
    private final Map<Network, IpAddress> members = new HashMap<>();

    private ClientRegions(Runnable step) {
        this.step = step;
    }

    /**
     * @param network empty: clients in none of the networks
     * @param member a client of it
     */
    record Region(Optional<Network> network, IpAddress member) {}

    /** Everybody else comes last, of IPv4 and of IPv6. */
    static List<Region> of(Collection<Network> networks) {
        return of(networks, () -> {});
    }

    /** @param step told of each look at a network */
    static List<Region> of(Collection<Network> networks, Runnable step) {
        Set<Network> all = new LinkedHashSet<>();
        for (Network network : networks) {
            if (network.prefix() > 0) {
                all.add(network);
            }
        }
        ClientRegions regions = new ClientRegions(step);
        regions.find(all);
        List<Region> found = new ArrayList<>();
        for (Network network : all) {
            regions.member(network).ifPresent(member -> found.add(new Region(Optional.of(network), member)));
        }
        for (Network whole : WHOLE) {
            regions.member(whole).ifPresent(member -> found.add(new Region(Optional.empty(), member)));
        }
        return found;
    }

    private Optional<IpAddress> member(Network network) {
        return Optional.ofNullable(members.get(network));
    }

    /** Two networks are apart, or one holds the other; so those that are open form a stack. */
    private void find(Collection<Network> networks) {
        List<Network> ordered = new ArrayList<>(networks);
        ordered.addAll(WHOLE);
        ordered.sort((one, other) -> {
            step.run();
            return OUTER_FIRST.compare(one, other);
        });
        Deque<Open> open = new ArrayDeque<>();
        for (Network network : ordered) {
            while (!open.isEmpty() && !open.getLast().network.contains(network)) {
                close(open);
            }
            if (!open.isEmpty()) {
                open.getLast().meet(network);
            }
            open.addLast(new Open(network));
            step.run();
        }
        while (!open.isEmpty()) {
            close(open);
        }
    }

    private void close(Deque<Open> open) {
        step.run();
        Open closed = open.removeLast();
        closed.free().ifPresent(address -> members.put(closed.network, address));
    }

    /** A network with what is known of the gaps between those that it holds. */
    private static final class Open {
        private final Network network;
        /** The first address behind those met so far; behind the last of all there is the first of all again. */
        private IpAddress next;

        private Optional<IpAddress> gap = Optional.empty();
        private @Nullable IpAddress met;

        Open(Network network) {
            this.network = network;
            this.next = network.base();
        }

        void meet(Network inner) {
            if (gap.isEmpty() && inner.base().compareTo(next) > 0) {
                gap = Optional.of(next);
            }
            met = inner.last();
            next = met.next();
        }

        Optional<IpAddress> free() {
            boolean isBehind = met == null || next.compareTo(met) > 0;
            return gap.or(() -> Optional.of(next).filter(address -> isBehind && network.contains(address)));
        }
    }
}
