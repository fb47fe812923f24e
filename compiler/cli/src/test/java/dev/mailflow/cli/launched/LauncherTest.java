package dev.mailflow.cli.launched;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The packed jar and its launcher, as users start them. */
@Timeout(240)
@DisabledOnOs(OS.WINDOWS)
final class LauncherTest {
    private static final Path LAUNCHER = Path.of("target/mailflow").toAbsolutePath();
    private static final Path JAR = Path.of("target/mailflow.jar").toAbsolutePath();
    /** A class of each phase of the compiler. */
    private static final List<String> PHASES = List.of(
            "dev.mailflow.compiler.parse.PolicyParser",
            "dev.mailflow.compiler.resolve.Resolver",
            "dev.mailflow.compiler.type.TypeChecker",
            "dev.mailflow.compiler.check.Checks",
            "dev.mailflow.compiler.decision.Lowering",
            "dev.mailflow.compiler.analysis.Analysis",
            "dev.mailflow.compiler.targets.javaclass.RoutingClass");

    private static final String JAVA_HOME = System.getProperty("java.home", "");

    @TempDir
    Path folder;

    private record Run(int code, String out, String err) {}

    private Run run(Map<String, String> environment, List<String> command) throws Exception {
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static Map<String, String> javaHome() {
        return Map.of("JAVA_HOME", JAVA_HOME, "PATH", "/usr/bin:/bin");
    }

    /** Of each stream: a terminal on which a password is typed need not have a name that anybody knows. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void tellsWhatStandardInputIs() throws Exception {
        Path java = Files.createDirectories(folder.resolve("java/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho \"$*\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        String script = "\"$0\" password ann </dev/null; \"$0\" password ann </dev/ptmx";
        Run run = run(
                Map.of("JAVA_HOME", folder.resolve("java").toString(), "PATH", "/usr/bin:/bin"),
                List.of("/bin/sh", "-c", script, LAUNCHER.toString()));
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("-Dmailflow.stdin=file "),
                        line -> assertThat(line).contains("-Dmailflow.stdin=keyboard "));
    }

    /** What the JVM tells of classes of ours, and of picocli, that a run of the launcher loads. */
    private List<String> loaded(List<String> command) throws Exception {
        return loaded(logging(), command);
    }

    private Map<String, String> logging() {
        return Map.of("JAVA_HOME", JAVA_HOME, "MAILFLOW_JAVA_OPTIONS", "-Xlog:class+load:file=" + log());
    }

    private List<String> loaded(Map<String, String> environment, List<String> command) throws Exception {
        return allLoaded(environment, command).stream()
                .filter(line -> line.contains(" dev.mailflow.") || line.contains(" picocli."))
                .toList();
    }

    private List<String> allLoaded(Map<String, String> environment, List<String> command) throws Exception {
        Files.deleteIfExists(log());
        Run run = run(environment, command);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        return Files.readAllLines(log());
    }

    private Path log() {
        return folder.resolve("loaded.txt");
    }

    /** How many of the compiler's phases ran, told by the classes that stand for them; without an archive, which loads all. */
    private long phases(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(JAVA_HOME + "/bin/java", "-Xlog:class+load:file=" + log(), "-jar", JAR.toString()));
        command.addAll(arguments);
        Files.deleteIfExists(log());
        assertThat(run(Map.of(), command).code()).isZero();
        List<String> loaded = Files.readAllLines(log());
        return PHASES.stream()
                .filter(phase -> loaded.stream().anyMatch(line -> line.contains(" " + phase + " source:")))
                .count();
    }

