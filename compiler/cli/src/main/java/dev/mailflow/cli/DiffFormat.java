package dev.mailflow.cli;

import java.util.Locale;

/** How a difference is written. */
enum DiffFormat {
    /** For people. */
    PRETTY,
    /** For programs; README, section "JSON". */
    JSON,
    /** For a pull request. */
    MARKDOWN,
    /** Static Analysis Results Interchange Format 2.1.0 (OASIS). */
    SARIF;

    /** As the user writes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
