package dev.mailflow.maven.launched;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.maven.shared.invoker.DefaultInvocationRequest;
import org.apache.maven.shared.invoker.DefaultInvoker;
import org.apache.maven.shared.invoker.InvocationRequest;
import org.apache.maven.shared.invoker.InvocationResult;
import org.apache.maven.shared.invoker.InvokerLogger;
import org.apache.maven.shared.invoker.MavenInvocationException;
import org.apache.maven.shared.invoker.PrintStreamLogger;

/**
 * A copy of one of the projects in {@code src/it}, built offline with a local repository of its own. What Maven needs beside our
 * own artifacts comes from the repository that the build around this test uses.
 */
final class UserProject {
    private static final Path PROJECTS = Path.of("src/it");
    private static final String VERSION = property("project.version");

    private final Path folder;

    private UserProject(Path folder) {
        this.folder = folder;
    }

    /** @param folder to copy to; made if it is not there */
    static UserProject copy(String name, Path folder) throws IOException {
        Path from = PROJECTS.resolve(name);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = folder.resolve(from.relativize(file).toString());
                Files.createDirectories(Objects.requireNonNull(to.getParent()));
                Files.writeString(to, Files.readString(file).replace("@project.version@", VERSION));
            }
        }
        return new UserProject(folder);
    }

    /** @param log all that Maven said */
    record Build(int exitCode, String log) {
        boolean succeeded() {
            return exitCode == 0;
        }

        /** Lines that hold the text. */
        List<String> lines(String text) {
            return log.lines().filter(line -> line.contains(text)).toList();
        }
    }

    /** Runs {@code mvn}. */
    Build mvn(String... arguments) throws IOException, MavenInvocationException {
        // Output and errors come by two threads.
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        InvocationRequest request = new DefaultInvocationRequest();
        request.setBaseDirectory(folder.toFile());
        request.setLocalRepositoryDirectory(new File(property("mailflow.it.localRepository")));
        request.setUserSettingsFile(settings().toFile());
        request.setBatchMode(true);
        request.setNoTransferProgress(true);
        request.setShowVersion(true);
        // Runs are short: what a compiler of the JVM gains later is not earned back.
        request.setMavenOpts("-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        // What is on this machine is all there is.
        request.setOffline(true);
        List<String> all = new ArrayList<>(List.of("-Daether.offline.protocols=file"));
        all.addAll(Arrays.asList(arguments));
        request.addArgs(all);
        request.setOutputHandler(lines::add);
        request.setErrorHandler(lines::add);
        DefaultInvoker invoker = new DefaultInvoker();
        invoker.setLogger(new PrintStreamLogger(System.err, InvokerLogger.ERROR));
        invoker.setMavenHome(new File(property("maven.home")));
        InvocationResult result = invoker.execute(request);
        if (result.getExecutionException() != null) {
            throw new IOException(result.getExecutionException());
        }
        return new Build(result.getExitCode(), String.join("\n", lines) + "\n");
    }

    private Path settings() throws IOException {
        Path settings = folder.resolve("../settings.xml").normalize();
        Files.writeString(settings, """
                <settings>
                  <mirrors>
                    <mirror>
                      <id>outer</id>
                      <mirrorOf>*</mirrorOf>
                      <url>%s</url>
                    </mirror>
                  </mirrors>
                </settings>
                """.formatted(
                        Path.of(property("mailflow.it.outerRepository")).toUri()));
        return settings;
    }

    Path file(String path) {
        return folder.resolve(path);
    }

    boolean has(String path) {
        return Files.exists(file(path));
    }

    String read(String path) throws IOException {
        return Files.readString(file(path));
    }

    void write(String path, String text) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file(path).getParent()));
        Files.writeString(file(path), text);
    }

    /** The text has to be there: an edit that changes nothing would test nothing. */
    void replace(String path, String text, String by) throws IOException {
        String before = read(path);
        if (!before.contains(text)) {
            throw new IllegalArgumentException("no `" + text + "` in " + path);
        }
        write(path, before.replace(text, by));
    }

    /** Time stamps of the files below a folder, by path; none if it is not there. */
    SortedMap<String, FileTime> times(String below) throws IOException {
        SortedMap<String, FileTime> times = new TreeMap<>();
        for (Path file : files(below)) {
            times.put(name(file), Files.getLastModifiedTime(file));
        }
        return times;
    }

    /** Contents of the files below a folder, by path. */
    SortedMap<String, String> contents(String below) throws IOException {
        SortedMap<String, String> contents = new TreeMap<>();
        for (Path file : files(below)) {
            contents.put(name(file), Files.readString(file));
        }
        return contents;
    }

    private List<Path> files(String below) throws IOException {
        if (!has(below)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(file(below))) {
            return files.filter(Files::isRegularFile).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private String name(Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    private static String property(String name) {
        return Objects.requireNonNull(System.getProperty(name), name);
    }
}
