package dev.mailflow.compiler.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.testing.Policies;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the text, the user's mistakes are in the result and nothing is thrown. */
class CompilerPropertyTest {
    /** Into how many steps a text is divided. */
    private static final int PLACES = 10_000;

    private static final String TOUR = CompilerTest.tour();

    /** A place of the text and what is done there. */
    record Mutation(int place, int length, String inserted) {
        String applied(String text) {
            int at = (int) ((long) place * text.length() / PLACES);
            return text.substring(0, at) + inserted + text.substring(Math.min(text.length(), at + length));
        }
    }

    @Provide
    Arbitrary<List<Mutation>> mutations() {
        Arbitrary<String> inserted = Arbitraries.oneOf(
                Arbitraries.just(""),
                Arbitraries.strings().ofMaxLength(4),
                Arbitraries.of(
                        "${partner.id}",
                        "${",
                        "*",
                        "<>",
                        "..",
                        "@",
                        "{",
                        "}",
                        ",",
                        "\"",
                        "[",
                        "]:0",
                        "/200",
                        "%",
                        "for each x in \"partners.csv\" {",
                        "from",
                        "to",
                        "internet",
                        "office365",
                        "when",
                        "require",
                        "cert",
                        "domains",
                        "networks",
                        "tls off",
                        "disabled",
                        "xn--",
                        "\uD83D",
                        "\u0000",
                        "banks"));
        return Combinators.combine(
                        Arbitraries.integers().between(0, PLACES - 1),
                        Arbitraries.integers().between(0, 12),
                        inserted)
                .as(Mutation::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }

    @Property(tries = 600)
    void mutatedPolicyNeverThrows(@ForAll("mutations") List<Mutation> mutations) {
        String text = TOUR;
        for (Mutation mutation : mutations) {
            text = mutation.applied(text);
        }
        holds(Policies.compile(text, CompilerTest.TABLES));
    }

    @Property(tries = 300)
    void mutatedTableNeverThrows(@ForAll("mutations") List<Mutation> mutations) {
        String table = CompilerTest.PARTNERS;
        for (Mutation mutation : mutations) {
            table = mutation.applied(table);
        }
        holds(Policies.compile(TOUR, Map.of("cloud-users.csv", CompilerTest.USERS, "partners.csv", table)));
    }

    private static void holds(CompileResult result) {
        // A claim that does not hold is an error, and not one of the policy's meaning.
        assertThat(result.model().isPresent())
                .isEqualTo(result.diagnostics().stream()
                        .filter(Diagnostic::isError)
                        .allMatch(error -> error.code() == DiagnosticCode.CLAIM_REFUTED));
        assertThat(new HashSet<>(result.diagnostics())).hasSameSizeAs(result.diagnostics());
        for (Diagnostic diagnostic : result.diagnostics()) {
            assertThat(diagnostic.message()).isNotBlank().doesNotEndWith(".");
        }
    }
}
