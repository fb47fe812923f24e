package dev.mailflow.compiler.analysis.difference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.analysis.space.Steps;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.measure.AnalysisShapes;
import dev.mailflow.compiler.measure.AnalysisShapes.Shape;
import dev.mailflow.compiler.measure.DifferenceMeasure;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Ten edited connectors of a large policy: the steps grow with what is edited and not with the policy. */
class DifferenceStepsTest {
    /** Measured: 4 400 to 6 700, whatever the size of the policy. */
    private static final long MOST_STEPS = 30_000;

    /** Measured: 10 to 12. */
    private static final long MOST_STEPS_OF_A_QUESTION = 200;

    @ParameterizedTest
    @CsvSource({"1000, TYPICAL", "1000, CROSS", "4000, TYPICAL", "4000, CROSS"})
    void tenEditedConnectorsTakeFewSteps(int connectors, Shape shape) {
        DecisionModel before = AnalysisShapes.model(connectors, shape);
        Steps steps = Steps.usual();
        Difference found = Difference.between(before, DifferenceMeasure.edited(before), steps);
        assertThat(found.groups()).isNotEmpty();
        assertThat(found.undecided()).isZero();
        assertThat(steps.taken()).isLessThan(MOST_STEPS);
        assertThat(steps.mostInAQuestion()).isLessThan(MOST_STEPS_OF_A_QUESTION);
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void whatCannotBeDecidedInItsStepsIsCounted(Shape shape) {
        DecisionModel before = AnalysisShapes.model(300, shape);
        Difference found = Difference.between(before, DifferenceMeasure.edited(before), new Steps(1, Long.MAX_VALUE));
        assertThat(found.undecided()).isPositive();
        assertThat(found.isNone()).isFalse();
        // Of two policies that are the same nothing needs to be asked.
        assertThat(Difference.between(before, before, new Steps(1, Long.MAX_VALUE))
                        .isNone())
                .isTrue();
    }
}
