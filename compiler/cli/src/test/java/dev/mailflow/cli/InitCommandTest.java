package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InitCommandTest {
    @TempDir
    Path folder;

    @Test
    void theFirstPolicyIsGoodAndItsTestsPass() {
        Shell shell = new Shell(folder);
        Shell.Run run = shell.run("init", "mail");
        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("wrote mail/policy.mailflow\n");
        assertThat(shell.run("check", "mail/policy.mailflow").out()).isEqualTo("1 file checked: no findings\n");
        assertThat(shell.run("test", "mail/policy.mailflow").out()).isEqualTo("4 passed, 0 failed\n");
        // As the cloud comes: with the certificate of all tenants, and nothing to set right before anything is emitted.
        assertThat(shell.run("emit", "exchange-online", "mail/policy.mailflow", "-o", "tenant")
                        .err())
                .doesNotContain("shows none of", "MF4003");
        assertThat(shell.run("compile", "mail/policy.mailflow", "-o", "out").code())
                .isZero();
    }

    @Test
    void neverOverwrites() throws Exception {
        Files.writeString(folder.resolve("policy.mailflow"), "# mine\n");
        Shell.Run run = new Shell(folder).run("init");
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("[MF9007]");
        assertThat(folder.resolve("policy.mailflow")).hasContent("# mine\n");
    }
}
