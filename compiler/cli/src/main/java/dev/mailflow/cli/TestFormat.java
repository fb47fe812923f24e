package dev.mailflow.cli;

import java.util.Locale;

/** How results of tests are written. */
enum TestFormat {
    /** For people. */
    PRETTY,
    /** For programs; README, section "JSON". */
    JSON,
    /** What build servers read. */
    JUNIT,
    /** Workflow commands of GitHub Actions. */
    GITHUB;

    /** As the user writes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
