package dev.mailflow.compiler.check;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.Spanned;
import java.util.Optional;

/** {@code directory complete} says that the declared mailboxes are all there are: with none, every recipient is unknown (R7). */
final class DirectoryFilled implements Check {
    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        Optional<Spanned<Boolean>> complete =
                policy.organization().directoryComplete().filter(Spanned::value);
        if (complete.isEmpty() || policy.organization().authoritative().isEmpty()) {
            return;
        }
        boolean isEmpty = policy.endpoints().values().stream()
                .allMatch(endpoint -> endpoint.mailboxes().isEmpty());
        if (!isEmpty || leadsOurs(policy)) {
            return;
        }
        String domain = policy.organization().authoritative().get(0).value().text();
        sink.report(Diagnostic.of(
                        DiagnosticCode.EVERYBODY_UNKNOWN,
                        complete.get().span(),
                        "no mailbox is declared, and these are all there are: mail for `" + domain
                                + "` is refused as for unknown recipients")
                .withHelp("declare them at their site: `mailboxes from \"users.csv\" column mail`; or leave"
                        + " `directory complete` out"));
    }

    /** An address of ours that a connector leads elsewhere by name is known, and reached (R7). */
    private static boolean leadsOurs(CheckedPolicy policy) {
        return policy.connectors().stream()
                .filter(connector ->
                        connector.isEnabled() && connector.from().kind().isSite())
                .flatMap(connector -> connector.when().recipient().stream())
                .flatMap(recipients -> recipients.values().stream())
                .anyMatch(pattern -> pattern instanceof AddressPattern.Address named
                        && policy.organization().authoritative().stream()
                                .anyMatch(domain -> domain.value().matches(named.address())));
    }
}
