package dev.mailflow.compiler.analysis.difference;

import dev.mailflow.compiler.analysis.space.Answer;
import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Covering;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.Search;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.Verdict;
import dev.mailflow.compiler.decision.Verdicts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Changes as they are found, each with what it concerns. */
final class Collected {
    /** Pieces of a change that are looked at; that there is more is said. */
    private static final int MOST_PIECES = 64;

    private final Verdicts before;
    private final Verdicts after;
    private final Search search;
    private final Map<Change, Pieces> known = new HashMap<>();
    /** Those that concern something, as they were found. */
    private final List<Pieces> found = new ArrayList<>();

    private int undecided;

    Collected(DecisionModel before, DecisionModel after, Search search) {
        this.before = new Verdicts(before);
        this.after = new Verdicts(after);
        this.search = search;
    }

    /** What one change concerns. */
    static final class Pieces {
        private final Change change;
        private final List<Box> boxes = new ArrayList<>();
        /** The same messages, each box without what covers take of it. */
        private final List<Box> narrowed = new ArrayList<>();

        private final TreeSet<String> from = new TreeSet<>();
        private final TreeSet<String> via = new TreeSet<>();
        private final List<List<Covering>> covers = new ArrayList<>();
        private boolean hasMore;

        private Pieces(Change change) {
            this.change = change;
        }

        private boolean isFull() {
            return boxes.size() >= MOST_PIECES;
        }

        /** Whether nothing that is found further is told. */
        boolean isComplete() {
            return isFull() && hasMore;
        }
    }

    /**
     * Messages that might be treated so.
     *
     * @param box they are in it, and in no cover
     * @param from whom they are attributed to, in either policy
     */
    record Candidate(Box box, List<Covering> covers, List<String> from, List<Effect> effects) {}

    /** What is gathered of the change, kept: to look a change up is dear, for it holds all of two connectors. */
    Pieces of(Change change) {
        return known.computeIfAbsent(change, Pieces::new);
    }

    /** Whether enough is known of the change; that more is asked about is remembered. */
    boolean isFull(Change change) {
        return isFull(of(change));
    }

    private static boolean isFull(Pieces pieces) {
        pieces.hasMore |= pieces.isFull();
        return pieces.isFull();
    }

    void consider(Pieces pieces, Candidate candidate) {
        if (isFull(pieces)) {
            return;
        }
        Covering[] covers = candidate.covers().toArray(Covering[]::new);
        Answer answer = search.find(candidate.box(), covers);
        if (answer instanceof Answer.Undecided) {
            undecided++;
        }
        if (!(answer instanceof Answer.Found)) {
            return;
        }
        if (pieces.boxes.isEmpty()) {
            found.add(pieces);
        }
        pieces.boxes.add(candidate.box());
        pieces.narrowed.add(search.narrowed(candidate.box(), covers));
        pieces.covers.add(List.copyOf(candidate.covers()));
        candidate.from().stream().filter(name -> !name.isEmpty()).forEach(pieces.from::add);
        candidate.effects().forEach(effect -> {
            if (effect instanceof Effect.Sent sent) {
                pieces.via.add(sent.connector());
            }
        });
    }

    /** Of a question that nothing further was made of. */
    void watch(Answer answer) {
        if (answer instanceof Answer.Undecided) {
            undecided++;
        }
    }

    int undecided() {
        return undecided;
    }

    /** The weightiest first, then in the order of sites and of words. */
    List<Group> groups(CriterionWords words) {
        List<Group> groups = new ArrayList<>();
        found.forEach(pieces -> group(pieces, words).ifPresentOrElse(groups::add, () -> undecided++));
        groups.sort(Comparator.comparing(Group::weight));
        return groups;
    }

    private Optional<Group> group(Pieces pieces, CriterionWords words) {
        Change change = pieces.change;
        int shown = shown(pieces);
        Optional<Message> message =
                search.message(pieces.boxes.get(shown), pieces.covers.get(shown).toArray(Covering[]::new));
        if (message.isEmpty()) {
            return Optional.empty();
        }
        Optional<Verdict> old = verdict(before, change.site(), message.get());
        Optional<Verdict> now = verdict(after, change.site(), message.get());
        // Nothing is shown that the interpreter does not confirm under both.
        return Change.of(change.site(), old, now)
                .filter(change::equals)
                .map(confirmed -> new Group(
                        confirmed,
                        List.copyOf(pieces.from),
                        List.copyOf(pieces.via),
                        words.of(pieces.narrowed),
                        pieces.hasMore ? Group.Listing.SOME : Group.Listing.ALL,
                        message.get(),
                        old,
                        now));
    }

    /** The first piece that needs no user who authenticated: most mail between servers has none. */
    private int shown(Pieces pieces) {
        for (int i = 0; i < pieces.boxes.size(); i++) {
            if (pieces.boxes.get(i).ranges(Dimension.USER).meets(search.space().unauthenticated())) {
                return i;
            }
        }
        return 0;
    }

    private static Optional<Verdict> verdict(Verdicts verdicts, String site, Message message) {
        return verdicts.hasSite(site) ? Optional.of(verdicts.decide(site, message)) : Optional.empty();
    }
}
