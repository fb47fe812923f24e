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
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The policy that a newcomer starts from. */
public final class FirstPolicy {
    private static final String NAME = "policy.mailflow";

    private final Path folder;
    private final String shownFolder;

    /** @param shownFolder as the user gave it, relative to {@code start} */
    public FirstPolicy(Path start, String shownFolder) {
        this.folder = start.resolve(shownFolder);
        this.shownFolder = shownFolder.replace('\\', '/');
    }

    /** As the user would name it. */
    public String path() {
        if (shownFolder.equals(".")) {
            return NAME;
        }
        return shownFolder + (shownFolder.endsWith("/") ? "" : "/") + NAME;
    }

    /** Empty if it was written. */
    public Optional<Diagnostic> write() {
        if (Files.exists(folder.resolve(NAME), LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(Diagnostic.of(
                            DiagnosticCode.WOULD_OVERWRITE,
                            new Span(new SourceFile(path(), ""), 0, 0),
                            "`" + path() + "` is there already")
                    .withHelp("name another folder, or move the file away"));
        }
        return new OutputFolder(folder, shownFolder)
                .write(List.of(new Artifact(NAME, text())))
                .failure();
    }

    static String text() {
        try (InputStream in = Objects.requireNonNull(FirstPolicy.class.getResourceAsStream("first.mailflow"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
