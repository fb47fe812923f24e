package dev.mailflow.compiler.check;

import dev.mailflow.compiler.ast.Clause.FlagKind;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.Network;
import dev.mailflow.compiler.type.Spanned;
import java.util.HashSet;
import java.util.Set;

/**
 * All addresses are no identity: a source that is known by them alone is everybody, and none of it is foreign (R2). A certificate
 * beside them, a criterion of the connector, or what every client must show there, tells who it is: a submission site knows its users
 * wherever they are.
 */
final class NetworksNarrow implements Check {
    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        Set<String> said = new HashSet<>();
        for (Connector connector : policy.connectors()) {
            Endpoint from = connector.from();
            // With a relay right it is an open relay, and told as that.
            boolean mayRelay = connector.has(FlagKind.MAY_RELAY) || from.kind().isSite();
            boolean isKnown = mayRelay
                    || !from.certificates().isEmpty()
                    || connector.require().auth().isPresent()
                    || connector.require().clientCertificate().isPresent()
                    || connector.when().certificate().isPresent()
                    || connector.when().network().isPresent()
                    || !connector.when().headers().isEmpty();
            if (isKnown
                    || !connector.isEnabled()
                    || !connector.to().kind().isSite()
                    || !from.kind().isTrusted()
                    || !said.add(from.name())) {
                continue;
            }
            from.networks().stream()
                    .filter(network -> network.value().prefix() == 0)
                    .findFirst()
                    .ifPresent(network -> report(network, from, sink));
        }
    }

    private static void report(Spanned<Network> network, Endpoint from, DiagnosticSink sink) {
        sink.report(Diagnostic.of(
                        DiagnosticCode.NETWORK_OF_EVERYBODY,
                        network.span(),
                        "`" + network.value() + "` is everybody: all mail that comes from there is taken as mail of `"
                                + from.name() + "`")
                .withHelp("name the networks of `" + from.name()
                        + "`, or a certificate; mail from anywhere is said by the endpoint `internet`"));
    }
}
