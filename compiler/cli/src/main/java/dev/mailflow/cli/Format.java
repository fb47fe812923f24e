package dev.mailflow.cli;

import java.util.Locale;

/** How results are written. */
enum Format {
    /** For people. */
    PRETTY,
    /** For programs; README, section "JSON". */
    JSON;

    /** As the user writes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
