package dev.mailflow.compiler.analysis.difference;

import dev.mailflow.compiler.analysis.difference.Effect.Refused;
import dev.mailflow.compiler.analysis.difference.Effect.RefusedFor;
import dev.mailflow.compiler.analysis.difference.Effect.Sent;
import dev.mailflow.compiler.analysis.difference.Effect.SentAlike;
import dev.mailflow.compiler.analysis.difference.Group.Criterion;
import dev.mailflow.compiler.decision.OutboundRule.OutboundTls;
import dev.mailflow.compiler.decision.Verdict;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.source.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Many groups told as one: who edits the replies of a hundred connectors wants to read once that the same mail is refused otherwise,
 * and who edits the block of a table, once what changes for its rows. What is refused before and after gets nowhere either way; of
 * such groups at one site, those that agree in both reasons are gathered where there are more than a few. Of groups that are sent on
 * before and after, those are gathered whose connectors stand in the same places and of which only TLS changes, and alike.
 */
final class Folding {
    /** Up to so many are read one by one. */
    private static final int FEW = 3;

    private Folding() {}

    /** What groups have in common that are told as one. */
    private sealed interface Likeness permits Alone, Refusals, Rows {}

    /** Nothing with others. */
    private record Alone(Change change) implements Likeness {}

    private record Refusals(Change change) implements Likeness {}

    /**
     * @param was what TLS was asked for, without the names that each row has of its own
     * @param is what it is now
     */
    private record Rows(String site, Weight weight, Span before, Span after, OutboundTls was, OutboundTls is)
            implements Likeness {}

    /** @return in the order of the first of each */
    static List<Group> of(List<Group> groups) {
        Map<Likeness, List<Group>> alike = new LinkedHashMap<>();
        groups.forEach(group -> alike.computeIfAbsent(likeness(group), same -> new ArrayList<>())
                .add(group));
        List<Group> folded = new ArrayList<>();
        alike.forEach((likeness, members) -> {
            if (members.size() > FEW) {
                folded.add(gathered(change(likeness, members.get(0)), members));
            } else {
                folded.addAll(members);
            }
        });
        return folded;
    }

    private static Likeness likeness(Group group) {
        return refusals(group.change())
                .<Likeness>map(Refusals::new)
                .or(() -> rows(group))
                .orElseGet(() -> new Alone(group.change()));
    }

    private static Change change(Likeness likeness, Group first) {
        if (likeness instanceof Refusals refusals) {
            return refusals.change();
        }
        if (likeness instanceof Alone) {
            return first.change();
        }
        Change.Effects both = first.change().effects().orElseThrow();
        return new Change(
                first.change().site(),
                Optional.of(
                        new Change.Effects(new SentAlike((Sent) both.before()), new SentAlike((Sent) both.after()))),
                Optional.empty());
    }

    /** The change without replies and sources, if it is one from refused to refused. */
    private static Optional<Change> refusals(Change change) {
        return change.effects()
                .filter(both -> both.before() instanceof Refused && both.after() instanceof Refused)
                .map(both -> new Change(
                        change.site(),
                        Optional.of(new Change.Effects(
                                RefusedFor.of((Refused) both.before()), RefusedFor.of((Refused) both.after()))),
                        Optional.empty()));
    }

    /** Where the connectors stand that it is and was sent by, if nothing else changes. */
    private static Optional<Likeness> rows(Group group) {
        if (group.change().sources().isPresent()) {
            return Optional.empty();
        }
        return group.change()
                .effects()
                .filter(both ->
                        both.before() instanceof Sent was && both.after() instanceof Sent is && isNamedAlike(was, is))
                .flatMap(both -> origin(group.before())
                        .flatMap(before -> origin(group.after())
                                .map(after -> new Rows(
                                        group.change().site(),
                                        group.weight(),
                                        before,
                                        after,
                                        nameless(((Sent) both.before()).tls()),
                                        nameless(((Sent) both.after()).tls())))));
    }

    /** Of what a row of a table was filled into, the place in the policy, which all rows share. */
    private static Optional<Span> origin(Optional<Verdict> verdict) {
        return verdict.map(Verdict::outcome)
                .filter(Outcome.Send.class::isInstance)
                .map(sent -> ((Outcome.Send) sent).via().connector().origin().alone());
    }

    /** Names are what rows bring: where one of them changed, each row has to be read. */
    private static boolean isNamedAlike(Sent was, Sent is) {
        return was.connector().equals(is.connector())
                && was.peer().equals(is.peer())
                && was.route().equals(is.route())
                && was.tls().serverNames().equals(is.tls().serverNames())
                && was.tls().presented().equals(is.tls().presented());
    }

    private static OutboundTls nameless(OutboundTls tls) {
        return new OutboundTls(tls.level(), tls.minimum(), List.of(), List.of(), tls.mtaSts(), tls.dane());
    }

    private static Group gathered(Change change, List<Group> members) {
        Group first = members.get(0);
        boolean isAll = members.stream().allMatch(member -> member.listing() == Group.Listing.ALL);
        return new Group(
                change,
                names(members, Group::from),
                names(members, Group::via),
                criteria(members),
                isAll ? Group.Listing.ALL : Group.Listing.SOME,
                first.witness(),
                first.before(),
                first.after());
    }

    private static List<String> names(List<Group> members, Function<Group, List<String>> part) {
        Set<String> names = new TreeSet<>();
        members.forEach(member -> names.addAll(part.apply(member)));
        return List.copyOf(names);
    }

    /** What one group leaves open is open for all; and alternatives cannot be made of what is not meant. */
    private static List<Criterion> criteria(List<Group> members) {
        Map<String, Set<String>> values = new LinkedHashMap<>();
        Map<String, Integer> count = new LinkedHashMap<>();
        for (Group member : members) {
            for (Criterion criterion : member.criteria()) {
                boolean isAlternatives = criterion.values().stream().noneMatch(value -> value.startsWith("not "));
                count.merge(
                        criterion.part(), isAlternatives && !criterion.part().equals("needs") ? 1 : 0, Integer::sum);
                values.computeIfAbsent(criterion.part(), part -> new LinkedHashSet<>())
                        .addAll(criterion.values());
            }
        }
        List<Criterion> common = new ArrayList<>();
        values.forEach((part, all) -> {
            if (count.getOrDefault(part, 0) == members.size()) {
                common.add(new Criterion(part, List.copyOf(all)));
            }
        });
        return common;
    }
}
