package dev.mailflow.compiler.targets.exchangeonline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page that says which test holds what: every test, case, code and vector that it names is there. */
class TestedPageTest {
    private static final Path COMPILER = Path.of("..");
    private static final Path PAGE = COMPILER.resolve("docs/exchange-online-tested.md");
    private static final Pattern NAMED = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");
    private static final Pattern CASE = Pattern.compile("`((?:emit|import|plan|advise)-[a-z-]+)`");
    private static final Pattern CODE = Pattern.compile("\\bMF\\d{4}\\b");
    private static final Pattern VECTOR = Pattern.compile("(?<![EW]-)\\b(?:IN|OUT|CFG|IMP)-\\d\\d\\b");

    private static String page() throws IOException {
        return Files.readString(PAGE);
    }

    private static List<MatchResult> found(Pattern pattern) throws IOException {
        Matcher matcher = pattern.matcher(page());
        return matcher.results().toList();
    }

    @Test
    void everyTestIsThere() throws IOException {
        List<MatchResult> named = found(NAMED);
        assertThat(named).hasSizeGreaterThan(60);
        Set<String> missing = new TreeSet<>();
        for (MatchResult name : named) {
            List<Path> files = sources(name.group(1) + ".java");
            boolean there = false;
            for (Path file : files) {
                there |= name.group(2) == null || Files.readString(file).contains(" " + name.group(2) + "(");
            }
            if (!there) {
                missing.add(name.group());
            }
        }
        assertThat(missing).isEmpty();
    }

    private static List<Path> sources(String fileName) throws IOException {
        try (Stream<Path> modules = Files.list(COMPILER)) {
            Stream<Path> roots =
                    modules.map(module -> module.resolve("src/test/java")).filter(Files::isDirectory);
            return roots.flatMap(TestedPageTest::walk)
                    .filter(file -> file.getFileName().toString().equals(fileName))
                    .toList();
        }
    }

    private static Stream<Path> walk(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyCaseIsThere() throws IOException {
        assertThat(found(CASE))
                .hasSizeGreaterThan(15)
                .allSatisfy(name -> assertThat(
                                COMPILER.resolve("cli/src/test/corpus").resolve(name.group(1)))
                        .isDirectory());
    }

    @Test
    void everyCodeHasItsPage() throws IOException {
        assertThat(found(CODE))
                .hasSizeGreaterThan(20)
                .allSatisfy(
                        code -> assertThat(COMPILER.resolve("docs/diagnostics").resolve(code.group() + ".md"))
                                .isRegularFile());
    }

    @Test
    void everyVectorIsThere() throws IOException {
        try (InputStream stream =
                Objects.requireNonNull(TestedPageTest.class.getResourceAsStream("/exchangeonline/vectors.jsonl"))) {
            String vectors = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            Set<String> missing = new TreeSet<>();
            for (MatchResult vector : found(VECTOR)) {
                if (!vectors.contains("\"" + vector.group() + "\"") && !isOfTheTableAlone(vector.group())) {
                    missing.add(vector.group());
                }
            }
            assertThat(missing).isEmpty();
        }
    }

    /** Five rows of the reference have no line; the page says so. Numbers with E or W before them are those of rules. */
    private static boolean isOfTheTableAlone(String id) {
        return Set.of("CFG-08", "CFG-10", "CFG-13", "CFG-16", "CFG-17").contains(id);
    }
}
