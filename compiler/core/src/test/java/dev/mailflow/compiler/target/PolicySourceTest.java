package dev.mailflow.compiler.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a policy is called, and the files that it is made of. */
final class PolicySourceTest {
    @ParameterizedTest
    @CsvSource({
        "contoso.mailflow,           contoso.mailflow",
        "./a/contoso.mailflow,       contoso.mailflow",
        "/srv/mail/contoso.mailflow, contoso.mailflow",
        "C:\\mail\\contoso.mailflow, contoso.mailflow",
        "<stdin>,                    policy.mailflow",
        "-,                          policy.mailflow",
    })
    void aFileThatStandsForItselfIsCalledByItsLastPart(String path, String name) {
        assertThat(PolicySource.of(path, List.of()).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "src/main/mailflow/a/x.mailflow,  a/x.mailflow",
        "src/main/mailflow/a/cases.csv,   a/cases.csv",
        "src/main/mailflow/parts.mailflow, parts.mailflow",
        "src/main/other/cases.csv,        ../other/cases.csv",
        "/etc/cases.csv,                  cases.csv",
    })
    void filesAreNamedFromTheFolderOfPolicies(String path, String file) {
        PolicySource source = new PolicySource("a/x.mailflow", "src/main/mailflow/a/x.mailflow", List.of());
        assertThat(source.file(new Span(new SourceFile(path, ""), 0, 0))).isEqualTo(file);
    }
}
