package dev.mailflow.cli.files;

import dev.mailflow.cli.files.PolicyFiles.Reading;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.resolve.SourceLoader;
import dev.mailflow.compiler.source.SourceFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Files as a revision of git has them, read by the program {@code git} (gitrevisions(7)): nothing of the working folder or of the
 * index is touched.
 */
public final class Revision {
    private static final String ENDING = ".mailflow";

    private final Path folder;
    private final String name;
    private final Map<String, Reading> readings = new HashMap<>();

    /**
     * @param folder that relative paths start from
     * @param name as the user names it; the caller has seen that it is no option
     */
    public Revision(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    /** What became of a run of git. */
    private record Run(int code, byte[] out, String firstComplaint) {}

    /** The named file. */
    public Reading root(String path) {
        return readings.computeIfAbsent(path.replace('\\', '/'), this::read);
    }

    /** Whether the revision has a folder of that name. */
    public boolean isFolder(String path) {
        return new String(git("cat-file", "-t", object(path)).out(), StandardCharsets.UTF_8)
                .strip()
                .equals("tree");
    }

    /**
     * What a revision has below a folder.
     *
     * @param policies as paths from the current folder; none of a folder that the revision does not have
     * @param trouble why that cannot be told
     */
    public record Listing(List<String> policies, Optional<Diagnostic> trouble) {
        public Listing {
            policies = List.copyOf(policies);
        }
    }

    /** The policies in a folder. */
    public Listing policies(String path) {
        if (git("cat-file", "-e", name + "^{tree}").code() != 0) {
            return unreadable(path, missing());
        }
        Run run = git("ls-tree", "-r", "-z", "--name-only", object(path));
        if (run.code() != 0) {
            // Of what is not in a tree git says nothing here; it complains where it cannot look.
            Run entry = git("ls-tree", "-z", name, "--", relative(path));
            return entry.code() == 0 && entry.out().length == 0
                    ? new Listing(List.of(), Optional.empty())
                    : unreadable(path, run);
        }
        String base = path.equals(".") ? "" : path.endsWith("/") ? path : path + "/";
        List<String> policies = Stream.of(new String(run.out(), StandardCharsets.UTF_8).split("\0"))
                .filter(file -> file.endsWith(ENDING) && !file.startsWith(".") && !file.contains("/."))
                .map(file -> base + file)
                .sorted()
                .toList();
        return new Listing(policies, Optional.empty());
    }

    private Listing unreadable(String path, Run run) {
        return new Listing(
                List.of(), Optional.of(unreadable(path, run.firstComplaint()).diagnostic()));
    }

    /** Why there is no such revision: often there is no repository at all. */
    private Run missing() {
        Run repository = git("rev-parse", "--git-dir");
        return repository.code() == 0 ? new Run(1, new byte[0], "the repository has no such revision") : repository;
    }

    /** What a policy of the revision may load. */
    public SourceLoader loader(SourceLoader.Reach reach) {
        return new SourceLoader() {
            @Override
            public Loaded load(String path) {
                Reading reading = root(path);
                return reading instanceof Reading.Text text
                        ? new Loaded.Found(text.file())
                        : new Loaded.Unreadable("no such file in " + name + ", or not a text");
            }

            @Override
            public Reach reach() {
                return reach;
            }
        };
    }

    private Reading read(String path) {
        Run run = git("cat-file", "blob", object(path));
        return run.code() == 0 ? PolicyFiles.text(path, run.out()) : unreadable(path, run.firstComplaint());
    }

    private Reading.Failed unreadable(String path, String why) {
        return PolicyFiles.failed(
                new SourceFile(path, ""),
                DiagnosticCode.CANNOT_READ,
                "cannot read `" + path + "` of `" + name + "`: " + why,
                "name a revision of git, and a path in it that starts from the current folder; a shallow clone may"
                        + " have to fetch the revision first");
    }

    private String object(String path) {
        return name + ":" + relative(path);
    }

    /** Without {@code ./} git starts from the top of the repository, and it takes no path of the whole machine. */
    private String relative(String path) {
        Path named = Path.of(path);
        String inside = named.isAbsolute()
                ? folder.normalize().relativize(named.normalize()).toString().replace('\\', '/')
                : path;
        return inside.equals(".") ? "./" : "./" + inside;
    }

    private Run git(String... arguments) {
        List<String> command =
                Stream.concat(Stream.of("git"), Stream.of(arguments)).toList();
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
            builder.environment().put("LC_ALL", "C");
            // No object is fetched from elsewhere and nobody is asked for a password.
            builder.environment().put("GIT_NO_LAZY_FETCH", "1");
            builder.environment().put("GIT_TERMINAL_PROMPT", "0");
            Process process = builder.redirectErrorStream(false)
                    .redirectError(ProcessBuilder.Redirect.PIPE)
                    .start();
            process.getOutputStream().close();
            byte[] out;
            byte[] complaint;
            try (InputStream octets = process.getInputStream();
                    InputStream errors = process.getErrorStream()) {
                out = octets.readAllBytes();
                complaint = errors.readAllBytes();
            }
            int code = process.waitFor();
            return new Run(code, out, first(new String(complaint, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            return new Run(-1, new byte[0], "git cannot be run");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Run(-1, new byte[0], "interrupted");
        }
    }

    private static String first(String complaint) {
        return complaint
                .lines()
                .findFirst()
                .map(line -> line.startsWith("fatal: ") ? line.substring("fatal: ".length()) : line)
                .filter(line -> !line.isBlank())
                .or(() -> Optional.of("no such file"))
                .get();
    }
}
