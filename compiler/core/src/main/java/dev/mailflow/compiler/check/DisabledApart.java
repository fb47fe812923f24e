package dev.mailflow.compiler.check;

import dev.mailflow.compiler.ast.Clause.FlagKind;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;

/** {@code require tls disabled}: read as TLS switched off, and it is the connector that is. */
final class DisabledApart implements Check {
    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        for (Connector connector : policy.connectors()) {
            Span disabled = connector.flags().get(FlagKind.DISABLED);
            if (disabled != null
                    && connector.require().tls().isPresent()
                    && stands(connector.require().tls().get().span(), disabled)) {
                sink.report(Diagnostic.of(
                                DiagnosticCode.DISABLED_BEHIND_TLS,
                                disabled,
                                "`disabled` switches the whole connector off, not TLS")
                        .withHelp(
                                "write `tls off` in place of `require tls disabled` to send without TLS; to switch the"
                                        + " connector off, put `disabled` before `require`"));
            }
        }
    }

    /** Right behind the bare word, on its line: on a line of its own nobody reads it as one with `tls`. */
    private static boolean stands(Span tls, Span disabled) {
        if (!tls.file().equals(disabled.file()) || !tls.text().equals("tls") || tls.end() > disabled.start()) {
            return false;
        }
        String between = tls.file().text().substring(tls.end(), disabled.start());
        return between.isBlank() && between.indexOf('\n') < 0 && between.indexOf('\r') < 0;
    }
}
