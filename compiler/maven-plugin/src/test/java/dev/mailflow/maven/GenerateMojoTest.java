package dev.mailflow.maven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.maven.Editing.Marker;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.model.Resource;
import org.codehaus.plexus.build.BuildContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is generated from which files, and when. */
final class GenerateMojoTest {
    private static final String LINE = "from onprem to office365 require tls cert *.contoso.com\n";
    private static final String POLICY = """
            language 1
            organization contoso { domains contoso.com }
            endpoint office365 : exchange-online {
              tenant    contoso.onmicrosoft.com
              mailboxes .contoso.com
            }
            """ + LINE;
    private static final String SOURCES = "target/generated-sources/mailflow/";

    @TempDir
    Path folder;

    private UserModule module;

    @BeforeEach
    void makeModule() {
        module = new UserModule(folder.resolve("module"), folder);
    }

    @Test
    void aFolderIsAddedToThePackage() throws Exception {
        module.file("src/main/mailflow/a.mailflow", POLICY).file("src/main/mailflow/bank/b.mailflow", POLICY);
        UserModule.Run run = module.run(new GenerateMojo(), Map.of("packageName", "com.contoso"));
        assertThat(run.failure()).as(run.text()).isEmpty();
        assertThat(module.read(SOURCES + "com/contoso/OnpremRouting.java")).contains("package com.contoso;");
        assertThat(module.read(SOURCES + "com/contoso/bank/OnpremRouting.java")).contains("package com.contoso.bank;");
        assertThat(module.has("target/generated-resources/mailflow/office365.relay.json"))
                .isTrue();
        assertThat(module.has("target/generated-resources/mailflow/bank/office365.relay.json"))
                .isTrue();
    }

    @Test
    void whatIsImportedIsNoPolicyOfItsOwn() throws Exception {
        module.file(
                        "src/main/mailflow/a.mailflow",
                        "language 1\nimport \"parts/ends.mailflow\"\nfrom hq to office365\n")
                .file(
                        "src/main/mailflow/parts/ends.mailflow",
                        "language 1\nendpoint hq : server { cert *.contoso.com }\n");
        UserModule.Run run = module.run(new GenerateMojo());
        assertThat(run.failure()).as(run.text()).isEmpty();
        assertThat(module.has(SOURCES + "HqRouting.java")).isTrue();
        assertThat(module.has(SOURCES + "parts")).isFalse();
    }

    @Test
    void aCircleOfImportsIsTold() throws Exception {
        module.file("src/main/mailflow/a.mailflow", "language 1\nimport \"b.mailflow\"\n" + LINE)
                .file("src/main/mailflow/b.mailflow", "language 1\nimport \"a.mailflow\"\n");
        UserModule.Run run = module.run(new GenerateMojo());
        assertThat(run.failure()).isPresent();
        assertThat(run.log()).filteredOn(line -> line.contains("[MF2006]")).hasSize(1);
    }

    @Test
    void namedPoliciesAloneAreCompiled() throws Exception {
        module.file("src/main/mailflow/a.mailflow", POLICY).file("src/main/mailflow/b.mailflow", "nonsense");
        UserModule.Run run = module.run(new GenerateMojo(), Map.of("policies", List.of("a.mailflow")));
        assertThat(run.failure()).as(run.text()).isEmpty();
        assertThat(run.log()).doesNotContain("nonsense");
        UserModule.Run missing = module.run(new GenerateMojo(), Map.of("policies", List.of("c.mailflow")));
        assertThat(missing.text()).contains("[MF9001]").contains("paths start from the source directory");
    }

    @Test
    void rootsAreThereAlsoWhenNothingIsToBeDone() throws Exception {
        module.file("src/main/mailflow/a.mailflow", POLICY).run(new GenerateMojo());
        UserModule next = new UserModule(folder.resolve("module"), folder);
        UserModule.Run run = next.run(new GenerateMojo());
        assertThat(run.log()).containsExactly("info: up to date");
        assertThat(next.project().getCompileSourceRoots())
                .containsExactly(folder.resolve("module/target/generated-sources/mailflow")
                        .toString());
        assertThat(next.project().getResources())
                .extracting(Resource::getDirectory)
                .containsExactly(folder.resolve("module/target/generated-resources/mailflow")
                        .toString());
        next.run(new GenerateMojo());
        assertThat(next.project().getCompileSourceRoots()).as("once").hasSize(1);
    }

