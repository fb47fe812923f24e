package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the page for builds without Maven tells to type is what the commands take. */
final class GradlePageTest {
    private static final Path PAGE = Path.of("../docs/gradle.md");
    private static final Pattern ARGUMENTS = Pattern.compile("(?m)^ *args\\((.*)\\)$");
    private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");
    private static final Pattern COMMAND = Pattern.compile("`mailflow ([a-z]+)([^`]*)`((?:[^|`]|`--[^`]*`)*)");
    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*");
    private static final Pattern MAIN = Pattern.compile("mainClass = \"([^\"]*)\"");

    private static final String POLICY = """
            language 1
            organization contoso { domains contoso.com }
            endpoint office365 : exchange-online { tenant contoso.onmicrosoft.com  mailboxes .contoso.com }
            from onprem to office365 require tls cert *.contoso.com
            test "to Bob" at office365 {
              client  203.0.113.41 tls 1.3 cert mail.contoso.com
              message john@contoso.com -> bob@contoso.com
              expect  deliver by onprem-to-office365
            }
            """;

    @TempDir
    Path folder;

    @Test
    void everyLineOfArgumentsRuns() throws IOException {
        Path policy = folder.resolve("src/main/mailflow/contoso.mailflow");
        Files.createDirectories(policy.getParent());
        Files.writeString(policy, POLICY);
        List<String[]> lines = ARGUMENTS
                .matcher(Files.readString(PAGE))
                .results()
                .map(line -> TEXT.matcher(line.group(1))
                        .results()
                        .map(text -> text.group(1))
                        .toArray(String[]::new))
                .toList();
        assertThat(lines).extracting(line -> line[0]).containsExactly("compile", "test", "fmt");
        for (String[] line : lines) {
            Shell.Run run = new Shell(folder).run(line);
            assertThat(run.code()).as(run.transcript()).isZero();
        }
        assertThat(folder.resolve("build/generated/mailflow/com/contoso/mail/OnpremRouting.java"))
                .exists();
        assertThat(folder.resolve("build/test-results/mailflow/TEST-contoso.xml"))
                .content()
                .contains("tests=\"1\"");
    }

    @Test
    void everyOptionIsOneOfItsCommand() throws IOException {
        List<MatchResult> commands =
                COMMAND.matcher(Files.readString(PAGE)).results().toList();
        assertThat(commands).hasSize(5);
        for (MatchResult command : commands) {
            Set<String> named = new TreeSet<>(OPTION.matcher(command.group(2) + command.group(3))
                    .results()
                    .map(MatchResult::group)
                    .toList());
            assertThat(named).as(command.group()).isNotEmpty();
            assertThat(options(command.group(1))).as(command.group(1)).containsAll(named);
        }
    }

    private Set<String> options(String command) {
        CommandLine all = Mailflow.commandLine(
                new Shell(folder).terminal(new ByteArrayOutputStream(), new ByteArrayOutputStream()));
        assertThat(all.getSubcommands()).containsKey(command);
        return Objects.requireNonNull(all.getSubcommands().get(command))
                .getCommandSpec()
                .optionsMap()
                .keySet();
    }

    @Test
    void theMainClassIsOurs() throws IOException {
        assertThat(MAIN.matcher(Files.readString(PAGE)).results().map(main -> main.group(1)))
                .hasSize(3)
                .containsOnly(Main.class.getName());
    }
}
