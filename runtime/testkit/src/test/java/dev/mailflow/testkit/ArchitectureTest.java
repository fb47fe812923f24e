package dev.mailflow.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Which way things point in the kit. */
final class ArchitectureTest {
    private static final JavaClasses KIT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.mailflow.testkit");

    @Test
    void allOfItIsSeen() {
        Assertions.assertThat(KIT.contain(Check.class)).isTrue();
        Assertions.assertThat(KIT).hasSizeGreaterThan(20);
    }

    @Test
    void theKitNeverSeesTheCompiler() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.mailflow.compiler..", "dev.mailflow.cli..", "dev.mailflow.grammar..")
                .check(KIT);
    }

    @Test
    void onePackageKnowsTheEngines() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.mailflow.testkit.junit..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("net.jqwik..", "org.junit..", "dev.mailflow.testkit.junit..")
                .check(KIT);
    }

    @Test
    void factsKnowNothingOfMessages() {
        noClasses()
                .that()
                .resideInAPackage("dev.mailflow.testkit.facts..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.mailflow.testkit", "org.assertj..")
                .check(KIT);
    }
}
