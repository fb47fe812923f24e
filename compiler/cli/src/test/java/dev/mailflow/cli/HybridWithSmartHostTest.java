package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Central transport: all mail of the cloud passes the own hub, which sends to the internet by a smart host. The hub then has two
 * ways for everything, and whoever follows what is said of that comes to a policy that can be emitted.
 */
final class HybridWithSmartHostTest {
    private static final String START = """
            language 1
            organization fourthcoffee {
              domains       fourthcoffee.example, roasters.example
              relay domains beans.example
            }
            endpoint office365 : exchange-online {
              tenant fourthcoffee.onmicrosoft.com
              mailboxes cloud@fourthcoffee.example
            }
            endpoint hub : server {
              software exchange 2019
              hosts hub.fourthcoffee.example
              networks 203.0.113.16/28
              cert hub.fourthcoffee.example
              mailboxes fourthcoffee.example, roasters.example
            }
            endpoint smarthost : service { hosts smtp.relayhost.example  networks 192.0.2.64/27 }
            connector down from office365 to hub centralized require tls cert hub.fourthcoffee.example
            """;

    private static final String UP = "connector up from hub to office365 require tls cert hub.fourthcoffee.example\n";
    private static final String BY_SENDER = UP.replace(" require", " when sender fourthcoffee.example require");
    private static final String OUT =
            "connector out from hub to smarthost when recipient * require tls cert smtp.relayhost.example\n";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                OUT,
                "connector out from hub to internet via smtp.relayhost.example require tls\n",
                "connector out from hub to smarthost when recipient *\n"
            })
    void whatTheTieSuggestsCanBeEmitted(String out) throws IOException {
        Shell.Run tied = check(START + UP + out);
        assertThat(tied.out()).contains("error[MF4006]");
        Matcher suggested =
                Pattern.compile("`(when recipient [^`]+)` leaves it").matcher(tied.out());
        assertThat(suggested.find()).as(tied.out()).isTrue();

        String mended = START + UP.replace("office365", "office365 " + suggested.group(1)) + out;
        assertThat(check(mended).out()).doesNotContain("error");
        assertIsEmitted();
    }

    /** The other way that the tie names leads to a message about the service, and that one to the same policy. */
    @Test
    void whatTheServiceSuggestsIsNoTie() throws IOException {
        String bySender = START + BY_SENDER + OUT;
        assertThat(check(bySender).out()).doesNotContain("error");
        Shell.Run refused = emit();
        assertThat(refused.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(refused.err()).contains("error[MF6031]: Exchange Online cannot say `when sender` of an own source");
        Matcher suggested =
                Pattern.compile("write `(when recipient)` in its place").matcher(refused.err());
        assertThat(suggested.find()).as(refused.err()).isTrue();

        String mended = bySender.replace("when sender", suggested.group(1));
        assertThat(check(mended).out()).doesNotContain("error");
        assertIsEmitted();
    }

    private void assertIsEmitted() {
        Shell.Run emitted = emit();
        assertThat(emitted.err()).doesNotContain("error", "MF6031", "MF6036");
        assertThat(emitted.code()).isZero();
        assertThat(folder.resolve("out/office365/connectors.ps1"))
                .content()
                .contains("'up'")
                .contains("'down'");
        assertThat(folder.resolve("out/hub/connectors.ps1"))
                .content()
                .contains("'up'")
                .contains("'out'");
    }

    private Shell.Run check(String policy) throws IOException {
        Files.writeString(folder.resolve("a.mailflow"), policy);
        return new Shell(folder).run("check", "a.mailflow");
    }

    private Shell.Run emit() {
        return new Shell(folder).run("emit", "exchange-online", "a.mailflow", "-o", "out");
    }
}
