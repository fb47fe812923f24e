package dev.mailflow.cli;

import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.resolve.Suggestions;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** A code as people type it: in any case, with or without its letters. */
final class CodeArgument {
    private CodeArgument() {}

    /** What a shell offers. */
    static final class Candidates implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return ids().iterator();
        }
    }

    private static List<String> ids() {
        return Arrays.stream(DiagnosticCode.values())
                .map(DiagnosticCode::id)
                .sorted()
                .toList();
    }

    /** Whether it looks like one. */
    static boolean isOne(String written) {
        return written.toUpperCase(Locale.ROOT).matches("MF[0-9]{4}");
    }

    /** A code that there is not ends the command with the nearest one. */
    static DiagnosticCode read(CommandLine line, String written) {
        String upper = written.strip().toUpperCase(Locale.ROOT);
        String id = upper.matches("[0-9]+") ? "MF" + upper : upper;
        return DiagnosticCode.of(id).orElseThrow(() -> unknown(line, written, id));
    }

    private static ParameterException unknown(CommandLine line, String written, String id) {
        String way = Suggestions.nearest(id, ids())
                .map(near -> "; did you mean `" + near + "`?")
                .orElse("; codes look like MF2001");
        return new ParameterException(line, "there is no code `" + written + "`" + way);
    }
}
