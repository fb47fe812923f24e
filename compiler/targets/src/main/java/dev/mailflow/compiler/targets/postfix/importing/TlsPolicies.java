package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.targets.postfix.importing.Found.Tls;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** TLS towards next hops: {@code smtp_tls_policy_maps} and what holds where it is silent. */
final class TlsPolicies {
    private final Configuration configuration;
    private final Map<String, Tables.Row> policies = new LinkedHashMap<>();
    private final Set<String> used = new HashSet<>();
    private final String usualVersion;

    TlsPolicies(Configuration configuration) {
        this.configuration = configuration;
        configuration
                .take("smtp_tls_policy_maps")
                .ifPresent(setting -> configuration.rows(setting).forEach(this::add));
        configuration.take("smtp_tls_security_level");
        configuration.understand("smtp_tls_secure_cert_match", "smtp_tls_verify_cert_match");
        this.usualVersion = configuration
                .take("smtp_tls_mandatory_protocols")
                .map(setting -> version(setting.value(), setting.place()))
                .orElse("");
    }

    private void add(Tables.Row row) {
        if (row.key().startsWith("/")) {
            configuration.report(
                    row.place(),
                    "the expression `" + row.key() + "` for next hops is not understood",
                    "write the next hops by name");
        } else if (row.key().indexOf('@') >= 0) {
            configuration.report(
                    row.place(),
                    "`" + row.key() + "` is no next hop: nothing is looked up by it",
                    "name the domain or the host in brackets; TLS is a matter of hosts, not of addresses");
        } else {
            policies.putIfAbsent(row.key(), row);
        }
    }

    /** The least version that is asked for wherever TLS is, as a requirement says it. */
    private String version(String protocols, Span place) {
        Optional<String> version = Protocols.version(protocols);
        if (version.isEmpty()) {
            configuration.report(
                    place,
                    "the versions of TLS `" + protocols + "` are not understood",
                    "write the least one as a requirement: `require tls 1.2`");
        }
        return version.orElse("");
    }

    /** Policies that nothing asked for so far. */
    Map<String, Tables.Row> unused() {
        Map<String, Tables.Row> rest = new LinkedHashMap<>(policies);
        rest.keySet().removeAll(used);
        return rest;
    }

    /**
     * Towards the mail exchangers of the recipients' own domains. smtp(8) looks a domain up itself, then each parent with a dot before
     * it.
     */
    Optional<Tls> ofRecipients(String pattern, Span place) {
        String domain = Written.domain(pattern);
        return of(
                domain.startsWith("*.") || domain.startsWith("?.") ? domain.substring(1) : Written.base(domain), place);
    }

    /** Towards hosts in order of preference, of all of which a policy asks the same. */
    Optional<Tls> ofHosts(String nextHops, Span place) {
        List<String> hops = List.of(nextHops.strip().split("[,\\s]+"));
        Optional<Tls> asked = of(hops.get(0), place);
        hops.stream()
                .skip(1)
                .filter(hop -> !of(hop, place).equals(asked))
                .forEach(hop -> configuration.report(
                        place,
                        "the TLS policy of `" + hop + "` is another than that of the first host",
                        "write a connector for each, or ask the same of both"));
        return asked;
    }

    /** Keys are compared without case; a next hop that is a domain has the policy of its nearest parent. */
    Optional<Tls> of(String nextHop, Span place) {
        String written = nextHop.toLowerCase(Locale.ROOT);
        String key = written.startsWith("[") ? written : key(written);
        Tables.Row policy = policies.get(key);
        if (policy != null) {
            used.add(key);
            return clause(policy.value(), written, policy.place());
        }
        return configuration
                .main()
                .get("smtp_tls_security_level")
                .flatMap(setting -> clause(setting.value(), nextHop, setting.place()));
    }

    private String key(String domain) {
        if (policies.containsKey(domain)) {
            return domain;
        }
        for (int dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
            if (policies.containsKey(domain.substring(dot))) {
                return domain.substring(dot);
            }
        }
        return domain;
    }

    /** What a policy asks for; empty for what mailflow does unasked. */
    Optional<Tls> clause(String policy, String nextHop, Span place) {
        String[] words = policy.split("[\\s,]+");
        String match = "";
        String own = "";
        for (int i = 1; i < words.length; i++) {
            if (words[i].startsWith("match=")) {
                match = words[i].substring(6);
            } else if (words[i].startsWith("protocols=")
                    && Protocols.version(words[i].substring("protocols=".length()))
                            .isPresent()) {
                own = version(words[i].substring("protocols=".length()), place);
            } else if (!words[i].startsWith("servername=")) {
                configuration.report(
                        place,
                        "`" + words[i] + "` of the TLS policy of `" + nextHop + "` is not understood",
                        "check what it asks for, and write it as a requirement");
            }
        }
        String version = own.isEmpty() ? usualVersion : own;
        return switch (words[0]) {
            case "none" -> Optional.of(new Tls("tls off"));
            case "may", "dane", "" -> Optional.empty();
            case "encrypt" -> Optional.of(new Tls("require tls" + version));
            case "dane-only" -> Optional.of(new Tls((own.isEmpty() ? "" : "require tls" + own + " ") + "dane require"));
            case "verify", "secure" ->
                Optional.of(
                        new Tls("require tls" + version + " cert " + certificates(words[0], match, nextHop, place)));
            default -> {
                configuration.report(
                        place,
                        "the TLS level `" + words[0] + "` towards `" + nextHop + "` has no counterpart",
                        "ask for a certificate by name: `require tls cert NAME`");
                yield Optional.of(new Tls("require tls" + version));
            }
        };
    }

    private String certificates(String level, String match, String nextHop, Span place) {
        String domain = nextHop.replaceFirst("^\\[([^\\]]*)\\].*", "$1")
                .replaceFirst("^\\.", "")
                .replaceFirst(":.*", "");
        String usual = configuration
                .main()
                .get("smtp_tls_" + level + "_cert_match")
                .map(setting -> String.join(":", setting.members()))
                .orElse(level.equals("verify") ? "hostname" : "nexthop:dot-nexthop");
        List<String> names = new ArrayList<>();
        for (String name : (match.isEmpty() ? usual : match).split(":")) {
            switch (name) {
                case "nexthop" -> names.add(domain);
                case "dot-nexthop" -> names.add("*." + domain);
                case "hostname" -> {
                    names.add(domain);
                    if (!nextHop.startsWith("[")) {
                        configuration.report(
                                place,
                                "`verify` takes the name of whatever host the MX of `" + nextHop + "` names",
                                "name the hosts of the certificate");
                    }
                }
                default -> names.add(name.startsWith(".") ? "*" + name : name);
            }
        }
        return names.stream().map(Hosts::dotted).distinct().collect(Collectors.joining(", "));
    }
}
