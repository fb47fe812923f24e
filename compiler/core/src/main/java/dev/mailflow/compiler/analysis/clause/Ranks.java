package dev.mailflow.compiler.analysis.clause;

import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.MessageSpace;
import dev.mailflow.compiler.analysis.space.Ranges;
import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.Criteria.NetworkGroup;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.Network;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Cuts what a rule takes by the rank that the message has with it. */
final class Ranks {
    private static final int NO_PREFIX = -1;
    private static final int LONGEST_PREFIX = 128;
    private static final int MOST_KINDS = 5;
    private static final int MOST_SPECIFIC = 4000;

    /** R2 before the partners of R3, these before its internet. */
    static final int TRUSTED = 0;

    static final int PARTNER = 1;
    static final int INTERNET = 2;
    static final int NOBODY = 3;

    private static final long SOURCE_STEP = 1L << 40;

    private Ranks() {}

    /** @param source one of the constants */
    static long source(int source) {
        return source * SOURCE_STEP;
    }

    static long trusted(Criteria criteria, int prefix) {
        long certificate = criteria.certificates().isEmpty() ? 1 : 0;
        return source(TRUSTED) + (certificate * 256 + LONGEST_PREFIX - prefix) * 8 + MOST_KINDS - criteria.kinds();
    }

    static long foreign(int source, int specificity) {
        return source(source) + MOST_SPECIFIC - specificity;
    }

    static long route(Criteria criteria, int specificity) {
        return 2L * (MOST_SPECIFIC - specificity) + (criteria.senders().isPresent() ? 0 : 1);
    }

    static boolean isAddress(int specificity) {
        return specificity == MOST_SPECIFIC;
    }

    /** Messages that have one rank with a rule, in one dimension. */
    record Part(int rank, Ranges ranges) {}

    /** Clients that every group contains, by the longest prefix that does; without groups everyone. */
    static List<Part> byPrefix(List<NetworkGroup> groups, MessageSpace space) {
        if (groups.isEmpty()) {
            return List.of(new Part(NO_PREFIX, space.all(Dimension.CLIENT)));
        }
        Ranges whole = space.all(Dimension.CLIENT);
        List<Network> networks = new ArrayList<>();
        for (NetworkGroup group : groups) {
            whole = whole.and(space.clients(group.networks()));
            networks.addAll(group.networks());
        }
        return parts(whole, networks, Network::prefix, space::clients);
    }

    /**
     * Addresses that a pattern means, by the specificity of the most specific that does.
     *
     * @param whole what all of the patterns mean
     */
    static List<Part> bySpecificity(
            Ranges whole, List<AddressPattern> patterns, Function<Collection<AddressPattern>, Ranges> atoms) {
        return parts(whole, patterns, AddressPattern::specificity, atoms::apply);
    }

    /** @return the greatest rank first */
    private static <T> List<Part> parts(
            Ranges whole, List<T> values, ToIntFunction<T> rank, Function<List<T>, Ranges> atoms) {
        if (values.size() == 1) {
            return whole.isEmpty() ? List.of() : List.of(new Part(rank.applyAsInt(values.get(0)), whole));
        }
        SortedMap<Integer, List<T>> greatestFirst = new TreeMap<>(Collections.reverseOrder());
        for (T value : values) {
            greatestFirst
                    .computeIfAbsent(rank.applyAsInt(value), here -> new ArrayList<>())
                    .add(value);
        }
        List<Part> parts = new ArrayList<>(greatestFirst.size());
        Ranges rest = whole;
        for (Map.Entry<Integer, List<T>> alike : greatestFirst.entrySet()) {
            if (rest.isEmpty()) {
                break;
            }
            // What nothing else holds, the last one does.
            boolean isLast = alike.getKey().equals(greatestFirst.lastKey());
            Ranges held = isLast ? rest : atoms.apply(alike.getValue());
            Ranges part = rest.and(held);
            if (!part.isEmpty()) {
                parts.add(new Part(alike.getKey(), part));
            }
            rest = rest.minus(held);
        }
        return parts;
    }

    /**
     * Senders by specificity; a rule without a sender criterion ranks below {@code *}.
     *
     * @param whole what the criterion means
     */
    static List<Part> bySender(Ranges whole, Criteria criteria, MessageSpace space) {
        Optional<List<AddressPattern>> patterns = criteria.senders().map(Criteria.AddressGroup::patterns);
        if (patterns.isEmpty()) {
            return List.of(new Part(-1, space.all(Dimension.SENDER)));
        }
        return bySpecificity(whole, patterns.get(), space::senders);
    }
}
