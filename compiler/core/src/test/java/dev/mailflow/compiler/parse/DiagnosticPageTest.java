package dev.mailflow.compiler.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.source.SourceFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages of the parser's codes: the wrong example gives that code and nothing else, the right one nothing. */
class DiagnosticPageTest {
    private static final Pattern EXAMPLE = Pattern.compile("```mailflow\n(.*?)\n```", Pattern.DOTALL);

    static Stream<DiagnosticCode> codes() {
        return Stream.of(DiagnosticCode.values()).filter(code -> code.id().startsWith("MF1"));
    }

    @ParameterizedTest
    @MethodSource("codes")
    void examplesDoWhatThePageSays(DiagnosticCode code) throws Exception {
        String page = Files.readString(Path.of("../docs/diagnostics", code.id() + ".md"));
        assertThat(page).startsWith("# " + code.id() + ": " + code.title() + "\n");
        List<String> examples = new ArrayList<>();
        Matcher matcher = EXAMPLE.matcher(page);
        while (matcher.find()) {
            examples.add(matcher.group(1));
        }
        boolean shortened = page.contains("…   #");
        if (examples.isEmpty() || shortened) {
            return;
        }
        assertThat(told(examples.get(0))).isNotEmpty().containsOnly(code);
        assertThat(told(examples.get(1))).isEmpty();
    }

    private static List<DiagnosticCode> told(String text) {
        List<DiagnosticCode> told = new ArrayList<>();
        PolicyParser.parse(new SourceFile("page.mailflow", text), diagnostic -> told.add(diagnostic.code()));
        return told;
    }
}
