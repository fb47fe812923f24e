package dev.mailflow.cli.launched;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The packed jar and its launcher, as users start them. */
@Timeout(120)
@DisabledOnOs(OS.WINDOWS)
final class LauncherTest {
    private static final Path LAUNCHER = Path.of("target/mailflow").toAbsolutePath();
    private static final Path JAR = Path.of("target/mailflow.jar").toAbsolutePath();
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

    /** What has not changed is not compiled again; a policy that something is to be said of is, so that it is said again. */
    @Test
    void unchangedInputIsRecognised() throws Exception {
        Path policy = folder.resolve("a.mailflow");
        String text = """
                language 1
                organization { domains contoso.com }
                endpoint hub : server { hosts hub.contoso.com cert hub.contoso.com }
                endpoint bank : partner { domains bank.example }
                connector bank-in from bank to hub require tls cert mail.bank.example
                """;
        Files.writeString(policy, text);
        List<String> compile = List.of(LAUNCHER.toString(), "compile", "a.mailflow", "-o", "out", "-t", "java");
        assertThat(run(javaHome(), compile).out()).endsWith("1 file written, 0 unchanged\n");
        Path record = folder.resolve("out/.mailflow-inputs");
        assertThat(record).exists();
        // Were it compiled all the same, the record would be written anew, without this line.
        Files.writeString(record, Files.readString(record).replace("end", "input\t\tnone\nend"));
        String doctored = Files.readString(record);
        assertThat(run(javaHome(), compile).out()).endsWith("0 files written, 1 unchanged\n");
        assertThat(Files.readString(record)).isEqualTo(doctored);
        Files.writeString(policy, text + "# a comment\n");
        assertThat(run(javaHome(), compile).out()).endsWith("0 files written, 1 unchanged\n");
        assertThat(Files.readString(record)).isNotEqualTo(doctored);
        Files.writeString(policy, text.replace("language 1\n", ""));
        assertThat(run(javaHome(), compile).err()).contains("language");
        assertThat(run(javaHome(), compile).err()).contains("language");
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
        assertThat(run(javaHome(), List.of(mailflow, "test", policy)).out()).isEqualTo("2 passed, 0 failed\n");
        assertThat(run(javaHome(), List.of(mailflow, "compile", policy, "-o", "out"))
                        .code())
                .isZero();
        assertThat(folder.resolve("out/OnpremRouting.java")).isNotEmptyFile();
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
