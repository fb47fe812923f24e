package dev.mailflow.compiler.analysis.space;

import dev.mailflow.compiler.decision.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The one question that every analysis asks: is there a message in a box that no region of a cover takes. The answer is a message,
 * or the proof that there is none.
 *
 * <p>Dimension by dimension the box is cut at the borders of the regions in play, and the piece that fewest of them hold is tried
 * first. Names come last: bringing more of them only makes more regions match, so that one for each need is enough. Exact, and
 * exponential at worst in the number of dimensions, which is fixed.
 */
public final class Search {
    private static final Dimension[] DIMENSIONS = Dimension.values();

    /** Up to so many regions of a cover are looked at one by one for whether they are needed. */
    private static final int MOST_MINIMISED = 64;

    /** Up to so many are subtracted from a box: what is left of it is to be read. */
    private static final int MOST_NARROWING = 16;

    /** Dimensions in which a point may be moved to an atom that no pattern names. */
    private static final List<Dimension> MOVABLE = List.of(Dimension.RECIPIENT, Dimension.CLIENT, Dimension.SENDER);

    private final MessageSpace space;
    private final Steps steps;

    public Search(MessageSpace space, Steps steps) {
        this.space = space;
        this.steps = steps;
    }

    public MessageSpace space() {
        return space;
    }

    public Steps steps() {
        return steps;
    }

    /** A message of the box that no region of the coverings takes, or the regions that take them all. */
    public Answer find(Box box, Covering... coverings) {
        return answer(new Question(box, coverings));
    }

    private Answer answer(Question question) {
        steps.begin();
        try {
            return question.answer();
        } catch (Steps.UsedUp usedUp) {
            return new Answer.Undecided();
        }
    }

    /**
     * The same, as a message that people believe: from addresses and domains that stand in examples, where that is possible.
     * Empty if there is none or the steps do not suffice.
     */
    public Optional<Message> message(Box box, Covering... coverings) {
        Question question = new Question(box, coverings);
        if (!(answer(question) instanceof Answer.Found found)) {
            return Optional.empty();
        }
        Box wanted = box;
        for (Wishes.Wish wish : Wishes.of(space)) {
            Box narrower = wanted.only(wish.dimension(), wish.ranges());
            if (narrower.equals(wanted) || narrower.isEmpty()) {
                continue;
            }
            Ranges wished = narrower.ranges(wish.dimension());
            if (question.isAnswerFor(wish.dimension(), wished)) {
                found = new Answer.Found(found.region().with(wish.dimension(), wished), found.names());
                wanted = narrower;
                continue;
            }
            Question next = new Question(narrower, coverings);
            if (answer(next) instanceof Answer.Found better) {
                wanted = narrower;
                found = better;
                question = next;
            }
        }
        return Optional.of(space.message(point(found)));
    }

    /** One of the points that were found. */
    public static Point point(Answer.Found found) {
        return new Point(
                Arrays.stream(DIMENSIONS)
                        .map(dimension -> found.region().ranges(dimension).least())
                        .toList(),
                found.names());
    }

    /** Of regions that together cover the box, as few as are needed: one if one is enough. */
    public List<Region> fewest(Box box, List<Region> cover) {
        List<Region> candidates = cover.stream()
                .sorted(Comparator.comparingInt((Region region) -> -held(box, region)))
                .limit(MOST_MINIMISED)
                .toList();
        for (Region one : candidates) {
            if (find(box, Covering.of(List.of(one), space)) instanceof Answer.Covered) {
                return List.of(one);
            }
        }
        if (cover.size() > MOST_MINIMISED) {
            return cover;
        }
        List<Region> needed = new ArrayList<>(cover);
        for (Region region : cover) {
            List<Region> rest = new ArrayList<>(needed);
            rest.remove(region);
            if (find(box, Covering.of(rest, space)) instanceof Answer.Covered) {
                needed = rest;
            }
        }
        return List.copyOf(needed);
    }

    /**
     * The box without what single regions take of it in one dimension and hold in all others: with the same coverings it has the same
     * messages, and says better which. A dimension of which it has everything stays whole, for what is left out of everything is
     * nobody's business. Where the regions are very many the box comes back as it is.
     */
    public Box narrowed(Box box, Covering... coverings) {
        List<Box> takers = new ArrayList<>();
        for (Covering covering : coverings) {
            covering.meeting(box, region -> {
                if (takers.size() <= MOST_NARROWING && isMetBy(box, region.box())) {
                    takers.add(region.box());
                }
            });
        }
        if (takers.size() > MOST_NARROWING) {
            return box;
        }
        Box now = box;
        boolean isNarrower = true;
        while (isNarrower) {
            Box before = now;
            for (Box taker : takers) {
                now = without(now, taker);
            }
            isNarrower = now != before;
        }
        return now;
    }

    /** Whether every message of the box has the names that the region asks for. */
    private static boolean isMetBy(Box box, Box region) {
        for (Ranges need : region.needs()) {
            if (box.needs().stream().noneMatch(need::containsAll)) {
                return false;
            }
        }
        return box.meets(region);
    }

