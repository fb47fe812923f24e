package dev.mailflow.compiler.targets.postfix;

import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.MailAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds what is filed under a pattern that means an address, without asking every pattern. */
final class PatternIndex<T> {
    private record Entry<T>(AddressPattern pattern, T value) {}

    /** Of one domain there may be tens of thousands. */
    private final Map<MailAddress, List<T>> byAddress = new HashMap<>();

    private final Map<String, List<Entry<T>>> byDomain = new HashMap<>();
    private final List<Entry<T>> anywhere = new ArrayList<>();

    void add(Collection<AddressPattern> patterns, T value) {
        patterns.forEach(pattern -> {
            if (pattern instanceof AddressPattern.Address one) {
                byAddress
                        .computeIfAbsent(one.address(), key -> new ArrayList<>(1))
                        .add(value);
                return;
            }
            Entry<T> entry = new Entry<>(pattern, value);
            String domain = pattern.namedDomain().map(DomainName::text).orElse("");
            if (domain.isEmpty()) {
                anywhere.add(entry);
            } else {
                byDomain.computeIfAbsent(domain, key -> new ArrayList<>()).add(entry);
            }
        });
    }

    /** What is filed under any pattern that means the address, in no order that matters. */
    Set<T> matching(MailAddress address) {
        Set<T> found = new LinkedHashSet<>();
        found.addAll(byAddress.getOrDefault(address, List.of()));
        collect(anywhere, address, found);
        String domain = address.domain().text();
        collect(byDomain.getOrDefault(domain, List.of()), address, found);
        for (int dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
            collect(byDomain.getOrDefault(domain.substring(dot + 1), List.of()), address, found);
        }
        return found;
    }

    private static <T> void collect(List<Entry<T>> entries, MailAddress address, Set<T> found) {
        for (Entry<T> entry : entries) {
            if (entry.pattern().matches(address)) {
                found.add(entry.value());
            }
        }
    }
}
