package dev.mailflow.compiler.analysis.clause;

import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.OutboundRule.Centralization;
import dev.mailflow.compiler.decision.Verdict.Attribution;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByConnector;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByInternet;
import dev.mailflow.compiler.type.EndpointKind;

/** What the rules from R7 on know of where a message came from. */
public record Arrival(Attribution by, Standing standing) {
    /** Whether a foreign source sent it (R6, R7). */
    public enum Standing {
        FOREIGN,
        OURS
    }

    public boolean isForeign() {
        return standing == Standing.FOREIGN;
    }

    /** R9, but for the internet. */
    public boolean isLedBack(OutboundRule rule) {
        return by instanceof ByConnector from
                && from.rule().connector().peer().equals(rule.connector().peer());
    }

    /** R8: a centralized connector is left out for what came from its own destination. */
    public boolean leavesOut(OutboundRule rule) {
        boolean cameFromThere =
                by instanceof ByInternet ? rule.connector().peerKind() == EndpointKind.INTERNET : isLedBack(rule);
        return rule.centralization() == Centralization.CENTRALIZED && cameFromThere;
    }
}
