package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.MailAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What smtpd(8) finds for an address in an access table (access(5)). */
final class AddressTable {
    private final List<Entry> entries;
    /** Where a pattern first stands, so that a large table is not gone through for each address. */
    private final Map<AddressPattern, Integer> places = new HashMap<>();

    record Entry(AddressPattern pattern, String value) {}

    private AddressTable(List<Entry> entries) {
        this.entries = List.copyOf(entries);
        for (int place = 0; place < entries.size(); place++) {
            places.putIfAbsent(entries.get(place).pattern(), place);
        }
    }

    /** Of an indexed table the address goes first, then its domain, then each parent, the nearest first. */
    static AddressTable indexed(List<Entry> entries) {
        List<Entry> ordered = new ArrayList<>(entries);
        ordered.sort(Comparator.comparingInt(entry -> -entry.pattern().specificity()));
        return new AddressTable(ordered);
    }

    /** Of expressions the first that fits. */
    static AddressTable ordered(List<Entry> entries) {
        return new AddressTable(entries);
    }

    Optional<String> value(Optional<MailAddress> address) {
        return AddressPatterns.meaning(address).stream()
                .flatMap(pattern -> Optional.ofNullable(places.get(pattern)).stream())
                .min(Comparator.naturalOrder())
                .map(place -> entries.get(place).value());
    }

    List<AddressPattern> patterns() {
        return entries.stream().map(Entry::pattern).toList();
    }

    List<String> values() {
        return entries.stream().map(Entry::value).distinct().toList();
    }
}
