package dev.mailflow.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.Severity;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.maven.model.Model;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginManagement;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every mistake that only a build can have: one message, and the build ends where it is an error. */
final class BuildMistakesTest {
    private static final String POLICY = "language 1\n\nfrom onprem to office365 require tls cert *.contoso.com\n";

    @TempDir
    Path folder;

    /** A build with one mistake. */
    private interface Build {
        UserModule.Run run(UserModule module) throws Exception;
    }

    private static Map<DiagnosticCode, Build> builds() {
        Map<DiagnosticCode, Build> builds = new EnumMap<>(DiagnosticCode.class);
        builds.put(
                DiagnosticCode.NOT_A_PACKAGE,
                module -> module.file("src/main/mailflow/my-bank/a.mailflow", POLICY)
                        .run(new GenerateMojo()));
        builds.put(
                DiagnosticCode.UNKNOWN_TARGET,
                module -> module.file("src/main/mailflow/a.mailflow", POLICY)
                        .run(new GenerateMojo(), Map.of("targets", List.of("java", "exchange"))));
        builds.put(
                DiagnosticCode.SAME_PLACE,
                module -> module.file("src/main/mailflow/a.mailflow", POLICY)
                        .file("src/main/mailflow/b.mailflow", POLICY)
                        .run(new GenerateMojo(), Map.of("targets", List.of("java"))));
        builds.put(
                DiagnosticCode.NO_SOURCE_DIRECTORY,
                module -> module.run(
                        new GenerateMojo(),
                        Map.of("sourceDirectory", new File(module.project().getBasedir(), "src/main/mailfow"))));
        builds.put(
                DiagnosticCode.BAD_SETTING,
                module -> module.file("src/main/mailflow/a.mailflow", POLICY)
                        .run(new CheckMojo(), Map.of("format", "xml")));
        builds.put(
                DiagnosticCode.NO_SUCH_TEST,
                module -> module.file("src/main/mailflow/a.mailflow", POLICY)
                        .run(new TestMojo(), Map.of("test", "John")));
        builds.put(DiagnosticCode.CHANGED_BY_HAND, module -> {
            module.file("src/main/mailflow/a.mailflow", POLICY).run(new GenerateMojo());
            String generated = "target/generated-sources/mailflow/OnpremRouting.java";
            return module.file(generated, module.read(generated) + "// mine\n")
                    .file(
                            "src/main/mailflow/a.mailflow",
                            POLICY.replace("onprem", "printers")
                                    .replace("\nfrom", "\nendpoint printers : device { networks 10.0.0.0/8 }\nfrom"))
                    .run(new GenerateMojo());
        });
        builds.put(
                DiagnosticCode.NOT_IN_STYLE,
                module -> module.file("src/main/mailflow/a.mailflow", POLICY.replace(" to ", "  to "))
                        .run(new FmtMojo(), Map.of("checkOnly", true)));
        return builds;
    }

    @TestFactory
    Stream<DynamicTest> eachIsToldOnce() {
        return builds().entrySet().stream()
                .map(entry -> dynamicTest(entry.getKey().id(), () -> {
                    UserModule module =
                            new UserModule(folder.resolve(entry.getKey().id()));
                    UserModule.Run run = entry.getValue().run(module);
                    boolean isError = entry.getKey().severity() == Severity.ERROR;
                    assertThat(run.log().stream()
                                    .filter(line ->
                                            line.contains("[" + entry.getKey().id() + "]")))
                            .as(run.text())
                            .singleElement()
                            .asString()
                            .startsWith(isError ? "error: error[" : "warn: warning[")
                            .contains("help: ");
                    assertThat(run.failure().isPresent()).isEqualTo(isError);
                }));
    }

    /** What was generated stays: the folder is there again when its name is mended. */
    @Test
    void aFolderThatIsNotThereDeletesNothing() throws Exception {
        UserModule module = new UserModule(folder).file("policies/a.mailflow", POLICY);
        Map<String, Object> settings =
                Map.of("sourceDirectory", new File(module.project().getBasedir(), "policies"));
        assertThat(module.run(new GenerateMojo(), settings).failure()).isEmpty();
        Files.move(folder.resolve("policies"), folder.resolve("policy"));
        module.nextBuild();
        assertThat(module.run(new GenerateMojo(), settings).failure()).contains("mailflow found 1 error");
        assertThat(module.has("target/generated-sources/mailflow/OnpremRouting.java"))
                .isTrue();
        assertThat(module.run(new CheckMojo(), settings).failure()).contains("mailflow found 1 error");
        assertThat(module.run(
                                new GenerateMojo(),
                                Map.of("sourceDirectory", settings.get("sourceDirectory"), "skip", true))
                        .failure())
                .isEmpty();
    }

