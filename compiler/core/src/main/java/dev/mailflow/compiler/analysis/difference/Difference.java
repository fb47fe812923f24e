package dev.mailflow.compiler.analysis.difference;

import dev.mailflow.compiler.analysis.clause.SiteClauses;
import dev.mailflow.compiler.analysis.space.MessageSpace;
import dev.mailflow.compiler.analysis.space.Search;
import dev.mailflow.compiler.analysis.space.Steps;
import dev.mailflow.compiler.analysis.space.Vocabulary;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All messages that two policies treat differently, at the site that they come to.
 *
 * @param groups every message that is treated differently is in one; the weightiest first
 * @param undecided questions that the steps did not suffice for: where there are any, more may differ
 * @param connectors how many enabled connectors of both policies were compared
 */
public record Difference(List<Group> groups, int undecided, int connectors) {
    public Difference {
        groups = List.copyOf(groups);
    }

    /** Whether it is proved that no message is treated differently. */
    public boolean isNone() {
        return groups.isEmpty() && undecided == 0;
    }

    public boolean hasWider() {
        return groups.stream().map(Group::weight).anyMatch(Weight::isWider);
    }

    /** For people: where many groups say much the same, one of them all. */
    public List<Group> folded() {
        return Folding.of(groups);
    }

    /** Compares every site of either policy. */
    public static Difference between(DecisionModel before, DecisionModel after, Steps steps) {
        Vocabulary words = new Vocabulary().add(before).add(after);
        MessageSpace space = MessageSpace.of(words);
        Search search = new Search(space, steps);
        Set<String> sites = new LinkedHashSet<>();
        Stream.of(after, before).forEach(model -> model.sites().forEach(site -> sites.add(site.name())));
        Collected collected = new Collected(before, after, search);
        for (String site : sites) {
            new SiteComparison(
                            site,
                            Half.of(clauses(space, before, site), space),
                            Half.of(clauses(space, after, site), space),
                            search,
                            collected)
                    .compare();
        }
        return new Difference(
                collected.groups(new CriterionWords(words, space)),
                collected.undecided(),
                Stream.of(before, after).mapToInt(Difference::connectors).sum());
    }

    private static Optional<SiteClauses> clauses(MessageSpace space, DecisionModel model, String name) {
        return model.sites().stream()
                .filter(site -> site.name().equals(name))
                .findFirst()
                .map(site -> SiteClauses.of(space, model, site));
    }

    private static int connectors(DecisionModel model) {
        return (int)
                model.sites().stream().flatMap(Difference::names).distinct().count();
    }

    private static Stream<String> names(Site site) {
        return Stream.concat(
                        site.inbound().stream().map(rule -> rule.connector()),
                        site.outbound().stream().map(rule -> rule.connector()))
                .filter(connector -> connector.isEnabled())
                .map(connector -> connector.name());
    }
}
