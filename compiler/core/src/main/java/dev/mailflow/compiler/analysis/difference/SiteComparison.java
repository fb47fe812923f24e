package dev.mailflow.compiler.analysis.difference;

import dev.mailflow.compiler.analysis.clause.Arrival;
import dev.mailflow.compiler.analysis.clause.Fates;
import dev.mailflow.compiler.analysis.clause.SiteClauses;
import dev.mailflow.compiler.analysis.difference.Collected.Pieces;
import dev.mailflow.compiler.analysis.difference.Half.Identity;
import dev.mailflow.compiler.analysis.difference.Half.Origin;
import dev.mailflow.compiler.analysis.difference.Half.Part;
import dev.mailflow.compiler.analysis.space.Answer;
import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Covering;
import dev.mailflow.compiler.analysis.space.Search;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Two policies' decisions at one site, source by source. A source clause that both policies have and another that both have are ranked
 * alike by both, so that no message is attributed to one here and to the other there: only pairs with a clause of one policy alone,
 * and each clause with itself, are looked at.
 */
final class SiteComparison {
    private final String site;
    private final Half before;
    private final Half after;
    private final Search search;
    private final Collected collected;
    private final Optional<Onward> onward;

    SiteComparison(String site, Half before, Half after, Search search, Collected collected) {
        this.site = site;
        this.before = before;
        this.after = after;
        this.search = search;
        this.collected = collected;
        this.onward = before.site().flatMap(old -> after.site().map(now -> new Onward(old, now, search, collected)));
    }

    void compare() {
        Map<Identity, Origin> old = new LinkedHashMap<>();
        before.origins().forEach(origin -> old.put(origin.identity(), origin));
        List<Origin> origins = after.origins();
        Set<Identity> common = new HashSet<>();
        origins.stream().map(Origin::identity).filter(old::containsKey).forEach(common::add);
        List<Origin> gone = old.values().stream()
                .filter(origin -> !common.contains(origin.identity()))
                .toList();
        for (Origin now : origins) {
            Origin same = old.get(now.identity());
            if (same == null) {
                before.meeting(now.box()).forEach(was -> compare(was, now));
            } else {
                compare(same, now);
                gone.forEach(was -> compare(was, now));
            }
        }
    }

    private void compare(Origin was, Origin now) {
        boolean isSame = was.identity().equals(now.identity());
        if (!was.box().meets(now.box())) {
            return;
        }
        Box box = was.box().and(now.box());
        if (box.isEmpty()) {
            return;
        }
        List<Part> oldParts = before.parts(was);
        List<Part> newParts = after.parts(now);
        if (isSame && isAlike(oldParts, newParts)) {
            if (onward.filter(routes -> !routes.isSame()).isEmpty()) {
                return;
            }
        } else {
            Answer answer = search.find(box, before.before(was), after.before(now));
            collected.watch(answer);
            if (answer instanceof Answer.Covered) {
                return;
            }
        }
        Pair pair = new Pair(was, now);
        for (Part old : oldParts) {
            for (Part other : newParts) {
                Box both = old.box().and(other.box());
                if (!both.isEmpty()) {
                    pair.compare(old, other, both);
                }
            }
        }
    }

    /** Whether sources are treated alike up to R6. */
    private static boolean isAlike(List<Part> one, List<Part> other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            Part first = one.get(i);
            Part second = other.get(i);
            boolean isAlike = first.box().equals(second.box())
                    && first.end().equals(second.end())
                    && first.arrival().isPresent() == second.arrival().isPresent()
                    && first.arrival()
                            .filter(arrival ->
                                    !Onward.isAlike(arrival, second.arrival().orElseThrow()))
                            .isEmpty();
            if (!isAlike) {
                return false;
            }
        }
        return true;
    }

    /** A source of one policy and a source of the other that have messages in common. */
    private final class Pair {
        private final Optional<Change.Sources> sources;
        private final List<String> from;
        private final Covering earlierBefore;
        private final Covering earlierAfter;

        Pair(Origin was, Origin now) {
            this.sources = Change.sources(was.identity().by(), now.identity().by());
            this.from = List.of(was.identity().by(), now.identity().by());
            this.earlierBefore = before.before(was);
            this.earlierAfter = after.before(now);
        }

        void compare(Part old, Part now, Box box) {
            if (old.end().isPresent() && now.end().isPresent()) {
                consider(old.end().get(), now.end().get(), box, List.of());
            } else if (old.end().isPresent()) {
                Effect was = old.end().get();
                new Fates(clauses(after))
                        .onward(
                                box,
                                now.arrival().orElseThrow(),
                                outcome -> isWanted(was, Effect.of(outcome)),
                                fate -> consider(was, Effect.of(fate.verdict().outcome()), fate.box(), fate.covers()));
            } else if (now.end().isPresent()) {
                Effect is = now.end().get();
                new Fates(clauses(before))
                        .onward(
                                box,
                                old.arrival().orElseThrow(),
                                outcome -> isWanted(Effect.of(outcome), is),
                                fate -> consider(Effect.of(fate.verdict().outcome()), is, fate.box(), fate.covers()));
            } else {
                admitted(old.arrival().orElseThrow(), now.arrival().orElseThrow(), box);
            }
        }

        private void admitted(Arrival old, Arrival now, Box box) {
            Onward routes = onward.orElseThrow();
            for (Onward.Move move : routes.moves(old, now, box, sources.isPresent())) {
                Optional<Pieces> change = sources.isEmpty()
                        ? move.pieces(site, collected)
                        : Change.of(site, move.before(), move.after(), sources).map(collected::of);
                if (change.isEmpty() || change.get().isComplete() || !box.meets(move.box())) {
                    continue;
                }
                Box part = box.and(move.box());
                if (!part.isEmpty()) {
                    consider(change.get(), move.before(), move.after(), part, move.covers());
                }
            }
            if (sources.isPresent()) {
                // The same becomes of all others.
                Effect same = new Effect.Delivered();
                consider(same, same, box, List.of(Covering.of(routes.differing(old, now), search.space())));
            }
        }

        private boolean isWanted(Effect was, Effect is) {
            return Change.of(site, was, is, sources)
                    .filter(change -> !collected.isFull(change))
                    .isPresent();
        }

        private void consider(Effect was, Effect is, Box box, List<Covering> routes) {
            Change.of(site, was, is, sources)
                    .map(collected::of)
                    .ifPresent(change -> consider(change, was, is, box, routes));
        }

        private void consider(Pieces change, Effect was, Effect is, Box box, List<Covering> routes) {
            List<Covering> covers = new ArrayList<>(List.of(earlierBefore, earlierAfter));
            covers.addAll(routes);
            collected.consider(change, new Collected.Candidate(box, covers, from, List.of(was, is)));
        }
    }

    private static SiteClauses clauses(Half half) {
        return half.site().orElseThrow();
    }
}
