package dev.mailflow.compiler.check;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.EndpointKind;

/** {@code hybrid done}: the wizard made the connectors between server and cloud; a second pair fights with them. */
final class HybridLeftToWizard implements Check {
    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        for (Connector connector : policy.connectors()) {
            Endpoint server = connector.from().kind() == EndpointKind.SERVER ? connector.from() : connector.to();
            if (connector.isEnabled() && joinsHybrid(connector.from(), connector.to())) {
                sink.report(Diagnostic.of(
                                DiagnosticCode.HYBRID_REDEFINED,
                                connector.head(),
                                "the hybrid wizard already made the connectors between `"
                                        + connector.from().name() + "` and `"
                                        + connector.to().name() + "`")
                        .withRelated(server.hybridDone().orElseThrow().span(), "declared done here")
                        .withHelp("remove or disable this connector, or write `hybrid not-done`"));
            }
        }
    }

    /** Whether one is a server whose hybrid deployment is done and the other the cloud. */
    private static boolean joinsHybrid(Endpoint a, Endpoint b) {
        return NeededWays.isJoinedByWizard(a, b) || NeededWays.isJoinedByWizard(b, a);
    }
}
