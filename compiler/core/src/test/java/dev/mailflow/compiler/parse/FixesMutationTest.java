package dev.mailflow.compiler.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * One slip at each word of each example: whatever it is taken for, a fix that is applied alone takes its message away, loses no word
 * that the message does not show, turns nothing that was denied into its contrary, and does what its title says.
 */
class FixesMutationTest {
    private static final Path EXAMPLES = Path.of("../../examples");
    private static final Pattern WORD = Pattern.compile("(?:\\$\\{[^}]*}|[^\\s,;{}=\"])+");

    /** Fewer would mean that the examples are not found, or that nothing is mended any more. */
    private static final int LEAST_FIXES = 1000;

    private static final Pattern NAMED = Pattern.compile("(?:replace by|insert|add) `(.*)`");

    private static final Set<String> DENIALS = Set.of("no", "not", "never", "without");

    /** What may stand for a denial. */
    private static final Set<String> DENIED = Set.of("no", "off", "disabled", "refuse", "not-done", "none");

    private record Slip(String what, UnaryOperator<String> of) {}

    private static final List<Slip> SLIPS = List.of(
            new Slip("no before", word -> "no " + word),
            new Slip("not before", word -> "not " + word),
            new Slip("never before", word -> "never " + word),
            new Slip("without before", word -> "without " + word),
            new Slip("never in place", word -> "never"),
            new Slip("external in place", word -> "external"),
            new Slip("comma behind", word -> word + ","),
            new Slip("semicolon behind", word -> word + ";"),
            new Slip("left out", word -> ""),
            new Slip("twice", word -> word + " " + word));

    @TestFactory
    Stream<DynamicTest> aSlipAtEachWord() throws IOException {
        List<Path> examples;
        try (Stream<Path> all = Files.walk(EXAMPLES)) {
            examples = all.filter(path -> path.toString().endsWith(".mailflow")
                            && !path.toString().contains("target"))
                    .sorted()
                    .toList();
        }
        int[] fixes = new int[1];
        Stream<DynamicTest> tests = examples.stream()
                .flatMap(example -> SLIPS.stream()
                        .map(slip -> dynamicTest(
                                example.getFileName() + ": " + slip.what(), () -> fixes[0] += hold(example, slip))));
        DynamicTest counted = dynamicTest("fixes", () -> assertThat(fixes[0]).isGreaterThanOrEqualTo(LEAST_FIXES));
        return Stream.concat(tests, Stream.of(counted));
    }

    private static int hold(Path example, Slip slip) throws IOException {
        String text = Files.readString(example);
        List<String> broken = new ArrayList<>();
        int fixes = 0;
        for (MatchResult word : WORD.matcher(text).results().toList()) {
            if (isRemark(text, word.start())) {
                continue;
            }
            String changed =
                    text.substring(0, word.start()) + slip.of().apply(word.group()) + text.substring(word.end());
            List<Diagnostic> told = told(changed);
            for (Diagnostic diagnostic : told) {
                for (Fix fix : diagnostic.fixes()) {
                    fixes++;
                    objection(changed, told, diagnostic, fix)
                            .forEach(what -> broken.add(what + ": " + line(changed, word.start()) + " | "
                                    + diagnostic.code().id() + " " + diagnostic.message() + " | " + fix.title()));
                }
            }
        }
        assertThat(broken).as("%d fixes", fixes).isEmpty();
        return fixes;
    }

    private static List<String> objection(String text, List<Diagnostic> told, Diagnostic diagnostic, Fix fix) {
        List<String> objections = new ArrayList<>();
        String mended = text.substring(0, fix.replace().start())
                + fix.with()
                + text.substring(fix.replace().end());
        int place = diagnostic.primary().span().start();
        List<Diagnostic> after = told(mended);
        if (after.stream()
                .anyMatch(one -> one.code() == diagnostic.code()
                        && one.message().equals(diagnostic.message())
                        && one.primary().span().start() == place)) {
            objections.add("said again");
        }
        boolean known = told.stream()
                .anyMatch(one -> one != diagnostic && one.primary().span().start() == place);
        if (!known && after.stream().anyMatch(one -> one.primary().span().start() == place)) {
            objections.add("another message in its place");
        }
        Set<String> lost = words(fix.replace().text());
        lost.removeAll(words(fix.with()));
        Set<String> shown = words(diagnostic.primary().span().text());
        shown.addAll(words(diagnostic.message()));
        boolean denied = lost.stream().anyMatch(DENIALS::contains);
        Set<String> unseen = new TreeSet<>(lost);
        unseen.removeAll(shown);
        if (!unseen.isEmpty() && !saysTheSame(diagnostic)) {
            objections.add("lost " + unseen);
        }
        boolean kept = words(fix.with()).stream()
                .anyMatch(word -> DENIED.contains(word) || DENIALS.stream().anyMatch(word::contains));
        boolean removed = fix.with().isBlank() && fix.title().startsWith("remove");
        if (!agrees(fix)) {
            objections.add("another title than replacement");
        }
        if (denied && !kept && !removed && !saysTheSame(diagnostic)) {
            objections.add("denied no more");
        }
        return objections;
    }

    /** What a title names in backticks is what is written. */
    static boolean agrees(Fix fix) {
        Matcher named = NAMED.matcher(fix.title());
        String with = fix.with().strip();
        return named.matches()
                ? List.of(named.group(1), '"' + named.group(1) + '"').contains(with)
                : !fix.title().equals("remove it") || with.isEmpty();
    }

    /** A claim changes its quantifier with what it claims. */
    private static boolean saysTheSame(Diagnostic diagnostic) {
        return diagnostic.help().orElse("").endsWith("it claims the same");
    }

    private static Set<String> words(String text) {
        Set<String> words = new TreeSet<>();
        WORD.matcher(text.replace('`', ' ').toLowerCase(Locale.ROOT))
                .results()
                .forEach(word -> words.add(word.group()));
        return words;
    }

    private static boolean isRemark(String text, int at) {
        return text.substring(text.lastIndexOf('\n', at) + 1, at + 1).indexOf('#') >= 0;
    }

    private static String line(String text, int at) {
        int end = text.indexOf('\n', at);
        return text.substring(text.lastIndexOf('\n', Math.max(0, at - 1)) + 1, end < 0 ? text.length() : end)
                .strip();
    }

    private static List<Diagnostic> told(String text) {
        List<Diagnostic> told = new ArrayList<>();
        PolicyParser.parse(new SourceFile("example.mailflow", text), told::add);
        return told;
    }
}