    private Box without(Box box, Box taker) {
        Dimension open = null;
        for (Dimension dimension : DIMENSIONS) {
            if (!taker.ranges(dimension).containsAll(box.ranges(dimension))) {
                if (open != null) {
                    return box;
                }
                open = dimension;
            }
        }
        return open == null || space.isAll(open, box.ranges(open)) ? box : box.except(open, taker.ranges(open));
    }

    private static int held(Box box, Region region) {
        return Integer.bitCount(Rival.of(region, box, 0).held());
    }

    private final class Question {
        private final Box whole;
        /** Of the whole what is looked at. */
        private final Box box;

        private final Covering[] coverings;
        private final Ranges names;
        /** Dimensions that all regions in play hold, one bit each. */
        private int undivided = Rival.EVERYTHING;

        // Most questions meet no region at all and need none of these three.
        private Set<Region> used = Set.of();
        private Ranges[] chosen = new Ranges[0];
        /** By dimension, the sets of rivals that were seen to hold what is left. */
        private Map<Integer, Set<BitSet>> failed = Map.of();

        private List<Integer> brought = List.of();

        Question(Box whole, Covering[] coverings) {
            this.coverings = coverings;
            this.whole = whole;
            this.box = whole.isEmpty() ? whole : moved(whole);
            this.names = box.needs().isEmpty()
                    ? Ranges.NONE
                    : Ranges.union(box.needs()).minus(box.forbidden());
        }

        /** If there is a point outside of the cover, there is one at an atom where only regions of the whole dimension are. */
        private Box moved(Box whole) {
            Box now = whole;
            for (Dimension dimension : MOVABLE) {
                for (int atom : space.unlisted(dimension)) {
                    if (now.ranges(dimension).contains(atom) && isFree(dimension, atom)) {
                        now = now.only(dimension, Ranges.of(atom));
                        break;
                    }
                }
            }
            return now;
        }

        private boolean isFree(Dimension dimension, int atom) {
            for (Covering covering : coverings) {
                if (!covering.isFree(dimension, atom)) {
                    return false;
                }
            }
            return true;
        }

        Answer answer() {
            if (box.isEmpty()) {
                return new Answer.Covered(List.of());
            }
            List<Rival> rivals = new ArrayList<>(0);
            for (Covering covering : coverings) {
                covering.meeting(box, region -> consider(region, rivals));
            }
            if (rivals.isEmpty()) {
                steps.take(1);
                return bring(rivals) ? new Answer.Found(box, brought) : new Answer.Covered(List.of());
            }
            used = new LinkedHashSet<>();
            failed = new HashMap<>();
            chosen = new Ranges[DIMENSIONS.length];
            for (Dimension dimension : DIMENSIONS) {
                chosen[dimension.ordinal()] = box.ranges(dimension);
            }
            if (!solve(0, rivals)) {
                return new Answer.Covered(List.copyOf(used));
            }
            Box found = box;
            for (Dimension dimension : DIMENSIONS) {
                found = found.only(dimension, chosen[dimension.ordinal()]);
            }
            return new Answer.Found(found, brought);
        }

        private void consider(Region region, List<Rival> rivals) {
            steps.take(1);
            Box other = region.box();
            if (!box.meets(other)) {
                return;
            }
            // What needs a name that nothing here asks for is not met by a message that brings only what is asked for.
            for (Ranges need : other.needs()) {
                if (!need.meets(names)) {
                    return;
                }
            }
            Rival rival = Rival.of(region, box, rivals.size());
            undivided &= rival.held();
            rivals.add(rival);
        }

        /**
         * Once answered: whether the same regions would be gone through, to the same end, if the whole is no more than that in a dimension.
         * They are if just that was looked at, and if every region holds all of the dimension that holds something of it.
         */
        boolean isAnswerFor(Dimension dimension, Ranges narrower) {
            Ranges looked = box.ranges(dimension);
            if (looked.equals(narrower)) {
                return true;
            }
            boolean isUndivided = (undivided >> dimension.ordinal() & 1) != 0;
            boolean isOneAtom = narrower.size() == 1;
            return isUndivided
                    && (looked.equals(whole.ranges(dimension)) || isOneAtom && isFree(dimension, narrower.least()));
        }

