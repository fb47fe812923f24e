package dev.mailflow.cli.launched;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Results that cannot be written: the user learns why, unless it is that nobody reads on. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
final class OutletTest {
    private static final Path LAUNCHER = Path.of("target/mailflow").toAbsolutePath();

    @TempDir
    Path folder;

    private String errors(String script) throws Exception {
        Files.writeString(folder.resolve("a.mailflow"), "language 1\nfrom onprm to office365\n");
        Path err = folder.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", script, LAUNCHER.toString())
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(folder.resolve("out.txt").toFile())
                .redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home", ""));
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(err) + process.exitValue();
    }

    @Test
    void aFullDiskIsTold() throws Exception {
        assertThat(errors("\"$0\" check a.mailflow >/dev/full"))
                .isEqualTo("error: standard output cannot be written to: No space left on device\n1");
    }

    /** The only end that reads is closed before the run begins. */
    @Test
    void whoHasReadEnoughIsNotTold() throws Exception {
        assertThat(errors("mkfifo pipe; exec 3<>pipe 4>pipe 3<&-; \"$0\" check a.mailflow >&4; echo \"code $?\" >&2"))
                .isEqualTo("code 1\n0");
    }
}
