package dev.mailflow.compiler.analysis.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.analysis.Analysis;
import dev.mailflow.compiler.analysis.space.Steps;
import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.measure.AnalysisShapes;
import dev.mailflow.compiler.measure.AnalysisShapes.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Large policies with mistakes planted in them: exactly those are found, in steps that grow as the policy does. */
class PlantedTest {
    static final Places NOTHING_KNOWN = new Places(Connector::origin, List.of(), Set.of(), Places.Placement.KNOWN);

    private static List<Diagnostic> findings(Analysis analysis) {
        List<Diagnostic> found = new ArrayList<>();
        analysis.findings(NOTHING_KNOWN, found::add);
        return found;
    }

    private static Set<String> unreachable(List<Diagnostic> found) {
        Set<String> names = new TreeSet<>();
        for (Diagnostic diagnostic : found) {
            if (diagnostic.code() == DiagnosticCode.NEVER_SELECTED) {
                names.add(diagnostic.message().split("`")[1]);
            }
        }
        return names;
    }

    @ParameterizedTest
    @CsvSource({"1000, TYPICAL", "1000, CROSS", "4000, TYPICAL", "4000, CROSS"})
    void exactlyThePlantedAreFoundInFewSteps(int connectors, Shape shape) {
        Analysis analysis = Analysis.of(AnalysisShapes.model(connectors, shape));
        List<Diagnostic> found = findings(analysis);
        assertThat(unreachable(found))
                .isNotEmpty()
                .isEqualTo(new TreeSet<>(AnalysisShapes.unreachable(connectors, shape)));
        assertThat(found).extracting(Diagnostic::code).doesNotContain(DiagnosticCode.NOT_DECIDED);
        Steps steps = analysis.search().steps();
        // Measured: 6 and 9 steps for each connector, 6 for the worst question.
        assertThat(steps.taken()).isLessThan(40L * connectors);
        assertThat(steps.mostInAQuestion()).isLessThan(200);
        // What the indexes hand over counts too: measured, 2 to 4 for each connector. A row that is looked through for
        // each
        // connector would be thousands.
        assertThat(analysis.looked()).isLessThan(20L * connectors);
    }

    @Test
    void theOrderOfRulesChangesNothing() {
        DecisionModel model = AnalysisShapes.model(600, Shape.CROSS);
        List<Site> shuffled = new ArrayList<>();
        for (Site site : model.sites()) {
            var inbound = new ArrayList<>(site.inbound());
            var outbound = new ArrayList<>(site.outbound());
            Collections.shuffle(inbound, new Random(3));
            Collections.shuffle(outbound, new Random(4));
            shuffled.add(new Site(site.name(), site.kind(), inbound, outbound));
        }
        assertThat(sorted(findings(Analysis.of(new DecisionModel(model.organization(), model.endpoints(), shuffled)))))
                .isEqualTo(sorted(findings(Analysis.of(model))));
    }

    private static List<String> sorted(List<Diagnostic> found) {
        return found.stream().map(Diagnostic::message).sorted().toList();
    }

    @Test
    void withoutTheUnreachableNothingElseChanges() {
        DecisionModel model = AnalysisShapes.model(600, Shape.TYPICAL);
        List<Diagnostic> before = findings(Analysis.of(model));
        Set<String> dead = unreachable(before);
        List<Site> rest = model.sites().stream()
                .map(site -> new Site(
                        site.name(),
                        site.kind(),
                        site.inbound().stream()
                                .filter(rule -> !dead.contains(rule.connector().name()))
                                .toList(),
                        site.outbound().stream()
                                .filter(rule -> !dead.contains(rule.connector().name()))
                                .toList()))
                .toList();
        List<Diagnostic> after =
                findings(Analysis.of(new DecisionModel(model.organization(), model.endpoints(), rest)));
        assertThat(dead).isNotEmpty();
        assertThat(sorted(after))
                .isEqualTo(sorted(before.stream()
                        .filter(one -> one.code() != DiagnosticCode.NEVER_SELECTED)
                        .toList()));
    }

    /** The same policy always gives the same messages. */
    @Test
    void findingsAreTheSameEveryTime() {
        DecisionModel model = AnalysisShapes.model(300, Shape.CROSS);
        assertThat(findings(Analysis.of(model))).isEqualTo(findings(Analysis.of(model)));
    }

    @Test
    void whatCannotBeDecidedInItsStepsIsSaid() {
        DecisionModel model = AnalysisShapes.model(300, Shape.CROSS);
        List<Diagnostic> found = findings(Analysis.of(model, List.of(), new Steps(1, Long.MAX_VALUE)));
        assertThat(found).extracting(Diagnostic::code).contains(DiagnosticCode.NOT_DECIDED);
        assertThat(found).extracting(Diagnostic::code).doesNotContain(DiagnosticCode.NEVER_SELECTED);
    }
}
