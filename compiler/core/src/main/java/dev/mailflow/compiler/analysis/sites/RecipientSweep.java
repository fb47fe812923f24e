package dev.mailflow.compiler.analysis.sites;

import dev.mailflow.compiler.analysis.clause.Arrival;
import dev.mailflow.compiler.analysis.clause.RouteClause;
import dev.mailflow.compiler.analysis.clause.SiteClauses;
import dev.mailflow.compiler.analysis.sites.Passages.Entry;
import dev.mailflow.compiler.analysis.sites.Passages.Source;
import dev.mailflow.compiler.analysis.sites.Recipients.Route;
import dev.mailflow.compiler.analysis.sites.Recipients.Rows;
import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.MessageSpace;
import dev.mailflow.compiler.analysis.space.Ranges;
import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.DecisionModel.MailboxLocation;
import dev.mailflow.compiler.decision.OutboundRule.Centralization;
import dev.mailflow.compiler.type.AddressPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Cuts all recipients into classes. The borders of everything that speaks of recipients are passed from left to right; between
 * two of them the same clauses are in force, and pieces with equivalent clauses are one class. So ten thousand domains that go
 * the same way are one question.
 */
final class RecipientSweep {
    private final Passages passages;
    private final MessageSpace space;
    private final List<SiteClauses> sites;
    private final List<Part> parts = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final Map<Object, Integer> numbers = new HashMap<>();
    private final List<Row> wideRoutes = new ArrayList<>();
    private final Map<Passage, List<Source>> wideSources = new HashMap<>();

    /** A clause in force. */
    private record Item(int order, int meaning, Object clause) {}

    /** Beginning or end of a clause. */
    private record Event(int at, Part part, Item item, Change change) {}

    private enum Change {
        BEGINS,
        ENDS
    }

    /** One row of clauses. */
    private static final class Part {
        private final int number;
        private final TreeMap<Integer, Item> active = new TreeMap<>();

        Part(int number) {
            this.number = number;
        }

        List<Integer> meanings() {
            List<Integer> meanings = new ArrayList<>(active.size());
            for (Item item : active.values()) {
                meanings.add(item.meaning());
            }
            return meanings;
        }
    }

    private RecipientSweep(Passages passages) {
        this.passages = passages;
        this.space = passages.space();
        this.sites = passages.sites();
        for (SiteClauses site : sites) {
            wideRoutes.add(Row.of(
                    site.routes().stream()
                            .filter(route -> isWide(route.box()))
                            .map(this::route)
                            .toList(),
                    space));
        }
        for (Passage passage : passages.all()) {
            wideSources.put(
                    passage,
                    passages.sources(passage).stream()
                            .filter(source -> isWide(source.box()))
                            .toList());
        }
    }

    static List<Recipients> of(Passages passages) {
        return new RecipientSweep(passages).classes();
    }

    private Part part() {
        Part part = new Part(parts.size());
        parts.add(part);
        return part;
    }

    private int number(Object meaning) {
        return numbers.computeIfAbsent(meaning, m -> numbers.size());
    }

    private boolean isWide(Box box) {
        return box.ranges(Dimension.RECIPIENT).containsAll(space.all(Dimension.RECIPIENT));
    }

    private void put(Part part, Item item, Ranges recipients) {
        for (int i = 0; i < recipients.count(); i++) {
            events.add(new Event(recipients.first(i), part, item, Change.BEGINS));
            events.add(new Event(recipients.last(i) + 1, part, item, Change.ENDS));
        }
    }

    // What clauses mean beside their recipients.

    /** @param behind how many of the site's connectors for any recipient go before it */
    private record RouteMeaning(
            int behind,
            Passages.Onward onward,
            String peer,
            Centralization centralization,
            RouteClause.Naming names,
            Box box) {}

    private RouteMeaning meaning(Route any, Row wide) {
        RouteClause route = any.clause();
        boolean isPeerOfInterest = any.onward().receiver() != Passages.Receiver.OTHERS || route.isCentralized();
        return new RouteMeaning(
                wide.before(route.order()),
                any.onward(),
                isPeerOfInterest ? route.rule().connector().peer() : "",
                route.rule().centralization(),
                route.names(),
                any.box());
    }

    private Route route(RouteClause clause) {
        Passages.Onward onward = passages.after(clause.rule());
        boolean isMeant = onward.receiver() == Passages.Receiver.INTERNET && isNamed(clause);
        return new Route(
                clause,
                Pieces.anyRecipient(clause.box(), space.everything()),
                isMeant ? new Passages.Onward(List.of(), Passages.Receiver.OTHERS) : onward);
    }

    /** Whether the connector says itself that it is for these recipients, and not by {@code *}. */
    private boolean isNamed(RouteClause clause) {
        return clause.rule()
                .criteria()
                .recipients()
                .filter(group -> group.stated() == Criteria.Origin.STATED)
                .map(group -> space.recipients(group.patterns().stream()
                                .filter(pattern -> !(pattern instanceof AddressPattern.Any))
                                .toList())
                        .meets(clause.box().ranges(Dimension.RECIPIENT)))
                .orElse(false);
    }

    private record SourceMeaning(List<EntryMeaning> entries, Box box) {}

    private record EntryMeaning(Box box, Optional<String> peer, Optional<Arrival.Standing> standing) {}

    private SourceMeaning meaning(Source source) {
        return new SourceMeaning(
                source.entries().stream().map(this::meaning).toList(),
                Pieces.anyRecipient(source.box(), space.everything()));
    }

    private Source anyRecipient(Source source) {
        return new Source(source.clause(), Pieces.anyRecipient(source.box(), space.everything()), source.entries());
    }

