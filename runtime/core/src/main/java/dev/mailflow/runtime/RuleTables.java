package dev.mailflow.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that a site with many connectors decides by. A source and a way are the offset of their record: flags (4 octets), name
 * (4), peer (4), first row (4) in {@link Conditions}; of a source, the row of its requirements (4) and what {@code otherwise}
 * says (4); of a way, route (4) and TLS (4).
 */
final class RuleTables implements DomainTrie.Judge, NetworkSet.Judge, Decisions.Maker {
    /** Values of {@link DomainTrie#MAILBOXES}. */
    static final int HERE = 1;

    /** Value of {@link DomainTrie#ACCEPTED}. */
    static final int AUTHORITATIVE = 1;

    /** Sources that are no connectors. */
    static final int INTERNET = -1;

    static final int MAILBOX = -2;

    /** What becomes of mail; numbers from 0 are ways, those below {@link #REFUSED} failed requirements. */
    static final int DELIVER = -1;

    static final int TO_INTERNET = -2;
    static final int RELAY_DENIED = -3;
    static final int DIRECT_SEND = -4;
    static final int UNKNOWN_RECIPIENT = -5;
    static final int REFUSED = -16;

    /** Questions of searches. */
    static final int SOURCE = 0;

    static final int WAY = 1;
    static final int CENTRALIZED_WAY = 2;

    static final int FOREIGN = 1;
    static final int MAY_RELAY = 2;
    static final int CENTRALIZED = 1;
    static final int LEADS_TO_ENDPOINT = 2;
    /** Of both: there are conditions. */
    static final int CONDITIONAL = 4;

    static final int NOTHING = -1;
    static final int FLAGS = 0;
    static final int NAME = 1;
    static final int PEER = 2;
    static final int ROW = 3;
    static final int REQUIREMENTS = 4;
    static final int OTHERWISE = 5;
    static final int ROUTE = 4;
    static final int TLS = 5;
    static final int RECORD = 6;

    private final Head head;
    private final int[] records;
    private final Conditions conditions;
    private final DomainTrie patterns;
    private final TrustedIndex trusted;
    private final Strings strings;
    private final Otherwise[] otherwise;
    private final Decision loop = Decision.reject(Attribution.NOBODY, Reason.LOOP, DefaultReplies.of(Reason.LOOP, ""));

    /** What holds for the site as a whole. */
    record Head(
            String site,
            int hopLimit,
            boolean refusesDirectSend,
            boolean directoryComplete,
            List<HeaderTest> headerTests,
            long[] sizeLimits) {}

    /** What {@code otherwise} says of a connector's refusals. */
    record Otherwise(boolean defers, Optional<Integer> code, Optional<String> status, Optional<String> text) {}

    RuleTables(
            Head head,
            int[] records,
            Conditions conditions,
            DomainTrie patterns,
            TrustedIndex trusted,
            Strings strings,
            List<Otherwise> otherwise) {
        this.head = head;
        this.records = records;
        this.conditions = conditions;
        this.patterns = patterns;
        this.trusted = trusted;
        this.strings = strings;
        this.otherwise = otherwise.toArray(new Otherwise[0]);
    }

    Head head() {
        return head;
    }

    DomainTrie patterns() {
        return patterns;
    }

    Decision loop() {
        return loop;
    }

    boolean isForeign(int source) {
        return source == INTERNET || source >= 0 && (records[source] & FOREIGN) != 0;
    }

    boolean mayRelay(int source) {
        return source == MAILBOX || source >= 0 && (records[source] & MAY_RELAY) != 0;
    }

    /** R2: the source, or −1. */
    int trusted(Transaction t, long at) {
        if (trusted.isEmpty()) {
            return -1;
        }
        int entry = trusted.first(t, this, at);
        return entry < 0 ? -1 : trusted.source(entry);
    }

    @Override
    public boolean accepts(int entry, Transaction t, long at) {
        return trusted.inRank(entry, t) && holds(trusted.source(entry), t, at);
    }

    @Override
    public boolean accepts(int question, int value, Transaction t, long at, int source) {
        if (question == WAY && isLeftOut(value, source)
                || question == CENTRALIZED_WAY && (records[value] & CENTRALIZED) == 0) {
            return false;
        }
        return holds(value, t, at);
    }

    private boolean holds(int record, Transaction t, long at) {
        return (records[record] & CONDITIONAL) == 0
                || conditions.failing(records[record + ROW], t, at) == Conditions.END;
    }

