package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.cli.files.Pages;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code explain --code}. */
final class ExplainCodeTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(DiagnosticCode.class)
    void everyPageIsPackedAndReadable(DiagnosticCode code) throws Exception {
        assertThat(Pages.of(code)).isEqualTo(Files.readString(Path.of("../docs/diagnostics", code.id() + ".md")));
        Shell.Run run = new Shell(folder).environment("COLUMNS", "80").run("explain", "--code", code.id());
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .startsWith(code.id() + ": " + code.title() + "\n\n")
                .doesNotContain("```", "\n## ", "\n\n\n");
        assertThat(run.out().lines().filter(line -> !line.startsWith("    ") && line.contains(" ")))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mf2001", "2001", " MF2001 "})
    void aCodeIsReadAsPeopleTypeIt(String written) {
        assertThat(new Shell(folder).run("explain", "--code", written).out()).startsWith("MF2001: unknown endpoint\n");
    }

    @Test
    void anUnknownCodeHasASuggestion() {
        Shell.Run run = new Shell(folder).run("explain", "--code", "MF20001");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("there is no code `MF20001`; did you mean `MF2001`?");
        assertThat(new Shell(folder).run("explain", "--code", "endpoint").err())
                .contains("there is no code `endpoint`; codes look like MF2001");
    }

    @Test
    void aCodeStandsAlone() {
        assertThat(new Shell(folder)
                        .run("explain", "p.mailflow", "--code", "MF2001")
                        .err())
                .contains("--code stands alone");
        assertThat(new Shell(folder).run("explain").err()).contains("name the policy, or a code with --code");
    }

    @Test
    void aProgramGetsTheMarkdown() {
        JsonNode page = JsonMapper.shared()
                .readTree(new Shell(folder)
                        .run("explain", "--code", "MF3004", "--format", "json")
                        .out());
        assertThat(page.get("code").asString()).isEqualTo("MF3004");
        assertThat(page.get("severity").asString()).isEqualTo("note");
        assertThat(page.get("page").asString()).startsWith("# MF3004: network with host bits\n");
    }

    @Test
    void aScreenGetsColours() {
        assertThat(new Shell(folder)
                        .onScreen()
                        .run("explain", "--code", "MF2001")
                        .out())
                .startsWith("\u001b[1mMF2001: unknown endpoint\u001b[0m\n");
    }

    /** What people type who read a code; a file of that name is a policy. */
    @Test
    void aCodeInPlaceOfAFileIsItsPage() throws Exception {
        Shell shell = new Shell(folder);
        assertThat(shell.run("explain", "mf2001").out())
                .isEqualTo(shell.run("explain", "--code", "MF2001").out())
                .startsWith("MF2001: ");
        assertThat(shell.run("explain", "MF2099").code()).isEqualTo(ExitCode.USAGE);
        Files.writeString(folder.resolve("MF2001"), "language 1\n");
        assertThat(shell.run("explain", "MF2001").err()).contains("say --at, --client and --message");
    }
}
