package dev.mailflow.compiler.analysis.clause;

import dev.mailflow.compiler.analysis.space.MessageSpace;
import dev.mailflow.compiler.analysis.space.Region;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Clauses of several connectors of which nothing but the name says which goes first.
 *
 * @param <T> kind of clause
 */
public final class EqualRank<T extends Region> {
    private final List<T> clauses;
    private final Function<T, String> connector;
    private final ClauseIndex<T> index;

    private EqualRank(List<T> clauses, Function<T, String> connector, MessageSpace space, LongAdder looked) {
        this.clauses = List.copyOf(clauses);
        this.connector = connector;
        this.index = new ClauseIndex<>(clauses, space, looked);
    }

    /**
     * Every rank that clauses of several connectors have.
     *
     * @param row by rank
     * @param connector name of the connector of a clause
     * @param looked counts the clauses that are looked at
     */
    static <T extends Region> List<EqualRank<T>> in(
            List<T> row, ToLongFunction<T> rank, Function<T, String> connector, MessageSpace space, LongAdder looked) {
        List<EqualRank<T>> ranks = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= row.size(); i++) {
            if (i == row.size() || rank.applyAsLong(row.get(i)) != rank.applyAsLong(row.get(start))) {
                List<T> clauses = row.subList(start, i);
                String first = connector.apply(clauses.get(0));
                if (clauses.stream().anyMatch(clause -> !connector.apply(clause).equals(first))) {
                    ranks.add(new EqualRank<>(clauses, connector, space, looked));
                }
                start = i;
            }
        }
        return ranks;
    }

    /** In the order in which the interpreter prefers them. */
    public List<T> clauses() {
        return clauses;
    }

    /**
     * Those before it, of other connectors, that have a message in common with it, names apart; in order.
     *
     * @param number of a clause
     */
    public List<T> before(int number) {
        T clause = clauses.get(number);
        String name = connector.apply(clause);
        List<Integer> found = new ArrayList<>();
        index.meeting(clause.box(), number, other -> {
            if (clauses.get(other).box().meets(clause.box())
                    && !connector.apply(clauses.get(other)).equals(name)) {
                found.add(other);
            }
        });
        return found.stream().sorted().map(clauses::get).toList();
    }
}
