package dev.mailflow.compiler.check;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.Claim;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.HashSet;
import java.util.Set;

/**
 * An endpoint alone allows and forbids nothing. A site decides without a connector too; endpoints of imported files and of tables
 * are there for others.
 */
final class EndpointsUsed implements Check {
    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        if (policy.connectors().isEmpty()) {
            // Nothing is used yet.
            return;
        }
        Set<String> named = new HashSet<>();
        for (Connector connector : policy.connectors()) {
            named.add(connector.from().name());
            named.add(connector.to().name());
        }
        for (Claim claim : policy.claims()) {
            claim.from().ifPresent(named::add);
            claim.to().ifPresent(named::add);
            if (claim.predicate() instanceof Claim.Reaches reaches) {
                named.add(reaches.endpoint());
            } else if (claim.predicate() instanceof Claim.Passes passes) {
                named.add(passes.endpoint());
            }
        }
        for (Endpoint endpoint : policy.endpoints().values()) {
            if (!named.contains(endpoint.name())
                    && endpoint.declared()
                    && !endpoint.kind().isSite()
                    && endpoint.mailboxes().isEmpty()
                    && endpoint.origin().file().equals(policy.root().file())
                    && endpoint.origin().counterpart().isEmpty()) {
                boolean isPartner = endpoint.kind() == EndpointKind.PARTNER;
                sink.report(Diagnostic.of(
                                DiagnosticCode.UNUSED_ENDPOINT,
                                endpoint.place(),
                                "no connector leads from or to the endpoint `" + endpoint.name() + "`")
                        .withHelp(
                                isPartner
                                        ? "write `from " + endpoint.name()
                                                + " to SITE …` or `from SITE to " + endpoint.name()
                                                + " …`, or remove it: without a connector it is part of the internet"
                                        : "write `from " + endpoint.name()
                                                + " to SITE …`, or remove it: without a connector its mail is taken as"
                                                + " from the internet"));
            }
        }
    }
}
