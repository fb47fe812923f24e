package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.targets.postfix.importing.Fit.Source;
import dev.mailflow.compiler.targets.postfix.importing.Matrix.At;
import dev.mailflow.compiler.targets.postfix.importing.Point.User;
import dev.mailflow.compiler.type.AddressPattern;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * The connectors of one source: one for all its mail, or one for each kind of recipient that is treated in its own way, or for each
 * kind of sender; whatever is exact, else what misses least.
 */
final class SourceFit {
    private final Kinds kinds;
    private final Matrix matrix;
    private final Source source;
    private final List<Rule> rules;

    /**
     * One connector.
     *
     * @param senders {@code when sender}; empty: any
     * @param recipients {@code when recipient}; empty: any
     */
    record Rule(List<AddressPattern> senders, List<AddressPattern> recipients, Fit fit) {}

    SourceFit(Kinds kinds, Matrix matrix, Source source) {
        this.kinds = kinds;
        this.matrix = matrix;
        this.source = source;
        Rule whole = new Rule(List.of(), List.of(), new Fit(kinds, matrix, source));
        List<List<Rule>> ways = new ArrayList<>(List.of(List.of(whole)));
        if (!whole.fit().isExact() && !whole.fit().refusesAll()) {
            byRecipient().ifPresent(ways::add);
            bySender().ifPresent(ways::add);
        }
        this.rules =
                ways.stream().min(Comparator.comparingInt(SourceFit::missed)).orElseThrow();
    }

    List<Rule> rules() {
        return rules;
    }

    boolean isExact() {
        return missed(rules) == 0;
    }

    private static int missed(List<Rule> rules) {
        return rules.stream().mapToInt(rule -> rule.fit().misses().size()).sum();
    }

    /** Foreign sources are ranked by sender alone, so that one for a recipient goes beside nothing but what asks for nothing. */
    private Optional<List<Rule>> byRecipient() {
        List<List<Integer>> groups = alike(At::recipient, this::isTold);
        if (groups.size() < 2) {
            return Optional.empty();
        }
        List<Integer> usual =
                groups.stream().min(Comparator.comparingInt(this::widest)).orElseThrow();
        Set<Integer> others = all(kinds.recipients().size());
        groups.forEach(others::removeAll);
        List<Rule> all = new ArrayList<>();
        for (List<Integer> group : groups) {
            if (group.equals(usual)) {
                continue;
            }
            Optional<List<AddressPattern>> patterns = kinds.exactRecipients(group, others);
            Fit fit = new Fit(kinds, matrix.where(at -> group.contains(at.recipient())), source);
            if (patterns.isEmpty() || fit.refusesAll() && source == Source.TRUSTED) {
                return Optional.empty();
            }
            all.add(new Rule(List.of(), patterns.get(), fit));
        }
        Fit rest = new Fit(
                kinds, matrix.where(at -> usual.contains(at.recipient()) || others.contains(at.recipient())), source);
        if (source == Source.FOREIGN && (all.size() > 1 || !rest.asksNothing())) {
            return Optional.empty();
        }
        all.add(new Rule(List.of(), List.of(), rest));
        return Optional.of(all);
    }

    /** The specificity of the widest pattern among these recipients. */
    private int widest(List<Integer> recipients) {
        return kinds.cells(kinds.recipients(), recipients).stream()
                .mapToInt(cell -> cell.key().specificity())
                .min()
                .orElse(0);
    }

    /** Whether a recipient's treatment is more than that its domain is not ours. */
    private boolean isTold(int recipient) {
        return kinds.isOurs(recipient)
                || matrix.accepted().stream().anyMatch(at -> at.recipient() == recipient && at.user() == User.NOBODY);
    }

    private Optional<List<Rule>> bySender() {
        List<List<Integer>> groups = alike(At::sender, sender -> true);
        int last = kinds.senders().size() - 1;
        List<Rule> all = new ArrayList<>();
        Optional<Rule> usual = Optional.empty();
        for (List<Integer> group : groups) {
            Fit fit = new Fit(kinds, matrix.where(at -> group.contains(at.sender())), source);
            if (group.contains(last)) {
                usual = Optional.of(new Rule(List.of(), List.of(), fit));
                exceptions(group).ifPresent(patterns -> all.add(new Rule(patterns, List.of(), fit)));
                continue;
            }
            Optional<List<AddressPattern>> patterns = source == Source.FOREIGN
                    ? Optional.of(kinds.senderCells().nearest(kinds.cells(kinds.senders(), group)))
                    : kinds.exactSenders(group, all(kinds.senders().size()));
            if (patterns.isEmpty()) {
                return Optional.empty();
            }
            all.add(new Rule(patterns.get(), List.of(), fit));
        }
        usual.ifPresent(all::add);
        return groups.size() < 2 ? Optional.empty() : Optional.of(all);
    }

    /** Senders who are treated as everybody else is, within domains that are not: of foreign sources the most specific pattern decides. */
    private Optional<List<AddressPattern>> exceptions(List<Integer> group) {
        return Optional.of(kinds.senderCells().nearest(kinds.cells(kinds.senders(), group)).stream()
                        .filter(pattern -> !(pattern instanceof AddressPattern.Any))
                        .toList())
                .filter(patterns -> source == Source.FOREIGN && !patterns.isEmpty());
    }

    private static Set<Integer> all(int count) {
        Set<Integer> numbers = new LinkedHashSet<>();
        for (int number = 0; number < count; number++) {
            numbers.add(number);
        }
        return numbers;
    }

    /** Senders or recipients that are treated alike. */
    private List<List<Integer>> alike(ToIntFunction<At> part, java.util.function.IntPredicate counts) {
        Map<Integer, List<Boolean>> verdicts = new LinkedHashMap<>();
        for (At at : matrix.all()) {
            verdicts.computeIfAbsent(part.applyAsInt(at), number -> new ArrayList<>())
                    .add(matrix.accepts(at));
        }
        Map<List<Boolean>, List<Integer>> groups = new LinkedHashMap<>();
        verdicts.forEach((number, said) -> {
            if (counts.test(number)) {
                groups.computeIfAbsent(said, key -> new ArrayList<>()).add(number);
            }
        });
        return List.copyOf(groups.values());
    }
}
