package dev.mailflow.compiler.check;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Severity;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.CheckedPolicy.Organization;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.Optional;

/**
 * Without accepted domains nothing is ours. A warning; an error where the file says something that has no meaning
 * without them: mailboxes, {@code direct-send}, or a connector to a server (language.md, section 5).
 */
final class AcceptedDomainsDeclared implements Check {
    /** What cannot do without, and how it is called. */
    private record Dependent(Span place, String message) {}

    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        Organization organization = policy.organization();
        boolean declared = !organization.authoritative().isEmpty()
                || !organization.relayed().isEmpty();
        if (declared || (policy.endpoints().isEmpty() && organization.origin().isEmpty())) {
            return;
        }
        Optional<Dependent> dependent = dependent(policy);
        Diagnostic found = Diagnostic.of(
                        DiagnosticCode.NO_ACCEPTED_DOMAINS,
                        dependent
                                .map(Dependent::place)
                                .orElse(organization.origin().orElse(policy.root())),
                        dependent
                                .map(Dependent::message)
                                .orElse("no accepted domains are declared: no recipient counts as ours"))
                .withHelp("declare them: organization { domains contoso.com }");
        sink.report(dependent.isEmpty() ? found : found.withSeverity(Severity.ERROR));
    }

    private static Optional<Dependent> dependent(CheckedPolicy policy) {
        for (Endpoint endpoint : policy.endpoints().values()) {
            if (!endpoint.mailboxes().isEmpty()) {
                return Optional.of(new Dependent(
                        endpoint.mailboxes().get(0).span(), "a mailbox is declared, and no accepted domain for it"));
            }
        }
        if (policy.organization().refusesDirectSend().isPresent()) {
            return Optional.of(new Dependent(
                    policy.organization().refusesDirectSend().get().span(),
                    "`direct-send` speaks of mail in our own name, and no accepted domain says what that is"));
        }
        for (Connector connector : policy.connectors()) {
            if (connector.to().kind() == EndpointKind.SERVER) {
                return Optional.of(new Dependent(
                        connector.head(),
                        "mail goes to the server `" + connector.to().name()
                                + "`, and no accepted domain says which is its own"));
            }
        }
        return Optional.empty();
    }
}