    @Test
    void everythingThatMattersIsInTheChecksum() throws Exception {
        module.file("src/main/mailflow/a.mailflow", POLICY);
        assertThat(module.run(new GenerateMojo()).text()).contains("written");
        assertThat(module.run(new GenerateMojo()).text()).isEqualTo("info: up to date");

        module.upgrade("1.1");
        assertThat(module.run(new GenerateMojo()).text()).as("another release").contains("0 files written");
        assertThat(module.run(new GenerateMojo(), Map.of("packageName", "com.contoso"))
                        .text())
                .as("another package")
                .contains("written")
                .contains("2 deleted");
        module.file("src/main/mailflow/extra/b.mailflow", POLICY);
        assertThat(module.run(new GenerateMojo(), Map.of("packageName", "com.contoso"))
                        .text())
                .as("another policy")
                .contains("files written");
        module.file(SOURCES + "com/contoso/OnpremRouting.java", "broken by somebody");
        assertThat(module.run(new GenerateMojo(), Map.of("packageName", "com.contoso"))
                        .text())
                .as("an output that is not what was written")
                .contains("1 file written");
        assertThat(module.read(SOURCES + "com/contoso/OnpremRouting.java")).contains("class OnpremRouting");
    }

    /** The package of a policy begins where the source directory ends. */
    @Test
    void theSourceDirectoryIsInTheChecksum() throws Exception {
        module.file("src/main/mailflow/sub/a.mailflow", POLICY)
                .run(new GenerateMojo(), Map.of("packageName", "com.contoso"));
        module.run(
                new GenerateMojo(),
                Map.of(
                        "packageName",
                        "com.contoso",
                        "sourceDirectory",
                        folder.resolve("module/src/main/mailflow/sub").toString()));
        assertThat(module.has(SOURCES + "com/contoso/OnpremRouting.java")).isTrue();
        assertThat(module.has(SOURCES + "com/contoso/sub/OnpremRouting.java")).isFalse();
    }

    @Test
    void withoutPoliciesThatIsSaidAndNothingLeft() throws Exception {
        assertThat(module.run(new GenerateMojo()).log())
                .containsExactly("info: no policies: there is no folder `src/main/mailflow`");
        module.file("src/main/mailflow/a.mailflow", POLICY).run(new GenerateMojo());
        assertThat(module.has(SOURCES + "OnpremRouting.java")).isTrue();
        Files.delete(folder.resolve("module/src/main/mailflow/a.mailflow"));
        assertThat(module.run(new GenerateMojo()).log())
                .anyMatch(line -> line.matches("info: 0 files written, 0 unchanged, [1-9][0-9]* deleted"))
                .anyMatch(line -> line.startsWith("warn: warning[MF9013]: there is no policy in"));
        assertThat(module.has(SOURCES + "OnpremRouting.java")).isFalse();
    }

    /** With `-q` javac's `cannot find symbol` would be all that is seen. */
    @Test
    void whatTheUsualFolderTookWithItIsWarnedOf() throws Exception {
        module.file("src/main/mailflow/a.mailflow", POLICY).run(new GenerateMojo());
        Files.delete(folder.resolve("module/src/main/mailflow/a.mailflow"));
        Files.delete(folder.resolve("module/src/main/mailflow"));
        assertThat(module.run(new GenerateMojo()).log())
                .anyMatch(line -> line.startsWith("warn: warning[MF9013]: there is no folder `src/main/mailflow` any"
                        + " more: what was generated from it was deleted"));
        assertThat(module.run(new GenerateMojo()).log()).noneMatch(line -> line.startsWith("warn: "));
    }

