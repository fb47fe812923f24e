package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What commands print for people fits a screen, and stays in whole lines in a file. */
final class FoldingTest {
    /** What is neither source text nor a word that is longer than a line ends here. */
    private static final int WIDTH = 60;

    @TempDir
    Path folder;

    @BeforeEach
    void policies() throws Exception {
        Policies.contoso(folder);
        String text = Files.readString(folder.resolve("contoso.mailflow"));
        Files.writeString(
                folder.resolve("new.mailflow"),
                text + "\nconnector far from internet to office365 when recipient far.contoso.com"
                        + " require tls 1.3 network 192.0.2.64/27, 198.51.100.128/26\n");
        Files.writeString(folder.resolve("failing.mailflow"), text + """

                        test "what a partner who shows no certificate is told by the cloud" at office365 {
                          client  mailbox
                          message bob@contoso.com -> john@contoso.com
                          expect  send to internet by hybrid-in
                        }
                        """);
    }

    static Stream<List<String>> commands() {
        return Stream.of(
                List.of(
                        "explain",
                        "contoso.mailflow",
                        "--at",
                        "office365",
                        "--client",
                        "203.0.113.41 tls 1.3 cert mail2.contoso.com",
                        "--message",
                        "bob@contoso.com -> john@contoso.com",
                        "--trace"),
                List.of("diff", "contoso.mailflow", "new.mailflow"),
                List.of("test", "--coverage", "--verbose", "failing.mailflow"),
                List.of("advise", "contoso.mailflow"),
                List.of("check", "new.mailflow"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void linesFitTheScreenAndSayTheSameAsInAFile(List<String> command) {
        String[] words = command.toArray(String[]::new);
        Shell.Run screen = narrow().run(words);
        Shell.Run file = new Shell(folder).environment("COLUMNS", "" + WIDTH).run(words);
        assertThat(file.out().lines()).anyMatch(line -> line.length() > WIDTH);
        assertThat(screen.out().lines())
                .allSatisfy(line -> assertThat(isTooLong(line)).as(line).isFalse());
        assertThat(plainWords(screen.out())).isEqualTo(plainWords(file.out()));
        assertThat(screen.code()).isEqualTo(file.code());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void coloursChangeNoLine(List<String> command) {
        String[] words = command.toArray(String[]::new);
        String coloured = new Shell(folder)
                .environment("COLUMNS", "" + WIDTH)
                .onScreen()
                .run(words)
                .out();
        assertThat(coloured).contains("\u001b[");
        assertThat(coloured.replaceAll("\u001b\\[[0-9;]*m", ""))
                .isEqualTo(narrow().run(words).out());
        // No colour goes on over the end of a line: what comes behind, a pager or another screen, begins afresh.
        assertThat(coloured.lines())
                .allSatisfy(line ->
                        assertThat(line.lastIndexOf("\u001b[0m")).as(line).isEqualTo(line.lastIndexOf('\u001b')));
    }

    @Test
    void aScreenBehindAPipeIsNotMeant() {
        String piped = new Shell(folder)
                .environment("COLUMNS", "" + WIDTH)
                .errorsOnScreen()
                .run("check", "new.mailflow")
                .out();
        assertThat(piped)
                .isEqualTo(new Shell(folder)
                        .environment("COLUMNS", "" + WIDTH)
                        .run("check", "new.mailflow")
                        .out());
    }

    private Shell narrow() {
        return new Shell(folder)
                .environment("COLUMNS", "" + WIDTH)
                .environment("NO_COLOR", "1")
                .onScreen();
    }

    /** A line with more than one word behind its indentation, which a shorter one could have been made of. */
    private static boolean isTooLong(String line) {
        return line.length() > WIDTH && line.strip().contains(" ");
    }

    private static String plainWords(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
