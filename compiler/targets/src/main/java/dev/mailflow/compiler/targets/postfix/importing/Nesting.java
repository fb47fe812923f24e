package dev.mailflow.compiler.targets.postfix.importing;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Classes or tables that are being read, each named within the one before, to see which of them leads back to itself. */
final class Nesting {
    private final Map<String, Step.Again> open = new HashMap<>();
    private final Set<String> told = new HashSet<>();

    /** What stands for one that is named within itself; empty for all others. */
    Optional<Step> again(String name) {
        return Optional.ofNullable(open.get(name));
    }

    int depth() {
        return open.size();
    }

    /** Whether it is time to tell: once of each. */
    boolean isToBeTold(String name) {
        return told.add(name);
    }

    /** Reads one that is not being read yet. */
    <T> T read(String name, Supplier<T> reading, Function<T, List<Step>> steps) {
        Step.Again within = new Step.Again();
        open.put(name, within);
        T read = reading.get();
        open.remove(name);
        within.means(steps.apply(read));
        return read;
    }
}
