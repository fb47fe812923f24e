package dev.mailflow.runtime;

import java.util.List;

/** All that a site with many connectors decides by. */
final class RuleTables {
    static final int HERE = 1;
    static final int ELSEWHERE = 0;
    static final int AUTHORITATIVE = 1;
    static final int RELAYED = 0;

    private final String site;
    private final int hopLimit;
    private final boolean refusesDirectSend;
    private final boolean directoryComplete;
    private final Source[] sources;
    private final Way[] ways;
    private final AddressIndex accepted;
    private final AddressIndex mailboxes;
    private final AddressIndex partners;
    private final AddressIndex foreigners;
    private final AddressIndex wayIndex;
    private final TrustedIndex trusted;
    private final List<HeaderTest> headerTests;
    private final long[] sizeLimits;
    private final Decision loop;

    RuleTables(
            String site,
            int hopLimit,
            boolean refusesDirectSend,
            boolean directoryComplete,
            List<Source> sources,
            List<Way> ways,
            AddressIndex accepted,
            AddressIndex mailboxes,
            AddressIndex partners,
            AddressIndex foreigners,
            AddressIndex wayIndex,
            TrustedIndex trusted,
            List<HeaderTest> headerTests,
            long[] sizeLimits) {
        this.site = site;
        this.hopLimit = hopLimit;
        this.refusesDirectSend = refusesDirectSend;
        this.directoryComplete = directoryComplete;
        this.sources = sources.toArray(new Source[0]);
        this.ways = ways.toArray(new Way[0]);
        this.accepted = accepted;
        this.mailboxes = mailboxes;
        this.partners = partners;
        this.foreigners = foreigners;
        this.wayIndex = wayIndex;
        this.trusted = trusted;
        this.headerTests = List.copyOf(headerTests);
        this.sizeLimits = sizeLimits.clone();
        this.loop = Decision.reject(Attribution.NOBODY, Reason.LOOP, DefaultReplies.of(Reason.LOOP, ""));
    }

    String site() {
        return site;
    }

    int hopLimit() {
        return hopLimit;
    }

    boolean refusesDirectSend() {
        return refusesDirectSend;
    }

    boolean directoryComplete() {
        return directoryComplete;
    }

    Source source(int number) {
        return sources[number];
    }

    Way way(int number) {
        return ways[number];
    }

    /** Values are {@link #AUTHORITATIVE} or {@link #RELAYED}. */
    AddressIndex accepted() {
        return accepted;
    }

    /** Values are {@link #HERE} or {@link #ELSEWHERE}. */
    AddressIndex mailboxes() {
        return mailboxes;
    }

    AddressIndex partners() {
        return partners;
    }

    AddressIndex foreigners() {
        return foreigners;
    }

    AddressIndex ways() {
        return wayIndex;
    }

    List<HeaderTest> headerTests() {
        return headerTests;
    }

    long[] sizeLimits() {
        return sizeLimits.clone();
    }

    Decision loop() {
        return loop;
    }

    /** R2: number of the source, or −1. */
    int trusted(Transaction t, NetworkSet.Judge judge) {
        int entry = trusted.first(t, judge);
        return entry < 0 ? -1 : trusted.source(entry);
    }

    /** Whether all else of an entry of R2 holds. */
    boolean trustedHolds(int entry, Transaction t) {
        return trusted.inRank(entry, t) && sources[trusted.source(entry)].conditions.hold(t);
    }
}
