package dev.mailflow.compiler.diagnostic;

/** Where a phase reports. */
@FunctionalInterface
public interface DiagnosticSink {
    void report(Diagnostic diagnostic);
}
