package dev.mailflow.compiler.analysis.difference;

import dev.mailflow.compiler.analysis.difference.Effect.Refused;
import dev.mailflow.compiler.analysis.difference.Effect.RefusedFor;
import dev.mailflow.compiler.analysis.difference.Group.Criterion;
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
 * Many groups told as one: who edits the replies of a hundred connectors wants to read once that the same mail is refused otherwise.
 * What is refused before and after gets nowhere either way; of such groups at one site, those that agree in both reasons are gathered
 * where there are more than a few.
 */
final class Folding {
    /** Up to so many are read one by one. */
    private static final int FEW = 3;

    private Folding() {}

    /** @return in the order of the first of each */
    static List<Group> of(List<Group> groups) {
        Map<Change, List<Group>> alike = new LinkedHashMap<>();
        groups.forEach(group -> alike.computeIfAbsent(
                        folded(group.change()).orElse(group.change()), change -> new ArrayList<>())
                .add(group));
        List<Group> folded = new ArrayList<>();
        alike.forEach((change, members) -> {
            if (members.size() > FEW) {
                folded.add(gathered(change, members));
            } else {
                folded.addAll(members);
            }
        });
        return folded;
    }

    /** The change without replies and sources, if it is one from refused to refused. */
    private static Optional<Change> folded(Change change) {
        return change.effects()
                .filter(both -> both.before() instanceof Refused && both.after() instanceof Refused)
                .map(both -> new Change(
                        change.site(),
                        Optional.of(new Change.Effects(
                                RefusedFor.of((Refused) both.before()), RefusedFor.of((Refused) both.after()))),
                        Optional.empty()));
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
