package dev.mailflow.compiler.type;

import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.Item;
import dev.mailflow.compiler.ast.Property;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.resolve.ResolvedPolicy;
import dev.mailflow.compiler.resolve.ResolvedPolicy.ResolvedConnector;
import dev.mailflow.compiler.resolve.ResolvedPolicy.ResolvedEndpoint;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.CheckedPolicy.Organization;
import dev.mailflow.compiler.type.CheckedPolicy.Test;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Names are known; now their values are read and each connector is held to what its ends can do. */
public final class TypeChecker {
    private TypeChecker() {}

    /** As the other, for a policy in whose text nothing was unreadable. */
    public static CheckedPolicy check(ResolvedPolicy policy, DiagnosticSink sink) {
        return check(policy, List.of(), sink);
    }

    /**
     * Reports and leaves out what could not be read: the policy is whole only if no error was reported.
     *
     * @param unread where the text could not be read: what an endpoint lacks may be what stands there
     */
    public static CheckedPolicy check(ResolvedPolicy policy, List<Span> unread, DiagnosticSink reports) {
        DiagnosticSink sink = new Watch(reports);
        Values values = new Values(sink);
        EndpointChecker blocks = new EndpointChecker(sink, values);
        Organization organization = blocks.organization(policy.organization());
        lists(policy, values);
        Map<String, Endpoint> endpoints = new LinkedHashMap<>(policy.endpoints().size() * 2);
        Watch watch = new Watch(sink);
        EndpointChecker watched = new EndpointChecker(watch, new Values(watch));
        Set<String> troubled = new HashSet<>();
        // As numbered: the ends of each connector are looked up.
        List<Optional<Endpoint>> numbered = new ArrayList<>(policy.endpoints().size());
        for (ResolvedEndpoint resolved : policy.endpoints()) {
            Optional<EndpointKind> kind = blocks.kind(resolved);
            numbered.add(Optional.empty());
            if (kind.isPresent()) {
                int before = watch.errors();
                Endpoint endpoint = watched.endpoint(resolved, kind.get());
                endpoints.put(resolved.name(), endpoint);
                numbered.set(resolved.number(), Optional.of(endpoint));
                Span block =
                        resolved.declaration().map(Declaration.Endpoint::span).orElse(resolved.mention());
                if (watch.errors() > before || lacksReported(resolved) || holdsUnread(block, unread)) {
                    troubled.add(resolved.name());
                }
            }
        }
        List<Connector> connectors = new ArrayList<>(policy.connectors().size());
        for (ResolvedConnector resolved : policy.connectors()) {
            Declaration.Connector written = resolved.declaration();
            Optional<Endpoint> from = numbered.get(resolved.from().number());
            Optional<Endpoint> to = numbered.get(resolved.to().number());
            if (from.isEmpty() || to.isEmpty()) {
                // Its endpoint was reported: no second message for the same mistake.
                continue;
            }
            Connector connector = ConnectorChecker.read(resolved.name(), written, from.get(), to.get(), sink, values);
            // Beside text that was mended or left out, what a connector lacks or contradicts may be ours.
            if (!holdsUnread(written.span(), unread)) {
                new ConnectorRules(written, connector, troubled, sink).check();
            }
            connectors.add(connector);
        }
        TestChecker testChecker = new TestChecker(sink, values);
        List<Test> tests = new ArrayList<>(policy.tests().size());
        for (Declaration.Test written : policy.tests()) {
            Endpoint site = endpoints.get(written.site().text());
            // What a test lacks may be what could not be read.
            boolean reported = !TestChecker.lacks(written).isEmpty()
                    && unread.stream().anyMatch(span -> isWithin(span, written.span()));
            if (site != null && !reported) {
                testChecker.test(written, site).ifPresent(tests::add);
            }
        }
        ClaimChecker claimChecker = new ClaimChecker(values, testChecker);
        List<Claim> claims = policy.claims().stream()
                .flatMap(claim -> claimChecker.check(claim).stream())
                .toList();
        return new CheckedPolicy(
                policy.root(), organization, Collections.unmodifiableMap(endpoints), connectors, tests, claims);
    }

    private static boolean lacksReported(ResolvedEndpoint endpoint) {
        if (endpoint.declaration().isEmpty()) {
            return false;
        }
        for (Property property : endpoint.declaration().get().properties()) {
            for (Item item : property.items()) {
                if (item instanceof Item.Literal literal && ValueReports.isReported(literal.word())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean holdsUnread(Span whole, List<Span> unread) {
        return !unread.isEmpty() && unread.stream().anyMatch(span -> isWithin(span, whole));
    }

    private static boolean isWithin(Span inner, Span outer) {
        return inner.file().equals(outer.file()) && inner.start() >= outer.start() && inner.start() <= outer.end();
    }

    /** Also of a list that nothing uses; what its users say again is the same message, and said once. */
    private static void lists(ResolvedPolicy policy, Values values) {
        for (ResolvedPolicy.ResolvedList list : policy.lists()) {
            for (Item item : list.items()) {
                Word word = ((Item.Literal) item).word();
                // Only the report matters here.
                Optional<?> unused = list.kind() == ResolvedPolicy.ListKind.NETWORKS
                        ? values.network(word)
                        : values.addressPattern(word);
            }
        }
    }
}
