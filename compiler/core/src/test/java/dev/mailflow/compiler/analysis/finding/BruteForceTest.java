package dev.mailflow.compiler.analysis.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.analysis.Analysis;
import dev.mailflow.compiler.analysis.clause.SiteClauses;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.MessageSpace;
import dev.mailflow.compiler.analysis.space.Universe;
import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Organization;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.Explanation;
import dev.mailflow.compiler.decision.Finding;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.testing.RandomPolicies;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Findings against the interpreter, asked about every kind of message there is; policies small enough for that. */
class BruteForceTest {
    private static final int POLICIES = 60;
    private static final double LARGEST = 250_000;

    private static final Places NOTHING_KNOWN =
            new Places(Connector::origin, List.of(), Set.of(), Places.Placement.KNOWN);

    /** What some message shows at one site. */
    private static final class Seen {
        /** Connectors, by end, that some message reaches, those that lose by their name alone included. */
        private final Set<String> reached = new HashSet<>();

        /** Connectors, by end, of which each loses to, or wins over, another by the name alone. */
        private final Set<String> tied = new HashSet<>();

        void learn(String end, List<Finding> findings) {
            List<String> first = findings.stream()
                    .filter(Seen::isFirst)
                    .map(finding -> end + finding.connector().name())
                    .toList();
            reached.addAll(first);
            if (first.size() > 1) {
                tied.addAll(first);
            }
        }

        private static boolean isFirst(Finding finding) {
            return finding.standing() instanceof Finding.Selected
                    || finding.standing() instanceof Finding.Lost lost && lost.by() == Finding.Rank.NAME;
        }
    }

    private static Seen all(DecisionModel model, Site site, MessageSpace space) {
        Seen seen = new Seen();
        new Universe(space, model.organization().hopLimit()).each(point -> {
            if (point.atom(Dimension.HOPS) == 0) {
                Message message = space.message(point);
                Explanation explanation = Explanation.of(model, site.name(), message);
                seen.learn("in ", explanation.inbound());
                seen.learn("out ", explanation.outbound());
            }
        });
        return seen;
    }

    /** One site of it with a few of its connectors. */
    private static DecisionModel cut(DecisionModel model, Random random) {
        Site site = model.sites().get(random.nextInt(model.sites().size()));
        Organization whole = model.organization();
        return new DecisionModel(
                new Organization(
                        whole.authoritative().subList(0, 1),
                        List.of(),
                        whole.directSend(),
                        whole.hopLimit(),
                        whole.directory(),
                        whole.mailboxes().stream().limit(1).toList()),
                model.endpoints(),
                List.of(new Site(
                        site.name(),
                        site.kind(),
                        site.inbound().stream().limit(3).toList(),
                        site.outbound().stream().limit(3).toList())));
    }

    private static Map<DecisionModel, MessageSpace> small() {
        Map<DecisionModel, MessageSpace> small = new LinkedHashMap<>();
        for (long seed = 0; small.size() < POLICIES && seed < 20_000; seed++) {
            Random random = new Random(seed);
            DecisionModel model = cut(RandomPolicies.model(random), random);
            Site site = model.sites().get(0);
            if (site.inbound().size() + site.outbound().size() < 3) {
                continue;
            }
            MessageSpace space = MessageSpace.of(model);
            if (new Universe(space, model.organization().hopLimit()).size() <= LARGEST) {
                small.put(model, space);
            }
        }
        return small;
    }

    @Test
    void connectorsAreCalledUnreachableOrTiedExactlyIfTheyAre() {
        int dead = 0;
        int tied = 0;
        for (var one : small().entrySet()) {
            DecisionModel model = one.getKey();
            Analysis analysis = Analysis.of(model);
            for (SiteClauses clauses : analysis.sites()) {
                Site site = clauses.site();
                List<Diagnostic> found = new ArrayList<>();
                Findings.at(clauses, analysis.search(), NOTHING_KNOWN, found::add);
                Seen seen = all(model, site, one.getValue());
                Set<String> told = names(found, DiagnosticCode.NEVER_SELECTED);
                Set<String> never = Stream.concat(
                                ends(site.inbound(), rule -> rule.connector(), "in "),
                                ends(site.outbound(), rule -> rule.connector(), "out "))
                        .filter(end -> !seen.reached.contains(end))
                        .collect(Collectors.toCollection(TreeSet::new));
                assertThat(told).as("%s of %s", site.name(), model).isEqualTo(never);
                Set<String> ties = new TreeSet<>();
                for (Diagnostic diagnostic : found) {
                    if (diagnostic.code() == DiagnosticCode.SAME_CRITERIA
                            || diagnostic.code() == DiagnosticCode.TIE_BY_HEADER) {
                        ties.add(diagnostic.message());
                    }
                }
                assertThat(ties.isEmpty())
                        .as("%s of %s: %s", site.name(), model, seen.tied)
                        .isEqualTo(seen.tied.isEmpty());
                dead += never.size();
                tied += ties.size();
            }
        }
        assertThat(dead).as("unreachable connectors met").isPositive();
        assertThat(tied).as("ties met").isPositive();
    }

    private static <T> Stream<String> ends(List<T> rules, Function<T, Connector> connector, String end) {
        return rules.stream().map(connector).filter(Connector::isEnabled).map(one -> end + one.name());
    }

    private static Set<String> names(List<Diagnostic> found, DiagnosticCode code) {
        Set<String> names = new TreeSet<>();
        for (Diagnostic diagnostic : found) {
            if (diagnostic.code() == code) {
                String name = diagnostic.message().split("`")[1];
                names.add((diagnostic.message().startsWith("no message leaves") ? "out " : "in ") + name);
            }
        }
        return names;
    }
}
