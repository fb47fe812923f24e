package dev.mailflow.runtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The decisions of a site with many connectors: the rules are data, read once from the resource beside the generated
 * class, and every choice is a look-up. Small policies are compiled to plain Java instead. Nothing is allocated for a
 * decision that was made before.
 */
public abstract class TableRouting implements RoutingPolicy {
    /** Beside what becomes of mail: the recipient's mailbox is not at this site. */
    private static final int NOT_HERE = Integer.MIN_VALUE;

    private final RuleTables tables;
    private final DomainTrie patterns;
    private final Decisions decisions;

    /**
     * @param resource name of the rules beside the generated class
     * @throws IllegalStateException if they are missing or not what the compiler wrote: the build is broken
     */
    protected TableRouting(Class<? extends TableRouting> generated, String resource) {
        this(RuleReader.read(generated, resource));
    }

    TableRouting(RuleTables tables) {
        this.tables = tables;
        this.patterns = tables.patterns();
        this.decisions = new Decisions(tables);
    }

    @Override
    public final String site() {
        return tables.head().site();
    }

    @Override
    public final List<HeaderTest> headerTests() {
        return tables.head().headerTests();
    }

    @Override
    public final long[] sizeLimits() {
        return tables.head().sizeLimits().clone();
    }

    @Override
    public final int hopLimit() {
        return tables.head().hopLimit();
    }

    @Override
    public final Decision decide(Transaction t) {
        Facts facts = t.facts();
        if (facts.hops > tables.head().hopLimit()) { // R1
            return tables.loop();
        }
        Name sender = facts.sender == null ? null : facts.sender.name();
        Name recipient = facts.recipient.name();
        long at = Places.of(sender == null ? DomainTrie.ROOT : patterns.locate(sender), patterns.locate(recipient));
        if (facts.submitted) {
            return forward(t, sender, recipient, at, RuleTables.MAILBOX);
        }
        int from = source(t, sender, at);
        int refused = tables.refused(from, t, at); // R4
        return refused == 0 ? forward(t, sender, recipient, at, from) : decisions.get(from, refused);
    }

    /** R2, R3. */
    private int source(Transaction t, @Nullable Name sender, long at) {
        int from = tables.trusted(t, at);
        if (from >= 0) {
            return from;
        }
        if (!patterns.hasSource(Places.sender(at))) {
            return RuleTables.INTERNET;
        }
        from = tables.find(
                DomainTrie.PARTNERS, RuleTables.SOURCE, sender, Places.sender(at), t, at, RuleTables.INTERNET);
        return from >= 0
                ? from
                : tables.find(
                        DomainTrie.FOREIGNERS,
                        RuleTables.SOURCE,
                        sender,
                        Places.sender(at),
                        t,
                        at,
                        RuleTables.INTERNET);
    }

    /** R5 to R10. */
    private Decision forward(Transaction t, @Nullable Name sender, Name recipient, long at, int from) {
        int place = Places.recipient(at);
        int acceptance = patterns.find(DomainTrie.ACCEPTED, recipient, place, null, 0, null, at, from);
        boolean accepted = acceptance >= 0;
        boolean outside = tables.isForeign(from);
        boolean foreign = outside && t.facts().user == null;
        if (!accepted && !tables.mayRelay(from) && (foreign || !outside)) { // R5
            return decisions.get(from, RuleTables.RELAY_DENIED);
        }
        if (foreign
                && tables.head().refusesDirectSend()
                && sender != null
                && patterns.matches(DomainTrie.ACCEPTED, sender, Places.sender(at))) { // R6
            return decisions.get(from, RuleTables.DIRECT_SEND);
        }
        int here = accepted ? here(t, recipient, at, from, acceptance) : NOT_HERE;
        if (here != NOT_HERE) {
            return decisions.get(from, here);
        }
        int way = tables.find(DomainTrie.WAYS, RuleTables.WAY, recipient, place, t, at, from); // R8
        return decisions.get(
                from, way >= 0 ? way : accepted ? RuleTables.UNKNOWN_RECIPIENT : RuleTables.TO_INTERNET); // R10
    }

    /** R7: what becomes of the message if the recipient's mailbox is here. */
    private int here(Transaction t, Name recipient, long at, int from, int acceptance) {
        int place = Places.recipient(at);
        int mailbox = patterns.find(DomainTrie.MAILBOXES, recipient, place, null, 0, null, at, from);
        boolean here = mailbox == RuleTables.HERE || mailbox < 0 && acceptance == RuleTables.AUTHORITATIVE;
        if (!here || patterns.findNamed(DomainTrie.WAYS, recipient, place, tables, RuleTables.WAY, t, at, from) >= 0) {
            return NOT_HERE;
        }
        if (mailbox < 0 && tables.head().directoryComplete()) {
            return RuleTables.UNKNOWN_RECIPIENT;
        }
        boolean foreign = tables.isForeign(from) && t.facts().user == null;
        int before =
                foreign ? tables.find(DomainTrie.WAYS, RuleTables.CENTRALIZED_WAY, recipient, place, t, at, from) : -1;
        return before < 0 ? RuleTables.DELIVER : before;
    }
}
