package dev.mailflow.benchmarks;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one writes without a compiler: hash maps over lower-case strings, asked for each suffix. It starts from the octets that
 * the policy starts from and decides what the policy decides, which {@link Agreement} holds it to: network and certificate of
 * the source, whether the recipient is accepted and a foreign source refused, and in {@link #whole} the way on. What the
 * workload's policy does not use (trusted sources, mailboxes, addresses, headers, ranks beyond exact before suffix) it leaves
 * out, as one would who writes it for this one policy.
 */
final class MapWalk {
    /** What an answer is here: the number of the partner, or one of the refusals below. */
    static final int NOBODY = -1;

    static final int REFUSED = -2;

    /** Above the number of the source: it has no right to relay. */
    static final int DENIED = -3;

    private record Rule(Partner partner, String certificate) {}

    private final Map<String, Rule> exact = new HashMap<>();
    private final Map<String, Rule> suffixes = new HashMap<>();
    private final Map<String, Rule> exactOut = new HashMap<>();
    private final Map<String, Rule> suffixesOut = new HashMap<>();
    private final Map<String, Rule> accepted = new HashMap<>();
    private final Map<String, Rule> acceptedSuffixes = new HashMap<>();

    MapWalk(Workload workload) {
        Rule any = new Rule(Partner.of(0, ""), "");
        accepted.put("contoso.com", any);
        acceptedSuffixes.put("cust.contoso.com", any);
        for (Partner p : workload.senders) {
            (p.suffix() ? suffixes : exact).put(p.domain(), new Rule(p, p.certificate()));
        }
        for (Partner p : workload.recipients) {
            (p.suffix() ? suffixesOut : exactOut).put(p.domain() + ".cust.contoso.com", new Rule(p, p.certificate()));
        }
    }

    /**
     * A decision whose recipient is known beforehand, as the policy knows it in {@link Wire#inbound}: the source is found and
     * judged, then the recipient is not accepted.
     *
     * @param recipientDomain in lower case
     */
    long inbound(Query query, String recipientDomain) {
        int from = source(query);
        return from == REFUSED ? REFUSED : decided(query, from, recipientDomain);
    }

    /** All of a decision; of two numbers the second above. */
    long whole(Query query) {
        int from = source(query);
        return from == REFUSED ? REFUSED : decided(query, from, query.recipientDomain());
    }

    private int source(Query query) {
        Rule rule = find(query.senderDomain(), exact, suffixes);
        if (rule == null) {
            return NOBODY;
        }
        return query.tls() && query.certificateName().equals(rule.certificate()) && contains(rule.partner(), query)
                ? rule.partner().number()
                : REFUSED;
    }

    /** Relay right (R5), our own name from outside (R6), the way on (R8). */
    private long decided(Query query, int from, String recipientDomain) {
        if (find(recipientDomain, accepted, acceptedSuffixes) == null) {
            return denied(from);
        }
        if (find(query.senderDomain(), accepted, acceptedSuffixes) != null) {
            return REFUSED;
        }
        Rule rule = find(recipientDomain, exactOut, suffixesOut);
        return (long) (rule == null ? NOBODY : rule.partner().number()) << 32 | from & 0xFFFF_FFFFL;
    }

    /** For want of the right to relay; that no way is named tells it from what goes on. */
    static long denied(int from) {
        return (long) DENIED << 32 | from & 0xFFFF_FFFFL;
    }

    private static @Nullable Rule find(String domain, Map<String, Rule> exact, Map<String, Rule> suffixes) {
        Rule found = exact.get(domain);
        String rest = domain;
        while (found == null) {
            found = suffixes.get(rest);
            int dot = rest.indexOf('.');
            if (dot < 0) {
                return found;
            }
            rest = rest.substring(dot + 1);
        }
        return found;
    }

    static boolean contains(Partner partner, Query query) {
        byte[] base = partner.base();
        if (base.length != query.sender() - query.client()) {
            return false;
        }
        byte[] wire = query.wire();
        int left = partner.prefix();
        for (int i = 0; left > 0; i++, left -= 8) {
            int mask = left >= 8 ? 0xFF : 0xFF << 8 - left & 0xFF;
            if (((base[i] ^ wire[query.client() + i]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
