package dev.mailflow.compiler.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mailflow.compiler.driver.CompileRequest;
import dev.mailflow.compiler.driver.Compiler;
import dev.mailflow.compiler.format.Formatter;
import dev.mailflow.compiler.resolve.SourceLoader.Loaded;
import dev.mailflow.compiler.source.SourceFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Octets in; text, and tables of the same text, through every phase. No exception, no error of memory, no wait that is
 * out of proportion, and the formatter changes nothing a second time.
 */
class FrontEndFuzzTest {
    /** What any text may take on a loaded machine, however short, with the classes not yet compiled. */
    private static final Duration START = Duration.ofSeconds(5);

    private static final long NANOS_PER_OCTET = 200_000;

    static Stream<byte[]> corpus() throws IOException {
        Path corpus = Path.of(System.getProperty("mailflow.corpus", "../cli/src/test/corpus"));
        List<Path> files;
        try (Stream<Path> all = Files.walk(corpus)) {
            files = all.filter(file -> file.toString().endsWith(".mailflow"))
                    .sorted()
                    .toList();
        }
        if (files.isEmpty()) {
            throw new IOException("no policies in " + corpus);
        }
        return files.stream().map(FrontEndFuzzTest::octets);
    }

    private static byte[] octets(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @MethodSource("corpus")
    @FuzzTest
    void frontEnd(byte[] octets) {
        String text = new String(octets, StandardCharsets.UTF_8);
        long limit = START.toNanos() + octets.length * NANOS_PER_OCTET;
        long taken = time(text);
        // The first texts wait for the classes to be loaded and instrumented: what is slow twice is the text.
        if (taken > limit) {
            taken = Math.min(taken, time(text));
        }
        if (taken > limit) {
            throw new AssertionError(octets.length + " octets took " + taken / 1_000_000 + " ms");
        }
    }

    /** Sends the text through all phases. Returns nanoseconds by the clock. */
    private static long time(String text) {
        long begin = System.nanoTime();
        Compiler.compile(new CompileRequest(
                new SourceFile("policy.mailflow", text),
                path -> path.endsWith(".csv")
                        ? new Loaded.Found(new SourceFile(path, text))
                        : new Loaded.Unreadable("no such file")));
        format(text);
        return System.nanoTime() - begin;
    }

    private static void format(String text) {
        Optional<String> once = Formatter.format(new SourceFile("policy.mailflow", text), diagnostic -> {});
        if (once.isEmpty()) {
            return;
        }
        Optional<String> twice = Formatter.format(new SourceFile("policy.mailflow", once.get()), diagnostic -> {
            throw new AssertionError("formatting made a mistake: " + diagnostic);
        });
        if (!twice.equals(once)) {
            throw new AssertionError("a second time changes:\n" + once.get() + "\n->\n" + twice.orElse(""));
        }
    }
}
