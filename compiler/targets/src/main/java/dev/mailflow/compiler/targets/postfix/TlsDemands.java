package dev.mailflow.compiler.targets.postfix;

import dev.mailflow.compiler.decision.OutboundRule.DestinationPolicy;
import dev.mailflow.compiler.decision.OutboundRule.Level;
import dev.mailflow.compiler.decision.OutboundRule.OutboundTls;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Under which TLS each next hop is reached (R11): rows of {@code smtp_tls_policy_maps} while every way to a next hop demands
 * the same, else a delivery service of its own.
 */
final class TlsDemands {
    /** The delivery agent that asks {@code smtp_tls_policy_maps}. */
    static final String USUAL = "smtp";

    private final Map<String, OutboundTls> policies = new LinkedHashMap<>();
    private final Map<String, String> services = new LinkedHashMap<>();

    /** The service for one next hop, as the transport table will name it. */
    String serviceFor(List<String> nextHops, OutboundTls tls) {
        boolean free = nextHops.stream()
                .allMatch(hop -> say(policies.getOrDefault(hop, tls)).equals(say(tls)));
        if (!free) {
            return ownService(tls);
        }
        nextHops.forEach(hop -> policies.put(hop, tls));
        return USUAL;
    }

    /** The service where next hops cannot be listed. */
    String serviceForAll(OutboundTls tls) {
        return say(tls).equals(say(OutboundTls.OPPORTUNISTIC)) ? USUAL : ownService(tls);
    }

    private String ownService(OutboundTls tls) {
        return services.computeIfAbsent(say(tls), key -> "mailflow-tls-" + (services.size() + 1));
    }

    /** Rows of the policy table, by next hop; what every next hop gets unasked is left out. */
    Map<String, String> policies() {
        Map<String, String> rows = new LinkedHashMap<>();
        policies.forEach((hop, tls) -> {
            if (!say(tls).equals(inherited(hop))) {
                rows.put(hop, say(tls));
            }
        });
        return rows;
    }

    /** What the look-up finds at the nearest parent of a next hop that is a domain. */
    private String inherited(String hop) {
        if (!hop.startsWith("[")) {
            for (int dot = hop.indexOf('.', 1); dot >= 0; dot = hop.indexOf('.', dot + 1)) {
                OutboundTls above = policies.get(hop.substring(dot));
                if (above != null) {
                    return say(above);
                }
            }
        }
        return say(OutboundTls.OPPORTUNISTIC);
    }

    /** Services of their own, with the policy that each always follows. */
    Map<String, String> services() {
        Map<String, String> byName = new LinkedHashMap<>();
        services.forEach((policy, name) -> byName.put(name, policy));
        return byName;
    }

    /** As {@code smtp_tls_policy_maps} writes it (postconf(5)). */
    private static String say(OutboundTls tls) {
        if (tls.level() == Level.NEVER) {
            return "none";
        }
        if (tls.dane() == DestinationPolicy.REQUIRED) {
            return "dane-only" + protocols(tls);
        }
        if (tls.level() == Level.OPPORTUNISTIC) {
            return tls.dane() == DestinationPolicy.OFF ? "may" : "dane";
        }
        return tls.serverNames().isEmpty()
                ? "encrypt" + protocols(tls)
                : "secure match=" + names(tls.serverNames()) + protocols(tls);
    }

    private static String names(List<CertificatePattern> patterns) {
        return patterns.stream()
                .map(pattern -> pattern.isWildcard() ? pattern.text().substring(1) : pattern.text())
                .distinct()
                .collect(Collectors.joining(":"));
    }

    private static String protocols(OutboundTls tls) {
        return tls.minimum()
                .filter(version -> version.compareTo(TlsVersion.TLS_1_2) >= 0)
                .map(version -> " protocols=>=TLSv" + version.text())
                .orElse("");
    }
}