    /**
     * What has not changed costs its digest: all of it is read, nothing is compiled. What was said of it is said again.
     */
    @Test
    void unchangedInputCostsADigest() throws Exception {
        String text = """
                language 1
                import "bank.mailflow"
                organization { domains contoso.com }
                endpoint hub : server { hosts hub.contoso.com cert hub.contoso.com }
                for each partner in "partners.csv" {
                  endpoint ${partner.id} : partner { domains ${partner.domain} }
                  connector ${partner.id}-in from ${partner.id} to hub require tls
                }
                """;
        Map<String, String> inputs =
                Map.of("a.mailflow", text, "bank.mailflow", """
                endpoint bank : partner { domains bank.example }
                connector bank-in from bank to hub require tls cert mail.bank.example
                """, "partners.csv", "id,domain\npost,post.example\n");
        for (Map.Entry<String, String> input : inputs.entrySet()) {
            Files.writeString(folder.resolve(input.getKey()), input.getValue());
        }
        List<String> compile = List.of("compile", "a.mailflow", "-o", "out", "-t", "java,relay");
        assertThat(phases(compile)).isEqualTo(PHASES.size());
        List<String> record = Files.readAllLines(folder.resolve("out/.mailflow-inputs"));
        assertThat(record.stream().filter(line -> line.startsWith("input "))).hasSize(inputs.size());
        assertThat(record.stream().filter(line -> line.startsWith("output "))).hasSize(2);
        assertThat(phases(compile)).isZero();
        List<String> launched = new ArrayList<>(List.of(LAUNCHER.toString()));
        launched.addAll(compile);
        assertThat(run(javaHome(), launched).out()).endsWith("0 files written, 2 unchanged\n");
        for (Map.Entry<String, String> input : inputs.entrySet()) {
            Path file = folder.resolve(input.getKey());
            Files.writeString(
                    file, input.getValue() + (input.getKey().endsWith("csv") ? "giro,giro.example\n" : "# more\n"));
            assertThat(phases(compile)).as(input.getKey()).isEqualTo(PHASES.size());
            assertThat(phases(compile)).as(input.getKey()).isZero();
        }
        Path output = folder.resolve("out/hub.relay.json");
        String written = Files.readString(output);
        Files.writeString(output, "edited");
        assertThat(phases(compile)).isEqualTo(PHASES.size());
        assertThat(output).hasContent(written);
        Files.writeString(folder.resolve("a.mailflow"), text.replace("language 1\n", ""));
        assertThat(phases(compile)).isEqualTo(PHASES.size());
        assertThat(phases(compile)).isZero();
        Run again = run(javaHome(), launched);
        assertThat(again.err()).startsWith("note[MF2016]: ").contains(" --> a.mailflow:1:1\n");
        assertThat(again.out()).endsWith("0 files written, 2 unchanged\n");
        assertThat(again.code()).isZero();
    }

    /** What the JVM says of an archive that it can use. */
    private static final String SHARED = "source: shared objects file";

    private static Path archive(Path place) {
        return place.resolve("mailflow-" + System.getProperty("java.runtime.version") + ".jsa");
    }

    private List<String> check(Path launcher) throws Exception {
        Files.writeString(
                folder.resolve("a.mailflow"), "language 1\nfrom onprem to office365 require tls cert *.contoso.com\n");
        return List.of(launcher.toString(), "check", "a.mailflow");
    }

    @Test
    void theBuildMakesAnArchiveOfClasses() throws Exception {
        assertThat(archive(Path.of("target"))).exists();
        List<String> loaded = loaded(check(LAUNCHER));
        // All of a check: no targets.
        for (String phase : PHASES.subList(0, PHASES.size() - 1)) {
            assertThat(loaded)
                    .filteredOn(line -> line.contains(" " + phase + " "))
                    .hasSize(1)
                    .allMatch(line -> line.contains(SHARED));
        }
        assertThat(loaded).noneMatch(line -> line.contains(" picocli."));
    }

    /** What a short run would pay for each time: a lambda to be linked, a logger to be looked for at its end. */
    @Test
    void aCheckLinksNoLambdaAndLooksForNoLogger() throws Exception {
        Path policy = Path.of("src/test/corpus/contoso/input.mailflow").toAbsolutePath();
        List<String> loaded = allLoaded(logging(), List.of(LAUNCHER.toString(), "check", policy.toString()));
        assertThat(loaded)
                .filteredOn(line -> !line.contains(SHARED))
                .noneMatch(line -> line.contains("$$Lambda") || line.contains(" jdk.internal.logger."));
        // From 25 on the archive's classes are all there from the start, whether anybody needs them or not.
        if (Runtime.version().feature() < 25) {
            assertThat(loaded).noneMatch(line -> line.contains(" java.lang.invoke.InnerClassLambdaMetafactory "));
        }
    }

