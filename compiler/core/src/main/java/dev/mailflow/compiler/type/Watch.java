package dev.mailflow.compiler.type;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.resolve.Resolver;

/** Hands reports on and remembers whether one of them was an error. */
final class Watch implements DiagnosticSink {
    private final DiagnosticSink sink;
    private boolean sawError;

    Watch(DiagnosticSink sink) {
        this.sink = sink;
    }

    @Override
    public void report(Diagnostic diagnostic) {
        sawError |= diagnostic.isError();
        // Quotes a word that is known to be wrong: a second message for one mistake.
        if (!diagnostic.message().contains(Resolver.REPORTED)) {
            sink.report(diagnostic);
        }
    }

    boolean sawError() {
        return sawError;
    }
}
