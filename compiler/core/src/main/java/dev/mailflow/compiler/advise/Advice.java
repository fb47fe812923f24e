package dev.mailflow.compiler.advise;

import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import java.util.List;
import java.util.Optional;

/**
 * What one row of the table says to one policy.
 *
 * @param because what in the policy makes it apply or not
 * @param places of what {@code because} speaks of
 * @param hint what else to think of
 */
public record Advice(
        Situation situation,
        boolean applies,
        String because,
        List<Span> places,
        List<Need> needs,
        Optional<String> hint) {
    public Advice {
        places = List.copyOf(places);
        needs = List.copyOf(needs);
    }

    /** So many are read in one line; of more, the first few. */
    private static final int MOST = 8;

    private static final int SHOWN = 5;

    /** All of them, separated by commas; of very many the first few, and how many there are beside. */
    public static String few(List<String> all) {
        int shown = all.size() > MOST ? SHOWN : all.size();
        return String.join(", ", all.subList(0, shown))
                + (shown < all.size() ? " and " + (all.size() - shown) + " more" : "");
    }

    /** Something needed is not there. */
    public boolean isUnmet() {
        return needs.stream().anyMatch(need -> need.isMissing() && need.urgency() == Urgency.NEEDED);
    }

    /** How much depends on it. */
    public enum Urgency {
        NEEDED,
        OPTIONAL
    }

    /**
     * A line of a policy that the row calls for.
     *
     * @param what it is for: {@code from A to B}, or {@code accepted domains}
     * @param there the connectors that serve it already
     * @param line what to add where there are none; the policy compiles with it, and with what {@code …} in it stands for
     */
    public record Need(String what, Urgency urgency, List<Connector> there, Optional<String> line) {
        public Need {
            there = List.copyOf(there);
        }

        public boolean isMissing() {
            return line.isPresent();
        }
    }
}
