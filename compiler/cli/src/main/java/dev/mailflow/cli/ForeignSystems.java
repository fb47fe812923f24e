package dev.mailflow.cli;

import dev.mailflow.compiler.target.Target;
import dev.mailflow.compiler.targets.Targets;
import java.util.Iterator;
import java.util.List;
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

    private ForeignSystems() {}

    /** What a shell offers. */
    static final class Emitted implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Targets.emitted().stream().map(Target::id).iterator();
        }
    }

    static Target emitted(CommandLine line, String name) {
        List<String> known = Targets.emitted().stream().map(Target::id).toList();
        return Targets.emitted().stream()
                .filter(target -> target.id().equals(name))
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        line, "there is no system `" + name + "` here; the systems are: " + String.join(", ", known)));
    }

    static void requireImported(CommandLine line, String name) {
        if (!IMPORTED.contains(name)) {
            throw new ParameterException(
                    line, "there is no system `" + name + "` here; the systems are: " + String.join(", ", IMPORTED));
        }
    }

    /** For commands that know one system so far. */
    static void requireExchangeOnline(CommandLine line, String name) {
        if (!name.equals(EXCHANGE_ONLINE)) {
            throw new ParameterException(
                    line, "there is no system `" + name + "` here; the systems are: " + EXCHANGE_ONLINE);
        }
    }
}
