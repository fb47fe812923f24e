package dev.mailflow.maven;

import dev.mailflow.cli.files.PolicyFiles;
import dev.mailflow.cli.files.PolicyFiles.Reading;
import dev.mailflow.cli.files.PolicyFolder;
import dev.mailflow.compiler.driver.CompileRequest;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.driver.Compiler;
import dev.mailflow.compiler.resolve.SourceLoader;
import dev.mailflow.compiler.resolve.SourceLoader.Reach;
import dev.mailflow.compiler.source.SourceFile;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The policies of a module. Their paths are relative to it, so that what is generated is the same wherever it is built. */
final class PolicySources {
    static final String ENDING = ".mailflow";

    /** The way out where the user's own list names what cannot be read. */
    private static final String NAMED = "check `policies`: paths start from the source directory";

    private final Path basedir;
    private final Path sourceDirectory;
    private final List<String> named;
    private final Reach reach;

    /** @param named by the user, relative to the source directory; empty: all that no other one imports */
    PolicySources(Path basedir, Path sourceDirectory, List<String> named, Reach reach) {
        this.basedir = basedir;
        this.sourceDirectory = sourceDirectory;
        this.named = List.copyOf(named);
        this.reach = reach;
    }

    Path directory() {
        return sourceDirectory;
    }

    /** Paths of the files that can be policies, in the order of their names; none where there is no source directory. */
    List<String> candidates() {
        String directory = Places.relative(basedir, sourceDirectory);
        if (!named.isEmpty()) {
            return named.stream()
                    .map(name -> Places.join(directory, name.strip().replace('\\', '/')))
                    .toList();
        }
        return Files.isDirectory(sourceDirectory) ? PolicyFolder.files(basedir, directory) : List.of();
    }

    /** Which of them are compiled, and how, beside what the files say. */
    List<String> choice() {
        List<String> choice = new ArrayList<>();
        choice.add(Places.relative(basedir, sourceDirectory));
        choice.add(reach.name());
        // An imported file that is named is a policy of its own.
        choice.add(named.isEmpty() ? "all" : "named");
        choice.addAll(candidates());
        return choice;
    }

    /** The files of the module, by path. */
    Function<String, Optional<SourceFile>> files() {
        PolicyFiles files = new PolicyFiles(basedir, InputStream.nullInputStream());
        return path -> files.root(path) instanceof Reading.Text text ? Optional.of(text.file()) : Optional.empty();
    }

    /** Every policy, compiled. One that another imports is a part of that one and no policy, unless the user named it. */
    List<CompiledPolicy> compile() {
        PolicyFiles files = new PolicyFiles(basedir, InputStream.nullInputStream());
        Map<String, CompiledPolicy> compiled = new LinkedHashMap<>();
        candidates().forEach(path -> compiled.put(path, compile(files, path)));
        if (!named.isEmpty()) {
            return List.copyOf(compiled.values());
        }
        Set<String> parts = compiled.values().stream()
                .flatMap(policy -> imported(policy).stream())
                .collect(Collectors.toSet());
        List<CompiledPolicy> policies = new ArrayList<>();
        Set<String> told = new HashSet<>();
        compiled.values().stream()
                .filter(policy -> !parts.contains(policy.path()))
                .forEach(policy -> {
                    policies.add(policy);
                    told.addAll(imported(policy));
                });
        // Files that import each other in a circle are all parts of one another: the first tells of it.
        for (CompiledPolicy policy : compiled.values()) {
            if (parts.contains(policy.path()) && told.add(policy.path())) {
                policies.add(policy);
                told.addAll(imported(policy));
            }
        }
        return policies;
    }

    private static List<String> imported(CompiledPolicy policy) {
        return policy.read().stream()
                .map(SourceFile::path)
                .filter(path -> !path.equals(policy.path()))
                .toList();
    }

    private CompiledPolicy compile(PolicyFiles files, String path) {
        String folder = folder(path);
        Reading reading = files.root(path);
        if (reading instanceof Reading.Failed failed) {
            return new CompiledPolicy(
                    path,
                    folder,
                    List.of(),
                    new CompileResult(
                            List.of(
                                    named.isEmpty()
                                            ? failed.diagnostic()
                                            : failed.diagnostic().withHelp(NAMED)),
                            Optional.empty(),
                            List.of()));
        }
        SourceFile file = ((Reading.Text) reading).file();
        List<SourceFile> read = new ArrayList<>(List.of(file));
        CompileResult result = Compiler.compile(new CompileRequest(file, new Noting(files.loader(file, reach), read)));
        return new CompiledPolicy(path, folder, read, result);
    }

    private String folder(String path) {
        Path parent = basedir.resolve(path).normalize().getParent();
        return parent == null ? "" : Places.relative(sourceDirectory.normalize(), parent);
    }

    /** Notes what was read. */
    private record Noting(SourceLoader loader, List<SourceFile> read) implements SourceLoader {
        @Override
        public Loaded load(String path) {
            Loaded answer = loader.load(path);
            if (answer instanceof Loaded.Found found && !read.contains(found.file())) {
                read.add(found.file());
            }
            return answer;
        }

        @Override
        public List<String> beside(String path) {
            return loader.beside(path);
        }

        @Override
        public Reach reach() {
            return loader.reach();
        }
    }
}
