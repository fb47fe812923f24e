package dev.mailflow.compiler.targets.postfix;

import java.util.Map;

/** The text of {@code master.cf} (master(5)): delivery agents that always follow one TLS policy. */
final class Services {
    private Services() {}

    /** @param services by name, the policy as {@code smtp_tls_policy_maps} would write it */
    static String text(Map<String, String> services) {
        StringBuilder text = new StringBuilder("# Delivery agents of next hops whose TLS depends on the way.\n");
        services.forEach((name, policy) -> {
            text.append(name).append(" unix - - n - - smtp\n    -o smtp_tls_policy_maps=\n");
            String[] parts = policy.split(" ");
            text.append("    -o smtp_tls_security_level=").append(parts[0]).append('\n');
            for (int i = 1; i < parts.length; i++) {
                String value = parts[i].substring(parts[i].indexOf('=') + 1);
                text.append("    -o ")
                        .append(
                                parts[i].startsWith("match=")
                                        ? "smtp_tls_secure_cert_match"
                                        : "smtp_tls_mandatory_protocols")
                        .append('=')
                        .append(value)
                        .append('\n');
            }
        });
        return text.toString();
    }
}
