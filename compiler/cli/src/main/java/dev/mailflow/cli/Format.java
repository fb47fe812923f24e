package dev.mailflow.cli;

/** How results are written. */
enum Format {
    /** For people. */
    PRETTY,
    /** For programs; README, section "JSON". */
    JSON
}
