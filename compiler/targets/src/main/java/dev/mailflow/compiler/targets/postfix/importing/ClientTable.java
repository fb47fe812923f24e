package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.Network;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What Postfix finds for the address of a client in a table, or in a list such as {@code mynetworks}. */
final class ClientTable {
    private final List<Entry> entries;

    /** Whether a row is about what is in its network or about all else of its family ({@code !} of cidr_table(5)). */
    enum Side {
        WITHIN,
        OUTSIDE
    }

    record Entry(Network network, Side side, String value) {
        boolean holds(IpAddress client) {
            boolean sameFamily = network.base().isV4() == client.isV4();
            return sameFamily && network.contains(client) == (side == Side.WITHIN);
        }
    }

    private ClientTable(List<Entry> entries) {
        this.entries = List.copyOf(entries);
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
        return entries.stream().filter(entry -> entry.holds(client)).findFirst().map(Entry::value);
    }

    List<Network> networks() {
        return entries.stream().map(Entry::network).toList();
    }

    List<String> values() {
        return entries.stream().map(Entry::value).distinct().toList();
    }
}
