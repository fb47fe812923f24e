package dev.mailflow.cli.files;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.targets.exchangeonline.importing.Decoding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.io.input.BoundedInputStream;

/** Files that other systems wrote, in the encodings in which they write. */
public final class ExportFiles {
    /** Octets; an export of a whole tenant has some megabytes. */
    private static final int LARGEST = 64 << 20;

    private final Path folder;
    private final InputStream standardInput;

    /** @param folder that relative paths start from */
    public ExportFiles(Path folder, InputStream standardInput) {
        this.folder = folder;
        this.standardInput = standardInput;
    }

    /** @param name a path, or {@code -}; why there is no text goes to the sink */
    public Optional<SourceFile> read(String name, DiagnosticSink sink) {
        return text(name, sink, "export it by `ConvertTo-Json` or `Export-Clixml`")
                .filter(file -> !file.text().isBlank() || empty(file, sink));
    }

    /** The same of a file that people write: an empty one says nothing, and that is all. */
    public Optional<SourceFile> readWritten(String name, DiagnosticSink sink) {
        return text(name, sink, "give the source that it was made of");
    }

    private static boolean empty(SourceFile file, DiagnosticSink sink) {
        return failed(
                        sink,
                        DiagnosticCode.EMPTY_FILE,
                        file.path(),
                        "`" + file.path() + "` is empty",
                        "look whether the cmdlet had anything to say")
                .isPresent();
    }

    private Optional<SourceFile> text(String name, DiagnosticSink sink, String insteadOfBinary) {
        String path = name.equals(PolicyFiles.STANDARD_INPUT) ? "<stdin>" : name.replace('\\', '/');
        try {
            if (!name.equals(PolicyFiles.STANDARD_INPUT) && Files.isDirectory(folder.resolve(name))) {
                return failed(
                        sink, DiagnosticCode.IS_FOLDER, path, "`" + path + "` is a folder", "name the files in it");
            }
            byte[] octets = octets(name);
            if (octets.length > LARGEST) {
                return failed(
                        sink,
                        DiagnosticCode.CANNOT_READ,
                        path,
                        "`" + path + "` has more than 64 MiB",
                        "export the connectors alone");
            }
            Optional<String> text = Decoding.text(octets);
            if (text.isEmpty() && PolicyFiles.text(path, octets) instanceof PolicyFiles.Reading.Failed otherwise) {
                sink.report(
                        otherwise.diagnostic().code() == DiagnosticCode.NOT_UTF8
                                ? otherwise.diagnostic()
                                : otherwise.diagnostic().withHelp(insteadOfBinary));
                return Optional.empty();
            }
            if (text.isEmpty() || text.get().indexOf('\0') >= 0) {
                return failed(
                        sink,
                        DiagnosticCode.BINARY_FILE,
                        path,
                        "`" + path + "` is no text in UTF-8 or UTF-16",
                        insteadOfBinary);
            }
            return Optional.of(new SourceFile(path, text.get()));
        } catch (IOException | InvalidPathException e) {
            return failed(
                    sink,
                    DiagnosticCode.CANNOT_READ,
                    path,
                    "cannot read `" + path + "`: " + PolicyFiles.why(e),
                    "look whether it is there and may be read");
        }
    }

    private byte[] octets(String name) throws IOException {
        if (name.equals(PolicyFiles.STANDARD_INPUT)) {
            return bounded(standardInput);
        }
        try (InputStream stream = Files.newInputStream(folder.resolve(name))) {
            return bounded(stream);
        }
    }

    private static byte[] bounded(InputStream stream) throws IOException {
        // One more than allowed, to notice it. The stream belongs to the caller.
        BoundedInputStream bounded = BoundedInputStream.builder()
                .setInputStream(stream)
                .setMaxCount(LARGEST + 1L)
                .setPropagateClose(false)
                .get();
        return bounded.readAllBytes();
    }

    private static Optional<SourceFile> failed(
            DiagnosticSink sink, DiagnosticCode code, String path, String message, String help) {
        sink.report(Diagnostic.of(code, new Span(new SourceFile(path, ""), 0, 0), message)
                .withHelp(help));
        return Optional.empty();
    }
}
