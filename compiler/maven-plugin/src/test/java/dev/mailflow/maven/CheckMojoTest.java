package dev.mailflow.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is checked is checked again when something changed that counts, and told in each build. */
final class CheckMojoTest {
    private static final String PATH = "src/main/mailflow/a.mailflow";
    private static final String POLICY = """
            language 1
            import "ends.mailflow"
            organization contoso { domains contoso.com }
            from onprem to office365 require tls cert *.contoso.com
            """;
    private static final String ENDS = """
            language 1
            endpoint office365 : exchange-online {
              tenant    contoso.onmicrosoft.com
              mailboxes .contoso.com
            }
            """;
    private static final String WARNED =
            POLICY.replace("domains contoso.com }", "domains contoso.com relay domains lost.example }");
    private static final String REPORT = "target/mailflow-reports/check.json";
    private static final String UP_TO_DATE = "info: up to date";
    private static final Map<String, Object> JSON = Map.of("format", "json");

    @TempDir
    Path folder;

    private UserModule module;

    @BeforeEach
    void makeModule() throws Exception {
        module = new UserModule(folder.resolve("module"), folder)
                .file(PATH, POLICY)
                .file("src/main/mailflow/ends.mailflow", ENDS);
    }

    @Test
    void whatIsAsItWasIsNotCheckedAgain() throws Exception {
        assertThat(module.run(new CheckMojo()).log()).containsExactly("info: 1 policy file checked: no findings");
        assertThat(module.run(new CheckMojo()).log()).containsExactly(UP_TO_DATE);

        module.upgrade("1.1");
        assertThat(module.run(new CheckMojo()).text()).as("another release").contains("checked");
        module.file("src/main/mailflow/ends.mailflow", ENDS + "\n");
        assertThat(module.run(new CheckMojo()).text()).as("another import").contains("checked");
        module.file("src/main/mailflow/b.mailflow", POLICY);
        assertThat(module.run(new CheckMojo()).text()).as("another policy").contains("2 policy files checked");
        assertThat(module.run(new CheckMojo(), Map.of("allowOutside", true)).text())
                .as("another setting")
                .contains("checked");
        assertThat(module.run(new CheckMojo(), Map.of("allowOutside", true)).log())
                .containsExactly(UP_TO_DATE);
    }

    @Test
    void whatWasToldIsToldAgain() throws Exception {
        module.file(PATH, WARNED);
        List<String> first = module.run(new CheckMojo()).log();
        assertThat(first).anyMatch(line -> line.startsWith("warn: warning[MF5003]"));
        module.nextBuild();
        List<String> second = module.run(new CheckMojo()).log();
        assertThat(second).startsWith(UP_TO_DATE);
        assertThat(withoutNotices(second)).isNotEmpty().isEqualTo(withoutNotices(first));
        assertThat(module.run(new CheckMojo(), Map.of("failOnWarning", true)).failure())
                .isPresent();
    }

    private static List<String> withoutNotices(List<String> log) {
        return log.stream().filter(line -> !line.startsWith("info: ")).toList();
    }

    @Test
    void errorsAreToldUntilTheyAreMended() throws Exception {
        module.file(PATH, POLICY + "nonsense\n");
        for (int build = 0; build < 2; build++) {
            module.nextBuild();
            UserModule.Run run = module.run(new CheckMojo());
            assertThat(run.failure()).contains("mailflow found 1 error");
            assertThat(run.text()).contains("error: error[");
        }
        assertThat(module.file(PATH, POLICY).run(new CheckMojo()).failure()).isEmpty();
    }

    @Test
    void aReportIsThereAndIsThatOfItsForm() throws Exception {
        module.file(PATH, WARNED).run(new CheckMojo(), JSON);
        String report = module.read(REPORT);
        assertThat(report).contains("MF5003");
        assertThat(module.run(new CheckMojo(), JSON).log()).startsWith(UP_TO_DATE);

        Files.delete(folder.resolve("module").resolve(REPORT));
        assertThat(module.run(new CheckMojo(), JSON).text()).as("deleted").contains("checked");
        assertThat(module.read(REPORT)).isEqualTo(report);
        assertThat(module.run(new CheckMojo(), Map.of("format", "sarif")).text())
                .as("another form")
                .contains("checked");
        assertThat(module.has("target/mailflow-reports/check.sarif")).isTrue();
        assertThat(module.read(REPORT)).as("left by another run").isEqualTo(report);
    }

    /** What cannot be written down is checked in each build. */
    @Test
    void aFolderThatCannotBeWrittenIsNoMistakeInThePolicy() throws Exception {
        module.file("target/maven-status", "a file where a folder should be");
        for (int build = 0; build < 2; build++) {
            UserModule.Run run = module.run(new CheckMojo());
            assertThat(run.failure()).isEmpty();
            assertThat(run.log()).containsExactly("info: 1 policy file checked: no findings");
        }
    }
}
