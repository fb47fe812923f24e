package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mailflow lsp} where nothing has started the server itself. */
final class LspCommandTest {
    @TempDir
    Path folder;

    @Test
    void whereTheServersJarIsMissingItSaysWhatToStart() {
        Shell.Run run = new Shell(folder).run("lsp", "--stdio");
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        // What an editor reads stays empty.
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("mailflow-lsp.jar").contains("`mailflow lsp`");
    }

    @Test
    void shellsCompleteIt() {
        assertThat(new Shell(folder).run("completion", "bash").out())
                .contains(" lsp ")
                .contains("--stdio");
    }
}
