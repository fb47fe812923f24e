package dev.mailflow.compiler.check;

import dev.mailflow.compiler.ast.Clause.FlagKind;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.Organization;
import dev.mailflow.compiler.type.EndpointKind;

/** What comes from the internet for our own mailboxes goes by a central way first (R7): to a partner it is given away. */
final class CentralWaysTrusted implements Check {
    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        for (Connector connector : policy.connectors()) {
            Span central = connector.flags().get(FlagKind.CENTRALIZED);
            if (central != null
                    && connector.isEnabled()
                    && connector.from().kind().isSite()
                    && connector.to().kind() == EndpointKind.PARTNER
                    && mayLeadOurs(connector, policy.organization())) {
                sink.report(Diagnostic.of(
                                DiagnosticCode.CENTRAL_WAY_TO_PARTNER,
                                central,
                                "mail from outside for our own mailboxes at `"
                                        + connector.from().name() + "` goes to the partner `"
                                        + connector.to().name() + "`")
                        .withRelated(connector.head(), "where it leads")
                        .withHelp("leave `centralized` out; a central way leads to a server or service of ours"));
            }
        }
    }

    /** Whether an address of an accepted domain can be among the recipients that the connector names. */
    private static boolean mayLeadOurs(Connector connector, Organization ours) {
        return connector
                .when()
                .recipient()
                .map(recipients -> Overlap.ofAny(recipients.values(), ours.accepted()))
                .orElse(true);
    }
}
