package dev.mailflow.compiler.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.Label;
import dev.mailflow.compiler.diagnostic.Severity;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TargetFindingsTest {
    private static final SourceFile FILE = new SourceFile("a.mailflow", "abcdefghijklmnopqrstuvwxyz");

    private static Span at(int place) {
        return new Span(FILE, place, place + 1);
    }

    private static Diagnostic nearly(int place, String what, String help) {
        return Diagnostic.of(DiagnosticCode.SAID_NEARLY, at(place), "the cloud says " + what + " only nearly")
                .withHelp(help);
    }

    @Test
    void theSameOfSeveralConnectorsIsToldOnce() {
        List<Diagnostic> told = TargetFindings.gather(List.of(
                nearly(0, "`otherwise` of `a`", "its own replies"),
                nearly(1, "the version of TLS", "it decides"),
                nearly(2, "`otherwise` of `b`", "its own replies"),
                nearly(3, "the version of TLS", "it decides"),
                nearly(4, "`otherwise` of `c`", "its own replies")));
        assertThat(told)
                .extracting(Diagnostic::message)
                .containsExactly(
                        "the cloud says `otherwise` of `a` only nearly; the same of `b`, `c`",
                        "the cloud says the version of TLS only nearly; the same at 1 more place");
        assertThat(told.get(0).primary().span()).isEqualTo(at(0));
        assertThat(told.get(0).related())
                .containsExactly(new Label(at(2), "the same of `b`"), new Label(at(4), "the same of `c`"));
        assertThat(told.get(1).related()).containsExactly(new Label(at(3), "the same here"));
    }

    @Test
    void whatDiffersStaysApart() {
        List<Diagnostic> found = List.of(
                nearly(0, "`otherwise` of `a`", "its own replies"),
                nearly(1, "`otherwise` of `b`", "other replies"),
                nearly(2, "the name of `a`", "its own replies"),
                nearly(3, "`otherwise` of `c`", "its own replies").withSeverity(Severity.ERROR),
                Diagnostic.of(DiagnosticCode.MEANING_DIFFERS, at(4), "one thing becomes another"),
                Diagnostic.of(DiagnosticCode.MEANING_DIFFERS, at(5), "one thing becomes another"));
        assertThat(TargetFindings.gather(found)).isEqualTo(found);
    }

    @Test
    void ofManyTheFirstAreNamed() {
        List<Diagnostic> told = TargetFindings.gather(IntStream.range(0, 20)
                .mapToObj(i -> nearly(i, "`otherwise` of `c" + i + "`", "its own replies"))
                .toList());
        assertThat(told).hasSize(1);
        assertThat(told.get(0).message()).endsWith("`c11`, `c12` and 7 more");
        assertThat(told.get(0).related()).hasSize(2);
    }

    @Test
    void whatIsLeftOutIsStillAnErrorWhereItWasOne() {
        List<Diagnostic> told = TargetFindings.gather(Stream.of("a", "b")
                .map(name ->
                        Diagnostic.of(DiagnosticCode.CANNOT_BE_SAID, at(0), "cannot say the size of `" + name + "`"))
                .toList());
        assertThat(told).singleElement().satisfies(one -> {
            assertThat(one.isError()).isTrue();
            assertThat(one.message()).isEqualTo("cannot say the size of `a`; the same of `b`");
        });
    }
}
