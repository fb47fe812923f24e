package dev.mailflow.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.analysis.difference.Difference;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.source.SourceFile;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DifferenceTextTest {
    /** Code scanning must not take a difference that is not proved for an empty one. */
    @Test
    void whatIsUndecidedIsAnErrorOfItsOwn() {
        Compared compared = new Compared(
                "old.mailflow",
                "new.mailflow",
                new Difference(List.of(), 2, 5),
                Optional.of(new SourceFile("new.mailflow", "language 1\n")));
        List<Diagnostic> found = DifferenceText.diagnostics(List.of(compared));
        assertThat(found).singleElement().satisfies(one -> {
            assertThat(one.code()).isEqualTo(DiagnosticCode.NOT_DECIDED);
            assertThat(one.isError()).isTrue();
            assertThat(one.message()).contains("2 questions");
            assertThat(one.primary().span().file().path()).isEqualTo("new.mailflow");
        });
        assertThat(DifferenceText.diagnostics(
                        List.of(new Compared("a", "b", new Difference(List.of(), 0, 5), Optional.empty()))))
                .isEmpty();
    }
}
