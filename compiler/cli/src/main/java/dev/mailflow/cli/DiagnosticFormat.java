package dev.mailflow.cli;

/** How diagnostics are written. */
enum DiagnosticFormat {
    /** For people. */
    PRETTY,
    /** For programs; README, section "JSON". */
    JSON,
    /** Static Analysis Results Interchange Format 2.1.0 (OASIS). */
    SARIF,
    /** Workflow commands of GitHub Actions. */
    GITHUB
}
