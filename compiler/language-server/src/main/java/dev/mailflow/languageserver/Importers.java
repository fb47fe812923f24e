package dev.mailflow.languageserver;

import dev.mailflow.languageserver.OpenDocuments.Document;
import dev.mailflow.languageserver.OpenDocuments.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Policies on the disk that may import an open document: a part that is open alone is not judged as if the rest were missing. A
 * policy imports from its own folder and those beneath it, so it stands beside its part or above it.
 */
final class Importers {
    /** How many folders above are looked into. */
    private static final int HIGHEST = 3;

    /** Of a folder. */
    private static final int MOST_FILES = 200;

    /** Octets; a larger one is looked at once it is open. */
    private static final long LARGEST = 1 << 20;

    private Importers() {}

    static List<Document> of(Document part, Snapshot open) {
        List<Document> found = new ArrayList<>();
        Optional<Path> file = part.path();
        Path folder = file.map(Path::getParent).orElse(null);
        for (int i = 0; i <= HIGHEST && folder != null && file.isPresent(); i++) {
            String name = String.valueOf(file.get().getFileName());
            policies(folder).stream()
                    .filter(path ->
                            !path.equals(file.get()) && open.of(open.uri(path)).isEmpty())
                    .forEach(path -> text(path)
                            .filter(text -> text.contains("import") && text.contains(name + "\""))
                            .ifPresent(text -> found.add(new Document(open.uri(path), 0, text))));
            folder = folder.getParent();
        }
        return found;
    }

    private static List<Path> policies(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(path -> path.toString().endsWith(".mailflow") && Files.isRegularFile(path))
                    .limit(MOST_FILES)
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    /** Empty for what cannot be read: whoever opens it is told why. */
    private static Optional<String> text(Path file) {
        try {
            return Files.size(file) > LARGEST ? Optional.empty() : Optional.of(Files.readString(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
