package dev.mailflow.cli;

import dev.mailflow.compiler.resolve.Suggestions;
import dev.mailflow.compiler.target.Target;
import dev.mailflow.compiler.targets.Targets;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Systems that others made, as command lines name them. */
final class ForeignSystems {
    /** Those whose exports are read and planned for. */
    static final String EXCHANGE_ONLINE = "exchange-online";

    /** One whose configuration is read. */
    static final String POSTFIX = "postfix";

    /** All that a policy can be made from. */
    static final List<String> IMPORTED = List.of(EXCHANGE_ONLINE, POSTFIX);

    /** Of the beginning of a name: fewer characters begin too many. */
    private static final int SHORTEST = 4;

    private ForeignSystems() {}

    /** What a shell offers to {@code emit}. */
    static final class Emitted implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Targets.emitted().stream().map(Target::id).iterator();
        }
    }

    /** What a shell offers to {@code import}. */
    static final class Imported implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return IMPORTED.iterator();
        }
    }

    /** What a shell offers to {@code plan}. */
    static final class Planned implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of(EXCHANGE_ONLINE).iterator();
        }
    }

    static Target emitted(CommandLine line, String name) {
        List<String> known = Targets.emitted().stream().map(Target::id).toList();
        return Targets.emitted().stream()
                .filter(target -> target.id().equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(line, name, known));
    }

    private static ParameterException unknown(CommandLine line, String name, List<String> known) {
        Optional<String> near = Suggestions.nearest(name, known)
                .or(() -> known.stream()
                        .filter(system -> name.length() >= SHORTEST && system.startsWith(name.toLowerCase(Locale.ROOT)))
                        .findFirst());
        return new ParameterException(
                line,
                "there is no system `" + name + "` here; "
                        + near.map(system -> "did you mean `" + system + "`?")
                                .orElse("the systems are: " + String.join(", ", known)));
    }

    static void requireImported(CommandLine line, String name) {
        if (!IMPORTED.contains(name)) {
            throw unknown(line, name, IMPORTED);
        }
    }

    /** For commands that know one system so far. */
    static void requireExchangeOnline(CommandLine line, String name) {
        if (!name.equals(EXCHANGE_ONLINE)) {
            throw unknown(line, name, List.of(EXCHANGE_ONLINE));
        }
    }
}
