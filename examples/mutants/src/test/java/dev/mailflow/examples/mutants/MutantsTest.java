package dev.mailflow.examples.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.mailflow.testkit.PolicyProperties;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The tests of every example pass on its policy, and at least one of them fails on each of its mutants. */
final class MutantsTest {
    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicContainer> examples() throws IOException {
        List<DynamicContainer> containers = new ArrayList<>();
        for (Example example : Example.ALL) {
            Path original = compile(example, "original", sources -> {});
            List<DynamicNode> tests = new ArrayList<>();
            tests.add(dynamicTest("the policy as it is", () -> passes(example, original)));
            List<Mutant> mutants = example.mutants();
            assertThat(mutants).hasSizeGreaterThanOrEqualTo(3);
            mutants.forEach(mutant -> tests.add(dynamicTest(mutant.name(), () -> isCaught(example, mutant, original))));
            containers.add(dynamicContainer(example.name(), tests));
        }
        return containers.stream();
    }

    private static void passes(Example example, Path original) throws Exception {
        try (URLClassLoader loader = example.loader(original)) {
            Outcome outcome = Outcome.of(example.tests(loader), loader);
            assertThat(outcome.failures()).isEmpty();
            assertThat(outcome.passed()).isGreaterThanOrEqualTo(4);
        }
    }

    private void isCaught(Example example, Mutant mutant, Path right) throws Exception {
        Path wrong;
        try {
            wrong = compile(example, mutant.name(), mutant::plant);
        } catch (AssertionError refused) {
            // A claim of the policy's own is a test too, and the first to speak: where it is refuted nothing is
            // compiled.
            assertThat(refused).hasMessageContaining("error[MF5010]").hasMessageContaining("1 error;");
            return;
        }
        try (URLClassLoader loader = example.loader(wrong);
                URLClassLoader original = example.loader(right)) {
            assertThat(Outcome.of(example.tests(loader), loader).failures())
                    .as("%s of %s", mutant.name(), example.name())
                    .isNotEmpty();
            // The one-line property sees it too, without knowing what the policy is for.
            assertThatThrownBy(() -> PolicyProperties.agree(example.load(original), example.load(loader)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("mailflow explain");
        }
    }

    private interface Change {
        void make(Path sources) throws IOException;
    }

    private Path compile(Example example, String name, Change change) throws IOException {
        Path place = folder.resolve(example.name()).resolve(name);
        Path sources = Files.createDirectories(place.resolve("sources"));
        Path classes = Files.createDirectories(place.resolve("classes"));
        example.copySources(sources);
        change.make(sources);
        example.compile(sources, classes);
        return classes;
    }

    @Test
    void oneCharacterIsOneCharacter() {
        assertThat(Mutant.isOneCharacterAway("ab", "ac")).isTrue();
        assertThat(Mutant.isOneCharacterAway("ab", "abc")).isTrue();
        assertThat(Mutant.isOneCharacterAway("abc", "ac")).isTrue();
        assertThat(Mutant.isOneCharacterAway("abc", "abc")).isFalse();
        assertThat(Mutant.isOneCharacterAway("abc", "xbd")).isFalse();
        assertThat(Mutant.isOneCharacterAway("abcd", "ab")).isFalse();
    }
}