    @Test
    void anEditorMarksLineAndColumn() throws Exception {
        String path = "src/main/mailflow/a.mailflow";
        module.file(path, "language 1\n\nfrom onprem to offce365 require tls cert *.contoso.com\n");
        UserModule.Run run = module.run(new GenerateMojo());
        assertThat(run.failure()).contains("mailflow found 1 error");
        assertThat(run.text()).contains(" --> module/src/main/mailflow/a.mailflow:3:16");
        File file = folder.resolve("module").resolve(path).toFile();
        assertThat(module.editing().markers())
                .containsExactly(new Marker(
                        file,
                        3,
                        16,
                        "MF2001: there is no endpoint `offce365` (did you mean `office365`?)",
                        BuildContext.SEVERITY_ERROR));

        module.file(path, POLICY).run(new GenerateMojo());
        assertThat(module.editing().markers()).as("mended").isEmpty();
        module.file(path, POLICY + "nonsense\n").run(new GenerateMojo());
        assertThat(module.editing().markers()).isNotEmpty();
        assertThat(module.file(path, POLICY).run(new GenerateMojo()).log())
                .as("as it was recorded")
                .startsWith("info: up to date");
        assertThat(module.editing().markers()).as("undone").isEmpty();
        assertThat(module.editing().refreshed())
                .contains(folder.resolve("module")
                        .resolve(SOURCES + "OnpremRouting.java")
                        .toFile());
    }

    @Test
    void whatWasToldIsToldAgain() throws Exception {
        String path = "src/main/mailflow/a.mailflow";
        module.file(path, POLICY.replace("domains contoso.com }", "domains contoso.com relay domains lost.example }"));
        UserModule.Run first = module.run(new GenerateMojo());
        List<Marker> marked = List.copyOf(module.editing().markers());
        assertThat(first.text()).contains("warn: warning[MF5003]").contains(" --> module/" + path + ":2:");
        assertThat(marked).isNotEmpty();

        UserModule build = new UserModule(folder.resolve("module"), folder);
        UserModule.Run second = build.run(new GenerateMojo());
        assertThat(second.log()).startsWith("info: up to date");
        assertThat(second.log().stream().filter(line -> !line.startsWith("info: ")))
                .isNotEmpty()
                .containsExactlyElementsOf(first.log().stream()
                        .filter(line -> !line.startsWith("info: "))
                        .toList());
        assertThat(build.editing().markers()).isEqualTo(marked);
        build.run(new GenerateMojo());
        assertThat(build.editing().markers()).as("once").isEqualTo(marked);
        assertThat(build.run(new GenerateMojo(), Map.of("failOnWarning", true)).failure())
                .isPresent();
    }

    @Test
    void whatTheUserNamedHasToBePossible() throws Exception {
        module.file("src/main/mailflow/a.mailflow", "language 1\n" + LINE);
        UserModule.Run usual = module.run(new GenerateMojo());
        assertThat(usual.failure()).isEmpty();
        assertThat(usual.text()).contains("info: note[MF6001]");
        UserModule.Run named = module.run(new GenerateMojo(), Map.of("targets", List.of("java", "relay")));
        assertThat(named.failure()).isPresent();
        assertThat(named.text()).contains("error: error[MF6001]");
    }

    @Test
    void oneExecutionLeavesTheFilesOfAnother() throws Exception {
        module.file("src/main/mailflow/a.mailflow", POLICY).run(new GenerateMojo());
        // As if another execution of the build, which is still there, had written the same file.
        String status = "target/maven-status/mailflow-maven-plugin/";
        module.file(status + "generate-other.record", module.read(status + "generate-default.record"));
        Plugin plugin = new Plugin();
        plugin.setGroupId("dev.mailflow");
        plugin.setArtifactId("mailflow-maven-plugin");
        PluginExecution other = new PluginExecution();
        other.setId("other");
        other.addGoal("generate");
        plugin.addExecution(other);
        module.project().getBuild().addPlugin(plugin);
        Files.delete(folder.resolve("module/src/main/mailflow/a.mailflow"));
        module.run(new GenerateMojo());
        assertThat(module.has(SOURCES + "OnpremRouting.java")).isTrue();

        module.project().getBuild().removePlugin(plugin);
        module.run(new GenerateMojo());
        assertThat(module.has(SOURCES + "OnpremRouting.java"))
                .as("the other execution is gone from the build, and its files go too")
                .isFalse();
    }
}
