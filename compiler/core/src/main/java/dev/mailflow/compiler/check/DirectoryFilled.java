package dev.mailflow.compiler.check;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.Spanned;

/** {@code directory complete} says that the declared mailboxes are all there are: with none, every recipient is unknown (R7). */
final class DirectoryFilled implements Check {
    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        boolean isEmpty = policy.endpoints().values().stream()
                .allMatch(endpoint -> endpoint.mailboxes().isEmpty());
        if (!isEmpty || policy.organization().authoritative().isEmpty()) {
            return;
        }
        String domain = policy.organization().authoritative().get(0).value().text();
        policy.organization()
                .directoryComplete()
                .filter(Spanned::value)
                .ifPresent(complete -> sink.report(Diagnostic.of(
                                DiagnosticCode.EVERYBODY_UNKNOWN,
                                complete.span(),
                                "no mailbox is declared, and these are all there are: mail for `" + domain
                                        + "` is refused as for unknown recipients")
                        .withHelp("declare them at their site: `mailboxes from \"users.csv\" column mail`; or leave"
                                + " `directory complete` out")));
    }
}
