package dev.mailflow.compiler.targets.exchangeonline.service;

import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.MessageSpace;
import dev.mailflow.compiler.analysis.space.Ranges;
import dev.mailflow.compiler.analysis.space.Region;
import dev.mailflow.compiler.decision.Criteria.HeaderCriterion;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What {@link Service#route} says of all messages at once, as boxes. Together they hold every message of the scope. */
public final class RoutingRegions {
    private static final int EXACT = 10_000;

    private final Atoms atoms;
    private final MessageSpace space;
    private final Tenant tenant;
    private final Box scope;
    private final Ranges cloud;
    /** Of authoritative domains. */
    private final Ranges unknown;

    private final Collection<HeaderCriterion> headers;

    /**
     * @param except boxes that others take before it
     * @param connector empty: into a mailbox or by MX
     */
    public record Way(Box box, List<Region> except, End end, Optional<Item> connector) {
        public Way {
            except = List.copyOf(except);
        }

        /** Where it leads. */
        public enum End {
            MAILBOX,
            CONNECTOR,
            INTERNET,
            /** Back to the sender: the recipient is of a domain whose recipients are all in the directory, and is not. */
            BOUNCE
        }
    }

    /**
     * @param scope what is asked about
     * @param cloud recipients whose mailboxes are in the service
     * @param known recipients that the directory knows
     * @param headers fields that the space knows
     */
    public RoutingRegions(Atoms atoms, Box scope, Ranges cloud, Ranges known, Collection<HeaderCriterion> headers) {
        this.atoms = atoms;
        this.space = atoms.space();
        this.tenant = atoms.tenant();
        this.scope = scope;
        this.unknown = atoms.unknown(known);
        this.cloud = cloud.minus(unknown);
        this.headers = headers;
    }

    public List<Way> of(Departure.Source source) {
        List<Way> ways = new ArrayList<>();
        Ranges inside = cloud;
        if (source == Departure.Source.OUTSIDE) {
            Map<Item, Ranges> central = best(Comparator.comparing(Item::name), source, Central.ONLY);
            for (Map.Entry<Item, Ranges> each : central.entrySet()) {
                way(scope.only(Dimension.RECIPIENT, each.getValue().and(cloud)), List.of(), each.getKey(), ways);
                inside = inside.minus(each.getValue());
            }
        }
        add(new Way(scope.only(Dimension.RECIPIENT, inside), List.of(), Way.End.MAILBOX, Optional.empty()), ways);
        add(new Way(scope.only(Dimension.RECIPIENT, unknown), List.of(), Way.End.BOUNCE, Optional.empty()), ways);
        Box elsewhere = scope.except(Dimension.RECIPIENT, Ranges.union(List.of(cloud, unknown)));
        Map<Item, Ranges> best = best(Comparator.comparing(Item::name), source, Central.TOO);
        List<Region> before = new ArrayList<>();
        for (Item rule : Service.routing(tenant)) {
            Box box = box(rule, elsewhere);
            if (box.isEmpty() || before.stream().anyMatch(region -> isHeld(box, region.box()))) {
                continue;
            }
            Optional<Item> named = rule.text(Property.RULE_ROUTE)
                    .flatMap(name -> tenant.enabled(Kind.OUTBOUND).stream()
                            .filter(item -> item.name().equalsIgnoreCase(name))
                            .findFirst());
            if (named.isPresent()) {
                way(box, before, named.get(), ways);
            } else {
                unruled(box, before, best, ways);
            }
            before.add(box);
        }
        unruled(elsewhere, before, best, ways);
        return ways;
    }

    /** Whether another rule takes all of it by itself; among hundreds of rules for the same that saves many questions. */
    private static boolean isHeld(Box box, Box taker) {
        return Stream.of(Dimension.values())
                        .allMatch(dimension -> taker.ranges(dimension).containsAll(box.ranges(dimension)))
                && taker.needs().stream().allMatch(need -> box.needs().stream().anyMatch(need::containsAll));
    }

    private void unruled(Box box, List<Region> before, Map<Item, Ranges> best, List<Way> to) {
        Ranges rest = space.all(Dimension.RECIPIENT);
        for (Map.Entry<Item, Ranges> each : best.entrySet()) {
            way(box.only(Dimension.RECIPIENT, each.getValue()), before, each.getKey(), to);
            rest = rest.minus(each.getValue());
        }
        add(new Way(box.only(Dimension.RECIPIENT, rest), before, Way.End.INTERNET, Optional.empty()), to);
    }

    private static void way(Box box, List<Region> before, Item connector, List<Way> to) {
        add(new Way(box, before, Way.End.CONNECTOR, Optional.of(connector)), to);
    }

    private static void add(Way way, List<Way> to) {
        if (!way.box().isEmpty()) {
            to.add(way);
        }
    }

    /** Connectors that centralize: alone, or among the others. */
    private enum Central {
        ONLY,
        TOO
    }

    /** One pattern of a connector; more goes before less, then by name. */
    private record Candidate(Item item, int rank, Ranges recipients) {}

    /** Who is best for which recipients. */
    private Map<Item, Ranges> best(Comparator<Item> tie, Departure.Source source, Central central) {
        List<Candidate> candidates = new ArrayList<>();
        for (Item item : tenant.enabled(Kind.OUTBOUND)) {
            boolean routesAll = item.is(Property.ROUTE_ALL);
            boolean leftOut = item.is(Property.RULE_SCOPED)
                    || item.is(Property.TEST_MODE)
                    || (central == Central.ONLY ? !routesAll : routesAll && source == Departure.Source.OWN_SERVER);
            if (!leftOut) {
                candidates(item, candidates);
            }
        }
        candidates.sort(Comparator.comparingInt((Candidate candidate) -> -candidate.rank())
                .thenComparing(Candidate::item, tie));
        Map<Item, List<Ranges>> won = new LinkedHashMap<>();
        Ranges rest = space.all(Dimension.RECIPIENT);
        for (Candidate candidate : candidates) {
            Ranges here = candidate.recipients().and(rest);
            if (!here.isEmpty()) {
                won.computeIfAbsent(candidate.item(), item -> new ArrayList<>()).add(here);
                rest = rest.minus(here);
            }
        }
        Map<Item, Ranges> united = new LinkedHashMap<>();
        won.forEach((item, ranges) -> united.put(item, Ranges.union(ranges)));
        return united;
    }

    private void candidates(Item item, List<Candidate> to) {
        for (String written : item.texts(Property.RECIPIENT_DOMAINS)) {
            String pattern = written.toLowerCase(Locale.ROOT);
            int rank = pattern.equals("*") ? 0 : pattern.startsWith("*.") ? 10 + pattern.length() - 2 : EXACT;
            to.add(new Candidate(item, rank, atoms.recipients(written)));
        }
        if (item.is(Property.ALL_ACCEPTED_DOMAINS)) {
            int rank = atoms.reading().order() == Reading.Order.AS_LISTED ? EXACT - 1 : 1;
            to.add(new Candidate(item, rank, atoms.acceptedRecipients()));
        }
    }

    // Mail flow rules.

    private Box box(Item rule, Box elsewhere) {
        Box box = elsewhere
                .only(Dimension.SENDER, atoms.ruleSenders(rule))
                .only(Dimension.RECIPIENT, atoms.ruleRecipients(rule));
        Optional<String> field = rule.text(Property.RULE_HEADER);
        return field.isPresent() ? box.needing(fields(field.get(), rule.texts(Property.RULE_HEADER_WORDS))) : box;
    }

    /** Values that are named somewhere and contain one of the words. That others may as well, the capabilities tell. */
    private Ranges fields(String field, List<String> words) {
        List<Ranges> values = new ArrayList<>();
        for (HeaderCriterion header : headers) {
            for (String value : header.values()) {
                boolean contains = words.stream()
                        .anyMatch(word -> value.toLowerCase(Locale.ROOT).contains(word.toLowerCase(Locale.ROOT)));
                if (header.name().equalsIgnoreCase(field) && contains) {
                    values.add(space.header(new HeaderCriterion(header.name(), List.of(value), header.origin())));
                }
            }
        }
        return Ranges.union(values);
    }
}
