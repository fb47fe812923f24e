package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Help texts of every command, as users read them. */
final class HelpTest {
    private static final Path TEXTS = Path.of("src/test/help");

    private final Shell shell = new Shell(Path.of("").toAbsolutePath());

    @TestFactory
    Stream<DynamicTest> texts() {
        return commands().stream()
                .map(command -> dynamicTest(command, () -> {
                    Shell.Run run = command.equals("mailflow")
                            ? shell.run("--help")
                            : shell.run((command + " --help").split(" "));
                    assertThat(run.code()).isZero();
                    assertThat(run.err()).isEmpty();
                    Golden.check(TEXTS.resolve(command.replace(' ', '-') + ".txt"), run.out());
                }));
    }

    @Test
    void sentencesFillANarrowScreenAndExamplesStayWhole() {
        Shell narrow = new Shell(Path.of("").toAbsolutePath()).environment("COLUMNS", "80");
        assertThat(narrow.run("diff", "--help").out())
                .matches("(?s).*that are\\s+shown, each with a message.*")
                .contains("\n         mailflow diff --git origin/main contoso.mailflow --fail-on widened\n");
        assertThat(narrow.run("plan", "--help").out())
                .contains("mailflow plan exchange-online contoso.mailflow --current inbound.json,outbound.json\n");
    }

    /** Narrower than a help text can be, but not than a screen can. */
    @Test
    void theNarrowestScreenHasHelp() {
        for (String columns : new String[] {"1", "40", "54", "55"}) {
            Shell narrow = new Shell(Path.of("").toAbsolutePath()).environment("COLUMNS", columns);
            Shell.Run run = narrow.run("test", "--help");
            assertThat(run.code()).isZero();
            assertThat(run.out()).contains("Usage: mailflow test");
            assertThat(run.err()).isEmpty();
        }
    }

    @Test
    void helpOnACommandIsItsHelp() {
        assertThat(shell.run("help", "check").out())
                .isEqualTo(shell.run("check", "--help").out());
        assertThat(shell.run("help").out()).isEqualTo(shell.run("--help").out());
    }

    @Test
    void noTextWithoutACommand() throws IOException {
        try (Stream<Path> files = Files.list(TEXTS)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".txt", "")))
                    .containsExactlyInAnyOrderElementsOf(commands().stream()
                            .map(command -> command.replace(' ', '-'))
                            .toList());
        }
    }

    private List<String> commands() {
        List<String> names = new ArrayList<>(List.of("mailflow"));
        Mailflow.commandLine(shell.terminal(new java.io.ByteArrayOutputStream(), new java.io.ByteArrayOutputStream()))
                .getSubcommands()
                .forEach((name, line) -> {
                    names.add(name);
                    line.getSubcommands().keySet().forEach(inner -> names.add(name + " " + inner));
                });
        return names;
    }
}
