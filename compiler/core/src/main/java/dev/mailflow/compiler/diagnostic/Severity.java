package dev.mailflow.compiler.diagnostic;

/** How much a finding weighs: an error stops artifacts, a warning stops nothing, a note only tells. */
public enum Severity {
    ERROR,
    WARNING,
    NOTE
}
