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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

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

    /** Clients that every group contains, by the longest prefix that does; without groups everyone. */
    static SortedMap<Integer, Ranges> byPrefix(List<NetworkGroup> groups, MessageSpace space) {
        SortedMap<Integer, Ranges> parts = new TreeMap<>(Comparator.reverseOrder());
        if (groups.isEmpty()) {
            parts.put(NO_PREFIX, space.all(Dimension.CLIENT));
            return parts;
        }
        Ranges rest = space.all(Dimension.CLIENT);
        SortedMap<Integer, List<Network>> networks = new TreeMap<>(Comparator.reverseOrder());
        for (NetworkGroup group : groups) {
            rest = rest.and(space.clients(group.networks()));
            group.networks()
                    .forEach(network -> networks.computeIfAbsent(network.prefix(), p -> new ArrayList<>())
                            .add(network));
        }
        return parts(rest, networks, space::clients);
    }

    /** Addresses that a pattern means, by the specificity of the most specific that does. */
    static SortedMap<Integer, Ranges> bySpecificity(
            Collection<AddressPattern> patterns, Function<Collection<AddressPattern>, Ranges> atoms) {
        SortedMap<Integer, List<AddressPattern>> sorted = new TreeMap<>(Comparator.reverseOrder());
        patterns.forEach(pattern -> sorted.computeIfAbsent(pattern.specificity(), s -> new ArrayList<>())
                .add(pattern));
        return parts(atoms.apply(patterns), sorted, atoms::apply);
    }

    private static <T> SortedMap<Integer, Ranges> parts(
            Ranges whole, SortedMap<Integer, List<T>> groups, Function<List<T>, Ranges> atoms) {
        SortedMap<Integer, Ranges> parts = new TreeMap<>(Comparator.reverseOrder());
        Ranges rest = whole;
        for (var group : groups.entrySet()) {
            Ranges held = atoms.apply(group.getValue());
            Ranges part = rest.and(held);
            if (!part.isEmpty()) {
                parts.put(group.getKey(), part);
            }
            rest = rest.minus(held);
        }
        return parts;
    }

    /** Senders by specificity; a rule without a sender criterion ranks below {@code *}. */
    static SortedMap<Integer, Ranges> bySender(Criteria criteria, MessageSpace space) {
        Optional<List<AddressPattern>> patterns = criteria.senders().map(Criteria.AddressGroup::patterns);
        if (patterns.isEmpty()) {
            SortedMap<Integer, Ranges> all = new TreeMap<>();
            all.put(-1, space.all(Dimension.SENDER));
            return all;
        }
        return bySpecificity(patterns.get(), space::senders);
    }
}
