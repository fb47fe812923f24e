package dev.mailflow.compiler.targets.exchangeonline.emit;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Severity;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.target.Capability;
import dev.mailflow.compiler.target.Construct;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/** Tells what is not said exactly. Nothing is lost without passing here. */
final class Losses {
    private final DiagnosticSink sink;
    private final Set<Diagnostic> told = new HashSet<>();
    private final Wish wish;

    Losses(DiagnosticSink sink, Wish wish) {
        this.sink = sink;
        this.wish = wish;
    }

    /** @param what the words of the policy, in backticks */
    void tell(Construct construct, Span span, String what) {
        Capability capability = Objects.requireNonNull(Capabilities.ALL.get(construct));
        switch (capability.support()) {
            case EXACT -> throw new IllegalArgumentException(construct + " is exact: nothing is lost");
            case APPROXIMATE ->
                report(Diagnostic.of(DiagnosticCode.SAID_NEARLY, span, "Exchange Online says " + what + " only nearly")
                        .withHelp(capability.remark()));
            case UNSUPPORTED ->
                report(Diagnostic.of(DiagnosticCode.CANNOT_BE_SAID, span, "Exchange Online cannot say " + what)
                        .withHelp(capability.remark()));
        }
    }

    /** @param remark what stands in its place, in this tenant */
    void tellNearly(Span span, String what, String remark) {
        report(Diagnostic.of(DiagnosticCode.SAID_NEARLY, span, "Exchange Online says " + what + " only nearly")
                .withHelp(remark));
    }

    /** An error, or a warning where the user takes what is possible. */
    void report(Diagnostic diagnostic) {
        // A connector that becomes two objects loses its parts once.
        if (!told.add(diagnostic)) {
            return;
        }
        boolean allowed = wish == Wish.DEFAULT && diagnostic.isError();
        sink.report(allowed ? diagnostic.withSeverity(Severity.WARNING).withAddition("; left out") : diagnostic);
    }
}
