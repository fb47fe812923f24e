package dev.mailflow.compiler.analysis.finding;

import dev.mailflow.compiler.diagnostic.DiagnosticSink;

/** One kind of finding, looked for at one site. */
@FunctionalInterface
interface Study {
    void at(Scene scene, DiagnosticSink sink);
}
