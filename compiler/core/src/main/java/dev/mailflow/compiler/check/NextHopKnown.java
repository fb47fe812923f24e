package dev.mailflow.compiler.check;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.EndpointKind;

/** A route that leads to no host: deciding is possible, sending is not. */
final class NextHopKnown implements Check {
    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        for (Connector connector : policy.connectors()) {
            Endpoint to = connector.to();
            boolean known = connector.via().isPresent()
                    || !to.hosts().isEmpty()
                    || !to.kind().isTrusted()
                    || to.tenant().isPresent();
            if (known || !connector.isEnabled() || !connector.from().kind().isSite()) {
                continue;
            }
            sink.report(Diagnostic.of(
                            DiagnosticCode.NO_NEXT_HOP,
                            connector.head(),
                            "nothing says at which host `" + to.name() + "` takes mail")
                    .withHelp(
                            to.kind() == EndpointKind.EXCHANGE_ONLINE
                                    ? "name its tenant: endpoint " + to.name()
                                            + " : exchange-online { tenant contoso.onmicrosoft.com }"
                                    : "name its hosts: endpoint " + to.name() + " : "
                                            + to.kind().text() + " { hosts mail.contoso.com }, or add `via …` here"));
        }
    }
}
