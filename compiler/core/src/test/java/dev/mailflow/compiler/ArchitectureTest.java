package dev.mailflow.compiler;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rooms of the core and which way things point between them. */
final class ArchitectureTest {
    private static final String ROOT = "dev.mailflow.compiler.";

    /** Each package imports only from its left. */
    private static final List<String> LINE = List.of(
            "source",
            "diagnostic",
            "ast",
            "syntax",
            "parse",
            "format",
            "resolve",
            "type",
            "check",
            "decision",
            "advise",
            "coverage",
            "analysis",
            "target",
            "driver");

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/grammar/") && !location.contains("mailflow-grammar"))
            .importPackages("dev.mailflow.compiler");

    @Test
    void packagesFormOneLine() {
        assertThat(new TreeSet<>(CORE.stream().map(ArchitectureTest::part).toList()))
                .as("a new package has to find its place in the line")
                .isSubsetOf(LINE)
                .contains("source", "parse", "decision", "driver");
        for (String part : LINE) {
            String[] right = LINE.subList(LINE.indexOf(part) + 1, LINE.size()).stream()
                    .map(name -> ROOT + name + "..")
                    .toArray(String[]::new);
            if (right.length > 0) {
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + part + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(right)
                        .allowEmptyShould(true)
                        .check(CORE);
            }
        }
    }

    private static String part(JavaClass one) {
        return one.getPackageName().substring(ROOT.length()).split("\\.", 2)[0];
    }

    @Test
    void onlyTheParserKnowsItsGenerator() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "parse..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.antlr..", "dev.mailflow.grammar..")
                .check(CORE);
    }

    /** Text in, diagnostics and models out. The reader of tables declares an IOException that a text never causes. */
    @Test
    void theCoreTouchesNoFilesAndNoNetwork() {
        noClasses()
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("java.io..", "java.nio.file..", "java.net..", "java.nio.channels..")
                                .and(not(type(IOException.class)))
                                .and(not(type(UncheckedIOException.class))))
                .check(CORE);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.mailflow.runtime..", "dev.mailflow.relay..", "dev.mailflow.cli..")
                .check(CORE);
        noClasses()
                .should()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "getProperty", String.class)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .check(CORE);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Impl|Util|Utils|Helper|Manager)")
                .orShould()
                .haveNameMatching(".*\\.Abstract[A-Z].*")
                .check(CORE);
    }

    /** Surefire silently skips other names. */
    @Test
    void testsAreNamedSoThatTheyRun() {
        JavaClasses tests = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
                .importPackages("dev.mailflow.compiler");
        classes()
                .that()
                .doNotHaveModifier(JavaModifier.ABSTRACT)
                .and()
                .areTopLevelClasses()
                .should(beNamedTestIfTheyHoldTests())
                .check(tests);
    }

    private static ArchCondition<JavaClass> beNamedTestIfTheyHoldTests() {
        return new ArchCondition<>("be named ...Test if they hold tests") {
            @Override
            public void check(JavaClass one, ConditionEvents events) {
                boolean holdsTests = one.getMethods().stream()
                        .flatMap(method -> method.getAnnotations().stream())
                        .map(annotation -> annotation.getRawType().getSimpleName())
                        .anyMatch(name -> Stream.of("Test", "ParameterizedTest", "TestFactory", "Property", "Example")
                                .anyMatch(name::equals));
                if (holdsTests && !one.getSimpleName().endsWith("Test")) {
                    events.add(SimpleConditionEvent.violated(one, one.getName() + " holds tests and would not run"));
                }
            }
        };
    }
}
