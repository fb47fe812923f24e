package dev.mailflow.compiler.analysis.sites;

import dev.mailflow.compiler.analysis.clause.Admission;
import dev.mailflow.compiler.analysis.clause.Arrival;
import dev.mailflow.compiler.analysis.clause.RouteClause;
import dev.mailflow.compiler.analysis.clause.SiteClauses;
import dev.mailflow.compiler.analysis.clause.SourceClause;
import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.MessageSpace;
import dev.mailflow.compiler.analysis.space.Ranges;
import dev.mailflow.compiler.decision.Links;
import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.compiler.decision.OutboundRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All ways on which one site gives mail to another, and how the other takes it: R2 to R6 for mail that comes so. */
final class Passages {
    private final Links links;
    private final List<SiteClauses> sites;
    private final MessageSpace space;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<OutboundRule, Onward> onward = new IdentityHashMap<>();
    private final Map<Passage, List<Source>> sources = new LinkedHashMap<>();

    /** Where a connector's mail comes to. */
    record Onward(List<Leg> legs, Receiver receiver) {}

    enum Receiver {
        /** One of our sites, or a filter that gives it back to one. */
        SITE,
        INTERNET,
        OTHERS,
        /** No host takes it. */
        NOBODY
    }

    /**
     * One to whom the site attributes what comes by a passage.
     *
     * @param box messages by recipient, sender, size and headers; all else is given by the passage
     */
    record Source(SourceClause clause, Box box, List<Entry> entries) {}

    /**
     * What R4 to R6 say of a part of a source's messages.
     *
     * @param arrival absent: refused
     */
    record Entry(Box box, Optional<Arrival> arrival) {}

    Passages(Links links, List<SiteClauses> sites) {
        this.links = links;
        this.sites = sites;
        this.space = sites.get(0).space();
        for (SiteClauses site : sites) {
            numbers.put(site.site().name(), numbers.size());
        }
        Map<Passage, List<Ranges>> recipients = new LinkedHashMap<>();
        for (SiteClauses site : sites) {
            for (RouteClause route : site.routes()) {
                Onward there = onward.computeIfAbsent(
                        route.rule(), rule -> follow(site.site().name(), rule));
                there.legs()
                        .forEach(leg -> recipients
                                .computeIfAbsent(leg.to(), passage -> new ArrayList<>())
                                .add(route.box().ranges(Dimension.RECIPIENT)));
            }
        }
        recipients.forEach((passage, some) -> sources.put(passage, received(passage, Ranges.union(some))));
    }

    private Onward follow(String from, OutboundRule rule) {
        Optional<String> next = links.destination(rule);
        if (next.isEmpty()) {
            return new Onward(List.of(), Receiver.NOBODY);
        }
        if (links.isSite(next.get())) {
            Passage passage = new Passage(number(next.get()), links.connection(from, rule));
            return new Onward(List.of(new Leg(passage, Optional.empty())), Receiver.SITE);
        }
        List<Leg> back = links.handedBack(from, rule).stream()
                .map(site -> new Leg(
                        new Passage(number(site), links.handing(rule.connector().peer(), site)),
                        Optional.of(rule.connector().peer())))
                .toList();
        if (!back.isEmpty()) {
            return new Onward(back, Receiver.SITE);
        }
        return new Onward(
                List.of(),
                switch (rule.connector().peerKind()) {
                    case INTERNET -> Receiver.INTERNET;
                    default -> Receiver.OTHERS;
                });
    }

    private int number(String site) {
        return numbers.getOrDefault(site, -1);
    }

    Links links() {
        return links;
    }

    List<SiteClauses> sites() {
        return sites;
    }

    MessageSpace space() {
        return space;
    }

    /** @param rule enabled, of one of the sites */
    Onward after(OutboundRule rule) {
        return onward.getOrDefault(rule, new Onward(List.of(), Receiver.NOBODY));
    }

    /** Whether no connector's mail comes to one of our sites or to the internet. */
    boolean isEverythingForOthers() {
        return onward.values().stream()
                .noneMatch(there -> there.receiver() == Receiver.SITE || there.receiver() == Receiver.INTERNET);
    }

    List<Passage> all() {
        return List.copyOf(sources.keySet());
    }

    /** In the order in which the site prefers them; together they take all messages. */
    List<Source> sources(Passage passage) {
        return sources.getOrDefault(passage, List.of());
    }

    /** @param recipients whom mail can be for that comes so */
    private List<Source> received(Passage passage, Ranges recipients) {
        SiteClauses site = sites.get(passage.site());
        Connection connection = passage.connection();
        Hop hop = new Hop(space, connection, 0);
        Box there = hop.forward(space.everything());
        List<SourceClause> meeting = new ArrayList<>();
        site.sourcesMeeting(there.only(Dimension.RECIPIENT, recipients), meeting::add);
        meeting.sort((one, other) -> Integer.compare(one.order(), other.order()));
        List<Source> found = new ArrayList<>();
        for (SourceClause clause : meeting) {
            Optional<Box> box = hop.back(clause.box());
            if (box.isPresent()) {
                found.add(new Source(clause, first(box.get()), entries(site, clause, there, hop)));
                if (isAll(box.get(), recipients)) {
                    return List.copyOf(found);
                }
            }
        }
        return List.copyOf(found);
    }

    /** Hops are counted apart. */
    private static Box first(Box box) {
        return box.only(Dimension.HOPS, Ranges.of(0));
    }

    /** Whether it restricts none of what a message to them takes with it. */
    private boolean isAll(Box box, Ranges recipients) {
        return box.needs().isEmpty()
                && box.ranges(Dimension.RECIPIENT).containsAll(recipients)
                && isAll(Dimension.SENDER, box)
                && isAll(Dimension.SIZE, box);
    }

    private boolean isAll(Dimension dimension, Box box) {
        return box.ranges(dimension).containsAll(space.all(dimension));
    }

    private List<Entry> entries(SiteClauses site, SourceClause clause, Box there, Hop hop) {
        Box shown = Pieces.anyRecipient(clause.box(), space.everything());
        for (Dimension dimension : List.of(Dimension.CLIENT, Dimension.CHANNEL, Dimension.USER)) {
            shown = shown.only(dimension, there.ranges(dimension));
        }
        Admission.Entry entry =
                site.admission().of(new SourceClause(clause.by(), shown, clause.rank(), clause.order()));
        List<Entry> entries = new ArrayList<>();
        entry.refused()
                .forEach(refused ->
                        hop.back(refused.box()).ifPresent(box -> entries.add(new Entry(first(box), Optional.empty()))));
        entry.admitted()
                .forEach(admitted -> hop.back(admitted.box())
                        .ifPresent(box -> entries.add(new Entry(first(box), Optional.of(admitted.arrival())))));
        return List.copyOf(entries);
    }
}