    /** R4: what becomes of the message for the first requirement that fails; 0 if none does. */
    int refused(int source, Transaction t, long at) {
        int row = source < 0 ? NOTHING : records[source + REQUIREMENTS];
        if (row == NOTHING) {
            return 0;
        }
        int failed = conditions.failing(row, t, at);
        return failed == Conditions.END
                ? 0
                : REFUSED - Conditions.reason(failed).ordinal();
    }

    /** R8: a centralized connector is left out for what came from its own destination. */
    private boolean isLeftOut(int way, int source) {
        int flags = records[way];
        return (flags & CENTRALIZED) != 0
                && (leadsTo(way, source) || (flags & LEADS_TO_ENDPOINT) == 0 && source == INTERNET);
    }

    private boolean leadsTo(int way, int source) {
        return source >= 0 && records[way + PEER] == records[source + PEER];
    }

    // What follows makes decisions, each once.

    @Override
    public Decision make(int source, int what) {
        Attribution by = attribution(source);
        if (what >= 0) {
            return sent(source, what, by);
        }
        if (what <= REFUSED) {
            return refusal(by, Reason.values()[REFUSED - what], records[source + OTHERWISE]);
        }
        return switch (what) {
            case DELIVER -> Decision.deliver(by);
            case TO_INTERNET -> Decision.sendToInternet(by);
            case RELAY_DENIED ->
                Decision.reject(by, Reason.RELAY_DENIED, DefaultReplies.of(Reason.RELAY_DENIED, by.connector()));
            case DIRECT_SEND -> Decision.reject(by, Reason.DIRECT_SEND, DefaultReplies.of(Reason.DIRECT_SEND, ""));
            default -> Decision.reject(by, Reason.UNKNOWN_RECIPIENT, DefaultReplies.of(Reason.UNKNOWN_RECIPIENT, ""));
        };
    }

    private Attribution attribution(int source) {
        return switch (source) {
            case INTERNET -> Attribution.INTERNET;
            case MAILBOX -> Attribution.MAILBOX;
            default ->
                Attribution.connector(strings.text(records[source + NAME]), strings.text(records[source + PEER]));
        };
    }

    /** R9. */
    private Decision sent(int source, int way, Attribution by) {
        String connector = strings.text(records[way + NAME]);
        return (records[way] & LEADS_TO_ENDPOINT) != 0 && leadsTo(way, source)
                ? Decision.reject(by, Reason.LOOP, DefaultReplies.of(Reason.LOOP, connector))
                : Decision.send(by, connector, strings.text(records[way + PEER]), route(way));
    }

    /** The reply of a failed requirement: what {@code otherwise} leaves open is the default's. */
    private Decision refusal(Attribution by, Reason reason, int said) {
        Reply standard = DefaultReplies.of(reason, by.connector());
        if (said == NOTHING) {
            return Decision.reject(by, reason, standard);
        }
        Otherwise other = otherwise[said];
        String status = other.defers() ? "4" + standard.status().substring(1) : standard.status();
        Reply reply = new Reply(
                other.code().orElse(other.defers() ? DefaultReplies.DEFERRED : standard.code()),
                other.status().orElse(status),
                other.text().orElse(standard.text()));
        return other.defers() ? Decision.defer(by, reason, reply) : Decision.reject(by, reason, reply);
    }

    /** Of the texts of the lines {@code v} and {@code t} without their letters. */
    private Route route(int way) {
        String[] t = strings.text(records[way + TLS]).split("\t", -1);
        TlsDemand tls = new TlsDemand(
                TlsDemand.Level.valueOf(t[0]),
                TlsVersion.valueOf(t[1]),
                names(t[2]),
                names(t[3]),
                TlsDemand.DestinationPolicy.valueOf(t[4]),
                TlsDemand.DestinationPolicy.valueOf(t[5]));
        String[] v = strings.text(records[way + ROUTE]).split("\t", -1);
        switch (v[0]) {
            case "mx":
                return Route.toRecipientMx(tls);
            case "of":
                return Route.toMxOf(v[1], tls);
            case "hosts":
                List<NextHop> hosts = new ArrayList<>();
                for (int i = 1; i + 1 < v.length; i += 2) {
                    hosts.add(new NextHop(v[i], Integer.parseInt(v[i + 1])));
                }
                return Route.toHosts(hosts, tls);
            default:
                return Route.unknown(tls);
        }
    }

    private static List<CertificateName> names(String names) {
        return names.isEmpty()
                ? List.of()
                : Arrays.stream(names.split(" ")).map(CertificateName::new).toList();
    }

    /** The first value that holds, of a pattern that matches the address; or −1. */
    int find(int role, int question, @Nullable Name name, int place, Transaction t, long at, int source) {
        return patterns.find(role, name, place, this, question, t, at, source);
    }
}
