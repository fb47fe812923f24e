package dev.mailflow.compiler.check;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.Identities;

/** The certificate that every tenant of the cloud shows does not tell ours from the others. */
final class SharedCertificate implements Check {
    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        for (Connector connector : policy.connectors()) {
            if (!connector.isEnabled() || !connector.to().kind().isSite()) {
                continue;
            }
            Identities.sharedCertificate(connector).ifPresent(certificate -> {
                String name = connector.from().name();
                boolean only = Identities.isAlone(connector, certificate);
                sink.report(Diagnostic.of(
                                DiagnosticCode.SHARED_CERTIFICATE,
                                connector.head(),
                                "`" + name + "` is " + (only ? "known only by `" : "also known by `") + certificate
                                        + "`, which every tenant shows: other tenants can forge senders of ours")
                        .withHelp((only
                                        ? "state the tenant's own certificate or network in endpoint " + name
                                        : "take it out of the list")
                                + ", or add `when header …`; until then its mail has no relay right"));
            });
        }
    }
}
