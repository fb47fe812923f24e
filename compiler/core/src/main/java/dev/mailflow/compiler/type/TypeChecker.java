package dev.mailflow.compiler.type;

import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.resolve.ResolvedPolicy;
import dev.mailflow.compiler.resolve.ResolvedPolicy.ResolvedConnector;
import dev.mailflow.compiler.resolve.ResolvedPolicy.ResolvedEndpoint;
import dev.mailflow.compiler.type.CheckedPolicy.Claim;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.CheckedPolicy.Organization;
import dev.mailflow.compiler.type.CheckedPolicy.Test;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Names are known; now their values are read and each connector is held to what its ends can do. */
public final class TypeChecker {
    private TypeChecker() {}

    /** Reports and leaves out what could not be read: the policy is whole only if no error was reported. */
    public static CheckedPolicy check(ResolvedPolicy policy, DiagnosticSink sink) {
        Values values = new Values(sink);
        EndpointChecker blocks = new EndpointChecker(sink, values);
        Organization organization = blocks.organization(policy.organization());
        Map<String, Endpoint> endpoints = new LinkedHashMap<>();
        for (ResolvedEndpoint resolved : policy.endpoints()) {
            Optional<EndpointKind> kind = blocks.kind(resolved);
            if (kind.isPresent()) {
                endpoints.put(resolved.name(), blocks.endpoint(resolved, kind.get()));
            }
        }
        List<Connector> connectors = new ArrayList<>(policy.connectors().size());
        for (ResolvedConnector resolved : policy.connectors()) {
            Declaration.Connector written = resolved.declaration();
            Endpoint from = endpoints.get(written.from().text());
            Endpoint to = endpoints.get(written.to().text());
            if (from == null || to == null) {
                // Its endpoint was reported: no second message for the same mistake.
                continue;
            }
            Connector connector = ConnectorChecker.read(resolved.name(), written, from, to, sink, values);
            new ConnectorRules(connector, sink).check();
            connectors.add(connector);
        }
        TestChecker testChecker = new TestChecker(sink, values);
        List<Test> tests = new ArrayList<>(policy.tests().size());
        for (Declaration.Test written : policy.tests()) {
            Endpoint site = endpoints.get(written.site().text());
            if (site != null) {
                testChecker.test(written, site).ifPresent(tests::add);
            }
        }
        ClaimChecker claimChecker = new ClaimChecker(values, testChecker);
        policy.claims().forEach(claimChecker::check);
        return new CheckedPolicy(
                policy.root(),
                organization,
                Collections.unmodifiableMap(endpoints),
                connectors,
                tests,
                policy.claims().stream().map(Claim::new).toList());
    }
}
