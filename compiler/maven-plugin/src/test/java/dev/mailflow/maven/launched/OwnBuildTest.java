package dev.mailflow.maven.launched;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What Maven prints by itself around what a build of this repository prints. */
final class OwnBuildTest {
    private static final Path TOP = Path.of("../..");

    /** The story of the README is the whole output of its command: Maven resets no colours that it has not used. */
    @Test
    void nothingComesBehindTheLastLine() throws IOException {
        Process maven = new ProcessBuilder(System.getProperty("maven.home") + "/bin/mvn", "--version")
                .directory(TOP.toFile())
                .redirectErrorStream(true)
                .start();
        maven.getOutputStream().close();
        String printed;
        try (InputStream out = maven.getInputStream()) {
            printed = new String(out.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(printed).contains("Java version").endsWith("\n");
    }
}
