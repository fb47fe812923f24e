package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class TestCommandTest {
    @TempDir
    Path folder;

    @BeforeEach
    void policy() throws Exception {
        Policies.contoso(folder);
    }

    private void breakOne() throws Exception {
        Files.writeString(
                folder.resolve("contoso.mailflow"),
                Policies.CONTOSO.replace("203.0.113.41 tls 1.3 cert mail1", "203.0.113.41 tls 1.3 cert mail2"));
    }

    @Test
    void countsWhatPasses() {
        Shell.Run run = new Shell(folder).run("test", "contoso.mailflow");
        assertThat(run.code()).isZero();
        assertThat(run.out()).isEqualTo("2 passed, 0 failed\n");
        assertThat(new Shell(folder)
                        .run("test", "--verbose", "contoso.mailflow")
                        .out())
                .startsWith("passed  \"John writes to Bob\" at office365\n");
    }

    @Test
    void explainsWhatFails() throws Exception {
        breakOne();
        Shell.Run run = new Shell(folder).run("test", "contoso.mailflow");
        assertThat(run.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(run.out())
                .contains("FAILED  \"John writes to Bob\" at office365  (contoso.mailflow:11)\n")
                .contains("expected  deliver  (contoso.mailflow:14:3)\n")
                .contains("but is    reject direct-send\n")
                .contains("connector `hybrid-in` does not fit: no certificate name is `mail1.contoso.com`")
                .endsWith("1 passed, 1 failed\n");
    }

    @Test
    void runsWhatIsAskedFor() {
        Shell shell = new Shell(folder);
        assertThat(shell.run("test", "contoso.mailflow", "--run", "SUN*john").out())
                .isEqualTo("1 passed, 0 failed\n");
        Shell.Run none = shell.run("test", "contoso.mailflow", "--run", "moon.*");
        assertThat(none.code()).isEqualTo(ExitCode.USAGE);
        assertThat(none.err()).contains("none of the 2 tests has a title like \"moon.*\"");
    }

    @Test
    void jsonCarriesTheExplanation() throws Exception {
        breakOne();
        JsonNode document = JsonMapper.shared()
                .readTree(new Shell(folder)
                        .run("test", "--format", "json", "contoso.mailflow")
                        .out());
        assertThat(document.get("summary").get("failed").asInt()).isEqualTo(1);
        JsonNode failed = document.get("tests").get(0);
        assertThat(failed.get("result").asString()).isEqualTo("failed");
        assertThat(failed.get("explanation")
                        .get("inbound")
                        .get(0)
                        .get("standing")
                        .asString())
                .isEqualTo("missed");
    }

    @Test
    void aPolicyWithoutTestsSaysSo() throws Exception {
        Files.writeString(
                folder.resolve("none.mailflow"),
                "language 1\nfrom onprem to office365 require tls cert *.contoso.com\n");
        Shell.Run run = new Shell(folder).run("test", "none.mailflow");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("the policy has no tests").endsWith("0 passed, 0 failed\n");
    }
}