        /** Whether what is left of the box from that dimension on has a point outside of the rivals. */
        private boolean solve(int level, List<Rival> rivals) {
            steps.take(1 + rivals.size());
            for (Rival rival : rivals) {
                if (rival.box().needs().isEmpty() && rival.holdsFrom(level)) {
                    used.add(rival.region());
                    return false;
                }
            }
            if (level == DIMENSIONS.length || rivals.isEmpty()) {
                return bring(rivals);
            }
            List<Rival> partial = rivals.stream()
                    .filter(rival -> (rival.held() >> level & 1) == 0)
                    .toList();
            if (partial.isEmpty()) {
                return solve(level + 1, rivals);
            }
            Dimension dimension = DIMENSIONS[level];
            for (Cut.Piece piece : pieces(dimension, partial)) {
                steps.take(partial.size());
                List<Rival> here = new ArrayList<>();
                BitSet numbers = new BitSet();
                for (Rival rival : rivals) {
                    if ((rival.held() >> level & 1) != 0
                            || rival.box().ranges(dimension).contains(piece.first())) {
                        here.add(rival);
                        numbers.set(rival.number());
                    }
                }
                if (failed.getOrDefault(level, Set.of()).contains(numbers)) {
                    continue;
                }
                chosen[level] = Ranges.of(piece.first(), piece.last());
                if (solve(level + 1, here)) {
                    return true;
                }
                failed.computeIfAbsent(level, l -> new HashSet<>()).add(numbers);
            }
            chosen[level] = box.ranges(dimension);
            return false;
        }

        /** The dimension of the box, cut at the borders of the rivals; the piece that fewest hold first. */
        private List<Cut.Piece> pieces(Dimension dimension, List<Rival> partial) {
            Cut cut = new Cut(box.ranges(dimension), partial.size());
            for (Rival rival : partial) {
                cut.by(rival.box().ranges(dimension));
            }
            steps.take(cut.count());
            return cut.pieces();
        }

        /** Whether names can be brought that meet every need of the box and all needs of no rival. */
        private boolean bring(List<Rival> rivals) {
            if (box.needs().isEmpty()) {
                return true;
            }
            if (bring(0, List.of(), rivals)) {
                return true;
            }
            rivals.forEach(rival -> used.add(rival.region()));
            return false;
        }

        private boolean bring(int index, List<Integer> so, List<Rival> rivals) {
            steps.take(1 + rivals.size());
            for (Rival rival : rivals) {
                if (isMet(rival.box().needs(), so)) {
                    return false;
                }
            }
            if (index == box.needs().size()) {
                List<Integer> names = new ArrayList<>(so);
                names.sort(null);
                brought = names;
                return true;
            }
            Ranges need = box.needs().get(index);
            if (holdsOneOf(need, so)) {
                return bring(index + 1, so, rivals);
            }
            for (int name : candidates(need.minus(box.forbidden()), rivals)) {
                List<Integer> more = new ArrayList<>(so);
                more.add(name);
                if (bring(index + 1, more, rivals)) {
                    return true;
                }
            }
            return false;
        }

        private boolean isMet(List<Ranges> needs, List<Integer> so) {
            for (Ranges need : needs) {
                if (!holdsOneOf(need, so)) {
                    return false;
                }
            }
            return true;
        }

        private boolean holdsOneOf(Ranges need, List<Integer> names) {
            for (int name : names) {
                if (need.contains(name)) {
                    return true;
                }
            }
            return false;
        }

        /** One name of each kind that rivals and further needs can tell apart; what meets most of ours and least of theirs first. */
        private List<Integer> candidates(Ranges need, List<Rival> rivals) {
            if (rivals.isEmpty() && box.needs().size() == 1 && box.forbidden().isEmpty()) {
                // Nothing tells one from another.
                steps.take(need.count());
                return List.of(need.least());
            }
            List<Ranges> theirs = rivals.stream()
                    .flatMap(rival -> rival.box().needs().stream())
                    .distinct()
                    .toList();
            Set<Integer> firsts = new LinkedHashSet<>();
            for (int i = 0; i < need.count(); i++) {
                firsts.add(need.first(i));
            }
            for (List<Ranges> side : List.of(theirs, box.needs())) {
                for (Ranges ranges : side) {
                    for (int i = 0; i < ranges.count(); i++) {
                        firsts.add(ranges.first(i));
                        firsts.add(ranges.last(i) + 1);
                    }
                }
            }
            firsts.removeIf(name -> !need.contains(name));
            steps.take((long) firsts.size() * (1 + theirs.size()));
            record Candidate(int name, BitSet met, long ours) {}
            List<Candidate> candidates = new ArrayList<>();
            Set<List<Object>> seen = new HashSet<>();
            for (int name : firsts.stream().sorted().toList()) {
                BitSet met = new BitSet();
                for (int i = 0; i < theirs.size(); i++) {
                    met.set(i, theirs.get(i).contains(name));
                }
                List<Boolean> ours =
                        box.needs().stream().map(n -> n.contains(name)).toList();
                if (seen.add(List.of(met, ours))) {
                    candidates.add(new Candidate(
                            name, met, ours.stream().filter(is -> is).count()));
                }
            }
            candidates.sort(Comparator.comparingInt((Candidate c) -> c.met().cardinality())
                    .thenComparing(Comparator.comparingLong(Candidate::ours).reversed())
                    .thenComparingInt(Candidate::name));
            // Nothing is better than a name that meets no need of a rival, if it also meets all of ours that others
            // would.
            return candidates.stream().map(Candidate::name).toList();
        }
    }
}
