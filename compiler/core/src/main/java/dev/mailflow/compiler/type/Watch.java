package dev.mailflow.compiler.type;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.resolve.Resolver;

/** Hands reports on and counts the errors among them. */
final class Watch implements DiagnosticSink {
    private final DiagnosticSink sink;
    private int errors;

    Watch(DiagnosticSink sink) {
        this.sink = sink;
    }

    @Override
    public void report(Diagnostic diagnostic) {
        errors += diagnostic.isError() ? 1 : 0;
        // Quotes a word that is known to be wrong: a second message for one mistake.
        if (!diagnostic.message().contains(Resolver.REPORTED)) {
            sink.report(diagnostic);
        }
    }

    int errors() {
        return errors;
    }
}
