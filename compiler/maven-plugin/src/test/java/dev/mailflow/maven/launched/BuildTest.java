package dev.mailflow.maven.launched;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.maven.launched.UserProject.Build;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.maven.shared.invoker.MavenInvocationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of one module: built, built again, edited, renamed, broken, mended. */
final class BuildTest {
    private static final String SOURCES = "target/generated-sources/mailflow";
    private static final String RESOURCES = "target/generated-resources/mailflow";
    private static final String CLOUD = SOURCES + "/com/contoso/mail/Office365Routing.java";
    private static final String OWN = SOURCES + "/com/contoso/mail/OnpremRouting.java";
    private static final String POLICY = "src/main/mailflow/shop.mailflow";

    @TempDir
    Path folder;

    @Test
    void builtAndBuiltAgain() throws IOException, MavenInvocationException {
        UserProject shop = UserProject.copy("shop", folder.resolve("shop"));

        Build fresh = shop.mvn("process-classes");
        assertThat(fresh.succeeded()).as(fresh.log()).isTrue();
        assertThat(shop.times(SOURCES)).containsOnlyKeys(CLOUD, OWN);
        assertThat(shop.times(RESOURCES))
                .containsKeys(RESOURCES + "/office365.relay.json", RESOURCES + "/onprem.relay.json");
        assertThat(shop.has("target/classes/com/contoso/Shop.class")).isTrue();
        assertThat(shop.has("target/classes/onprem.relay.json")).isTrue();
        assertThat(fresh.log()).doesNotContain("[WARNING]");
        SortedMap<String, FileTime> times = everything(shop);

        Build again = shop.mvn("process-classes");
        assertThat(again.succeeded()).as(again.log()).isTrue();
        assertThat(again.lines("up to date")).isNotEmpty();
        assertThat(again.log()).contains("Nothing to compile");
        assertThat(everything(shop))
                .as("a build of the same files writes nothing")
                .isEqualTo(times);

        shop.replace("src/main/mailflow/parts/partners.csv", "mx.woodgrove.com", "smtp.woodgrove.com");
        Build table = shop.mvn("process-classes");
        assertThat(table.succeeded()).as(table.log()).isTrue();
        assertThat(shop.read(CLOUD)).contains("smtp.woodgrove.com").doesNotContain("mx.woodgrove.com");
        assertThat(everything(shop).get(OWN))
                .as("a class that is the same is not written")
                .isEqualTo(times.get(OWN));

        shop.replace(POLICY, "onprem", "headquarters");
        Build renamed = shop.mvn("process-classes");
        assertThat(renamed.succeeded()).as(renamed.log()).isTrue();
        assertThat(shop.has(SOURCES + "/com/contoso/mail/HeadquartersRouting.java"))
                .isTrue();
        assertThat(shop.has("target/classes/com/contoso/mail/HeadquartersRouting.class"))
                .isTrue();
        assertThat(shop.has("target/classes/headquarters.relay.json")).isTrue();
        for (String stale : new String[] {
            OWN,
            RESOURCES + "/onprem.relay.json",
            "target/classes/onprem.relay.json",
            "target/classes/com/contoso/mail/OnpremRouting.class"
        }) {
            assertThat(shop.has(stale)).as(stale).isFalse();
        }

        Map<String, FileTime> whole = shop.times(SOURCES);
        shop.replace(POLICY, "to headquarters", "to hedquarters");
        Build broken = shop.mvn("process-classes");
        assertThat(broken.succeeded()).isFalse();
        assertThat(broken.lines("BUILD FAILURE")).hasSize(1);
        assertThat(broken.lines("error[MF2001]")).as(broken.log()).hasSize(1);
        assertThat(broken.log())
                .contains(" --> src/main/mailflow/shop.mailflow:21:40")
                .contains("help: did you mean `headquarters`?")
                .contains("mailflow found 1 error")
                .doesNotContain("\tat ");
        assertThat(shop.times(SOURCES))
                .as("a policy with mistakes changes nothing")
                .isEqualTo(whole);

        shop.replace(POLICY, "to hedquarters", "to headquarters");
        Build mended = shop.mvn("process-classes");
        assertThat(mended.succeeded()).as(mended.log()).isTrue();
        assertThat(mended.lines("up to date")).isNotEmpty();
    }

    private static SortedMap<String, FileTime> everything(UserProject project) throws IOException {
        SortedMap<String, FileTime> times = new TreeMap<>(project.times(SOURCES));
        times.putAll(project.times(RESOURCES));
        times.putAll(project.times("target/classes/com"));
        return times;
    }

    @Test
    void sameOctetsWhereverItIsBuilt() throws IOException, MavenInvocationException {
        UserProject here = UserProject.copy("shop", folder.resolve("here"));
        UserProject there = UserProject.copy("shop", folder.resolve("a/longer/way/there"));
        assertThat(here.mvn("generate-sources").succeeded()).isTrue();
        assertThat(there.mvn("generate-sources").succeeded()).isTrue();
        assertThat(here.contents("target")).isNotEmpty().isEqualTo(there.contents("target"));
    }

    @Test
    void filesOfOthersAreLeft() throws IOException, MavenInvocationException {
        UserProject shop = UserProject.copy("shop", folder.resolve("shop"));
        assertThat(shop.mvn("generate-sources").succeeded()).isTrue();
        String foreign = SOURCES + "/com/contoso/mail/Other.java";
        shop.write(foreign, "package com.contoso.mail;\n\ninterface Other {}\n");
        shop.write(OWN, shop.read(OWN) + "// somebody's work\n");
        shop.replace(POLICY, "onprem", "headquarters");
        Build renamed = shop.mvn("generate-sources");
        assertThat(renamed.succeeded()).as(renamed.log()).isTrue();
        assertThat(shop.has(foreign)).isTrue();
        assertThat(shop.read(OWN)).endsWith("// somebody's work\n");
        assertThat(renamed.lines("[WARNING] warning[MF9016]")).hasSize(1);
        assertThat(shop.has(RESOURCES + "/onprem.relay.json")).isFalse();
    }

    @Test
    void skippedOnWish() throws IOException, MavenInvocationException {
        UserProject shop = UserProject.copy("shop", folder.resolve("shop"));
        Build skipped = shop.mvn("generate-sources", "-Dmailflow.skip");
        assertThat(skipped.succeeded()).as(skipped.log()).isTrue();
        assertThat(skipped.lines("skipped: mailflow.skip is set")).hasSize(2);
        assertThat(Files.exists(shop.file(SOURCES))).isFalse();
    }
}
