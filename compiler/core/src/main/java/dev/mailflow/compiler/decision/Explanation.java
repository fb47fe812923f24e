package dev.mailflow.compiler.decision;

import dev.mailflow.compiler.source.Span;
import java.util.List;
import java.util.Optional;

/**
 * Why a site decides about one message as it does: the rules of the contract that were passed and the one that decided,
 * and how every connector of the site fared. Data; how it is shown is the caller's affair.
 *
 * @param steps the rules in their order, up to the one that decided
 * @param inbound one finding for each inbound rule of the site, in the model's order
 * @param outbound likewise
 */
public record Explanation(
        String site,
        Message message,
        Verdict verdict,
        List<Step> steps,
        List<Finding> inbound,
        List<Finding> outbound) {
    public Explanation {
        steps = List.copyOf(steps);
        inbound = List.copyOf(inbound);
        outbound = List.copyOf(outbound);
    }

    /** @throws IllegalArgumentException if the model has no such site */
    public static Explanation of(DecisionModel model, String site, Message message) {
        return new Explainer(model, site, message).explanation(Optional.empty());
    }

    /** With what the next hop offers (R11). */
    public static Explanation of(DecisionModel model, String site, Message message, RemoteOffer remote) {
        return new Explainer(model, site, message).explanation(Optional.of(remote));
    }

    /** The step that gave the verdict. */
    public Step deciding() {
        return steps.get(steps.size() - 1);
    }

    /** How the inbound connector of that name fared; empty if the site has none. */
    public Optional<Finding> inbound(String connector) {
        return find(inbound, connector);
    }

    public Optional<Finding> outbound(String connector) {
        return find(outbound, connector);
    }

    private static Optional<Finding> find(List<Finding> findings, String connector) {
        return findings.stream()
                .filter(finding -> finding.connector().name().equals(connector))
                .findFirst();
    }

    /**
     * One rule of the contract.
     *
     * @param detail what the message and the policy bring to it, in a few words: lower case, no final stop
     * @param origin the requirement or connector that decided, where there is one
     */
    public record Step(Rule rule, String detail, Optional<Span> origin) {}

    /** The rules of language.md, section 3. */
    public enum Rule {
        R1("hops"),
        SUBMISSION("submission"),
        R2("trusted source"),
        R3("foreign source"),
        R4("requirements"),
        R5("relay"),
        R6("direct send"),
        R7("local"),
        R8("outbound"),
        R9("back"),
        R10("none"),
        R11("TLS out");

        private final String title;

        Rule(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }
}
