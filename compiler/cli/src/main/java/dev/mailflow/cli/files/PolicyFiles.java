package dev.mailflow.cli.files;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.resolve.SourceLoader;
import dev.mailflow.compiler.resolve.SourceLoader.Loaded;
import dev.mailflow.compiler.resolve.Suggestions;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files of one run; each is read once, so that places in it are the same for every policy that names it. */
public final class PolicyFiles {
    /** As the user names standard input. */
    public static final String STANDARD_INPUT = "-";

    /** What messages call it. */
    private static final String STANDARD_INPUT_NAME = "<stdin>";

    /** Octets; no policy or table of people is larger, and a disk image given by mistake is not read to its end. */
    private static final int LARGEST = 64 << 20;

    /** Stands for octets that are not UTF-8. */
    private static final char REPLACEMENT = '\uFFFD';

    /** Of a folder, to suggest from. */
    private static final int MOST_NAMES = 1000;

    /** Of the policies of a folder so many are named. */
    private static final int SHOWN = 3;

    private final Path folder;
    private final InputStream standardInput;
    private final Map<String, Reading> readings = new HashMap<>();
    private final Map<Path, FileStamp> stamps = new HashMap<>();

    /** @param folder that relative paths start from */
    public PolicyFiles(Path folder, InputStream standardInput) {
        this.folder = folder;
        this.standardInput = standardInput;
    }

    /** A file's text, or why there is none. */
    public sealed interface Reading {
        record Text(SourceFile file) implements Reading {}

        record Failed(Diagnostic diagnostic) implements Reading {}
    }

    /** The file that the user named. Here an empty one is a mistake. */
    public Reading root(String name) {
        String path = name.equals(STANDARD_INPUT) ? STANDARD_INPUT_NAME : name.replace('\\', '/');
        Reading reading = reading(path);
        if (reading instanceof Reading.Text text && text.file().text().isEmpty()) {
            return failed(
                    text.file(),
                    DiagnosticCode.EMPTY_FILE,
                    "`" + path + "` is empty",
                    "`mailflow init` writes a first policy");
        }
        return reading;
    }