    /** Maven adds the properties of such a profile to every module, and no POM states them. */
    @Test
    void aFolderThatAProfileOfTheSettingsNamesIsWarnedOf() throws Exception {
        UserModule module = new UserModule(folder);
        module.project().getModel().addProperty("mailflow.sourceDirectory", "policies");
        module.project().setOriginalModel(new Model());
        Map<String, Object> settings =
                Map.of("sourceDirectory", new File(module.project().getBasedir(), "policies"));
        UserModule.Run run = module.run(new GenerateMojo(), settings);
        assertThat(run.failure()).isEmpty();
        assertThat(run.text()).contains("warn: warning[MF9013]: there is no folder `policies`");
        module.project().getOriginalModel().addProperty("mailflow.sourceDirectory", "policies");
        module.nextBuild();
        assertThat(module.run(new GenerateMojo(), settings).failure()).contains("mailflow found 1 error");
    }

    /** Not all modules below a parent have policies. */
    @Test
    void aFolderThatAParentNamesIsWarnedOf() throws Exception {
        UserModule module = new UserModule(folder);
        MavenProject parent = new MavenProject();
        parent.setOriginalModel(new Model());
        parent.getOriginalModel().addProperty("mailflow.sourceDirectory", "policies");
        module.project().setParent(parent);
        Map<String, Object> settings =
                Map.of("sourceDirectory", new File(module.project().getBasedir(), "policies"));
        UserModule.Run run = module.run(new GenerateMojo(), settings);
        assertThat(run.failure()).isEmpty();
        assertThat(run.text()).contains("warn: warning[MF9013]: there is no folder `policies`");
        Plugin own = new Plugin();
        own.setGroupId("dev.mailflow");
        own.setArtifactId("mailflow-maven-plugin");
        Xpp3Dom configuration = new Xpp3Dom("configuration");
        configuration.addChild(new Xpp3Dom("sourceDirectory"));
        own.setConfiguration(configuration);
        module.project().setOriginalModel(new Model());
        module.project().getOriginalModel().setBuild(new org.apache.maven.model.Build());
        module.project().getOriginalModel().getBuild().addPlugin(own);
        module.nextBuild();
        assertThat(module.run(new GenerateMojo(), settings).failure()).contains("mailflow found 1 error");
        // The other way round it is the parent's again.
        module.project().setOriginalModel(new Model());
        parent.setOriginalModel(new Model());
        parent.getOriginalModel().setBuild(new org.apache.maven.model.Build());
        parent.getOriginalModel().getBuild().setPluginManagement(new PluginManagement());
        parent.getOriginalModel().getBuild().getPluginManagement().addPlugin(own);
        module.nextBuild();
        assertThat(module.run(new GenerateMojo(), settings).failure()).isEmpty();
    }

    @Test
    void anEmptyFolderIsWarnedOf() throws Exception {
        UserModule module = new UserModule(folder).file("src/main/mailflow/partners.csv", "id\n");
        UserModule.Run run = module.run(new GenerateMojo());
        assertThat(run.failure()).isEmpty();
        assertThat(run.text())
                .contains("warn: warning[MF9013]: there is no policy in `src/main/mailflow`")
                .doesNotContain("up to date");
        module.nextBuild();
        assertThat(module.run(new GenerateMojo(), Map.of("failOnWarning", true)).failure())
                .isPresent();
    }

    @Test
    void withoutTheUsualFolderItIsSaidThatThereAreNoPolicies() throws Exception {
        UserModule module = new UserModule(folder);
        assertThat(module.run(new GenerateMojo()).text())
                .contains("info: no policies: there is no folder `src/main/mailflow`");
        module.project().setPackaging("pom");
        assertThat(module.run(new GenerateMojo()).text()).doesNotContain("no policies");
    }

    /** Letters it has already. */
    @Test
    void aWordOfJavaIsNamed() throws Exception {
        UserModule module = new UserModule(folder);
        assertThat(module.file("src/main/mailflow/class/a.mailflow", POLICY)
                        .run(new GenerateMojo())
                        .text())
                .contains("[MF9010]", "`class` is a word of Java: name the folder otherwise")
                .doesNotContain("letters, digits");
    }

    @Test
    void noneIsForgotten() {
        assertThat(Arrays.stream(DiagnosticCode.values())
                        .filter(code ->
                                code.id().compareTo("MF9010") >= 0 && code.id().compareTo("MF9029") <= 0))
                .containsExactlyElementsOf(builds().keySet());
    }
}
