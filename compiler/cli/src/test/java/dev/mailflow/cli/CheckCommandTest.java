package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class CheckCommandTest {
    private static final String MISSPELT = "language 1\nfrom onprm to office365 require tls\n";

    @TempDir
    Path folder;

    @Test
    void goodPoliciesPass() throws Exception {
        Policies.contoso(folder);
        Shell.Run run = new Shell(folder).run("check", "contoso.mailflow");
        assertThat(run.code()).isZero();
        assertThat(run.out()).isEqualTo("1 file checked: no findings\n");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void readsStandardInput() {
        Shell.Run run = new Shell(folder).input(MISSPELT).run("check", "-");
        assertThat(run.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(run.out()).contains("--> <stdin>:2:6");
    }

    @Test
    void readsSeveralFilesAndTellsTheWorst() throws Exception {
        Policies.contoso(folder);
        Files.writeString(folder.resolve("bad.mailflow"), MISSPELT);
        Shell shell = new Shell(folder);
        assertThat(shell.run("check", "contoso.mailflow", "bad.mailflow").code())
                .isEqualTo(ExitCode.FINDINGS);
        assertThat(shell.run("check", "contoso.mailflow", "missing.mailflow", "bad.mailflow")
                        .code())
                .isEqualTo(ExitCode.FAILED);
    }

    @Test
    void whatTwoPoliciesImportIsToldOnce() throws Exception {
        Files.writeString(
                folder.resolve("shared.mailflow"),
                "networks lans = 10.0.0.1/8\n" + "endpoint d : device { networks lans }\n");
        String text = "language 1\nimport \"shared.mailflow\"\nfrom d to office365\n";
        Files.writeString(folder.resolve("a.mailflow"), text);
        Files.writeString(folder.resolve("b.mailflow"), text);
        assertThat(new Shell(folder).run("check", "a.mailflow", "b.mailflow").out())
                .containsOnlyOnce("[MF3004]");
    }

    @Test
    void jsonNamesEveryPlace() throws Exception {
        Files.writeString(folder.resolve("bad.mailflow"), "language 1\n# 😀\nfrom onprm to office365 require tls\n");
        Shell.Run run = new Shell(folder).run("check", "--format", "json", "bad.mailflow");
        JsonNode document = JsonMapper.shared().readTree(run.out());
        assertThat(document.get("schemaVersion").asInt()).isEqualTo(1);
        JsonNode one = document.get("diagnostics").get(0);
        assertThat(one.get("code").asString()).isEqualTo("MF2001");
        assertThat(one.get("severity").asString()).isEqualTo("error");
        JsonNode start = one.get("primary").get("start");
        assertThat(start.get("line").asInt()).isEqualTo(3);
        assertThat(start.get("column").asInt()).isEqualTo(6);
        assertThat(start.get("offset").asInt()).isEqualTo(21);
        assertThat(one.get("fixes").get(0).get("with").asString()).isEqualTo("onprem");
        assertThat(document.get("summary").get("errors").asInt()).isEqualTo(1);
        assertThat(run.out()).doesNotContain("\r").endsWith("}\n");
    }

    @Test
    void aLineOfAMillionCharactersIsToldShortly() throws Exception {
        Files.writeString(folder.resolve("long.mailflow"), "language 1\n# " + "x".repeat(1_000_001) + "\n");
        Shell.Run run = new Shell(folder).run("check", "long.mailflow");
        assertThat(run.out()).contains("[MF1021]");
        assertThat(run.out().lines().mapToInt(String::length).max().orElse(0)).isLessThan(200);
    }

    @Test
    void coloursOnlyForAScreenThatWantsThem() throws Exception {
        Files.writeString(folder.resolve("bad.mailflow"), MISSPELT);
        String escape = "\u001b[";
        assertThat(new Shell(folder).run("check", "bad.mailflow").out()).doesNotContain(escape);
        assertThat(new Shell(folder).onScreen().run("check", "bad.mailflow").out())
                .contains(escape);
        assertThat(new Shell(folder)
                        .onScreen()
                        .environment("NO_COLOR", "1")
                        .run("check", "bad.mailflow")
                        .out())
                .doesNotContain(escape);
        assertThat(new Shell(folder)
                        .onScreen()
                        .environment("NO_COLOR", "")
                        .run("check", "bad.mailflow")
                        .out())
                .contains(escape);
        assertThat(new Shell(folder)
                        .onScreen()
                        .environment("TERM", "dumb")
                        .run("check", "bad.mailflow")
                        .out())
                .doesNotContain(escape);
        assertThat(new Shell(folder)
                        .onScreen()
                        .run("check", "--color", "never", "bad.mailflow")
                        .out())
                .doesNotContain(escape);
        assertThat(new Shell(folder)
                        .environment("NO_COLOR", "1")
                        .run("check", "--color=always", "bad.mailflow")
                        .out())
                .contains(escape);
    }

    @Test
    void linesFitTheTerminal() throws Exception {
        Files.writeString(
                folder.resolve("bad.mailflow"),
                "language 1\nfrom onprm to office365 require tls " + "cert *.contoso.com ".repeat(20) + "\n");
        Shell.Run run = new Shell(folder).environment("COLUMNS", "60").run("check", "bad.mailflow");
        assertThat(run.out().lines().filter(line -> line.matches("\\s*[0-9]+ [|+].*")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(60));
    }
}
