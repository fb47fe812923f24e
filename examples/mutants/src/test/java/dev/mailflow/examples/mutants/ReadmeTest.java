package dev.mailflow.examples.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The code that the kit's README shows is code that was compiled and run. */
final class ReadmeTest {
    private static final Path README = Path.of("../../runtime/testkit/README.md");
    private static final Path SHOWN =
            Path.of("../contoso/src/test/java/dev/mailflow/examples/contoso/FiveMinutesTest.java");
    private static final Pattern CODE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void everyPieceOfCodeStandsInATest() throws IOException {
        String source = squeezed(Files.readString(SHOWN));
        List<String> pieces = CODE.matcher(Files.readString(README))
                .results()
                .map((MatchResult found) -> squeezed(found.group(1)))
                .toList();
        assertThat(pieces).hasSize(6).allSatisfy(piece -> assertThat(source).contains(piece));
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
