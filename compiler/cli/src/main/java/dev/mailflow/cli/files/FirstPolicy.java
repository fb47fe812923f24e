package dev.mailflow.cli.files;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.target.Artifact;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The policy that a newcomer starts from. */
public final class FirstPolicy {
    private static final String NAME = "policy.mailflow";

    private final Path start;
    private final String path;

    /** @param path as the user gave it, relative to {@code start} */
    public FirstPolicy(Path start, String path) {
        this.start = start;
        this.path = path.replace('\\', '/');
    }

    /** {@code policy.mailflow} in a folder. */
    public static FirstPolicy in(Path start, String folder) {
        return new FirstPolicy(start, folder.equals(".") ? NAME : folder + (folder.endsWith("/") ? "" : "/") + NAME);
    }

    /** As the user would name it. */
    public String path() {
        return path;
    }

    /** Why nothing can be written there, if that is known beforehand: nothing that is there is overwritten. */
    public Optional<Diagnostic> obstacle() {
        try {
            return Files.exists(start.resolve(path), LinkOption.NOFOLLOW_LINKS)
                    ? Optional.of(Diagnostic.of(
                                    DiagnosticCode.WOULD_OVERWRITE,
                                    new Span(new SourceFile(path, ""), 0, 0),
                                    "`" + path + "` is there already")
                            .withHelp("name another place, or move the file away"))
                    : Optional.empty();
        } catch (InvalidPathException e) {
            // What is wrong with it is said where it is written.
            return Optional.empty();
        }
    }

    /** Empty if it was written. */
    public Optional<Diagnostic> write(String text) {
        return obstacle()
                .or(() -> new OutputFolder(start, "")
                        .write(List.of(new Artifact(path, text)))
                        .failure());
    }

    /** The one of {@code mailflow init}. */
    public static String text() {
        try (InputStream in = Objects.requireNonNull(FirstPolicy.class.getResourceAsStream("first.mailflow"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
