package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.source.SourceFile;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Delivery services of {@code master.cf} (master(5)) that are smtp(8) with settings of their own. */
final class MasterCf {
    /** Name, type, private, unprivileged, chroot, wakeup, limit: seven columns before the command. */
    private static final int COMMAND = 7;

    private final Map<String, String> policies = new LinkedHashMap<>();

    MasterCf(Optional<SourceFile> file) {
        file.ifPresent(source -> Line.of(source).forEach(line -> service(line.text())));
    }

    private void service(String line) {
        String[] words = line.split("\\s+");
        if (words.length <= COMMAND || !words[1].equals("unix") || !words[COMMAND].matches("smtp|relay")) {
            return;
        }
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = COMMAND + 1; i + 1 < words.length; i++) {
            int equals = words[i + 1].indexOf('=');
            if (words[i].equals("-o") && equals > 0) {
                options.put(words[i + 1].substring(0, equals), words[i + 1].substring(equals + 1));
            }
        }
        String level = options.remove("smtp_tls_security_level");
        String maps = options.remove("smtp_tls_policy_maps");
        if (level == null || maps == null || !maps.isEmpty()) {
            return;
        }
        StringBuilder policy = new StringBuilder(level);
        String match = options.remove("smtp_tls_secure_cert_match");
        String protocols = options.remove("smtp_tls_mandatory_protocols");
        policy.append(match == null ? "" : " match=" + match.replaceAll("[,\\s]+", ":"));
        policy.append(protocols == null ? "" : " protocols=" + protocols);
        if (options.isEmpty()) {
            policies.put(words[0], policy.toString());
        }
    }

    /** The one TLS policy that the service has for all, in the words of {@code smtp_tls_policy_maps}. */
    Optional<String> policy(String service) {
        return Optional.ofNullable(policies.get(service));
    }
}
