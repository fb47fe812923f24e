package dev.mailflow.examples.mutants;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * What became of a run of tests.
 *
 * @param failures names of the tests and what they said
 */
record Outcome(long passed, List<String> failures) {
    /** Runs the tests of these classes as Surefire does, under both engines; what they print is kept back. */
    static Outcome of(List<Class<?>> tests, ClassLoader loader) throws IOException {
        Path database = Files.createTempFile("jqwik", ".database");
        Files.delete(database);
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(tests.stream().map(test -> selectClass(test)).toList())
                .configurationParameter("jqwik.database", database.toString())
                // That they fail is enough; how it is told is tested with the kit.
                .configurationParameter("jqwik.shrinking.default", "OFF")
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        PrintStream out = System.out;
        Thread.currentThread().setContextClassLoader(loader);
        System.setOut(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
        try {
            LauncherFactory.create().execute(request, listener);
        } finally {
            System.setOut(out);
            Thread.currentThread().setContextClassLoader(before);
            Files.deleteIfExists(database);
        }
        return new Outcome(
                listener.getSummary().getTestsSucceededCount(),
                listener.getSummary().getFailures().stream()
                        .map(failure -> failure.getTestIdentifier().getDisplayName() + ": " + failure.getException())
                        .toList());
    }
}
