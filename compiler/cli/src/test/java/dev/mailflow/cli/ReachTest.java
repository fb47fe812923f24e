package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a policy may read: its folder and what lies beneath, unless the user allows more. */
@DisabledOnOs(OS.WINDOWS)
final class ReachTest {
    private static final String HEAD = "language 1\norganization { domains contoso.com }\n";
    private static final String PARTNERS = "endpoint bank : partner { domains contosobank.com }\n";
    private static final String USE = "from bank to office365 require tls\n";

    @TempDir
    Path folder;

    private Path project;

    @BeforeEach
    void layOut() throws Exception {
        project = Files.createDirectories(folder.resolve("project"));
        Files.writeString(folder.resolve("partners.mailflow"), PARTNERS);
        Files.writeString(folder.resolve("partners.csv"), "id,domain\nbank,contosobank.com\n");
        Files.writeString(folder.resolve("cases.csv"), "at,client,message,expect\n");
    }

    private Shell.Run check(String text, String... options) throws Exception {
        Files.writeString(project.resolve("p.mailflow"), HEAD + text);
        List<String> words = new java.util.ArrayList<>(List.of("check", "p.mailflow"));
        words.addAll(List.of(options));
        return new Shell(project).run(words.toArray(String[]::new));
    }

    @Test
    void linksThatLeadOutAreRefused() throws Exception {
        Files.createSymbolicLink(project.resolve("partners.mailflow"), Path.of("../partners.mailflow"));
        Files.createSymbolicLink(project.resolve("shared"), folder);
        for (String path : List.of("partners.mailflow", "shared/partners.mailflow")) {
            Shell.Run run = check("import \"" + path + "\"\n");
            assertThat(run.out()).contains("[MF2007]", "leads out of the folder of the policy");
            assertThat(run.code()).isEqualTo(ExitCode.FINDINGS);
        }
        assertThat(check(
                                "for each p in \"shared/partners.csv\" { endpoint ${p.id} : partner { domains ${p.domain} } }\n")
                        .out())
                .contains("[MF2007]");
        assertThat(check("endpoint onprem : server { mailboxes from \"shared/partners.csv\" column id }\n")
                        .out())
                .contains("[MF2007]");
        assertThat(check("tests from \"shared/cases.csv\"\n").out()).contains("[MF2007]");
        // Nothing of what lies elsewhere is told, not even a name.
        assertThat(check("import \"shared/partner.mailflow\"\n").out()).doesNotContain("did you mean");
    }

    @Test
    void linksThatStayAreFollowed() throws Exception {
        Files.writeString(project.resolve("real.mailflow"), PARTNERS);
        Files.createSymbolicLink(project.resolve("partners.mailflow"), Path.of("real.mailflow"));
        assertThat(check("import \"partners.mailflow\"\n" + USE).code()).isZero();
    }

    /** The project may itself be reached by a link, as many deployments are. */
    @Test
    void theProjectMayLieBehindALink() throws Exception {
        Files.writeString(project.resolve("partners.mailflow"), PARTNERS);
        Files.writeString(project.resolve("p.mailflow"), HEAD + "import \"partners.mailflow\"\n" + USE);
        Files.createSymbolicLink(folder.resolve("current"), project);
        assertThat(new Shell(folder).run("check", "current/p.mailflow").code()).isZero();
        assertThat(new Shell(folder)
                        .run("check", folder.resolve("current/p.mailflow").toString())
                        .code())
                .isZero();
    }

    @Test
    void whoAllowsItReachesEverything() throws Exception {
        Files.createSymbolicLink(project.resolve("shared"), folder);
        for (String path : List.of(
                "../partners.mailflow",
                "shared/partners.mailflow",
                folder.resolve("partners.mailflow").toString(),
                "../project/../partners.mailflow")) {
            String text = "import \"" + path + "\"\n" + USE;
            assertThat(check(text, "--allow-outside").out()).doesNotContain("error[");
            assertThat(check(text).out()).contains("[MF2007]");
        }
    }

    /** An imported file's own paths start from its folder, outside too; the same file by another way is the same file. */
    @Test
    void pathsOfFilesElsewhere() throws Exception {
        Path shared = Files.createDirectories(folder.resolve("shared/sub"));
        Files.writeString(
                shared.resolve("a.mailflow"), "import \"../b.mailflow\"\nimport \"../../partners.mailflow\"\n");
        Files.writeString(folder.resolve("shared/b.mailflow"), "import \"../partners.mailflow\"\n");
        assertThat(check("import \"../shared/sub/a.mailflow\"\n" + USE, "--allow-outside")
                        .code())
                .isZero();
        Files.writeString(folder.resolve("shared/b.mailflow"), "import \"sub/a.mailflow\"\n");
        assertThat(check("import \"../shared/sub/a.mailflow\"\n" + USE, "--allow-outside")
                        .out())
                .contains("[MF2006]");
    }

    @Test
    void aBackslashIsRefusedEvenThen() throws Exception {
        assertThat(check("import \"..\\\\partners.mailflow\"\n", "--allow-outside")
                        .out())
                .contains("error[");
    }
}
