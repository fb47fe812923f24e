package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.Network;
import dev.mailflow.compiler.type.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What has been understood so far, in the words of the policy. */
final class Found {
    /** Of {@code domains}, those of {@code mydestination}. */
    final Set<String> local = new LinkedHashSet<>();
    /** Of {@code domains}, those of {@code virtual_mailbox_domains}. */
    final Set<String> virtual = new LinkedHashSet<>();

    final Set<String> domains = new LinkedHashSet<>();
    final Set<String> relayDomains = new LinkedHashSet<>();
    final Set<String> mailboxes = new LinkedHashSet<>();
    final List<Source> sources = new ArrayList<>();
    /** What is asked of everybody who is none of the sources. */
    final List<Connector> internet = new ArrayList<>();

    DirectSend directSend = DirectSend.ALLOWED;
    final Map<String, Way> ways = new LinkedHashMap<>();
    /** Of ways for whoever sends, by what they carry: there may be thousands. */
    private final Map<String, Set<Way>> byRecipient = new HashMap<>();

    Optional<Integer> hopLimit = Optional.empty();
    String host = "mail.example.com";

    /** A row for {@code *} of the transport table holds for accepted domains too; a relay host does not. */
    boolean everythingIsRouted;

    /** Whether the transport table says where the mail of all that the pattern means goes. */
    boolean isRouted(String pattern) {
        return Written.covering(pattern).stream()
                .anyMatch(wide -> mailboxes.contains(wide)
                        || byRecipient.containsKey(wide) && (everythingIsRouted || !wide.equals("*")));
    }

    /** That mail for the recipient goes that way, whoever sends. */
    void carry(Way way, String recipient) {
        way.recipients.add(recipient);
        byRecipient
                .computeIfAbsent(recipient, unknown -> new LinkedHashSet<>(1))
                .add(way);
    }

    /** The way of all that a pattern means, whoever sends; empty if none is named or the mail store is nearer. */
    Optional<Way> wayOf(String pattern) {
        Set<String> covering = Written.covering(pattern);
        int best = covering.stream()
                .filter(mailboxes::contains)
                .mapToInt(Written::specificity)
                .max()
                .orElse(-1);
        Set<Way> nearest = new LinkedHashSet<>();
        for (String recipient : covering) {
            Set<Way> there = byRecipient.getOrDefault(recipient, Set.of());
            int specificity = Written.specificity(recipient);
            if (there.isEmpty() || specificity < best || specificity == best && nearest.isEmpty()) {
                continue;
            }
            if (specificity > best) {
                best = specificity;
                nearest.clear();
            }
            nearest.addAll(there);
        }
        return nearest.size() < 2
                ? nearest.stream().findFirst()
                : ways.values().stream().filter(nearest::contains).findFirst();
    }

    enum DirectSend {
        ALLOWED,
        REFUSED
    }

    enum Relay {
        GRANTED,
        DENIED
    }

    /** Clients that are treated otherwise than everybody else: both must hold, where both are named. */
    static final class Source {
        final List<Network> networks;
        final List<CertificatePattern> certificates;
        final List<Connector> connectors = new ArrayList<>();

        Source(List<Network> networks, List<CertificatePattern> certificates) {
            this.networks = List.copyOf(networks);
            this.certificates = List.copyOf(certificates);
        }
    }

    /** An inbound end, its clauses in words. */
    static final class Connector {
        final List<String> when = new ArrayList<>();
        final List<String> require = new ArrayList<>();
        Relay relay = Relay.DENIED;
        Optional<Reply> otherwise = Optional.empty();
    }

    /** TLS towards a next hop as a clause, or {@code Optional.empty()} for what mailflow does unasked. */
    record Tls(String clause) {}

    /**
     * One way out.
     *
     * @param hosts in brackets or not removed; empty: mail exchangers of the recipient's domain
     */
    static final class Way {
        final List<String> hosts;
        /** Filled by {@link Found#carry} where there are no senders. */
        final Set<String> recipients = new LinkedHashSet<>();

        final Set<String> senders = new LinkedHashSet<>();
        Optional<Tls> tls = Optional.empty();

        Way(List<String> hosts) {
            this.hosts = List.copyOf(hosts);
        }
    }
}
