package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A message is good if one can mend the file from it alone. {@code mended.mailflow} beside a mistake was written so: it
 * compiles, and differs from the input only near the lines that the messages name. Where a message carries a fix, the
 * fix alone takes the message away and brings no other mistake.
 */
final class MendTest {
    /** Fewer would mean that folders are not found or files got lost. */
    private static final int LEAST_MENDED = 150;

    private static final int LEAST_FIXES = 100;

    /** How far from a named line the mend may be. */
    private static final int NEAR = 1;

    @TestFactory
    Stream<DynamicTest> mended() throws IOException {
        List<Path> cases = Mistakes.folders().stream()
                .filter(one -> Files.exists(one.resolve("mended.mailflow")))
                .toList();
        assertThat(cases).as("mended mistakes").hasSizeGreaterThanOrEqualTo(LEAST_MENDED);
        return cases.stream().map(one -> dynamicTest(one.getFileName().toString(), () -> compilesNearby(one)));
    }

    private static void compilesNearby(Path folder) {
        String input = Mistakes.text(folder.resolve("input.mailflow"));
        String mended = Mistakes.text(folder.resolve("mended.mailflow"));
        assertThat(Mistakes.diagnostics(folder, mended).stream()
                        .filter(Diagnostic::isError)
                        .map(Diagnostic::message))
                .as("errors of the mended file")
                .isEmpty();
        BitSet named = namedLines(Mistakes.diagnostics(folder, input));
        assertThat(changedLines(input.lines().toList(), mended.lines().toList()).stream()
                        .filter(line -> !named.get(line)))
                .as("lines that were changed though no message names them")
                .isEmpty();
    }

    private static BitSet namedLines(List<Diagnostic> diagnostics) {
        BitSet named = new BitSet();
        for (Diagnostic diagnostic : diagnostics) {
            name(named, diagnostic.primary().span());
            diagnostic.related().forEach(label -> name(named, label.span()));
        }
        return named;
    }

    private static void name(BitSet named, Span span) {
        int first = span.file().position(span.start()).line();
        int last = span.file().position(span.end()).line();
        named.set(Math.max(0, first - NEAR), last + NEAR + 1);
    }

    /** Lines of the first text that are not in the longest common subsequence; for an insertion the line before it. */
    static List<Integer> changedLines(List<String> before, List<String> after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] = before.get(i).equals(after.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<Integer> changed = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            boolean same =
                    i < before.size() && j < after.size() && before.get(i).equals(after.get(j));
            if (same) {
                i++;
                j++;
            } else if (i < before.size() && (j == after.size() || common[i + 1][j] >= common[i][j + 1])) {
                changed.add(++i);
            } else {
                changed.add(Math.max(1, i));
                j++;
            }
        }
        return changed;
    }

    @TestFactory
    Stream<DynamicTest> fixes() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path folder : Mistakes.folders()) {
            String input = Mistakes.text(folder.resolve("input.mailflow"));
            List<Diagnostic> before = Mistakes.diagnostics(folder, input);
            for (Diagnostic diagnostic : before) {
                for (Fix fix : diagnostic.fixes()) {
                    String name = folder.getFileName() + ": " + fix.title();
                    tests.add(dynamicTest(name, () -> takesAway(folder, input, before, diagnostic, fix)));
                }
            }
        }
        assertThat(tests).as("fixes").hasSizeGreaterThanOrEqualTo(LEAST_FIXES);
        return tests.stream();
    }

    private static void takesAway(Path folder, String input, List<Diagnostic> before, Diagnostic diagnostic, Fix fix) {
        List<Diagnostic> after = Mistakes.diagnostics(folder, Mistakes.applied(input, fix));
        assertThat(after.stream()
                        .filter(other -> other.code() == diagnostic.code())
                        .filter(other -> other.message().equals(diagnostic.message()))
                        .map(other -> other.primary().span().start()))
                .as("the same message at the same place")
                .doesNotContain(diagnostic.primary().span().start());
        long errors = before.stream().filter(Diagnostic::isError).count();
        long left = after.stream().filter(Diagnostic::isError).count();
        assertThat(left)
                .as("errors behind the fix: %s", after)
                .isLessThanOrEqualTo(diagnostic.isError() ? errors - 1 : errors);
    }
}
