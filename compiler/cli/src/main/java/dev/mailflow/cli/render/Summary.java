package dev.mailflow.cli.render;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.Severity;
import java.util.ArrayList;
import java.util.List;

/** How many findings of each weight. */
public record Summary(int errors, int warnings, int notes) {
    public static Summary of(List<Diagnostic> diagnostics) {
        return new Summary(
                count(diagnostics, Severity.ERROR),
                count(diagnostics, Severity.WARNING),
                count(diagnostics, Severity.NOTE));
    }

    private static int count(List<Diagnostic> diagnostics, Severity severity) {
        return (int) diagnostics.stream()
                .filter(diagnostic -> diagnostic.severity() == severity)
                .count();
    }

    /** {@code 2 errors, 1 warning}; {@code no findings}. */
    public String text() {
        List<String> parts = new ArrayList<>();
        add(parts, errors, "error");
        add(parts, warnings, "warning");
        add(parts, notes, "note");
        return parts.isEmpty() ? "no findings" : String.join(", ", parts);
    }

    private static void add(List<String> parts, int count, String word) {
        if (count > 0) {
            parts.add(counted(count, word));
        }
    }

    /** {@code 1 file}, {@code 2 files}. */
    public static String counted(int count, String word) {
        return count + " " + word + (count == 1 ? "" : "s");
    }
}
