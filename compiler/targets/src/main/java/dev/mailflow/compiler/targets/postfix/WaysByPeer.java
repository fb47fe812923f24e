package dev.mailflow.compiler.targets.postfix;

import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.targets.postfix.AddressKeys.OfDomain;
import dev.mailflow.compiler.targets.postfix.AddressKeys.Results;
import dev.mailflow.compiler.targets.postfix.Routing.Way;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.MailAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Of all recipients, for each endpoint the few that a table of what leads there has to name: those whose way does, and what is below
 * a domain of which some mail does. Every source asks about its own endpoint; to go through all recipients for each takes the square.
 */
final class WaysByPeer {
    private final Results<Way> ways;
    private final List<MailAddress> addresses;
    private final List<DomainName> domains;
    private final Map<String, Places> leading = new HashMap<>();
    /** What is at or below each domain that is a key. */
    private final Map<String, Places> below = new HashMap<>();

    /** Numbers of keys, in the order in which tables have them. */
    private record Places(TreeSet<Integer> addresses, TreeSet<Integer> domains) {
        Places() {
            this(new TreeSet<>(), new TreeSet<>());
        }

        void addAll(Places others) {
            addresses.addAll(others.addresses);
            domains.addAll(others.domains);
        }
    }

    WaysByPeer(Results<Way> ways) {
        this.ways = ways;
        this.addresses = List.copyOf(ways.addresses().keySet());
        this.domains = List.copyOf(ways.domains().keySet());
        domains.forEach(domain -> below.put(domain.text(), new Places()));
        int number = 0;
        for (Way way : ways.addresses().values()) {
            for (Places places : reaching(way)) {
                places.addresses().add(number);
            }
            for (Places places : holding(addresses.get(number).domain())) {
                places.addresses().add(number);
            }
            number++;
        }
        number = 0;
        for (OfDomain<Way> of : ways.domains().values()) {
            for (Way way : all(of)) {
                for (Places places : reaching(way)) {
                    places.domains().add(number);
                }
            }
            for (Places places : holding(domains.get(number))) {
                places.domains().add(number);
            }
            number++;
        }
    }

    private static List<Way> all(OfDomain<Way> of) {
        List<Way> all = new ArrayList<>();
        all.add(of.exactly());
        of.below().ifPresent(all::add);
        of.furtherBelow().ifPresent(all::add);
        return all;
    }

    private List<Places> reaching(Way way) {
        return way.by().stream()
                .map(Connector::peer)
                .map(peer -> leading.computeIfAbsent(peer, p -> new Places()))
                .toList();
    }

    /** Of the domain and of those above it. */
    private List<Places> holding(DomainName domain) {
        List<Places> holding = new ArrayList<>();
        String text = domain.text();
        Optional.ofNullable(below.get(text)).ifPresent(holding::add);
        for (int dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', dot + 1)) {
            Optional.ofNullable(below.get(text.substring(dot + 1))).ifPresent(holding::add);
        }
        return holding;
    }

    /**
     * The groups of which a table has a row when it is written of which ways lead to that endpoint, and perhaps more. Of all other
     * groups none does, nor do the wider ones that hold them.
     */
    Results<Way> to(String peer) {
        Places led = leading.getOrDefault(peer, new Places());
        Places named = new Places();
        named.addAll(led);
        for (int number : led.domains()) {
            named.addAll(below.getOrDefault(domains.get(number).text(), new Places()));
        }
        Map<MailAddress, Way> ofAddresses = new LinkedHashMap<>();
        for (int number : named.addresses()) {
            MailAddress address = addresses.get(number);
            ofAddresses.put(address, Objects.requireNonNull(ways.addresses().get(address)));
        }
        Map<DomainName, OfDomain<Way>> ofDomains = new LinkedHashMap<>();
        for (int number : named.domains()) {
            DomainName domain = domains.get(number);
            ofDomains.put(domain, Objects.requireNonNull(ways.domains().get(domain)));
        }
        return new Results<>(ofAddresses, ofDomains, ways.empty(), ways.rest());
    }
}
