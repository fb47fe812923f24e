package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MailflowTest {
    @TempDir
    Path folder;

    @Test
    void tellsItsVersion() {
        Shell.Run run = new Shell(folder).run("--version");
        assertThat(run.code()).isZero();
        assertThat(run.out()).matches("mailflow [0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    chekc x              | there is no command `chekc`; did you mean `check`?
                    check x --formt json | there is no option `--formt`; did you mean `--format`?
                    compile x y -o z     | `y` is one argument too many
                    check                | FILE is missing: policies, each a program of its own
                    compile x            | `--output DIR` is missing: the folder to write into
                    check x --color red  | `--color` takes auto, always or never, not `red`
                    completion fish      | SHELL takes bash or zsh, not `fish`
                    explain x --at       | `--at` needs SITE behind it: the site that decides
                    check x --format --color never | `--format` needs FORMAT behind it
                    explain x --at a --at b | `--at` stands there twice
                    explain x --at y     | say --at, --client and --message, or --test
                    """)
    void wrongCommandLines(String command, String message) {
        Shell.Run run = new Shell(folder).run(command.split(" "));
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("error: " + message).contains("--help`");
    }

    /** As of a variable that was never set. */
    @Test
    void anEmptyOutputIsNoFolder() {
        for (List<String> command : List.of(
                List.of("compile", "x.mailflow", "-o", ""), List.of("emit", "postfix", "x.mailflow", "-o", " "))) {
            Shell.Run run = new Shell(folder).run(command.toArray(String[]::new));
            assertThat(run.code()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).startsWith("error: `--output` is empty: name a folder");
        }
    }

    /** A line that is understood without picocli means what picocli takes it for. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "check good.mailflow",
                "check bad.mailflow",
                "check good.mailflow bad.mailflow good.mailflow",
                "check - good.mailflow",
                "check missing.mailflow",
                "check help",
                "check @good.mailflow",
                "check 'good.mailflow'",
                "check -- good.mailflow",
                "check -x good.mailflow",
                "check good.mailflow --format json",
                "check --help",
                "check",
                "chec good.mailflow"
            })
    void theShortWayIsTheLongWay(String line) throws Exception {
        Files.writeString(folder.resolve("good.mailflow"), "language 1\norganization { domains contoso.com }\n");
        Files.writeString(folder.resolve("bad.mailflow"), "language 1\nfrom onprm to office365\n");
        Shell shell = new Shell(folder).input("language 2\n");
        String[] words = line.split(" ");
        assertThat(shell.run(words)).isEqualTo(shell.runTheLongWay(words));
        assertThat(CheckCommand.ofFiles(shell.terminal(new ByteArrayOutputStream(), new ByteArrayOutputStream()), words)
                        .isPresent())
                .isEqualTo(words.length > 1
                        && words[0].equals("check")
                        && Arrays.stream(words).allMatch(word -> word.equals("-") || !word.startsWith("-")));
    }

    @Test
    void withoutACommandSaysWhereHelpIs() {
        Shell.Run run = new Shell(folder).run();
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).isEqualTo("error: name a command\ntry `mailflow --help`\n");
    }

    /** A stream that no policy can cause stands for any bug. */
    @Test
    void aBugIsOneLineAndAStackTraceOnlyOnDemand() {
        assertThat(withBug("check", "-").err())
                .startsWith("mailflow ")
                .contains("stopped because of a mistake of its own (IllegalStateException)")
                .hasLineCount(1);
        Shell.Run debugged = withBug("check", "--debug", "-");
        assertThat(debugged.code()).isEqualTo(ExitCode.FAILED);
        assertThat(debugged.err()).contains("\tat dev.mailflow.cli.");
    }

    private Shell.Run withBug(String... arguments) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        InputStream broken = new InputStream() {
            @Override
            public int read() {
                throw new IllegalStateException("planted");
            }
        };
        Terminal terminal = new Terminal(
                broken,
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                folder,
                Map.of(),
                Terminal.Display.FILE,
                Terminal.Display.FILE,
                action -> {});
        int code = Mailflow.run(terminal, arguments);
        return new Shell.Run(code, "", err.toString(StandardCharsets.UTF_8));
    }
}
