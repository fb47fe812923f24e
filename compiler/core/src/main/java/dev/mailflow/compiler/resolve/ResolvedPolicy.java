package dev.mailflow.compiler.resolve;

import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.Item;
import dev.mailflow.compiler.source.Span;
import java.util.List;
import java.util.Optional;

/**
 * One program out of all its files: imports followed, tables unrolled, lists put in the place of their names, and every
 * name of an endpoint or connector known to exist. Declarations hold only literal items now; values are still text.
 *
 * @param root the file that the user named, for what has no better place
 * @param endpoints declared ones and the predeclared ones that are used, in order of first mention
 * @param connectors in the order written
 * @param lists declared ones, used or not
 */
public record ResolvedPolicy(
        Span root,
        Optional<Declaration.Organization> organization,
        List<ResolvedEndpoint> endpoints,
        List<ResolvedConnector> connectors,
        List<Declaration.Test> tests,
        List<Declaration.Assert> claims,
        List<ResolvedList> lists) {
    public ResolvedPolicy {
        endpoints = List.copyOf(endpoints);
        connectors = List.copyOf(connectors);
        tests = List.copyOf(tests);
        claims = List.copyOf(claims);
        lists = List.copyOf(lists);
    }

    /**
     * @param number its place among the endpoints of the policy
     * @param kind as written, or of a predeclared endpoint
     * @param declaration absent for a predeclared endpoint that the file does not declare anew
     * @param mention the first place that speaks of it
     */
    public record ResolvedEndpoint(
            int number, String name, String kind, Optional<Declaration.Endpoint> declaration, Span mention) {}

    public enum ListKind {
        NETWORKS,
        DOMAINS
    }

    /** @param items literals only: names of other lists have given way to what they hold */
    public record ResolvedList(ListKind kind, List<Item> items) {
        public ResolvedList {
            items = List.copyOf(items);
        }
    }

    /** @param name the declared one, or {@code from-to-to} */
    public record ResolvedConnector(
            String name, Declaration.Connector declaration, ResolvedEndpoint from, ResolvedEndpoint to) {}
}
