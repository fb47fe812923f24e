package dev.mailflow.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Which way things point, over all modules that the command line joins. */
final class ArchitectureTest {
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.mailflow");

    @Test
    void everyModuleIsSeen() {
        for (String part : new String[] {"compiler.source", "compiler.targets", "runtime", "relay", "cli", "grammar"}) {
            Assertions.assertThat(ALL.stream().map(one -> one.getPackageName()))
                    .anyMatch(name -> name.startsWith("dev.mailflow." + part));
        }
    }

    @Test
    void theRuntimeNeverSeesTheCompiler() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.mailflow.runtime..", "dev.mailflow.relay..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.mailflow.compiler..", "dev.mailflow.grammar..", "dev.mailflow.cli..")
                .check(ALL);
    }

    @Test
    void generatedCodeNeedsNothingButTheRuntime() {
        classes()
                .that()
                .resideInAPackage("dev.mailflow.runtime..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.mailflow.runtime..", "java..", "org.jspecify..")
                .check(ALL);
        noClasses()
                .that()
                .resideInAPackage("dev.mailflow.runtime..")
                .and()
                // Reads the rules that lie as a resource beside a generated class, and nothing else.
                .doNotHaveSimpleName("RuleReader")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.nio.file..", "java.nio.channels..", "java.net..")
                .check(ALL);
    }

    @Test
    void theCompilerNeverSeesTheRuntime() {
        noClasses()
                .that()
                .resideInAPackage("dev.mailflow.compiler..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.mailflow.runtime..", "dev.mailflow.relay..", "dev.mailflow.cli..")
                .check(ALL);
    }

    @Test
    void targetsNeverSeeEachOther() {
        slices().matching("dev.mailflow.compiler.targets.(*)..")
                .should()
                .notDependOnEachOther()
                .check(ALL);
    }

    @Test
    void targetsAndCommandsKnowNothingOfTheGrammar() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.mailflow.grammar..", "dev.mailflow.compiler.parse..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.antlr..", "dev.mailflow.grammar..")
                .check(ALL);
    }

    /** Commands look into the model to explain it, and enter the compiler by its doors alone. */
    @Test
    void renderersKnowNothingOfFilesOrCommands() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.mailflow.cli.render..", "dev.mailflow.cli.testing..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.file..", "java.io..", "picocli..", "dev.mailflow.cli.files..")
                .check(ALL);
        noClasses()
                .that()
                .resideInAPackage("dev.mailflow.cli.render..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.mailflow.cli.testing..")
                .check(ALL);
        noClasses()
                .that()
                .resideInAPackage("dev.mailflow.cli.files..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..", "dev.mailflow.cli.render..", "dev.mailflow.cli.testing..")
                .check(ALL);
    }

    @Test
    void questionsKnowNothingOfFilesOrCommands() {
        noClasses()
                .that()
                .resideInAPackage("dev.mailflow.cli.interview..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.nio.file..", "picocli..", "dev.mailflow.cli.files..", "dev.mailflow.cli.testing..")
                .check(ALL);
    }

    @Test
    void onlyMainEndsTheProcess() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.mailflow.cli.Main")
                .should()
                .callMethod(System.class, "exit", int.class)
                .check(ALL);
        noClasses()
                .that()
                .resideInAPackage("dev.mailflow..")
                .and()
                .doNotHaveFullyQualifiedName("dev.mailflow.cli.Terminal")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .accessField(System.class, "in")
                .check(ALL);
    }
}
