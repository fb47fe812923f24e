package dev.mailflow.compiler.analysis.clause;

import dev.mailflow.compiler.analysis.space.Region;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Clauses of several connectors of which nothing but the name says which goes first.
 *
 * @param <T> kind of clause
 */
public final class EqualRank<T extends Region> {
    private final List<T> row;
    private final Section section;
    private final Function<T, String> connector;
    private final ClauseIndex<T> index;

    private EqualRank(List<T> row, Section section, Function<T, String> connector, ClauseIndex<T> index) {
        this.row = row;
        this.section = section;
        this.connector = connector;
        this.index = index;
    }

    /**
     * Every rank that clauses of several connectors have, but for those of which the index sees that no two have a message in common.
     *
     * @param row by rank
     * @param connector name of the connector of a clause
     * @param index of the row
     */
    static <T extends Region> List<EqualRank<T>> in(
            List<T> row, ToLongFunction<T> rank, Function<T, String> connector, ClauseIndex<T> index) {
        List<EqualRank<T>> ranks = new ArrayList<>();
        int start = 0;
        boolean isOfOne = true;
        for (int i = 1; i <= row.size(); i++) {
            if (i == row.size() || rank.applyAsLong(row.get(i)) != rank.applyAsLong(row.get(start))) {
                if (!isOfOne && !index.isApart(new Section(start, i))) {
                    ranks.add(new EqualRank<>(row, new Section(start, i), connector, index));
                }
                start = i;
                isOfOne = true;
            } else {
                isOfOne = isOfOne && connector.apply(row.get(i)).equals(connector.apply(row.get(start)));
            }
        }
        return ranks;
    }

    /** In the order in which the interpreter prefers them. */
    public List<T> clauses() {
        return row.subList(section.start(), section.end());
    }

    /**
     * Those before it, of other connectors, that have a message in common with it, names apart; in order.
     *
     * @param number of a clause
     */
    public List<T> before(int number) {
        int own = section.start() + number;
        T clause = row.get(own);
        String name = connector.apply(clause);
        List<Integer> found = new ArrayList<>(0);
        index.meeting(clause.box(), new Section(section.start(), own), other -> {
            if (row.get(other).box().meets(clause.box())
                    && !connector.apply(row.get(other)).equals(name)) {
                found.add(other);
            }
        });
        return found.isEmpty()
                ? List.of()
                : found.stream().sorted().map(row::get).toList();
    }
}