    private EntryMeaning meaning(Entry entry) {
        return new EntryMeaning(
                entry.box(),
                entry.arrival().map(arrival -> Walk.peer(arrival).orElse("")),
                entry.arrival().map(Arrival::standing));
    }

    // The sweep.

    private static final class Found {
        private final List<Ranges> pieces = new ArrayList<>();
        private final Map<Integer, List<Item>> rows = new HashMap<>();
    }

    private List<Recipients> classes() {
        List<Part> routes = new ArrayList<>();
        Map<Integer, Passage> sources = new HashMap<>();
        List<Part> local = new ArrayList<>();
        List<Part> known = new ArrayList<>();
        for (int i = 0; i < sites.size(); i++) {
            SiteClauses site = sites.get(i);
            Part row = part();
            routes.add(row);
            for (RouteClause route : site.routes()) {
                if (!isWide(route.box())) {
                    Route any = route(route);
                    put(
                            row,
                            new Item(route.order(), number(meaning(any, wideRoutes.get(i))), any),
                            route.box().ranges(Dimension.RECIPIENT));
                }
            }
            local.add(flag(site.admission().local()));
            known.add(flag(site.admission().known()));
        }
        Set<Ranges> asked = new LinkedHashSet<>();
        for (Passage passage : passages.all()) {
            Part row = part();
            sources.put(row.number, passage);
            for (Source source : passages.sources(passage)) {
                if (!isWide(source.box())) {
                    put(
                            row,
                            new Item(source.clause().order(), number(meaning(source)), anyRecipient(source)),
                            source.box().ranges(Dimension.RECIPIENT));
                }
            }
            for (Source source : passages.sources(passage)) {
                source.entries().stream()
                        .map(Entry::box)
                        .filter(box -> !isWide(box))
                        .forEach(box -> asked.add(box.ranges(Dimension.RECIPIENT)));
            }
        }
        asked.forEach(this::flag);
        Part accepted = flag(sites.get(0).admission().accepted());
        Part declared = flag(space.recipients(sites.get(0).model().organization().mailboxes().stream()
                .map(MailboxLocation::pattern)
                .toList()));
        List<Recipients> classes = new ArrayList<>();
        for (Found found : pieces()) {
            classes.add(new Recipients(
                    Ranges.union(found.pieces),
                    found.rows.containsKey(accepted.number),
                    found.rows.containsKey(declared.number),
                    set(local, found),
                    set(known, found),
                    routes(routes, found),
                    sources(sources, found),
                    wideSources));
        }
        return classes;
    }

    private Part flag(Ranges recipients) {
        Part part = part();
        put(part, new Item(0, number("flag"), recipients), recipients.and(space.all(Dimension.RECIPIENT)));
        return part;
    }

    private static Set<Integer> set(List<Part> flags, Found found) {
        Set<Integer> set = new HashSet<>();
        for (int i = 0; i < flags.size(); i++) {
            if (found.rows.containsKey(flags.get(i).number)) {
                set.add(i);
            }
        }
        return Set.copyOf(set);
    }

    private List<Found> pieces() {
        events.sort((one, other) -> Integer.compare(one.at(), other.at()));
        Map<Map<Integer, Integer>, Found> byMeaning = new LinkedHashMap<>();
        TreeMap<Integer, Integer> now = new TreeMap<>();
        Ranges all = space.all(Dimension.RECIPIENT);
        int from = all.least();
        int next = 0;
        while (from <= all.last(0)) {
            Set<Part> changed = new HashSet<>();
            while (next < events.size() && events.get(next).at() <= from) {
                Event event = events.get(next++);
                if (event.change() == Change.BEGINS) {
                    event.part().active.put(event.item().order(), event.item());
                } else {
                    event.part().active.remove(event.item().order(), event.item());
                }
                changed.add(event.part());
            }
            for (Part part : changed) {
                if (part.active.isEmpty()) {
                    now.remove(part.number);
                } else {
                    now.put(part.number, number(part.meanings()));
                }
            }
            int to = next < events.size() ? Math.min(events.get(next).at() - 1, all.last(0)) : all.last(0);
            Found found = byMeaning.get(now);
            if (found == null) {
                found = new Found();
                for (int number : now.keySet()) {
                    found.rows.put(number, List.copyOf(parts.get(number).active.values()));
                }
                byMeaning.put(new TreeMap<>(now), found);
            }
            found.pieces.add(Ranges.of(from, to));
            from = to + 1;
        }
        return List.copyOf(byMeaning.values());
    }

    private List<Rows> routes(List<Part> rows, Found found) {
        List<Rows> routes = new ArrayList<>();
        for (int i = 0; i < sites.size(); i++) {
            List<Route> own = new ArrayList<>();
            found.rows.getOrDefault(rows.get(i).number, List.of()).forEach(item -> own.add((Route) item.clause()));
            routes.add(new Rows(Row.of(own, space), wideRoutes.get(i)));
        }
        return routes;
    }

    private Map<Passage, List<Source>> sources(Map<Integer, Passage> rows, Found found) {
        Map<Passage, List<Source>> sources = new HashMap<>();
        found.rows.forEach((number, items) -> {
            Passage passage = rows.get(number);
            if (passage != null) {
                List<Source> row = new ArrayList<>(wideSources.getOrDefault(passage, List.of()));
                items.forEach(item -> row.add((Source) item.clause()));
                row.sort((one, other) ->
                        Integer.compare(one.clause().order(), other.clause().order()));
                sources.put(passage, List.copyOf(row));
            }
        });
        return sources;
    }
}
