package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ExplainCommandTest {
    private static final String BOB_WRITES = "bob@contoso.com -> john@contoso.com";

    @TempDir
    Path folder;

    @BeforeEach
    void policy() throws Exception {
        Policies.contoso(folder);
    }

    private Shell.Run explain(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "explain";
        all[1] = "contoso.mailflow";
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return new Shell(folder).run(all);
    }

    @Test
    void tellsVerdictWayAndTls() {
        Shell.Run run = explain("--at", "office365", "--client", "mailbox", "--message", BOB_WRITES);
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .startsWith("send via hybrid-out by mailbox\n")
                .contains("next     onprem, mail1.contoso.com")
                .contains("TLS      required, 1.2 or newer; the next hop must show a certificate for mail1.contoso.com")
                .contains("* hybrid-out  selected  (contoso.mailflow:10)");
    }

    @Test
    void tellsWhyAConnectorWasNotTaken() {
        Shell.Run run = explain(
                "--at",
                "office365",
                "--client",
                "203.0.113.41 tls 1.3 cert mail2.contoso.com",
                "--message",
                BOB_WRITES);
        assertThat(run.out())
                .startsWith("reject direct-send by internet\n")
                .contains("reply    550 5.7.68 ")
                .contains("hybrid-in  does not fit: no certificate name is `mail1.contoso.com`  (contoso.mailflow:7)");
    }

    @Test
    void theNextHopCanBeToldToo() {
        assertThat(explain("--at", "office365", "--client", "mailbox", "--message", BOB_WRITES, "--remote", "no tls")
                        .out())
                .startsWith("defer tls-unavailable by mailbox\n")
                .contains("R11 TLS out");
    }

    @Test
    void followsTheWholeWay() {
        assertThat(explain("--at", "office365", "--client", "mailbox", "--message", BOB_WRITES, "--trace")
                        .out())
                .contains("  1  at office365: send via hybrid-out by mailbox\n")
                .contains("  2  at onprem: deliver by hybrid-out\n")
                .endsWith("  it is delivered at onprem\n");
    }

    @Test
    void takesTheMessageOfATest() {
        assertThat(explain("--test", "Sun writes to John").out()).startsWith("send via hybrid-out by internet\n");
        assertThat(explain("--test", "Moon writes").err())
                .startsWith("error: the policy has no test \"Moon writes\"; `mailflow test --verbose` lists them\n");
        assertThat(explain("--test", "sun writes").err())
                .startsWith("error: the policy has no test \"sun writes\"; did you mean \"Sun writes to John\"?\n");
        assertThat(explain("--test", "Jon writes to Bob").err()).contains("did you mean \"John writes to Bob\"?");
    }

    @Test
    void jsonSaysTheSame() throws Exception {
        JsonNode document = JsonMapper.shared()
                .readTree(explain(
                                "--at",
                                "office365",
                                "--client",
                                "mailbox",
                                "--message",
                                BOB_WRITES,
                                "--trace",
                                "--format",
                                "json")
                        .out());
        assertThat(document.get("verdict").get("words").asString()).isEqualTo("send via hybrid-out by mailbox");
        assertThat(document.get("verdict").get("tls").get("level").asString()).isEqualTo("required");
        assertThat(document.get("outbound").get(0).get("standing").asString()).isEqualTo("selected");
        assertThat(document.get("trace").get("end").asString()).isEqualTo("delivered");
    }

    @Test
    void mistakesInTheMessageAreToldAsInAFile() {
        Shell.Run run = explain("--at", "office365", "--client", "203.0.113.410", "--message", BOB_WRITES);
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("error[MF3003]").contains("client  203.0.113.410");
        assertThat(explain("--at", "office365", "--client", "mailbox", "--message", "bob to john")
                        .code())
                .isEqualTo(ExitCode.USAGE);
        assertThat(explain("--at", "office365", "--client", "mailbox\n}", "--message", BOB_WRITES)
                        .err())
                .contains("take one line each");
        assertThat(explain("--at", "mars", "--client", "mailbox", "--message", BOB_WRITES)
                        .err())
                .contains("there is no site `mars`");
    }
}
