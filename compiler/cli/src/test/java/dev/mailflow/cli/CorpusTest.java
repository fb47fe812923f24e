package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The corpus: real mistakes and real policies, one folder each. {@code input.mailflow} and what else the policy needs;
 * {@code command} where it is not {@code check input.mailflow}; {@code expected.txt}, all that was printed; {@code
 * expected/}, all that was written; {@code mended.mailflow}, see {@link MendTest}.
 */
final class CorpusTest {
    private static final Path CORPUS = Path.of("src/test/corpus");
    private static final Path PAGES = Path.of("../docs/diagnostics");
    private static final Pattern CODE = Pattern.compile("\\[(MF[0-9]{4})\\]");

    /**
     * The input of the first has a line of a million characters; {@link CheckCommandTest} makes one. No policy is known that leaves a
     * question undecided; the core's {@code PlantedTest} and the targets' {@code ComparisonTest} give one fewer steps. The others are of settings
     * of a build: {@code BuildMistakesTest} of the Maven plugin shows every one.
     */
    private static final Set<DiagnosticCode> SHOWN_ELSEWHERE = EnumSet.of(
            DiagnosticCode.LINE_TOO_LONG,
            DiagnosticCode.NOT_DECIDED,
            DiagnosticCode.MEANING_UNDECIDED,
            DiagnosticCode.NOT_A_PACKAGE,
            DiagnosticCode.UNKNOWN_TARGET,
            DiagnosticCode.SAME_PLACE,
            DiagnosticCode.NO_SOURCE_DIRECTORY,
            DiagnosticCode.BAD_SETTING,
            DiagnosticCode.NO_SUCH_TEST,
            DiagnosticCode.CHANGED_BY_HAND,
            DiagnosticCode.NOT_IN_STYLE);

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> cases() throws IOException {
        List<Path> cases = folders();
        assertThat(cases).as("the corpus").hasSizeGreaterThan(340);
        return cases.stream().map(one -> dynamicTest(name(one), () -> check(one)));
    }

    private void check(Path one) throws IOException {
        Path work = Files.createDirectories(folder.resolve(name(one)));
        boolean hasCommand = Files.exists(one.resolve("command"));
        assertThat(hasCommand || Files.exists(one.resolve("input.mailflow")))
                .as("a case has an input or a command; this folder holds an orphan")
                .isTrue();
        for (Path file : Golden.files(one)) {
            if (isInput(one, file)) {
                Path copy = work.resolve(one.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        SortedMap<String, String> before = Golden.tree(work);
        String command = hasCommand ? Files.readString(one.resolve("command")).strip() : "check input.mailflow";
        Shell.Run run = new Shell(work).run(words(command));
        SortedMap<String, String> written = Golden.tree(work);
        written.entrySet().removeAll(before.entrySet());
        Golden.check(one.resolve("expected.txt"), "$ mailflow " + command + "\n" + run.transcript());
        Golden.checkTree(one.resolve("expected"), written);
    }

    private static boolean isInput(Path one, Path file) {
        String top = one.relativize(file).getName(0).toString();
        return !top.equals("mended.mailflow")
                && !top.equals("expected.txt")
                && !top.equals("expected")
                && !top.equals("command");
    }

    /** White space separates, double quotes hold together. */
    private static String[] words(String command) {
        List<String> words = new ArrayList<>();
        Matcher matcher = Pattern.compile("\"([^\"]*)\"|(\\S+)").matcher(command);
        while (matcher.find()) {
            words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
        }
        return words.toArray(String[]::new);
    }

    @Test
    void everyCodeHasACase() throws IOException {
        Set<String> shown = new TreeSet<>();
        for (Path one : folders()) {
            Matcher matcher = CODE.matcher(Files.readString(one.resolve("expected.txt")));
            while (matcher.find()) {
                shown.add(matcher.group(1));
            }
        }
        assertThat(Arrays.stream(DiagnosticCode.values())
                        .filter(code -> !SHOWN_ELSEWHERE.contains(code))
                        .map(DiagnosticCode::id)
                        .filter(id -> !shown.contains(id)))
                .as("codes without a case in the corpus")
                .isEmpty();
    }

    @Test
    void everyCodeHasAPageWithItsTitle() {
        assertThat(Arrays.stream(DiagnosticCode.values())
                        .filter(code -> !hasPage(code))
                        .map(DiagnosticCode::id))
                .as("codes without a page in compiler/docs/diagnostics")
                .isEmpty();
    }

    private static boolean hasPage(DiagnosticCode code) {
        try {
            Path page = PAGES.resolve(code.id() + ".md");
            return Files.exists(page)
                    && Files.readString(page).startsWith("# " + code.id() + ": " + code.title() + "\n");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void everyPageHasACode() throws IOException {
        Set<String> ids = new TreeSet<>();
        Arrays.stream(DiagnosticCode.values()).forEach(code -> ids.add(code.id() + ".md"));
        try (Stream<Path> pages = Files.list(PAGES)) {
            assertThat(pages.map(page -> page.getFileName().toString()).filter(name -> name.matches("MF.*")))
                    .isNotEmpty()
                    .isSubsetOf(ids);
        }
    }

    private static List<Path> folders() throws IOException {
        try (Stream<Path> all = Files.list(CORPUS)) {
            return all.sorted().toList();
        }
    }

    private static String name(Path one) {
        return one.getFileName().toString();
    }
}
