package dev.mailflow.compiler.targets.postfix.importing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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

    /** A row for {@code *} of the transport table holds for accepted domains too; a relay host does not. */
    boolean everythingIsRouted;

    /** Whether the transport table says where the mail of all that the pattern means goes. */
    boolean isRouted(String pattern) {
        return Stream.concat(
                        mailboxes.stream(),
                        ways.values().stream()
                                .filter(way -> way.senders.isEmpty())
                                .flatMap(way -> way.recipients.stream())
                                .filter(recipient -> everythingIsRouted || !recipient.equals("*")))
                .anyMatch(recipient -> Written.covers(recipient, pattern));
    }

    /** The way of all that a pattern means, whoever sends; empty if none is named or the mail store is nearer. */
    Optional<Way> wayOf(String pattern) {
        int best = mailboxes.stream()
                .filter(mailbox -> Written.covers(mailbox, pattern))
                .mapToInt(Written::specificity)
                .max()
                .orElse(-1);
        Optional<Way> nearest = Optional.empty();
        for (Way way : ways.values()) {
            for (String recipient : way.recipients) {
                if (way.senders.isEmpty()
                        && Written.covers(recipient, pattern)
                        && Written.specificity(recipient) > best) {
                    best = Written.specificity(recipient);
                    nearest = Optional.of(way);
                }
            }
        }
        return nearest;
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
        final Set<String> recipients = new LinkedHashSet<>();
        final Set<String> senders = new LinkedHashSet<>();
        Optional<Tls> tls = Optional.empty();

        Way(List<String> hosts) {
            this.hosts = List.copyOf(hosts);
        }
    }
}
