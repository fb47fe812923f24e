package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompileCommandTest {
    @TempDir
    Path folder;

    @BeforeEach
    void policy() throws Exception {
        Policies.contoso(folder);
    }

    private Shell.Run compile(String... more) {
        String[] arguments = new String[more.length + 4];
        arguments[0] = "compile";
        arguments[1] = "contoso.mailflow";
        arguments[2] = "-o";
        arguments[3] = "out";
        System.arraycopy(more, 0, arguments, 4, more.length);
        return new Shell(folder).run(arguments);
    }

    private Set<String> written() throws Exception {
        return Golden.tree(folder.resolve("out")).keySet();
    }

    @Test
    void writesEveryTargetOfEverySite() throws Exception {
        Shell.Run run = compile("--package", "com.contoso.mail");
        assertThat(run.code()).isZero();
        assertThat(written())
                .containsExactlyInAnyOrder(
                        "META-INF/mailflow/contoso.mailflow.facts",
                        "com/contoso/mail/Office365Routing.java",
                        "com/contoso/mail/OnpremRouting.java",
                        "office365.relay.json",
                        "onprem.relay.json");
        assertThat(run.out()).contains("wrote out/onprem.relay.json\n").endsWith("5 files written, 0 unchanged\n");
    }

    @Test
    void writesOnlyWhatIsAskedFor() throws Exception {
        assertThat(compile("--target", "java", "--site", "onprem").code()).isZero();
        assertThat(written()).containsExactly("OnpremRouting.java");
    }

    @Test
    void touchesNothingThatDoesNotChange() throws Exception {
        compile();
        Path same = folder.resolve("out/OnpremRouting.java");
        FileTime old = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(same, old);
        Files.writeString(folder.resolve("out/onprem.relay.json"), "{}");
        assertThat(compile().out()).endsWith("1 file written, 4 unchanged\n");
        assertThat(Files.getLastModifiedTime(same)).isEqualTo(old);
    }

    @Test
    void writesNothingForAPolicyWithErrors() throws Exception {
        compile();
        var before = Golden.tree(folder.resolve("out"));
        Files.writeString(
                folder.resolve("contoso.mailflow"), Policies.CONTOSO.replace("direct-send refuse", "hop-limit x"));
        Shell.Run run = compile();
        assertThat(run.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("[MF3010]").endsWith("1 error; nothing was written\n");
        assertThat(Golden.tree(folder.resolve("out"))).isEqualTo(before);
    }

    @Test
    void namesWhatThereIs() {
        assertThat(compile("--target", "sendmail").err())
                .startsWith("error: there is no target `sendmail`; the targets are: java, relay, testkit");
        assertThat(compile("--site", "onprm").err())
                .startsWith("error: there is no site `onprm`; the sites are: office365, onprem");
        assertThat(compile("--package", "com.class").err()).startsWith("error: `com.class` is not a Java package name");
    }
}
