package dev.mailflow.cli;

import java.util.Locale;

/** How diagnostics are written. */
enum DiagnosticFormat {
    /** For people. */
    PRETTY,
    /** For programs; README, section "JSON". */
    JSON,
    /** Static Analysis Results Interchange Format 2.1.0 (OASIS). */
    SARIF,
    /** Workflow commands of GitHub Actions. */
    GITHUB;

    /** As the user writes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
