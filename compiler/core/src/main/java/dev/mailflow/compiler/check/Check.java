package dev.mailflow.compiler.check;

import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.type.CheckedPolicy;

/** One rule of good sense. */
@FunctionalInterface
public interface Check {
    void check(CheckedPolicy policy, DiagnosticSink sink);
}
