package dev.mailflow.runtime;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The decisions of a site with many connectors: the rules are data, read once from the resource beside the generated
 * class, and every choice is a look-up. Small policies are compiled to plain Java instead.
 */
public abstract class TableRouting implements RoutingPolicy {
    private final RuleTables tables;
    /** Made when first needed, one object for each pair of connectors from then on. */
    private final ConcurrentHashMap<Long, Decision> sent = new ConcurrentHashMap<>();

    private final AddressIndex.Judge partnerJudge;
    private final AddressIndex.Judge wayJudge;
    private final AddressIndex.Judge namedJudge;
    private final AddressIndex.Judge centralizedJudge;
    private final NetworkSet.Judge trustedJudge;

    /**
     * @param resource name of the rules beside the generated class
     * @throws IllegalStateException if they are missing or not what the compiler wrote: the build is broken
     */
    protected TableRouting(Class<? extends TableRouting> generated, String resource) {
        this.tables = RuleReader.read(generated, resource);
        this.partnerJudge =
                (value, pattern, t, from) -> tables.source(value).conditions.hold(t);
        this.wayJudge = (value, pattern, t, from) -> {
            Way way = tables.way(value);
            return !(from != null && way.isLeftOut(from)) && way.conditions().hold(t);
        };
        this.namedJudge = (value, pattern, t, from) -> {
            Way way = tables.way(value);
            return pattern.kind() == AddressPattern.Kind.ADDRESS
                    && !(from != null && way.isLeftOut(from))
                    && way.conditions().hold(t);
        };
        this.centralizedJudge = (value, pattern, t, from) -> tables.way(value).centralized()
                && tables.way(value).conditions().hold(t);
        this.trustedJudge = tables::trustedHolds;
    }

    @Override
    public final String site() {
        return tables.site();
    }

    @Override
    public final List<HeaderTest> headerTests() {
        return tables.headerTests();
    }

    @Override
    public final long[] sizeLimits() {
        return tables.sizeLimits();
    }

    @Override
    public final int hopLimit() {
        return tables.hopLimit();
    }

    @Override
    public final Decision decide(Transaction t) {
        if (t.hops() > tables.hopLimit()) { // R1
            return tables.loop();
        }
        if (t.isSubmitted()) {
            return forward(t, Source.MAILBOX);
        }
        Source from = source(t);
        Decision refused = from.refused(t, tables.accepted()); // R4
        return refused == null ? forward(t, from) : refused;
    }

    /** R2, R3. */
    private Source source(Transaction t) {
        int trusted = tables.trusted(t, trustedJudge);
        if (trusted >= 0) {
            return tables.source(trusted);
        }
        int partner = tables.partners().find(t.senderOrNull(), partnerJudge, t, null);
        if (partner < 0) {
            partner = tables.foreigners().find(t.senderOrNull(), partnerJudge, t, null);
        }
        return partner < 0 ? Source.INTERNET : tables.source(partner);
    }

    /** R5 to R10. */
    private Decision forward(Transaction t, Source from) {
        int acceptance = tables.accepted().find(t.recipient());
        boolean accepted = acceptance >= 0;
        boolean foreign = from.foreign && !t.isAuthenticated();
        if (!accepted && !from.mayRelay && (foreign || !from.foreign)) { // R5
            return from.relayDenied();
        }
        if (foreign
                && tables.refusesDirectSend()
                && tables.accepted().find(t.senderOrNull()) >= 0
                && t.senderOrNull() != null) { // R6
            return from.directSend();
        }
        if (accepted) { // R7
            int place = tables.mailboxes().find(t.recipient());
            boolean here = place == RuleTables.HERE || place < 0 && acceptance == RuleTables.AUTHORITATIVE;
            if (here && tables.ways().find(t.recipient(), namedJudge, t, from) < 0) {
                if (place < 0 && tables.directoryComplete()) {
                    return from.unknownRecipient();
                }
                int before = foreign ? tables.ways().find(t.recipient(), centralizedJudge, t, from) : -1;
                return before < 0 ? from.deliver : send(from, before);
            }
        }
        int way = tables.ways().find(t.recipient(), wayJudge, t, from); // R8
        if (way >= 0) {
            return send(from, way);
        }
        return accepted ? from.unknownRecipient() : from.toInternet; // R10
    }

    private Decision send(Source from, int way) {
        long key = (long) System.identityHashCode(from) << 32 | way;
        @Nullable Decision known = sent.get(key);
        if (known != null && known.by() == from.attribution) {
            return known;
        }
        Decision made = tables.way(way).decision(from);
        sent.put(key, made);
        return made;
    }
}
