package dev.mailflow.compiler.analysis.sites;

import dev.mailflow.compiler.analysis.clause.Admission.Asked;
import dev.mailflow.compiler.analysis.clause.RouteClause;
import dev.mailflow.compiler.analysis.clause.SiteClauses;
import dev.mailflow.compiler.analysis.clause.SourceClause;
import dev.mailflow.compiler.analysis.sites.Leaf.Ending;
import dev.mailflow.compiler.analysis.space.Answer;
import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Covering;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.Ranges;
import dev.mailflow.compiler.analysis.space.Search;
import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.Links;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.Reason;
import dev.mailflow.compiler.decision.Trace;
import dev.mailflow.compiler.decision.Verdict;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks for all that can go wrong over several sites, with one set of links: first the ways, then, for a way on which something
 * is wrong, a message that takes it. Of one mistake there is one sighting.
 */
final class Look {
    private final Passages passages;
    private final List<SiteClauses> sites;
    private final Search search;
    private final Budget budget;
    private final Set<Kind> kinds;
    private final Set<String> known;
    private final Entrances entrances;
    private final Map<String, Sighting> sightings = new LinkedHashMap<>();
    private final Map<Integer, List<Lock>> locks = new HashMap<>();
    private boolean isUndecided;

    /** @param known keys of what need not be found again */
    Look(Links links, List<SiteClauses> sites, Search search, Budget budget, Set<Kind> kinds, Set<String> known) {
        this.passages = new Passages(links, sites);
        this.sites = sites;
        this.search = search;
        this.budget = budget;
        this.kinds = kinds;
        this.known = new HashSet<>(known);
        this.entrances = new Entrances(sites);
        for (int i = 0; i < sites.size(); i++) {
            locks.put(i, Lock.of(sites.get(i)));
        }
    }

    /** Where mail goes on to no site and to no stranger, it takes a filter, or a source that anybody can be, for anything to be wrong. */
    private boolean isNothingPossible() {
        return passages.isEverythingForOthers()
                && locks.values().stream().allMatch(List::isEmpty)
                && entrances.starts().stream().noneMatch(start -> start.kind() == Start.Kind.ANYBODY);
    }

    List<Sighting> sightings() {
        List<Sighting> all = new ArrayList<>();
        if (isNothingPossible()) {
            return all;
        }
        try {
            for (Recipients recipients : RecipientSweep.of(passages)) {
                Box box = search.space()
                        .everything()
                        .only(Dimension.RECIPIENT, recipients.atoms())
                        .only(Dimension.HOPS, Ranges.of(0));
                Walk walk = new Walk(
                        passages,
                        recipients,
                        budget,
                        (start, far) -> isPromising(start, far, recipients),
                        leaf -> judge(recipients, leaf));
                for (Start start : entrances.starts()) {
                    if (matters(start, recipients)) {
                        walk.from(start, box);
                    }
                }
            }
        } catch (Budget.UsedUp usedUp) {
            isUndecided = true;
        }
        all.addAll(sightings.values());
        all.sort((one, other) -> one.kind() == other.kind()
                ? one.key().compareTo(other.key())
                : one.kind().compareTo(other.kind()));
        return all;
    }

    /** Whether the steps did not suffice. */
    boolean isUndecided() {
        return isUndecided;
    }

    private boolean matters(Start start, Recipients recipients) {
        return switch (start.kind()) {
            case MAILBOX, HANDED -> kinds.contains(Kind.ROUND) || kinds.contains(Kind.TURNED_BACK);
            // R5.
            case STRANGER -> recipients.isAccepted();
            case ANYBODY -> !recipients.isAccepted() && kinds.contains(Kind.RELAY);
        };
    }

    /** Whether anything that is looked for, and not yet found, can lie before the mail. */
    private boolean isPromising(Start start, Prospects.Far far, Recipients recipients) {
        if (far.canGoRound() && kinds.contains(Kind.ROUND)
                || far.isTurnedBack() && isMeantToArrive(start, recipients) && kinds.contains(Kind.TURNED_BACK)) {
            return true;
        }
        if (start.kind() == Start.Kind.MAILBOX || start.kind() == Start.Kind.HANDED) {
            return false;
        }
        if (far.isToInternet() && kinds.contains(Kind.RELAY)) {
            return true;
        }
        return start.kind() == Start.Kind.STRANGER
                && far.sites().stream()
                        .anyMatch(site -> canPassFilter(start, site)
                                || site != start.site() && recipients.local().contains(site) && isCentre(site));
    }

    /** Mail for a mailbox of ours, and what our own people write to the outside. */
    private static boolean isMeantToArrive(Start start, Recipients recipients) {
        return recipients.isDeclared() || start.kind() == Start.Kind.MAILBOX && !recipients.isAccepted();
    }

