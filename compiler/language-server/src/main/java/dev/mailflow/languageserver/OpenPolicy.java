package dev.mailflow.languageserver;

import dev.mailflow.cli.files.PolicyFiles;
import dev.mailflow.cli.files.PolicyFiles.Reading;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.driver.CompileRequest;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.driver.Compiler;
import dev.mailflow.compiler.resolve.SourceLoader;
import dev.mailflow.compiler.resolve.SourceLoader.Loaded;
import dev.mailflow.compiler.resolve.SourceLoader.Reach;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.languageserver.OpenDocuments.Document;
import dev.mailflow.languageserver.OpenDocuments.Snapshot;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** An open document as a program of its own: imports and tables are read from the editor where it has them, else from the disk. */
final class OpenPolicy {
    private static final Loaded NO_FOLDER = new Loaded.Unreadable("the policy has no folder until it is saved");

    private final Snapshot open;
    private final Document document;
    private final Optional<Path> folder;
    private final Reading reading;
    private final SourceLoader loader;
    private final Map<SourceFile, String> uris = new ConcurrentHashMap<>();

    private OpenPolicy(Snapshot open, Document document) {
        this.open = open;
        this.document = document;
        this.folder = document.path().map(Path::getParent);
        if (folder.isEmpty()) {
            this.reading = new Reading.Text(new SourceFile(document.uri(), document.text()));
            this.loader = path -> NO_FOLDER;
            return;
        }
        PolicyFiles files = new PolicyFiles(folder.get(), InputStream.nullInputStream());
        open.documents()
                .values()
                .forEach(other -> other.path()
                        .filter(path -> path.startsWith(folder.get()))
                        .ifPresent(path -> files.hold(name(folder.get(), path), other.text())));
        String name = name(folder.get(), document.path().orElseThrow());
        this.reading = files.root(name);
        this.loader = files.loader(new SourceFile(name, document.text()), Reach.PROJECT);
    }

    static OpenPolicy of(Snapshot open, Document document) {
        return new OpenPolicy(open, document);
    }

    private static String name(Path folder, Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    Document document() {
        return document;
    }

    /** The document's own text. */
    SourceFile source() {
        return reading instanceof Reading.Text text ? text.file() : new SourceFile(document.uri(), document.text());
    }

    /** What {@code mailflow check} finds in it. */
    Checked check() {
        if (reading instanceof Reading.Failed failed) {
            return new Checked(List.of(failed.diagnostic()), Set.of(document.uri()));
        }
        CompileResult result = Compiler.compile(new CompileRequest(source(), loader));
        Set<String> read = new HashSet<>();
        result.sources().forEach(source -> read.add(uri(source)));
        return new Checked(result.diagnostics(), read);
    }

    /** @param read the documents that it consists of, tables included */
    record Checked(List<Diagnostic> diagnostics, Set<String> read) {}

    /** A file that one of the policy's files names. */
    Optional<SourceFile> named(SourceFile by, String path) {
        try {
            Path target = Path.of(by.path()).resolveSibling(path).normalize();
            boolean leadsOut = target.isAbsolute() || target.startsWith("..");
            return !leadsOut && loader.load(target.toString().replace('\\', '/')) instanceof Loaded.Found found
                    ? Optional.of(found.file())
                    : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Under which the editor knows a file of the policy. */
    String uri(SourceFile file) {
        return uris.computeIfAbsent(file, this::uriOf);
    }

    private String uriOf(SourceFile file) {
        return folder.isEmpty()
                ? document.uri()
                : open.uri(folder.get().resolve(file.path()).normalize());
    }
}
