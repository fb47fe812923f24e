package dev.mailflow.maven;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.apache.maven.plugins.annotations.Mojo;
import org.junit.jupiter.api.Test;

/** The doors that the plugin uses. */
final class ArchitectureTest {
    private static final JavaClasses PLUGIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.mailflow.maven");

    @Test
    void commandsAndTheirLibraryAreNotKnownHere() {
        assertThat(PLUGIN).isNotEmpty();
        classes()
                .that()
                .resideInAPackage("dev.mailflow.maven..")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackages(
                        "dev.mailflow.cli",
                        "picocli..",
                        "dev.mailflow.relay..",
                        "dev.mailflow.runtime..",
                        "org.antlr..")
                .check(PLUGIN);
    }

    /** Phases are behind {@code driver}, what they found is its result; the formatter is a tool of its own. */
    @Test
    void theCompilerIsEnteredByItsDoor() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.mailflow.compiler.parse..",
                        "dev.mailflow.compiler.ast..",
                        "dev.mailflow.compiler.type..",
                        "dev.mailflow.compiler.check..",
                        "dev.mailflow.compiler.analysis",
                        "dev.mailflow.compiler.analysis.space..")
                .check(PLUGIN);
    }

    @Test
    void nothingIsStartedOrEnded() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(ProcessBuilder.class.getName())
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(PLUGIN);
    }

    /** Goals of several modules run in one process: what is kept belongs to one goal, one module. */
    @Test
    void nothingIsSharedBetweenGoals() {
        classes()
                .that()
                .areTopLevelClasses()
                .and()
                .resideInAPackage("dev.mailflow.maven")
                .should(new com.tngtech.archunit.lang.ArchCondition<>("have constants alone as static fields") {
                    @Override
                    public void check(
                            com.tngtech.archunit.core.domain.JavaClass one,
                            com.tngtech.archunit.lang.ConditionEvents events) {
                        one.getFields().stream()
                                .filter(field -> field.getModifiers()
                                                .contains(com.tngtech.archunit.core.domain.JavaModifier.STATIC)
                                        && !field.getModifiers()
                                                .contains(com.tngtech.archunit.core.domain.JavaModifier.FINAL))
                                .forEach(field -> events.add(com.tngtech.archunit.lang.SimpleConditionEvent.violated(
                                        one, field.getFullName())));
                    }
                })
                .check(PLUGIN);
        assertThat(PLUGIN.stream()
                        .filter(one -> one.isAnnotatedWith(Mojo.class)
                                && !one.getSimpleName().equals("HelpMojo"))
                        .toList())
                .hasSize(5)
                .allSatisfy(
                        goal -> assertThat(goal.getAnnotationOfType(Mojo.class).threadSafe())
                                .isTrue());
    }
}
