package dev.mailflow.compiler.targets.exchangeonline.importing;

import dev.mailflow.compiler.targets.exchangeonline.emit.Marks;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Endpoints and connectors of a policy in the making: each name once, endpoints first. */
final class Declarations {
    private final StringBuilder endpoints = new StringBuilder();
    private final StringBuilder connectors = new StringBuilder();
    private final Set<String> endpointNames = new LinkedHashSet<>(Set.of("office365", "onprem", "internet", "mailbox"));
    private final Set<String> connectorNames = new LinkedHashSet<>();
    private final Map<Set<String>, String> partners = new LinkedHashMap<>();
    private final Map<String, List<String>> written = new LinkedHashMap<>();

    String text() {
        return endpoints + (endpoints.length() > 0 ? "\n" : "") + connectors;
    }

    /** The connectors that each object became; objects are told apart by kind and name. */
    Map<String, List<String>> written() {
        return written;
    }

    static String key(Item item) {
        return item.kind() + " " + item.name().toLowerCase(Locale.ROOT);
    }

    /**
     * @param property all that it says of itself
     * @return its name
     */
    String endpoint(String wanted, String kind, String property) {
        String name = unique(endpointNames, Words.name(wanted));
        endpoints
                .append("endpoint ")
                .append(name)
                .append(" : ")
                .append(kind)
                .append(" { ")
                .append(property)
                .append(" }\n");
        return name;
    }

    /** Of equal domains there is one partner, whichever way the mail goes. */
    String partner(List<String> written) {
        List<String> domains = Words.patterns(written);
        return partners.computeIfAbsent(new LinkedHashSet<>(domains), key -> {
            String first = written.get(0).replaceFirst("^\\*\\.", "");
            return endpoint(first.split("\\.", -1)[0], "partner", "domains " + String.join(", ", domains));
        });
    }

    private static String unique(Set<String> names, String wanted) {
        String name = wanted;
        for (int number = 2; !names.add(name.toLowerCase(Locale.ROOT)); number++) {
            name = wanted + "-" + number;
        }
        return name;
    }

    /** The object has become a connector that another one has been given. */
    void also(Item item, String connector) {
        written.computeIfAbsent(key(item), key -> new ArrayList<>()).add(connector);
    }

    /** @return its name */
    String connector(Item item, String suffix, String from, String to, String clauses) {
        String name = unique(connectorNames, Words.name(item.name()) + suffix);
        also(item, name);
        if (!name.equals(item.name() + suffix) || item.isOfHybridWizard()) {
            connectors.append(Words.comment(
                    item.name() + (item.isOfHybridWizard() ? " (made by the Hybrid Configuration Wizard)" : "")));
        }
        connectors
                .append("connector ")
                .append(name)
                .append(" from ")
                .append(from)
                .append(" to ")
                .append(to)
                .append(' ')
                .append(clauses);
        if (!item.is(Property.ENABLED)) {
            connectors.append(" disabled");
        }
        item.text(Property.COMMENT)
                .map(Marks::unmarked)
                .filter(comment -> !comment.isBlank())
                .ifPresent(comment -> connectors.append(" description ").append(Words.quoted(comment)));
        connectors.append('\n');
        return name;
    }
}
