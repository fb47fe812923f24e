package dev.mailflow.compiler.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.SourceFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Mistakes that people make, one row each: the text, then a line for every diagnostic as {@code CODE place | help}.
 * The place is the underlined text in {@code «»}. A text without lines must be read in silence.
 */
class MistakeTest {
    private static final Path TABLE = Path.of("src/test/resources/mistakes.txt");

    /** Its fixes mend together, and not each alone. */
    private static final String TOGETHER = "endpoint bank : partner { hosts a b c cert d }";

    private record Row(String text, List<String> told) {}

    @TestFactory
    Stream<DynamicTest> everyMistakeIsToldOnce() throws Exception {
        if (Boolean.getBoolean("golden.update")) {
            update();
        }
        List<Row> rows = rows();
        assertThat(rows).hasSizeGreaterThan(60);
        return rows.stream()
                .map(row ->
                        DynamicTest.dynamicTest(row.text().lines().findFirst().orElse(""), () -> {
                            assertThat(told(row.text())).as(row.text()).isEqualTo(row.told());
                        }));
    }

    /** Where every mistake of a row has a fix, the fixes together leave none. */
    @TestFactory
    Stream<DynamicTest> fixesMend() throws Exception {
        return rows().stream()
                .filter(row -> !row.told().isEmpty())
                .map(row ->
                        DynamicTest.dynamicTest(row.text().lines().findFirst().orElse(""), () -> {
                            List<Diagnostic> told = new ArrayList<>();
                            PolicyParser.parse(new SourceFile("mistake.mailflow", row.text()), told::add);
                            if (told.stream()
                                    .noneMatch(diagnostic -> diagnostic.fixes().isEmpty())) {
                                assertThat(told(fixed(row.text(), told)))
                                        .as(fixed(row.text(), told))
                                        .isEmpty();
                            }
                        }));
    }

    /** A fix that is applied alone leaves fewer mistakes, of how it is written. */
    @TestFactory
    Stream<DynamicTest> eachFixMends() throws Exception {
        return rows().stream()
                .filter(row -> !row.text().equals(TOGETHER))
                .map(row ->
                        DynamicTest.dynamicTest(row.text().lines().findFirst().orElse(""), () -> {
                            List<Diagnostic> told = new ArrayList<>();
                            PolicyParser.parse(new SourceFile("mistake.mailflow", row.text()), told::add);
                            for (Diagnostic diagnostic : told) {
                                if (!diagnostic.fixes().isEmpty()) {
                                    String mended = fixed(row.text(), List.of(diagnostic));
                                    assertThat(told(mended)).as(mended).hasSizeLessThan(told.size());
                                }
                            }
                        }));
    }

    @TestFactory
    Stream<DynamicTest> fixesDoWhatTheirTitlesSay() throws Exception {
        return rows().stream()
                .map(row ->
                        DynamicTest.dynamicTest(row.text().lines().findFirst().orElse(""), () -> {
                            List<Diagnostic> told = new ArrayList<>();
                            PolicyParser.parse(new SourceFile("mistake.mailflow", row.text()), told::add);
                            assertThat(told.stream().flatMap(diagnostic -> diagnostic.fixes().stream()))
                                    .allMatch(FixesMutationTest::agrees);
                        }));
    }

    private static String fixed(String text, List<Diagnostic> told) {
        StringBuilder mended = new StringBuilder(text);
        told.stream()
                .map(diagnostic -> diagnostic.fixes().get(0))
                .sorted(Comparator.comparingInt((Fix fix) -> -fix.replace().start()))
                .forEach(fix ->
                        mended.replace(fix.replace().start(), fix.replace().end(), fix.with()));
        return mended.toString();
    }

    private static List<String> told(String text) {
        List<String> told = new ArrayList<>();
        PolicyParser.parse(new SourceFile("mistake.mailflow", text), diagnostic -> told.add(line(diagnostic)));
        return told;
    }

    private static String line(Diagnostic diagnostic) {
        String place = diagnostic.primary().span().text().replace("\n", "\\n");
        return diagnostic.code().id() + " «" + place + "» " + diagnostic.message() + " | "
                + diagnostic.help().orElse("-");
    }

    /** Writes what is told now; the reader of the change judges it. */
    private static void update() throws Exception {
        StringBuilder table = new StringBuilder();
        for (Row row : rows()) {
            table.append(table.isEmpty() ? "" : "----------\n");
            row.text().lines().forEach(line -> table.append(line).append('\n'));
            told(row.text()).forEach(line -> table.append("! ").append(line).append('\n'));
        }
        Files.writeString(TABLE, table);
    }

    private static List<Row> rows() throws Exception {
        String table = Files.readString(TABLE);
        List<Row> rows = new ArrayList<>();
        for (String block : table.split("(?m)^-{10,}\n")) {
            List<String> text = new ArrayList<>();
            List<String> told = new ArrayList<>();
            block.lines().forEach(line -> {
                if (line.startsWith("! ")) {
                    told.add(line.substring(2));
                } else {
                    text.add(line);
                }
            });
            rows.add(new Row(String.join("\n", text), told));
        }
        return rows;
    }
}
