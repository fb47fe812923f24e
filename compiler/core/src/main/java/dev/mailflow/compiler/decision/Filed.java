package dev.mailflow.compiler.decision;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Things that concern only messages with certain parts, found by the parts that a message has. */
final class Filed<T> {
    /** A part of a message in one of the ways in which a policy may name it. */
    record Key(Part part, Object value) {}

    enum Part {
        SENDER,
        RECIPIENT,
        CLIENT,
        CERTIFICATE
    }

    private final List<T> things;
    private final Map<Key, List<Integer>> byKey = new HashMap<>();
    /** What may concern any message. */
    private final List<Integer> unfiled = new ArrayList<>();

    /**
     * @param demands of a thing: sets of keys, of each of which a message that it concerns has at least one; it is filed under the
     *     set that others share least
     */
    Filed(List<T> things, Function<T, List<Set<Key>>> demands) {
        this.things = List.copyOf(things);
        List<List<Set<Key>>> all = new ArrayList<>();
        Map<Key, Integer> uses = new HashMap<>();
        for (T thing : this.things) {
            List<Set<Key>> those = demands.apply(thing);
            all.add(those);
            those.forEach(keys -> keys.forEach(key -> uses.merge(key, 1, Integer::sum)));
        }
        for (int number = 0; number < all.size(); number++) {
            file(number, all.get(number), uses);
        }
    }

    private void file(int number, List<Set<Key>> demands, Map<Key, Integer> uses) {
        if (demands.isEmpty()) {
            unfiled.add(number);
            return;
        }
        Set<Key> rarest = demands.get(0);
        long least = Long.MAX_VALUE;
        for (Set<Key> keys : demands) {
            long shared = 0;
            for (Key key : keys) {
                shared += uses.getOrDefault(key, 0);
            }
            if (shared < least) {
                least = shared;
                rarest = keys;
            }
        }
        for (Key key : rarest) {
            byKey.computeIfAbsent(key, k -> new ArrayList<>(1)).add(number);
        }
    }

    /** All that may concern a message with these keys, in the order in which it was given. */
    List<T> of(Collection<Key> keys) {
        List<Integer> numbers = new ArrayList<>(unfiled);
        for (Key key : keys) {
            numbers.addAll(byKey.getOrDefault(key, List.of()));
        }
        numbers.sort(null);
        List<T> found = new ArrayList<>(numbers.size());
        int last = -1;
        for (int number : numbers) {
            if (number != last) {
                found.add(things.get(number));
                last = number;
            }
        }
        return found;
    }
}
