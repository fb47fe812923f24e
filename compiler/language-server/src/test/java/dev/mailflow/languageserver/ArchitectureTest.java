package dev.mailflow.languageserver;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The doors that the server uses. */
final class ArchitectureTest {
    private static final JavaClasses SERVER = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.mailflow.languageserver");

    @Test
    void commandsAndPhasesBehindTheDoorsAreNotKnownHere() {
        assertThat(SERVER).isNotEmpty();
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.mailflow.cli",
                        "picocli..",
                        "dev.mailflow.relay..",
                        "dev.mailflow.runtime..",
                        "dev.mailflow.grammar..",
                        "org.antlr..",
                        "dev.mailflow.compiler.type..",
                        "dev.mailflow.compiler.check..",
                        "dev.mailflow.compiler.analysis..",
                        "dev.mailflow.compiler.targets..")
                .check(SERVER);
    }

    @Test
    void onlyMainKnowsTheProcess() {
        noClasses()
                .that()
                .doNotHaveSimpleName("Main")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .accessField(System.class, "in")
                .check(SERVER);
    }
}
