package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.TlsDemand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Octets beyond ASCII, and next hops that do not take all of them. */
final class EightBitTest {
    @TempDir
    Path folder;

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30));
    }

    private static void send(Relay relay, String mail, String message) throws IOException {
        try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
            assertThat(client.ask(mail)).startsWith("250");
            assertThat(client.ask("RCPT TO:<b@away.test>")).startsWith("250");
            client.ask("DATA");
            client.raw(message + "\r\n.\r\n");
            assertThat(client.reply()).startsWith("250");
        }
    }

    /** RFC 6531 3.6: a body beyond ASCII needs no more than 8BITMIME; a header does. */
    @Test
    void onlyTheHeaderOrTheEnvelopeNeedsSmtputf8() throws Exception {
        try (FakeHop hop = new FakeHop((number, command) -> null);
                RelayBench bench =
                        new RelayBench(folder).with("hosts", "{\"hop.test\": \"127.0.0.1:" + hop.port() + "\"}")) {
            Relay relay = bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC, new NextHop("hop.test", 25)));
            String mail = "MAIL FROM:<ann@sender.test> SMTPUTF8 BODY=8BITMIME";
            send(relay, mail, "Subject: x\r\n\r\nGr\u00c3\u00bc\u00c3\u009fe");
            soon().until(() -> relay.queued().isEmpty());
            assertThat(hop.heard()).contains("MAIL FROM:<ann@sender.test> BODY=8BITMIME", ".");
            send(relay, mail, "Subject: Gr\u00c3\u00bc\u00c3\u009fe\r\n\r\nx");
            soon().until(() -> !bench.mailbox("sender.test", "ann").isEmpty());
            assertThat(bench.mailbox("sender.test", "ann").get(0)).contains("Status: 5.6.7");
        }
    }

    /** Lost otherwise: of a report that fails nobody is told. */
    @ParameterizedTest
    @ValueSource(strings = {"BODY=8BITMIME", "RET=FULL"})
    void aReportAboutAnEightBitHeaderTakesAWayOfSevenBits(String parameter) throws Exception {
        try (FakeHop refusing =
                        new FakeHop((number, command) -> command.startsWith("RCPT") ? "550 5.1.1 nobody" : null);
                FakeHop back = new FakeHop((number, command) ->
                        command.startsWith("EHLO") ? "250-fake\r\n250-PIPELINING\r\n250 SIZE" : null);
                RelayBench bench = new RelayBench(folder)
                        .with(
                                "hosts",
                                "{\"away.test\": \"127.0.0.1:" + refusing.port() + "\", \"back.test\": \"127.0.0.1:"
                                        + back.port() + "\"}")) {
            Relay relay = bench.start(TestPolicy.of(transaction -> TestPolicy.send(
                    TlsDemand.OPPORTUNISTIC,
                    new NextHop(transaction.recipient().domain().text(), 25))));
            send(relay, "MAIL FROM:<ann@back.test> " + parameter, "Subject: Gr\u00fc\u00dfe\r\n\r\nx");
            soon().until(() -> back.heard().contains("."));
            List<String> report = back.heard();
            int encoded = report.lastIndexOf("Content-Transfer-Encoding: quoted-printable");
            assertThat(report.get(encoded - 1)).isEqualTo("Content-Type: text/rfc822-headers");
            assertThat(report.subList(encoded, report.size())).contains("Subject: Gr=FC=DFe");
            soon().until(() -> relay.queued().isEmpty());
        }
    }
}
