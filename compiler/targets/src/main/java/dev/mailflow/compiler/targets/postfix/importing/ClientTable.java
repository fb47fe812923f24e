package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.Network;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What Postfix finds for the address of a client in a table, or in a list such as {@code mynetworks}. */
final class ClientTable {
    private final List<Entry> entries;
    /** Places of the entries for what is within a network, so that a large table is not gone through for each client. */
    private final Map<Network, List<Integer>> within = new HashMap<>();
    /** Places of all others. */
    private final List<Integer> others = new ArrayList<>();
    /** Lengths that some network has, of both families. */
    private final NavigableSet<Integer> lengths = new TreeSet<>();

    /** Whether a row is about what is in its network or about all else of its family ({@code !} of cidr_table(5)). */
    enum Side {
        WITHIN,
        OUTSIDE
    }

    /** @param guards conditions that have to hold as well ({@code if} of cidr_table(5)) */
    record Entry(Network network, Side side, String value, List<Entry> guards) {
        Entry {
            guards = List.copyOf(guards);
        }

        Entry(Network network, Side side, String value) {
            this(network, side, value, List.of());
        }

        Entry within(List<Entry> conditions) {
            return new Entry(network, side, value, conditions);
        }

        boolean holds(IpAddress client) {
            boolean sameFamily = network.base().isV4() == client.isV4();
            return sameFamily
                    && network.contains(client) == (side == Side.WITHIN)
                    && guards.stream().allMatch(guard -> guard.holds(client));
        }

        /** By which it tells clients apart. */
        Stream<Network> networks() {
            return Stream.concat(Stream.of(network), guards.stream().flatMap(Entry::networks));
        }
    }

    private ClientTable(List<Entry> entries) {
        this.entries = List.copyOf(entries);
        for (int place = 0; place < entries.size(); place++) {
            Entry entry = entries.get(place);
            if (entry.side() == Side.WITHIN) {
                lengths.add(entry.network().prefix());
                within.computeIfAbsent(entry.network(), network -> new ArrayList<>())
                        .add(place);
            } else {
                others.add(place);
            }
        }
    }

    /** Of an indexed table the address goes first, then its networks, the longest first (access(5)). */
    static ClientTable indexed(List<Entry> entries) {
        List<Entry> ordered = new ArrayList<>(entries);
        ordered.sort(Comparator.comparingInt(entry -> -entry.network().prefix()));
        return new ClientTable(ordered);
    }

    /** Of a list of networks the first that fits. */
    static ClientTable ordered(List<Entry> entries) {
        return new ClientTable(entries);
    }

    Optional<String> value(IpAddress client) {
        List<List<Integer>> places = new ArrayList<>(List.of(others));
        for (int length : lengths.headSet(client.bits(), true)) {
            places.add(within.getOrDefault(Network.around(client, length), List.of()));
        }
        return places.stream()
                .flatMap(
                        some -> some.stream().filter(place -> entries.get(place).holds(client)).findFirst().stream())
                .min(Comparator.naturalOrder())
                .map(place -> entries.get(place).value());
    }

    List<Network> networks() {
        return entries.stream().flatMap(Entry::networks).distinct().toList();
    }

    List<String> values() {
        return entries.stream().map(Entry::value).distinct().toList();
    }
}