    private boolean canPassFilter(Start start, int site) {
        return !locks.getOrDefault(site, List.of()).isEmpty()
                && isNew(Kind.FILTER, name(start.site()) + " " + name(site))
                && !entrances.unproved(start).isEmpty();
    }

    private boolean isCentre(int site) {
        return kinds.contains(Kind.CENTRAL) && sites.get(site).routes().stream().anyMatch(RouteClause::isCentralized);
    }

    private void judge(Recipients recipients, Leaf leaf) {
        if (leaf.ending() == Ending.ROUND) {
            see(Kind.ROUND, cycle(leaf), leaf);
        }
        if (leaf.ending() == Ending.TURNED_BACK
                && !leaf.legs().isEmpty()
                && isMeantToArrive(leaf.start(), recipients)) {
            // Two sites that turn each other's mail back are one mistake.
            String between = Stream.of(
                            name(leaf.site(leaf.legs().size())),
                            leaf.last().map(rule -> rule.connector().peer()).orElse(""))
                    .sorted()
                    .collect(Collectors.joining(" "));
            see(Kind.TURNED_BACK, between, leaf);
        }
        boolean isFromStrangers =
                leaf.start().kind() == Start.Kind.STRANGER || leaf.start().kind() == Start.Kind.ANYBODY;
        if (leaf.ending() == Ending.INTERNET && isFromStrangers) {
            String who = leaf.start().kind() == Start.Kind.ANYBODY
                    ? Walk.peer(leaf.start().arrival()).orElse("") + " "
                            + name(leaf.start().site())
                    : name(leaf.site(leaf.legs().size()));
            see(Kind.RELAY, leaf.start().kind() + " " + who, leaf);
        }
        if (leaf.start().kind() == Start.Kind.STRANGER) {
            filters(leaf);
            centres(leaf);
        }
    }

    private String name(int site) {
        return sites.get(site).site().name();
    }

    /** The sites in the circle, from the least name on. */
    private String cycle(Leaf leaf) {
        List<Leg> legs = leaf.legs();
        Passage again = legs.get(legs.size() - 1).to();
        int first = 0;
        while (!legs.get(first).to().equals(again)) {
            first++;
        }
        List<String> names = new ArrayList<>();
        for (Leg leg : legs.subList(first + 1, legs.size())) {
            leg.through().ifPresent(names::add);
            names.add(name(leg.to().site()));
        }
        int least = 0;
        for (int i = 1; i < names.size(); i++) {
            if (rotated(names, i).toString().compareTo(rotated(names, least).toString()) < 0) {
                least = i;
            }
        }
        return String.join(" ", rotated(names, least));
    }

    private static List<String> rotated(List<String> names, int by) {
        List<String> rotated = new ArrayList<>(names.subList(by, names.size()));
        rotated.addAll(names.subList(0, by));
        return rotated;
    }

    // Filters and central ways.

    private void filters(Leaf leaf) {
        for (int i = 0; i <= leaf.end(); i++) {
            if (i > 0 && leaf.legs().get(i - 1).through().isPresent()) {
                // Who hands mail back has seen it: from there on it has been through a filter.
                return;
            }
            boolean isTaken = i < leaf.legs().size() || !leaf.isRefused();
            if (isTaken) {
                for (Lock lock : locks.getOrDefault(leaf.site(i), List.of())) {
                    String key = name(leaf.start().site()) + " " + name(leaf.site(i));
                    if (isNew(Kind.FILTER, key)) {
                        pass(leaf, i, lock, key);
                    }
                }
            }
        }
    }

    /** A message that the lock would refuse if it came to its site at once. */
    private void pass(Leaf leaf, int number, Lock lock, String key) {
        SiteClauses site = sites.get(leaf.site(number));
        for (Asked asked :
                site.admission().requirements(lock.rule(), lock.clause().box())) {
            if (asked.reason() != Reason.NETWORK_NOT_ALLOWED && asked.reason() != Reason.CERT_MISMATCH
                    || number > 0 && lock.isMetBy(name(leaf.site(number - 1)), asked.reason(), site.site())) {
                continue;
            }
            for (SourceClause source : entrances.unproved(leaf.start())) {
                if (source.rule().filter(lock.rule()::equals).isPresent()) {
                    continue;
                }
                // At its own site the lock is passed by whatever goes before it; elsewhere it would have had to take
                // the message.
                List<Covering> covers = new ArrayList<>();
                if (number > 0) {
                    covers.add(site.before(lock.clause()));
                }
                find(leaf, source, asked.failing().and(leaf.box()), covers)
                        .ifPresent(hops -> keep(
                                Kind.FILTER,
                                key,
                                leaf,
                                hops,
                                Optional.of(lock.rule().connector())));
                if (!isNew(Kind.FILTER, key)) {
                    return;
                }
            }
        }
    }

