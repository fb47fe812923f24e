package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who tells what there is to warn of in a policy. */
final class PolicyWarningsTest {
    /** A partner whose own domain the pattern leaves out: MF4005. */
    private static final String WARNED = """
            language 1
            organization { domains contoso.com }
            endpoint office365 : exchange-online { cert *.contoso.com }
            endpoint bank : partner { domains *.contosobank.com }
            connector bank-in from bank to office365 require tls
            test "from the bank" at office365 {
              client  198.51.100.20 tls 1.3
              message a@mail.contosobank.com -> bob@contoso.com
              expect  deliver by bank-in
            }
            """;

    private static final String SHORT = "1 warning; `mailflow check a.mailflow` shows it\n";

    @TempDir
    Path folder;

    @BeforeEach
    void policies() throws IOException {
        Files.writeString(folder.resolve("a.mailflow"), WARNED);
        Files.writeString(folder.resolve("old.mailflow"), WARNED.replace("bank-in", "from-bank"));
        Files.writeString(
                folder.resolve("export.json"),
                "[{\"Name\":\"x\",\"ConnectorType\":\"Partner\","
                        + "\"SenderDomains\":[\"smtp:*;1\"],\"SenderIPAddresses\":[\"192.0.2.1\"]}]");
    }

    static Stream<List<String>> others() {
        return Stream.of(
                List.of("test", "a.mailflow"),
                List.of("test", "--coverage", "a.mailflow"),
                List.of("explain", "a.mailflow", "--test", "from the bank"),
                List.of("diff", "old.mailflow", "a.mailflow"),
                List.of("emit", "exchange-online", "a.mailflow", "-o", "out", "--best-effort"),
                List.of("plan", "exchange-online", "a.mailflow", "--current", "export.json", "--best-effort"));
    }

    @ParameterizedTest
    @MethodSource("others")
    void otherCommandsSayThatThereAreSome(List<String> command) {
        Shell.Run run = new Shell(folder).run(command.toArray(String[]::new));
        assertThat(run.err()).contains(SHORT).doesNotContain("MF4005");
        assertThat(run.out()).doesNotContain("MF4005");
    }

    @ParameterizedTest
    @MethodSource("others")
    void programsAreToldNothingBeside(List<String> command) {
        List<String> json = new ArrayList<>(command);
        json.addAll(List.of("--format", "json"));
        assertThat(new Shell(folder).run(json.toArray(String[]::new)).err()).isEmpty();
    }

    @Test
    void checkAndCompileShowThem() {
        assertThat(new Shell(folder).run("check", "a.mailflow").out()).contains("warning[MF4005]: ");
        Shell.Run compiled = new Shell(folder).run("compile", "a.mailflow", "-o", "out");
        assertThat(compiled.err()).contains("warning[MF4005]: ").doesNotContain("shows it");
        assertThat(compiled.code()).isZero();
    }

    @ParameterizedTest
    @MethodSource("others")
    void errorsAreShownByAll(List<String> command) throws IOException {
        Files.writeString(folder.resolve("a.mailflow"), WARNED.replace("from bank to", "from bnak to"));
        Shell.Run run = new Shell(folder).run(command.toArray(String[]::new));
        assertThat(run.err()).contains("error[MF2001]").contains("1 error").doesNotContain("shows");
        assertThat(run.code()).isEqualTo(ExitCode.FINDINGS);
    }

    @Test
    void theCommandThatShowsThemIsWhatAShellReads() throws IOException {
        Files.createDirectories(folder.resolve("mail flow"));
        Files.writeString(folder.resolve("mail flow/it's.mailflow"), WARNED);
        assertThat(new Shell(folder).run("test", "mail flow/it's.mailflow").err())
                .isEqualTo("1 warning; `mailflow check 'mail flow/it'\\''s.mailflow'` shows it\n");
    }
}
