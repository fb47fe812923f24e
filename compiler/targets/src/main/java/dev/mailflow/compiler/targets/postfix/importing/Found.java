package dev.mailflow.compiler.targets.postfix.importing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What has been understood so far, in the words of the policy. */
final class Found {
    final Set<String> domains = new LinkedHashSet<>();
    final Set<String> relayDomains = new LinkedHashSet<>();
    final Set<String> mailboxes = new LinkedHashSet<>();
    final Set<String> trustedNetworks = new LinkedHashSet<>();
    final Map<String, Way> ways = new LinkedHashMap<>();
    final List<String> internetRequirements = new ArrayList<>();
    Optional<Integer> hopLimit = Optional.empty();
    String host = "";

    /** TLS towards a next hop as a clause, or {@code Optional.empty()} for what mailflow does unasked. */
    record Tls(String clause) {}

    /**
     * One way out.
     *
     * @param hosts in brackets or not removed; empty: mail exchangers of the recipient's domain
     */
    static final class Way {
        final List<String> hosts;
        final Set<String> recipients = new LinkedHashSet<>();
        final Set<String> senders = new LinkedHashSet<>();
        Optional<Tls> tls = Optional.empty();

        Way(List<String> hosts) {
            this.hosts = List.copyOf(hosts);
        }
    }
}
