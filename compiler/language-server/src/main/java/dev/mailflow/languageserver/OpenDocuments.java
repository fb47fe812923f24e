package dev.mailflow.languageserver;

import dev.mailflow.compiler.source.SourceFile;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.lsp4j.TextDocumentContentChangeEvent;

/** The documents that the editor has open, each with the text that is not saved yet. */
final class OpenDocuments {
    private final Map<String, Document> documents = new TreeMap<>();

    /** @param uri as the editor spells it */
    record Document(String uri, int version, String text) {
        /** Where it lies, or will lie once it is saved; empty for a document without a file. */
        Optional<Path> path() {
            return OpenDocuments.path(uri);
        }
    }

    /** What was open at one moment. */
    record Snapshot(Map<String, Document> documents) {
        Snapshot {
            documents = Map.copyOf(documents);
        }

        Optional<Document> of(String uri) {
            return Optional.ofNullable(documents.get(uri));
        }

        /** As the editor spells it, if it has the file open. */
        String uri(Path file) {
            return documents.values().stream()
                    .filter(document -> document.path().filter(file::equals).isPresent())
                    .map(Document::uri)
                    .findFirst()
                    .orElseGet(() -> file.toUri().toString());
        }
    }

    static Optional<Path> path(String uri) {
        try {
            URI parsed = URI.create(uri);
            return "file".equals(parsed.getScheme())
                    ? Optional.of(Path.of(parsed).toAbsolutePath().normalize())
                    : Optional.empty();
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            return Optional.empty();
        }
    }

    synchronized Snapshot now() {
        return new Snapshot(documents);
    }

    synchronized void open(String uri, int version, String text) {
        documents.put(uri, new Document(uri, version, text));
    }

    synchronized void close(String uri) {
        documents.remove(uri);
    }

    /** Each change is made in the text that the one before left. */
    synchronized void change(String uri, int version, List<TextDocumentContentChangeEvent> changes) {
        Document old = documents.get(uri);
        if (old == null) {
            return;
        }
        String text = old.text();
        for (TextDocumentContentChangeEvent change : changes) {
            text = changed(text, change);
        }
        documents.put(uri, new Document(uri, version, text));
    }

    private static String changed(String text, TextDocumentContentChangeEvent change) {
        if (change.getRange() == null) {
            return change.getText();
        }
        SourceFile file = new SourceFile("", text);
        int start = Ranges.offset(file, change.getRange().getStart());
        int end = Math.max(start, Ranges.offset(file, change.getRange().getEnd()));
        return text.substring(0, start) + change.getText() + text.substring(end);
    }
}
