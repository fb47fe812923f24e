package dev.mailflow.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that a site with many connectors decides by. A source and a way are the offset of their record in {@link Conditions}:
 * flags, name, peer, of a way route and TLS too (a source has a number, and its name stands beside); behind it the row of
 * conditions, if the flags say that there is one, and of a source the row of requirements. Between the numbers and the conditions of a source stands where the requirements begin.
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

    /** The number of what {@code otherwise} says, and one more, stands in the flags from this bit on; 0: nothing. */
    static final int OTHERWISE_SHIFT = 8;

    static final int FLAGS = 0;
    /** Of a source: how many stand before it. */
    static final int NUMBER = 1;
    /** Of a way. */
    static final int NAME = 1;

    static final int PEER = 2;
    static final int SOURCE_NUMBERS = 3;
    static final int REQUIREMENTS = 3;
    static final int ROUTE = 3;
    static final int TLS = 4;
    static final int WAY_NUMBERS = 5;

    private final Head head;
    private final Conditions conditions;
    private final DomainTrie patterns;
    private final TrustedIndex trusted;
    private final Strings strings;
    private final int[] sourceNames;
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

    /** @param sourceNames where the name of each source stands among the texts */
    RuleTables(
            Head head,
            Conditions conditions,
            DomainTrie patterns,
            TrustedIndex trusted,
            Strings strings,
            int[] sourceNames,
            List<Otherwise> otherwise) {
        this.head = head;
        this.conditions = conditions;
        this.patterns = patterns;
        this.trusted = trusted;
        this.strings = strings;
        this.sourceNames = sourceNames;
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
        return source == INTERNET || source >= 0 && (flags(source) & FOREIGN) != 0;
    }

    boolean mayRelay(int source) {
        return source == MAILBOX || source >= 0 && (flags(source) & MAY_RELAY) != 0;
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
        return trusted.inRank(entry, t) && sourceHolds(trusted.source(entry), t, at);
    }

    @Override
    public boolean accepts(int question, int value, Transaction t, long at, int source) {
        if (question == WAY && isLeftOut(value, source)
                || question == CENTRALIZED_WAY && (flags(value) & CENTRALIZED) == 0) {
            return false;
        }
        return question == SOURCE ? sourceHolds(value, t, at) : wayHolds(value, t, at);
    }

    private int flags(int record) {
        return conditions.number(record, FLAGS);
    }

    private boolean sourceHolds(int source, Transaction t, long at) {
        return (flags(source) & CONDITIONAL) == 0
                || conditions.failing(source + 4 * (SOURCE_NUMBERS + 1), t, at) == Conditions.END;
    }

    private boolean wayHolds(int way, Transaction t, long at) {
        return (flags(way) & CONDITIONAL) == 0 || conditions.failing(way + 4 * WAY_NUMBERS, t, at) == Conditions.END;
    }

    /** R4: what becomes of the message for the first requirement that fails; 0 if none does. */
    int refused(int source, Transaction t, long at) {
        if (source < 0) {
            return 0;
        }
        int row = (flags(source) & CONDITIONAL) == 0
                ? source + 4 * SOURCE_NUMBERS
                : conditions.number(source, REQUIREMENTS);
        int failed = conditions.failing(row, t, at);
        return failed == Conditions.END
                ? 0
                : REFUSED - Conditions.reason(failed).ordinal();
    }

    /** R8: a centralized connector is left out for what came from its own destination. */
    private boolean isLeftOut(int way, int source) {
        int flags = flags(way);
        return (flags & CENTRALIZED) != 0
                && (leadsTo(way, source) || (flags & LEADS_TO_ENDPOINT) == 0 && source == INTERNET);
    }

    private boolean leadsTo(int way, int source) {
        return source >= 0 && conditions.number(way, PEER) == conditions.number(source, PEER);
    }

    // What follows makes decisions, each once.

    @Override
    public int sources() {
        return sourceNames.length - MAILBOX;
    }

    @Override
    public int number(int source) {
        return source < 0 ? source - MAILBOX : conditions.number(source, NUMBER) - MAILBOX;
    }

    @Override
    public Decision make(int source, int what) {
        Attribution by = attribution(source);
        if (what >= 0) {
            return sent(source, what, by);
        }
        if (what <= REFUSED) {
            return refusal(by, Reason.values()[REFUSED - what], flags(source) >>> OTHERWISE_SHIFT);
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
                Attribution.connector(
                        strings.text(sourceNames[conditions.number(source, NUMBER)]),
                        strings.text(conditions.number(source, PEER)));
        };
    }

    /** R9. */
    private Decision sent(int source, int way, Attribution by) {
        String connector = strings.text(conditions.number(way, NAME));
        return (flags(way) & LEADS_TO_ENDPOINT) != 0 && leadsTo(way, source)
                ? Decision.reject(by, Reason.LOOP, DefaultReplies.of(Reason.LOOP, connector))
                : Decision.send(by, connector, strings.text(conditions.number(way, PEER)), route(way));
    }

    /** The reply of a failed requirement: what {@code otherwise} leaves open is the default's. */
    private Decision refusal(Attribution by, Reason reason, int said) {
        Reply standard = DefaultReplies.of(reason, by.connector());
        if (said == 0) {
            return Decision.reject(by, reason, standard);
        }
        Otherwise other = otherwise[said - 1];
        String status = other.defers() ? "4" + standard.status().substring(1) : standard.status();
        Reply reply = new Reply(
                other.code().orElse(other.defers() ? DefaultReplies.DEFERRED : standard.code()),
                other.status().orElse(status),
                other.text().orElse(standard.text()));
        return other.defers() ? Decision.defer(by, reason, reply) : Decision.reject(by, reason, reply);
    }

    /** Of the texts of the lines {@code v} and {@code t} without their letters. */
    private Route route(int way) {
        String[] t = strings.text(conditions.number(way, TLS)).split("\t", -1);
        TlsDemand tls = new TlsDemand(
                TlsDemand.Level.values()[digit(t[0], 0)],
                TlsVersion.values()[digit(t[0], 1)],
                names(t[1]),
                names(t[2]),
                TlsDemand.DestinationPolicy.values()[digit(t[0], 2)],
                TlsDemand.DestinationPolicy.values()[digit(t[0], 3)]);
        String[] v = strings.text(conditions.number(way, ROUTE)).split("\t", -1);
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

    private static int digit(String numbers, int place) {
        return numbers.charAt(place) - '0';
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
