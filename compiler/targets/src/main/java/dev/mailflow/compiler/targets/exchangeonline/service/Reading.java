package dev.mailflow.compiler.targets.exchangeonline.service;

import java.util.ArrayList;
import java.util.List;

/**
 * How the places are read at which the vendor's text is silent or contradicts itself. {@link #LIKELY} is what tests and
 * comparisons start from; what differs between readings rests on something that nobody has written down.
 *
 * @param apex whether {@code *.x} is x as well
 * @param depth how many labels {@code *.x} covers in the name of a certificate
 * @param order where "all accepted domains" stands among the patterns of outbound connectors
 */
public record Reading(Apex apex, Depth depth, Order order) {
    public static final Reading LIKELY = new Reading(Apex.COVERED, Depth.ANY, Order.AS_IN_THE_EXAMPLE);

    public enum Apex {
        COVERED,
        LEFT_OUT
    }

    public enum Depth {
        ANY,
        ONE_LABEL
    }

    public enum Order {
        /** Exact, longest wildcard, all accepted domains, {@code *}: what the worked example of the page does. */
        AS_IN_THE_EXAMPLE,
        /** Exact, all accepted domains, wildcard: what its list says. */
        AS_LISTED
    }

    /** All of them, the likely one first. */
    public static List<Reading> all() {
        List<Reading> readings = new ArrayList<>();
        for (Apex apex : Apex.values()) {
            for (Depth depth : Depth.values()) {
                for (Order order : Order.values()) {
                    readings.add(new Reading(apex, depth, order));
                }
            }
        }
        return List.copyOf(readings);
    }

    /** Those that differ from the likely one in a single point. */
    public static List<Reading> single() {
        return all().stream()
                .filter(reading -> reading.differences().size() == 1)
                .toList();
    }

    /** In which points it differs from the likely one, in words. */
    public List<String> differences() {
        List<String> words = new ArrayList<>();
        if (apex != LIKELY.apex) {
            words.add("whether `*.x` covers x");
        }
        if (depth != LIKELY.depth) {
            words.add("how many labels `*.x` covers in a certificate");
        }
        if (order != LIKELY.order) {
            words.add("whether all accepted domains come before `*.x`");
        }
        return words;
    }
}