    /** A folder with the launcher and the jar and nothing else. */
    private Path place(String name) throws IOException {
        Path place = Files.createDirectories(folder.resolve(name));
        Files.copy(LAUNCHER, place.resolve("mailflow"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(JAR, place.resolve("mailflow.jar"), StandardCopyOption.COPY_ATTRIBUTES);
        return place;
    }

    /** What an archive is made in, and the lock of its making. */
    private static Path making(Path place) {
        return place.resolve(archive(place).getFileName().toString().replace(".jsa", ".making"));
    }

    private static void awaitMade(Path place) throws InterruptedException {
        for (int i = 0; i < 900 && Files.exists(making(place)); i++) {
            Thread.sleep(100);
        }
        assertThat(archive(place)).exists();
    }

    @Test
    void anotherPlaceGetsAnArchiveAtTheFirstRun() throws Exception {
        Path place = place("place");
        Path launcher = place.resolve("mailflow");
        assertThat(loaded(check(launcher))).isNotEmpty().noneMatch(line -> line.contains(SHARED));
        awaitMade(place);
        assertThat(loaded(check(launcher))).isNotEmpty().anyMatch(line -> line.contains(SHARED));
        // One that is broken is passed over, and nothing is said.
        Files.delete(archive(place));
        Files.writeString(archive(place), "broken");
        assertThat(loaded(check(launcher))).isNotEmpty().noneMatch(line -> line.contains(SHARED));
    }

    /** A lock holds for whoever makes an archive, and not for ever if he was killed. */
    @Test
    void aLockThatWasLeftIsTakenOver() throws Exception {
        Path place = place("place");
        List<String> check = check(place.resolve("mailflow"));
        Path making = Files.createDirectory(making(place));
        Files.writeString(making.resolve("4711"), "half an arch");
        assertThat(run(javaHome(), check).code()).isZero();
        assertThat(archive(place)).doesNotExist();
        assertThat(making.resolve("4711")).exists();
        // One that failed would fail again, however long ago that was, until there is another jar.
        Path failed = Files.writeString(making.resolve("failed"), "");
        Files.setLastModifiedTime(making, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        assertThat(run(javaHome(), check).code()).isZero();
        assertThat(archive(place)).doesNotExist();
        assertThat(making.resolve("4711")).exists();
        Files.delete(failed);
        Files.setLastModifiedTime(making, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        assertThat(run(javaHome(), check).code()).isZero();
        awaitMade(place);
    }

    /** JDK 17 would make an archive there that it then takes nothing from. */
    @Test
    void whereAnArchiveIsOfNoUseNoneIsMade() throws Exception {
        // Later ones make one and use it. No skip, for a build that skips anything is taken for an incomplete one.
        if (Runtime.version().feature() > 17) {
            return;
        }
        Path place = place("a 100% odd place");
        assertThat(loaded(check(place.resolve("mailflow")))).isNotEmpty();
        assertThat(making(place)).doesNotExist();
        assertThat(archive(place)).doesNotExist();
    }

    @Test
    void worksByJavaHomeAndByPath() throws Exception {
        List<String> version = List.of(LAUNCHER.toString(), "--version");
        assertThat(run(javaHome(), version).out()).startsWith("mailflow ");
        assertThat(run(Map.of("PATH", JAVA_HOME + "/bin:/usr/bin:/bin"), version)
                        .out())
                .startsWith("mailflow ");
    }

    @Test
    void withoutJavaSaysWhatItNeeds() throws Exception {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : List.of("dirname", "readlink")) {
            Files.createSymbolicLink(tools.resolve(tool), Path.of("/usr/bin", tool));
        }
        Run run = run(Map.of("PATH", tools.toString()), List.of("/bin/sh", LAUNCHER.toString(), "--version"));
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("mailflow: needs Java 17 or newer; set JAVA_HOME, or put java on the PATH\n");
    }

    @Test
    void worksThroughLinksAndOddFolders() throws Exception {
        Path odd = Files.createDirectories(folder.resolve("a folder; with $odd name"));
        Files.createSymbolicLink(odd.resolve("first"), LAUNCHER);
        Files.createSymbolicLink(folder.resolve("second"), Path.of("a folder; with $odd name/first"));
        Run run = run(javaHome(), List.of(folder.resolve("second").toString(), "--version"));
        assertThat(run.out()).startsWith("mailflow ");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void checksTestsAndCompilesAFirstPolicy() throws Exception {
        String mailflow = LAUNCHER.toString();
        assertThat(run(javaHome(), List.of(mailflow, "init", "first policy")).code())
                .isZero();
        String policy = "first policy/policy.mailflow";
        assertThat(run(javaHome(), List.of(mailflow, "check", policy)).out())
                .isEqualTo("1 file checked: no findings\n");
        assertThat(run(javaHome(), List.of(mailflow, "test", policy)).out()).isEqualTo("4 passed, 0 failed\n");
        // Whatever else the JVM is told, and where.
        for (List<String> told : List.of(
                List.of("NOTHING", ""),
                List.of("MAILFLOW_JAVA_OPTIONS", "-Xmx16m"),
                List.of("JDK_JAVA_OPTIONS", "-XX:+UseG1GC"))) {
            Map<String, String> environment = new HashMap<>(javaHome());
            environment.put(told.get(0), told.get(1));
            assertThat(run(environment, List.of(mailflow, "compile", policy, "-o", "out"))
                            .code())
                    .isZero();
        }
        assertThat(folder.resolve("out/OnpremRouting.java")).isNotEmptyFile();
    }

    @Test
    void readsAPipeByItsName() throws Exception {
        check(LAUNCHER);
        String script = "mkfifo pipe && { timeout 60 cat a.mailflow >pipe & \"$0\" check pipe; }";
        assertThat(run(javaHome(), List.of("/bin/sh", "-c", script, LAUNCHER.toString()))
                        .out())
                .endsWith("1 file checked: 2 warnings\n");
    }

    @Test
    void keepsExitCodeAndUtf8InAPlainLocale() throws Exception {
        Files.writeString(folder.resolve("a.mailflow"), "language 1\n# Zürich 日本\nfrom onprm to office365 # 日本\n");
        Run run = run(
                Map.of("JAVA_HOME", JAVA_HOME, "PATH", "/usr/bin:/bin", "LC_ALL", "C"),
                List.of(LAUNCHER.toString(), "check", "a.mailflow"));
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.out()).contains("from onprm to office365 # 日本").doesNotContain("\u001b");
    }

    /** The shell makes the folder and takes it away again: this JVM may be in a plain locale itself. */
    @Test
    void findsFilesBeyondAsciiInAPlainLocale() throws Exception {
        Files.writeString(folder.resolve("a.mailflow"), "language 1\nfrom onprm to office365\n");
        String script = """
                d=$(printf 'Z\\303\\274rich')
                mkdir "$d" && cp a.mailflow "$d/$d.mailflow" && cd "$d" || exit 9
                "$0" check "$d.mailflow"
                code=$?
                cd .. && rm -r "$d"
                exit $code
                """;
        Run run = run(
                Map.of("JAVA_HOME", JAVA_HOME, "PATH", "/usr/bin:/bin", "LC_ALL", "C"),
                List.of("/bin/sh", "-c", script, LAUNCHER.toString()));
        assertThat(run.out()).contains("Zürich.mailflow:2:6").contains("there is no endpoint `onprm`");
        assertThat(run.code()).isEqualTo(3);
    }

    @Test
    void theJarRunsAloneAndKeepsWhatItHasTo() throws Exception {
        assertThat(run(Map.of(), List.of(JAVA_HOME + "/bin/java", "-jar", JAR.toString(), "--version"))
                        .out())
                .startsWith("mailflow ");
        try (JarFile jar = new JarFile(JAR.toFile())) {
            TreeSet<String> names = new TreeSet<>();
            jar.stream().forEach(entry -> names.add(entry.getName()));
            assertThat(names)
                    .contains(
                            "META-INF/services/java.sql.Driver", "META-INF/services/org.slf4j.spi.SLF4JServiceProvider")
                    .contains(
                            "META-INF/licenses/README.md",
                            "META-INF/LICENSE",
                            "META-INF/LICENSE.txt",
                            "META-INF/NOTICE")
                    .noneMatch(name -> name.endsWith(".SF") || name.endsWith("module-info.class"))
                    .noneMatch(name -> name.startsWith("org/junit") || name.startsWith("net/jqwik"));
            assertThat(text(jar, "META-INF/LICENSE")).contains("Apache License", "dnsjava authors");
            assertThat(text(jar, "META-INF/services/java.sql.Driver")).contains("org.sqlite.JDBC");
            assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
                    .isEqualTo("dev.mailflow.cli.Main");
        }
    }

    private static String text(JarFile jar, String name) throws IOException {
        try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