    /** The text of every file that could be read so far, by the path under which it was asked for. */
    public Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        readings.forEach((path, reading) -> {
            if (reading instanceof Reading.Text text) {
                texts.put(path, text.file().text());
            }
        });
        return texts;
    }

    /**
     * Every file that was read, or looked for in vain, as it was before it was opened: what has changed since then has perhaps not
     * been read. Not standard input.
     */
    public Map<Path, FileStamp> stamps() {
        return Map.copyOf(stamps);
    }

    /** What the policy of that file may load. */
    public SourceLoader loader(SourceFile root, SourceLoader.Reach reach) {
        return new Loader(root, reach);
    }

    private final class Loader implements SourceLoader {
        private final SourceFile root;
        private final Reach reach;

        Loader(SourceFile root, Reach reach) {
            this.root = root;
            this.reach = reach;
        }

        @Override
        public Loaded load(String path) {
            return reach == Reach.PROJECT && leadsOut(root, path) ? new Loaded.Outside() : PolicyFiles.this.load(path);
        }

        @Override
        public List<String> beside(String path) {
            return reach == Reach.PROJECT && leadsOut(root, parent(path)) ? List.of() : namesIn(parent(path));
        }

        @Override
        public Reach reach() {
            return reach;
        }
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : slash == 0 ? "/" : path.substring(0, slash);
    }

    /** Whether a link on the way leads out of the folder of the policy. What is not there leads nowhere. */
    private boolean leadsOut(SourceFile root, String path) {
        try {
            Path top = folder.resolve(root.path().equals(STANDARD_INPUT_NAME) ? "" : parent(root.path()));
            return !folder.resolve(path).toRealPath().startsWith(top.toRealPath());
        } catch (IOException | InvalidPathException e) {
            return false;
        }
    }

    private List<String> namesIn(String name) {
        try (Stream<Path> files = Files.list(folder.resolve(name))) {
            return files.limit(MOST_NAMES)
                    .filter(Files::isRegularFile)
                    .map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException | InvalidPathException e) {
            return List.of();
        }
    }

    private String policiesIn(String path) {
        List<String> policies = namesIn(path).stream()
                .filter(name -> name.endsWith(PolicyFolder.ENDING))
                .map(name -> "`" + PolicyFolder.join(path, name) + "`")
                .toList();
        return policies.isEmpty()
                ? "name the policy file in it"
                : "name the policy file in it: "
                        + String.join(", ", policies.subList(0, Math.min(SHOWN, policies.size())))
                        + (policies.size() > SHOWN ? ", …" : "");
    }

    /** What is there under nearly that name. */
    private String instead(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return Suggestions.nearest(name, namesIn(parent(path)))
                .map(near -> "did you mean `" + path.substring(0, path.length() - name.length()) + near + "`?")
                .orElse("check the spelling; the path starts from the current folder");
    }

    private Loaded load(String path) {
        Reading reading = reading(path);
        if (reading instanceof Reading.Text text) {
            return new Loaded.Found(text.file());
        }
        Diagnostic diagnostic = ((Reading.Failed) reading).diagnostic();
        String message = diagnostic.message();
        String prefix = "`" + path + "` ";
        return diagnostic.code() == DiagnosticCode.CANNOT_READ
                ? new Loaded.Unreadable(message.substring(message.indexOf(": ") + 2))
                : new Loaded.Unreadable("it " + message.substring(prefix.length()), flaw(diagnostic));
    }

    /** What is wrong in the file itself, and not with its name. */
    private static Optional<SourceLoader.Flaw> flaw(Diagnostic diagnostic) {
        boolean isOfText =
                diagnostic.code() == DiagnosticCode.NOT_UTF8 || diagnostic.code() == DiagnosticCode.BINARY_FILE;
        return isOfText
                ? diagnostic
                        .help()
                        .map(help -> new SourceLoader.Flaw(
                                Optional.of(diagnostic.primary().span())
                                        .filter(span -> !span.file().text().isEmpty()),
                                help))
                : Optional.empty();
    }

    private Reading reading(String path) {
        Reading known = readings.get(path);
        if (known == null) {
            known = read(path);
            readings.put(path, known);
        }
        return known;
    }

    private Reading read(String path) {
        SourceFile nothing = new SourceFile(path, "");
        byte[] octets;
        try {
            if (path.equals(STANDARD_INPUT_NAME)) {
                octets = bounded(standardInput);
            } else {
                Path file = folder.resolve(path);
                stamps.put(file, FileStamp.of(file));
                if (Files.isDirectory(file)) {
                    return failed(nothing, DiagnosticCode.IS_FOLDER, "`" + path + "` is a folder", policiesIn(path));
                }
                octets = octets(file);
            }
        } catch (IOException | InvalidPathException e) {
            return failed(
                    nothing,
                    DiagnosticCode.CANNOT_READ,
                    "cannot read `" + path + "`: " + why(e),
                    e instanceof NoSuchFileException
                            ? instead(path)
                            : e instanceof AccessDeniedException
                                    ? "let this user read it"
                                    : "check the spelling; the path starts from the current folder");
        }
        if (octets.length > LARGEST) {
            return failed(
                    nothing,
                    DiagnosticCode.CANNOT_READ,
                    "cannot read `" + path + "`: it is larger than " + (LARGEST >> 20) + " MiB",
                    "break the policy into files and `import` them");
        }
        return text(path, octets);
    }

    private static byte[] octets(Path file) throws IOException {
        // Java has this stream anyhow, and those of a channel take thirty classes. But it reads no pipe, and only they
        // tell why
        // a file cannot be opened.
        if (Files.isRegularFile(file)) {
            try (InputStream in = new FileInputStream(file.toFile())) {
                return bounded(in);
            } catch (FileNotFoundException e) {
                return throughChannel(file);
            }
        }
        return throughChannel(file);
    }

    private static byte[] throughChannel(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return bounded(in);
        }
    }

    /** One octet more than is allowed tells that there is more. */
    private static byte[] bounded(InputStream in) throws IOException {
        return in.readNBytes(LARGEST + 1);
    }

    static String why(Exception e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        // The reason alone: the message names a file too, and of a file that is being written not the user's.
        if (e instanceof FileSystemException failed && failed.getReason() != null) {
            return failed.getReason();
        }
        return e instanceof InvalidPathException ? "not a path" : String.valueOf(e.getMessage());
    }

    /** What octets say as a policy or a table. */
    static Reading text(String path, byte[] octets) {
        Optional<String> encoding = otherEncoding(octets);
        if (encoding.isPresent()) {
            return failed(
                    new SourceFile(path, ""),
                    DiagnosticCode.NOT_UTF8,
                    "`" + path + "` is not UTF-8 but " + encoding.get(),
                    "save it as UTF-8");
        }
        for (byte octet : octets) {
            if (octet == 0) {
                return failed(
                        new SourceFile(path, ""),
                        DiagnosticCode.BINARY_FILE,
                        "`" + path + "` is a binary file",
                        "give a policy as plain text in UTF-8");
            }
        }
        String lenient = new String(octets, StandardCharsets.UTF_8);
        if (lenient.indexOf(REPLACEMENT) < 0) {
            return new Reading.Text(new SourceFile(path, lenient));
        }
        // It may have been written so.
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(octets);
        CharBuffer out = CharBuffer.allocate(octets.length + 1);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            // What follows the first bad octet is decoded as well as can be, to show its line.
            int at = out.position();
            int octet = octets[in.position()] & 0xFF;
            SourceFile file = new SourceFile(path, new String(octets, StandardCharsets.UTF_8));
            return new Reading.Failed(Diagnostic.of(
                            DiagnosticCode.NOT_UTF8,
                            new Span(file, at, at + 1),
                            String.format("`%s` is not UTF-8: octet %02X does not fit", path, octet))
                    .labelled("not readable from here on")
                    .withHelp("save it as UTF-8"));
        }
        return new Reading.Text(new SourceFile(path, out.flip().toString()));
    }

    private static Optional<String> otherEncoding(byte[] octets) {
        if (octets.length >= 2 && (octets[0] & 0xFF) == 0xFF && (octets[1] & 0xFF) == 0xFE
                || octets.length >= 2 && (octets[0] & 0xFF) == 0xFE && (octets[1] & 0xFF) == 0xFF) {
            return Optional.of("UTF-16");
        }
        return Optional.empty();
    }

    static Reading.Failed failed(SourceFile file, DiagnosticCode code, String message, String help) {
        return new Reading.Failed(
                Diagnostic.of(code, new Span(file, 0, 0), message).withHelp(help));
    }
}
