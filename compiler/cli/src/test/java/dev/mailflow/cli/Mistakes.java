package dev.mailflow.cli;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.driver.CompileRequest;
import dev.mailflow.compiler.driver.Compiler;
import dev.mailflow.compiler.resolve.SourceLoader;
import dev.mailflow.compiler.resolve.SourceLoader.Loaded;
import dev.mailflow.compiler.source.SourceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The cases of the corpus that hold one mistake of one person each: {@code mistake-…}. */
final class Mistakes {
    private static final Path CORPUS = Path.of("src/test/corpus");

    private Mistakes() {}

    static List<Path> folders() throws IOException {
        try (Stream<Path> all = Files.list(CORPUS)) {
            return all.filter(one -> one.getFileName().toString().startsWith("mistake-"))
                    .sorted()
                    .toList();
        }
    }

    static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the compiler says of the text, with the other files of the case beside it. */
    static List<Diagnostic> diagnostics(Path folder, String text) {
        SourceLoader beside = path -> {
            Path file = folder.resolve(path);
            return Files.isRegularFile(file)
                    ? new Loaded.Found(new SourceFile(path, text(file)))
                    : new Loaded.Unreadable("no such file");
        };
        return Compiler.compile(new CompileRequest(new SourceFile("input.mailflow", text), beside))
                .diagnostics();
    }

    static String applied(String text, Fix fix) {
        return text.substring(0, fix.replace().start())
                + fix.with()
                + text.substring(fix.replace().end());
    }
}
