package dev.mailflow.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.mailflow.runtime.RoutingPolicy;
import dev.mailflow.runtime.Transaction;
import dev.mailflow.testkit.CompiledPolicy;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.FileSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** What the engines make of tests that fail. */
final class EnginesTest {
    @MailflowPolicy("small.mailflow")
    @PropertyDefaults(tries = 1000)
    static class Failing {
        @Property(seed = "42")
        void nobodyPrints(@ForAll Transaction message, RoutingPolicy hub) {
            assertThat(hub.decide(message).by().toString()).isNotEqualTo("printing");
        }
    }

    static class WithoutPolicy {
        @Test
        @MailflowPolicy("missing.mailflow")
        void asks(CompiledPolicy policy) {
            assertThat(policy).isNotNull();
        }
    }

    @Test
    void jqwikShrinksAndShowsTheCommandAndItsSeed() {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        EngineExecutionResults results;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            results = EngineTestKit.engine("jqwik")
                    .configurationParameter(
                            "jqwik.database", Path.of("target/jqwik-of-failing").toString())
                    .selectors(selectClass(Failing.class))
                    .execute();
        } finally {
            System.setOut(before);
        }
        results.testEvents().assertStatistics(events -> events.failed(1));
        String report = printed.toString(StandardCharsets.UTF_8)
                + results.allEvents().reportingEntryPublished().stream().toList();
        assertThat(report)
                .contains("seed = 42")
                .contains("mailflow explain src/test/mailflow/small.mailflow --at hub")
                .contains("HubRouting of site hub")
                .doesNotContain("HubRouting@")
                .contains("--message 'sun@internet.example -> sun@internet.example header x-printer \"yes\"'");
    }

    @Test
    void whatIsMissingIsSaid() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(WithoutPolicy.class))
                .execute()
                .testEvents()
                .failed()
                .stream()
                .forEach(event -> assertThat(event.getRequiredPayload(TestExecutionResult.class)
                                .getThrowable()
                                .orElseThrow())
                        .hasMessageContaining("no policy `missing.mailflow` on the class path")
                        .hasMessageContaining("goal `generate` of mailflow-maven-plugin"));
    }

    /** A block that a policy fails: the facts of the small one, with another expectation. */
    static class Disappointed {
        @TestFactory
        Stream<DynamicTest> blocks() throws Exception {
            Path folder = Files.createDirectories(Path.of("target/disappointed/META-INF/mailflow"));
            String facts = Files.readString(Path.of("src/test/resources/META-INF/mailflow/small.mailflow.facts"));
            Files.writeString(
                    folder.resolve("disappointed.mailflow.facts"),
                    facts.replace("expect\tdefer\tcert-mismatch", "expect\tdefer\ttls-version"));
            try (URLClassLoader loader = new URLClassLoader(
                    new URL[] {Path.of("target/disappointed/").toUri().toURL()}, EnginesTest.class.getClassLoader())) {
                return TestBlocks.of(CompiledPolicy.load("disappointed.mailflow", loader));
            }
        }
    }

    @Test
    void aTestBlockFailsWithTheCommandThatRepeatsIt() {
        assertThat(EngineTestKit.engine("junit-jupiter")
                        .selectors(selectClass(Disappointed.class))
                        .execute()
                        .testEvents()
                        .failed()
                        .stream()
                        .map(event -> event.getRequiredPayload(TestExecutionResult.class)
                                .getThrowable()
                                .orElseThrow()
                                .getMessage()))
                .singleElement()
                .asString()
                .contains("--client mailbox")
                .contains("--remote \"tls 1.3 cert mail.elsewhere.example\"");
    }

    @Test
    void testBlocksLeadToTheirLine() {
        EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(ParametersPropertyTest.class))
                .execute();
        results.testEvents().assertStatistics(events -> events.failed(0).succeeded(4));
        List<TestSource> sources = results.testEvents().dynamicallyRegistered().stream()
                .map(event -> event.getTestDescriptor().getSource())
                .flatMap(Optional::stream)
                .toList();
        assertThat(sources).anySatisfy(source -> {
            assertThat(source).isInstanceOf(FileSource.class);
            FileSource file = (FileSource) source;
            assertThat(file.getFile()).exists().hasName("small.mailflow");
            assertThat(file.getPosition().orElseThrow().getLine()).isEqualTo(3);
        });
    }
}
