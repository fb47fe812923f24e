package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Comparing with a revision of git, and messages that are shown and then used. */
final class DiffCommandTest {
    private static final String POLICY = """
            language 1
            organization { domains contoso.com }
            endpoint office365 : exchange-online { tenant contoso.onmicrosoft.com  mailboxes from "users.csv" column mail }
            endpoint bank : partner { domains contosobank.com }
            connector bank-in  from bank to office365 require tls 1.2
            connector bank-out from office365 to bank via mx require tls 1.2
            """;

    @TempDir
    Path folder;

    private Shell shell;

    @BeforeEach
    void start() throws IOException {
        shell = new Shell(folder);
        Files.writeString(folder.resolve("contoso.mailflow"), POLICY);
        Files.writeString(folder.resolve("users.csv"), "mail\nbob@contoso.com\n");
    }

    private void git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "git", "-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "core.autocrlf=false"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private void commit() throws IOException, InterruptedException {
        git("init", "-q");
        git("add", ".");
        git("commit", "-q", "-m", "first");
    }

    @Test
    void whatARevisionHasIsTheOldPolicyItsTablesToo() throws Exception {
        commit();
        Shell.Run same = shell.run("diff", "--git", "HEAD", "contoso.mailflow");
        assertThat(same.out()).contains("no message is treated differently: proved");
        assertThat(same.code()).isZero();

        // Only the table differs; the revision's own must be read for the old policy.
        Files.writeString(folder.resolve("users.csv"), "mail\nbob@contoso.com\nerin@contoso.com\n");
        Files.writeString(
                folder.resolve("contoso.mailflow"),
                POLICY.replace("domains contoso.com ", "domains contoso.com  directory complete "));
        Shell.Run run = shell.run("diff", "--git", "HEAD", "contoso.mailflow");
        assertThat(run.out()).contains("deliver → reject unknown-recipient").contains("nothing else changes: proved");
        assertThat(run.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(shell.run("diff", "--git", "HEAD", "contoso.mailflow", "--fail-on", "widened")
                        .code())
                .isZero();
    }

    @Test
    void aFolderStandsForItsPolicies() throws Exception {
        commit();
        Files.writeString(folder.resolve("contoso.mailflow"), POLICY.replace("tls 1.2", "tls"));
        Shell.Run run = shell.run("diff", "--git", "HEAD");
        assertThat(run.out()).contains("reject tls-version → deliver");
        assertThat(run.code()).isEqualTo(ExitCode.FINDINGS);
    }

    @Test
    void aRevisionThatIsNotThereIsNoVerdict() throws Exception {
        commit();
        Shell.Run run = shell.run("diff", "--git", "nowhere", "contoso.mailflow");
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("cannot read `contoso.mailflow` of `nowhere`");
        assertThat(shell.run("diff", "--git", "--output=x", "contoso.mailflow").code())
                .isEqualTo(ExitCode.USAGE);
        assertThat(shell.run("diff", "contoso.mailflow").code()).isEqualTo(ExitCode.USAGE);
    }

    /** Else all its policies would look new, and that much wider. */
    @Test
    void aFolderOfARevisionThatIsNotThereIsNoVerdictEither() throws Exception {
        assertUnreadable("HEAD", ".", "not a git repository");
        commit();
        assertUnreadable("nowhere", ".", "the repository has no such revision");
        assertUnreadable("nowhere", "./", "the repository has no such revision");
        assertUnreadable("HEAD~1", ".", "the repository has no such revision");
        assertUnreadable("0123456789012345678901234567890123456789", ".", "the repository has no such revision");
        assertUnreadable("HEAD", "..", "is outside repository");
        Shell.Run json = shell.run("diff", "--git", "nowhere", "--format", "json");
        assertThat(json.code()).isEqualTo(ExitCode.FAILED);
        assertThat(json.out()).contains("MF9001").doesNotContain("widened");
    }

    private void assertUnreadable(String revision, String path, String why) {
        Shell.Run run = shell.run("diff", "--git", revision, path);
        assertThat(run.code()).as(run.out()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err())
                .contains("error[MF9001]: cannot read `" + path + "` of `" + revision + "`")
                .contains(why);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aRevisionThatAShallowCloneLacksIsNoVerdict() throws Exception {
        commit();
        git("commit", "-q", "--allow-empty", "-m", "second");
        git("clone", "-q", "--depth", "1", folder.toUri().toString(), "shallow");
        Shell.Run run = new Shell(folder.resolve("shallow")).run("diff", "--git", "HEAD~1");
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("error[MF9001]").contains("shallow clone");
        assertThat(new Shell(folder.resolve("shallow"))
                        .run("diff", "--git", "HEAD")
                        .code())
                .isZero();
    }

    @Test
    void aFolderThatAGoodRevisionDoesNotHaveIsNew() throws Exception {
        commit();
        Files.createDirectories(folder.resolve("branch/office"));
        Files.writeString(folder.resolve("branch/office/new.mailflow"), POLICY);
        Files.writeString(folder.resolve("branch/office/users.csv"), "mail\nbob@contoso.com\n");
        for (String path : List.of("branch", "branch/office", "branch/office/", "./branch")) {
            Shell.Run run = shell.run("diff", "--git", "HEAD", path);
            assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.FINDINGS);
            assertThat(run.out()).contains("widened").contains("proved");
        }
        Shell.Run whole = shell.run("diff", "--git", "HEAD", folder.toString(), "--fail-on", "widened");
        assertThat(whole.out()).contains("no message is treated differently: proved");
        Shell.Run inside = new Shell(folder.resolve("branch/office")).run("diff", "--git", "HEAD");
        assertThat(inside.code()).as(inside.err()).isEqualTo(ExitCode.FINDINGS);
        assertThat(inside.out()).contains("widened").contains("proved");
    }

    @Test
    void testsOfTheMarkdownPassUnderTheNewPolicy() throws IOException {
        String now =
                POLICY.replace("tls 1.2", "tls").replace("require tls\nconnector bank-out", "\nconnector bank-out");
        Files.writeString(folder.resolve("new.mailflow"), now);
        String page = shell.run("diff", "contoso.mailflow", "new.mailflow", "--format", "markdown")
                .out();
        Matcher block = Pattern.compile("```mailflow\n(.*?)```", Pattern.DOTALL).matcher(page);
        StringBuilder tests = new StringBuilder(now);
        int count = 0;
        while (block.find()) {
            tests.append(block.group(1));
            count++;
        }
        assertThat(count).isGreaterThan(3);
        Files.writeString(folder.resolve("tested.mailflow"), tests);
        Shell.Run run = shell.run("test", "tested.mailflow");
        assertThat(run.out()).contains(count + " passed");
        assertThat(run.code()).isZero();
    }

    @Test
    void sizesAreWrittenAsAPolicyWritesThem() throws IOException {
        for (String size : List.of("20MiB", "20MB", "20000001")) {
            Files.writeString(
                    folder.resolve("limited.mailflow"),
                    POLICY.replace(
                            "require tls 1.2\nconnector bank-out",
                            "require tls 1.2 size " + size + "\nconnector bank-out"));
            assertThat(shell.run("diff", "contoso.mailflow", "limited.mailflow").out())
                    .contains("over " + size + "\n");
        }
    }

    /** Values that are no plain words are printed so that they can be given to {@code explain}. */
    @Test
    void explainTakesMessagesWhoseValuesNeedQuotes() throws IOException {
        String policy = """
                language 1
                organization { domains contoso.com }
                endpoint office365 : exchange-online { tenant contoso.onmicrosoft.com  mailboxes contoso.com }
                endpoint bank : partner { domains contosobank.com }
                endpoint filter : service { cert mx.filter.example  hosts mx.filter.example }
                connector bank-in  from bank to office365 when sender "\\"the clerk\\"@contosobank.com" header X-Tag "a \\"b\\" \\\\ c"
                                   require tls
                connector out      from office365 to filter when recipient "\\"o, brien\\"@contoso.com", "\\"a\\\\\\\\b\\"@contoso.com"
                                   require tls
                """;
        Files.writeString(folder.resolve("quoted.mailflow"), policy);
        Files.writeString(folder.resolve("new.mailflow"), policy.replace("require tls", ""));
        JsonNode changes = new ObjectMapper()
                .readTree(shell.run("diff", "quoted.mailflow", "new.mailflow", "--format", "json")
                        .out())
                .path("policies")
                .path(0)
                .path("changes");
        List<String> messages = new ArrayList<>();
        for (JsonNode change : changes) {
            JsonNode witness = change.path("witness");
            String message = witness.path("message").asString();
            Shell.Run run = shell.run(
                    "explain",
                    "new.mailflow",
                    "--at",
                    "office365",
                    "--client",
                    witness.path("client").asString(),
                    "--message",
                    message);
            assertThat(run.out().lines().findFirst())
                    .as("%s %s", message, run.err())
                    .contains(witness.path("after").asString());
            messages.add(message);
        }
        assertThat(String.join("\n", messages))
                .contains("\"\\\"the clerk\\\"@contosobank.com\"")
                .contains("header x-tag \"a \\\"b\\\" \\\\ c\"")
                .contains("\"@contoso.com");
    }

    /** Many edited replies are one thing to read, and each is still there for programs. */
    @Test
    void manyOtherRefusalsAreToldTogether() throws IOException {
        StringBuilder partners = new StringBuilder(POLICY);
        for (int i = 0; i < 12; i++) {
            partners.append("endpoint p%d : partner { domains p%d.example }%n".formatted(i, i));
            partners.append(
                    "connector in%d from p%d to office365 require tls otherwise reject 550 5.7.1 \"secure %d\"%n"
                            .formatted(i, i, i));
        }
        Files.writeString(folder.resolve("contoso.mailflow"), partners);
        Files.writeString(folder.resolve("new.mailflow"), partners.toString().replace("secure", "please secure"));
        Shell.Run run = shell.run("diff", "contoso.mailflow", "new.mailflow");
        assertThat(run.out())
                .contains("12 changes in 1 group, and nothing else changes: proved")
                .containsOnlyOnce("reject tls-required → reject tls-required")
                .contains("p9.example");
        JsonNode changes = new ObjectMapper()
                .readTree(shell.run("diff", "contoso.mailflow", "new.mailflow", "--format", "json")
                        .out())
                .path("policies")
                .path(0)
                .path("changes");
        assertThat(changes.size()).isEqualTo(12);
    }
}