    private void centres(Leaf leaf) {
        if (leaf.ending() != Ending.DELIVERED || leaf.legs().isEmpty()) {
            return;
        }
        int last = leaf.site(leaf.legs().size());
        for (RouteClause route : sites.get(last).routes()) {
            String centre = route.rule().connector().peer();
            String key = name(leaf.start().site()) + " " + name(last) + " " + centre;
            if (route.isCentralized()
                    && last != leaf.start().site()
                    && !isPassed(leaf, centre)
                    && isNew(Kind.CENTRAL, key)) {
                Box central = leaf.box().and(route.box());
                see(Kind.CENTRAL, key, leaf, central, Optional.of(route.rule().connector()));
            }
        }
    }

    private boolean isPassed(Leaf leaf, String endpoint) {
        return name(leaf.start().site()).equals(endpoint)
                || leaf.legs().stream()
                        .anyMatch(leg -> name(leg.to().site()).equals(endpoint)
                                || leg.through().filter(endpoint::equals).isPresent());
    }

    // Messages.

    private boolean isNew(Kind kind, String key) {
        return kinds.contains(kind) && !known.contains(kind + " " + key);
    }

    private void see(Kind kind, String key, Leaf leaf) {
        see(kind, key, leaf, leaf.box(), Optional.empty());
    }

    private void see(Kind kind, String key, Leaf leaf, Box box, Optional<Connector> passedBy) {
        if (!isNew(kind, key)) {
            return;
        }
        // Who proves where mail comes from may be the central way itself.
        List<SourceClause> senders =
                kind == Kind.CENTRAL ? entrances.unproved(leaf.start()) : entrances.sources(leaf.start());
        for (SourceClause source : senders) {
            Optional<List<Trace.Hop>> hops = find(leaf, source, box, List.of());
            if (hops.isPresent()) {
                keep(kind, key, leaf, hops.get(), passedBy);
                return;
            }
        }
    }

    private void keep(Kind kind, String key, Leaf leaf, List<Trace.Hop> hops, Optional<Connector> passedBy) {
        known.add(kind + " " + key);
        sightings.put(kind + " " + key, new Sighting(kind, kind + " " + key, leaf, hops, passedBy));
    }

    /** A message of the box that the source can send and that goes this way, as the interpreter says at every hop. */
    private Optional<List<Trace.Hop>> find(Leaf leaf, SourceClause source, Box box, List<Covering> covers) {
        List<Covering> all = new ArrayList<>(covers);
        all.add(sites.get(leaf.start().site()).before(source));
        Covering[] coverings = all.toArray(Covering[]::new);
        for (Box admitted : entrances.admitted(leaf.start(), source, box)) {
            Answer answer = search.find(admitted, coverings);
            isUndecided |= answer instanceof Answer.Undecided;
            if (answer instanceof Answer.Found) {
                Optional<List<Trace.Hop>> hops =
                        search.message(admitted, coverings).flatMap(message -> replayed(leaf, message));
                if (hops.isPresent()) {
                    return hops;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<List<Trace.Hop>> replayed(Leaf leaf, Message first) {
        List<Trace.Hop> hops = new ArrayList<>();
        Message message = first;
        int end = leaf.end();
        for (int i = 0; ; i++) {
            Verdict verdict = Interpreter.decide(passages.links().model(), name(leaf.site(i)), message);
            hops.add(new Trace.Hop(name(leaf.site(i)), message, verdict));
            boolean isGoingOn = i < leaf.legs().size();
            if (isGoingOn && !leads(verdict, leaf.legs().get(i))) {
                return Optional.empty();
            }
            if (i == end) {
                return isGoingOn || endsSo(verdict, leaf.ending()) ? Optional.of(hops) : Optional.empty();
            }
            message = new Message(
                    leaf.legs().get(i).to().connection(),
                    message.sender(),
                    message.recipient(),
                    message.size(),
                    message.hops() + 1,
                    message.headers());
        }
    }

    private boolean leads(Verdict verdict, Leg leg) {
        return verdict.outcome() instanceof Outcome.Send send
                && passages.after(send.via()).legs().contains(leg);
    }

    private static boolean endsSo(Verdict verdict, Ending ending) {
        Outcome outcome = verdict.outcome();
        return switch (ending) {
            case ROUND, LEFT -> false;
            case TURNED_BACK ->
                outcome instanceof Outcome.Refuse refuse && refuse.refusal().reason() == Reason.LOOP;
            case REFUSED -> outcome instanceof Outcome.Refuse;
            case DELIVERED -> outcome instanceof Outcome.Deliver;
            case INTERNET ->
                outcome instanceof Outcome.SendToInternet
                        || outcome instanceof Outcome.Send send
                                && send.via().connector().peerKind() == EndpointKind.INTERNET;
            case ELSEWHERE -> outcome instanceof Outcome.Send;
        };
    }
}
