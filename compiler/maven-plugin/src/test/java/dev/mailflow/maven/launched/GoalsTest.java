package dev.mailflow.maven.launched;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.maven.launched.UserProject.Build;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.maven.shared.invoker.MavenInvocationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Warnings, tests, style, configurations, several modules. */
final class GoalsTest {
    private static final String POLICY = "src/main/mailflow/shop.mailflow";

    @TempDir
    Path folder;

    @Test
    void warningsAreMavensAndCanFail() throws IOException, MavenInvocationException {
        UserProject shop = UserProject.copy("shop", folder.resolve("shop"));
        // Woodgrove's own domain is covered, its subdomains alone are not: MF4005.
        shop.replace("src/main/mailflow/parts/partners.csv", "woodgrove.com,", "*.woodgrove.com,");
        Build warned = shop.mvn("generate-sources");
        assertThat(warned.succeeded()).as(warned.log()).isTrue();
        assertThat(warned.lines("[WARNING] warning[MF4005]"))
                .as("check and generate tell it once")
                .hasSize(1);

        Build again = shop.mvn("generate-sources");
        assertThat(again.lines("[WARNING] warning[MF4005]"))
                .as("nobody misses a warning")
                .hasSize(1);
        assertThat(again.lines("up to date")).as("check and generate").hasSize(2);

        Build failed = shop.mvn("generate-sources", "-Dmailflow.failOnWarning");
        assertThat(failed.succeeded()).isFalse();
        assertThat(failed.lines("BUILD FAILURE")).hasSize(1);
        assertThat(failed.log())
                .contains("mailflow found 1 warning, and mailflow.failOnWarning is set")
                .doesNotContain("\tat ");
    }

    @Test
    void testsOfThePolicyRunAndFailTheBuild() throws IOException, MavenInvocationException {
        UserProject shop = UserProject.copy("shop", folder.resolve("shop"));
        Build good = shop.mvn("package");
        assertThat(good.succeeded()).as(good.log()).isTrue();
        assertThat(good.lines("src/main/mailflow/shop.mailflow: 1 passed, 0 failed"))
                .hasSize(1);
        assertThat(shop.read("target/surefire-reports/TEST-mailflow.shop.xml"))
                .contains("tests=\"1\" errors=\"0\" skipped=\"0\" failures=\"0\"");
        assertThat(shop.times("target/mailflow"))
                .as("emitted configurations")
                .containsKeys(
                        "target/mailflow/shop/relay/office365.relay.json",
                        "target/mailflow/shop/relay/onprem.relay.json");

        shop.replace(POLICY, "deliver by hybrid-in", "deliver by internet");
        Build bad = shop.mvn("test");
        assertThat(bad.succeeded()).isFalse();
        assertThat(bad.lines("BUILD FAILURE")).hasSize(1);
        assertThat(bad.log())
                .contains("FAILED  \"John writes to Bob\" at office365")
                .contains("1 of 1 test failed")
                .doesNotContain("\tat ");
        assertThat(shop.read("target/surefire-reports/TEST-mailflow.shop.xml")).contains("failures=\"1\"");

        Build ignored = shop.mvn("test", "-Dmaven.test.failure.ignore");
        assertThat(ignored.succeeded()).as(ignored.log()).isTrue();
        assertThat(ignored.lines("[WARNING] 1 of 1 test failed")).hasSize(1);

        Build skipped = shop.mvn("test", "-DskipTests");
        assertThat(skipped.succeeded()).as(skipped.log()).isTrue();
        assertThat(skipped.log()).doesNotContain("John writes to Bob");
    }

    @Test
    void styleAndReportsByPrefix() throws IOException, MavenInvocationException {
        UserProject shop = UserProject.copy("shop", folder.resolve("shop"));
        String styled = shop.read(POLICY);
        shop.replace(POLICY, "  domains contoso.com", "      domains contoso.com");
        Build checked = shop.mvn("mailflow:fmt", "-Dmailflow.fmt.check", "-Dstyle.color=always");
        assertThat(checked.succeeded()).isFalse();
        // Maven 3.6 takes colours away again where it writes to no terminal.
        boolean coloured = checked.lines("BUILD FAILURE").get(0).contains("\u001b[");
        assertThat(checked.lines(coloured ? "\u001b[1;31merror[MF9017]" : "[ERROR] error[MF9017]"))
                .as("coloured as Maven is: %s", checked.log())
                .hasSize(1);
        Build formatted = shop.mvn("mailflow:fmt", "mailflow:check", "-Dmailflow.format=sarif");
        assertThat(formatted.succeeded()).as(formatted.log()).isTrue();
        assertThat(formatted.lines("2 files looked at, 1 changed")).hasSize(1);
        assertThat(shop.read(POLICY)).isEqualTo(styled);
        assertThat(shop.read("target/mailflow-reports/check.sarif")).contains("\"version\" : \"2.1.0\"");
    }

    @Test
    void severalModulesAtOnce() throws IOException, MavenInvocationException {
        UserProject many = UserProject.copy("many", folder.resolve("many"));
        Build built = many.mvn("process-classes", "-T2");
        assertThat(built.succeeded()).as(built.log()).isTrue();
        for (String name : new String[] {"north", "south"}) {
            String simple = Character.toUpperCase(name.charAt(0)) + name.substring(1) + "Routing";
            assertThat(many.has(name + "/target/classes/com/contoso/mail/" + simple + ".class"))
                    .isTrue();
            assertThat(many.has(name + "/target/classes/" + name + ".relay.json"))
                    .isTrue();
        }
        assertThat(many.has("empty/target/generated-sources")).isFalse();
        assertThat(built.log()).doesNotContain("not marked as thread-safe").doesNotContain("not thread-safe");

        many.replace("south/src/main/mailflow/south.mailflow", "from south", "from sout");
        Build broken = many.mvn("process-classes", "-T2");
        assertThat(broken.succeeded()).isFalse();
        assertThat(broken.log()).contains(" --> south/src/main/mailflow/south.mailflow:");
        assertThat(broken.lines("BUILD FAILURE")).hasSize(1);
    }
}
