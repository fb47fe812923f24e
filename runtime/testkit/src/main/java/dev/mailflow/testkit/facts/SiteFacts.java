package dev.mailflow.testkit.facts;

import java.util.List;

/**
 * One site of a policy.
 *
 * @param kind as the language calls it: {@code server}
 * @param className of its routing class, with its package
 * @param rules enabled connectors: inbound ends, then outbound ends; of a large policy some, spread over all
 */
public record SiteFacts(String name, String kind, String className, List<RuleFacts> rules) {
    public SiteFacts {
        rules = List.copyOf(rules);
    }
}
