package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.mailflow.runtime.Attribution;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.TlsDemand;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A relay in operation: watched, given another policy, tried beside one, stopped. */
final class OperationTest {
    @TempDir
    Path folder;

    private RelayBench bench;
    private TestPki pki;
    private String keys;

    @BeforeEach
    void open() throws Exception {
        pki = new TestPki(folder.resolve("pki"));
        TestPki.Issued own = pki.issue("mx.relay.test");
        keys = "{\"key\": \"" + own.key() + "\", \"certificate\": \"" + own.certificate() + "\"}";
        bench = new RelayBench(folder).with("tls", keys).with("monitor", "{\"port\": 0}");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static HttpResponse<String> get(Relay relay, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + relay.monitorPort().orElseThrow() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void countsWhatItDoes() throws Exception {
        Relay relay = bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC));
        try (RawClient client = RawClient.greeted(relay.ports().get(0)).startTls()) {
            client.ask("EHLO c.test");
            assertThat(client.send("a@sender.test", "b@local.test", "\r\nx")).startsWith("250");
            assertThat(client.send("a@sender.test", "b@denied.test", "\r\nx")).startsWith("550");
            client.ask("RSET");
            assertThat(client.send("a@sender.test", "b@local.test", "\r\nx\ny")).startsWith("550");
            assertThat(get(relay, "/metrics").body())
                    .contains("mailflow_sessions 1.0")
                    .contains("mailflow_connections_total{listener=\"smtp\"} 1.0")
                    .contains("mailflow_tls_handshakes_total{certificate=\"none\",version=\"1.3\"} 1.0")
                    .contains("mailflow_recipients_total{by=\"internet\",reason=\"\",verdict=\"deliver\",via=\"\"} 1.0")
                    .contains(
                            "mailflow_recipients_total{by=\"internet\",reason=\"relay-denied\",verdict=\"reject\",via=\"\"} 1.0")
                    .contains("mailflow_messages_refused_total{fault=\"bare_newline\"} 1.0")
                    .contains("mailflow_message_size_bytes_count 1")
                    .contains("mailflow_certificate_expiry_time_seconds{file=");
        }
        assertThat(get(relay, "/healthz").statusCode()).isEqualTo(200);
        assertThat(get(relay, "/healthz").body()).isEqualTo("ok\n");
        assertThat(get(relay, "/").statusCode()).isEqualTo(404);
    }

    @Test
    void saysHowMuchWaits() throws Exception {
        Relay relay = bench.with("hosts", "{\"hop.test\": \"127.0.0.1:1\"}")
                .with("queue", "{\"folder\": \"queue\", \"retry\": [\"1h\"], \"freeSpace\": 0}")
                .start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC, new NextHop("hop.test", 25)));
        assertThat(get(relay, "/metrics").body())
                .contains("mailflow_queue_parts{state=\"fresh\"} 0.0")
                .contains("mailflow_queue_parts{state=\"deferred\"} 0.0")
                .contains("mailflow_queue_parts{state=\"held\"} 0.0")
                .contains("mailflow_queue_oldest_seconds 0.0");
        try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
            assertThat(client.send("a@sender.test", "b@away.test", "\r\nx")).startsWith("250");
        }
        await().atMost(java.time.Duration.ofSeconds(30))
                .until(() -> get(relay, "/metrics").body().contains("mailflow_queue_parts{state=\"deferred\"} 1.0"));
        assertThat(get(relay, "/metrics").body()).doesNotContain("mailflow_queue_oldest_seconds 0.0");
    }

    @Test
    void isUnwellWithoutRoom() throws Exception {
        Relay relay = bench.with("queue", "{\"folder\": \"queue\", \"freeSpace\": \"900000GiB\"}")
                .start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC));
        HttpResponse<String> health = get(relay, "/healthz");
        assertThat(health.statusCode()).isEqualTo(503);
        assertThat(health.body()).startsWith("no room for mail: ").contains("queue");
        try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
            assertThat(client.ask("MAIL FROM:<a@sender.test>")).startsWith("452 4.3.1");
        }
    }

    @Test
    void tellsOfCertificatesThatExpire() throws Exception {
        TestPki.Issued gone = pki.expired("old.relay.test");
        TestPki.Issued soon = pki.expiring("soon.relay.test");
        bench.with(
                "certificates",
                "[{\"key\": \"" + gone.key() + "\", \"certificate\": \"" + gone.certificate() + "\"}, {\"key\": \""
                        + soon.key() + "\", \"certificate\": \"" + soon.certificate() + "\"}]");
        Logger logger = (Logger) LoggerFactory.getLogger(Relay.class);
        ListAppender<ILoggingEvent> told = new ListAppender<>();
        told.start();
        logger.addAppender(told);
        try {
            bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC));
        } finally {
            logger.detachAppender(told);
        }
        // The third of our certificates has more than 14 days left.
        assertThat(told.list)
                .filteredOn(event -> event.getLevel() == Level.WARN)
                .extracting(ILoggingEvent::getFormattedMessage)
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("event=certificate-expired file=\"" + gone.certificate() + "\" expired="),
                        line -> assertThat(line)
                                .startsWith("event=certificate-expires file=\"" + soon.certificate() + "\" expires="));
    }

    @Test
    void aQueueFolderThatIsAFileIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("not-a-folder"), "x");
        bench.with("queue", "{\"folder\": \"not-a-folder\"}");
        assertThatThrownBy(() -> bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC)))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("queue.folder: " + file + " is a file, not a folder");
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        Relay relay = bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC));
        RelayBench other = new RelayBench(folder.resolve("other"));
        int mail = relay.ports().get(0);
        other.with("listeners", "[{\"address\": \"127.0.0.1\", \"port\": " + mail + "}]");
        assertThatThrownBy(() -> other.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC)))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("cannot listen on 127.0.0.1:" + mail);
        int monitor = relay.monitorPort().orElseThrow();
        other.with("listeners", "[{\"address\": \"127.0.0.1\", \"port\": 0}]")
                .with("monitor", "{\"port\": " + monitor + "}");
        assertThatThrownBy(() -> other.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC)))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("monitor: cannot listen on 127.0.0.1:" + monitor);
        // Nothing was left behind: the same queue can be opened again.
        other.with("monitor", "{\"port\": 0}").start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC));
        other.close();
    }

    @Test
    void aMessageKeepsThePolicyItBeganWith() throws Exception {
        Relay relay = bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC));
        try (RawClient begun = RawClient.greeted(relay.ports().get(0));
                RawClient next = RawClient.greeted(relay.ports().get(0))) {
            begun.ask("MAIL FROM:<a@sender.test>");
            assertThat(begun.ask("RCPT TO:<b@local.test>")).startsWith("250");
            assertThat(relay.reload(bench.configuration(), TestPolicy.of(transaction -> TestPolicy.denied())))
                    .isEmpty();
            assertThat(begun.ask("RCPT TO:<c@local.test>")).startsWith("250");
            assertThat(next.send("a@sender.test", "b@local.test", "\r\nx")).startsWith("550 5.7.64");
            assertThat(begun.ask("DATA")).startsWith("354");
            begun.raw("\r\nx\r\n.\r\n");
            assertThat(begun.reply()).startsWith("250");
            assertThat(begun.send("a@sender.test", "b@local.test", "\r\nx")).startsWith("550 5.7.64");
        }
        await().until(() -> bench.mailbox("local.test", "c").size() == 1);
    }

    @Test
    void aPolicyThatDoesNotFitIsNotTaken() throws Exception {
        Relay relay = bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC));
        RelayBench obliged = new RelayBench(folder.resolve("other"))
                .with("tls", keys)
                .with("presentedNames", "{\"toClients\": [\"mx.elsewhere.test\"]}");
        List<String> why = relay.reload(obliged.configuration(), TestPolicy.of(transaction -> TestPolicy.denied()));
        assertThat(why).singleElement().asString().contains("`mx.elsewhere.test`");
        try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
            assertThat(client.send("a@sender.test", "b@local.test", "\r\nx")).startsWith("250");
        }
        assertThat(get(relay, "/metrics").body()).contains("mailflow_policy_reloads_total{result=\"refused\"} 1.0");
    }

    @Test
    void aPolicyBesideIsComparedAndChangesNothing() throws Exception {
        Relay relay = bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC));
        relay.shadow(Optional.of(
                TestPolicy.of(transaction -> transaction.recipient().localPart().equals("c")
                        ? TestPolicy.denied()
                        : Decision.deliver(Attribution.INTERNET))));
        try (MailLogLines log = MailLogLines.listen();
                RawClient client = RawClient.greeted(relay.ports().get(0))) {
            assertThat(client.send("a@sender.test", "b@local.test", "\r\nx")).startsWith("250");
            assertThat(client.send("", "\"c\"@local.test", "\r\nx")).startsWith("250");
            assertThat(client.send("a@sender.test", "d@denied.test", "\r\nx")).startsWith("550");
            assertThat(log.of("shadow"))
                    .hasSize(2)
                    .anySatisfy(line -> assertThat(line)
                            .contains("difference=verdict live=\"deliver by internet\"")
                            .contains("shadow=\"reject relay-denied by internet\" at=test client=127.0.0.1")
                            .contains("message=\"<> -> c@local.test size 5\""))
                    .anySatisfy(line -> assertThat(line)
                            .contains("difference=verdict live=\"reject relay-denied by internet\"")
                            .contains("message=\"a@sender.test -> d@denied.test size 0\""));
        }
        assertThat(get(relay, "/metrics").body())
                .contains("mailflow_shadow_decisions_total{difference=\"none\"} 1.0")
                .contains("mailflow_shadow_decisions_total{difference=\"verdict\"} 2.0");
        await().until(() -> bench.mailbox("local.test", "c").size() == 1);
    }

    @Test
    void aMessageHasOneLineAndAnotherForEachFate() throws Exception {
        Relay relay = bench.start(TestPolicy.of(
                transaction -> transaction.size() > 50
                                && transaction.recipient().localPart().equals("small")
                        ? TestPolicy.denied()
                        : Decision.deliver(Attribution.INTERNET),
                List.of(),
                50));
        try (MailLogLines log = MailLogLines.listen();
                RawClient client = RawClient.greeted(relay.ports().get(0))) {
            client.ask("MAIL FROM:<a@sender.test>");
            for (String local : List.of("b", "c", "small")) {
                assertThat(client.ask("RCPT TO:<" + local + "@local.test>")).startsWith("250");
            }
            client.ask("DATA");
            client.raw("\r\n" + "x".repeat(100) + "\r\n.\r\n");
            assertThat(client.reply()).startsWith("250");
            await().until(() -> log.of("message").size() == 2);
            assertThat(log.of("message"))
                    .anySatisfy(line -> assertThat(line)
                            .contains("client=127.0.0.1 helo=client.test tls=none")
                            .contains("from=<a@sender.test> size=104 to=b@local.test,c@local.test verdict=deliver")
                            .contains("by=internet via=local next=local"))
                    .anySatisfy(line -> assertThat(line)
                            .contains("to=small@local.test verdict=reject reason=relay-denied by=internet"));
        }
    }

    @Test
    void idleSessionsAreToldAndAMessageUnderWayIsFinished() throws Exception {
        Relay relay = bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC));
        int port = relay.ports().get(0);
        try (RawClient idle = RawClient.greeted(port);
                RawClient secured = RawClient.greeted(port).startTls();
                RawClient busy = RawClient.greeted(port);
                RawClient chunked = RawClient.greeted(port)) {
            secured.ask("EHLO c.test");
            for (RawClient client : List.of(busy, chunked)) {
                client.ask("MAIL FROM:<a@sender.test>");
                client.ask("RCPT TO:<b@local.test>");
            }
            assertThat(busy.ask("DATA")).startsWith("354");
            chunked.raw("BDAT 4\r\n\r\nx\r");
            assertThat(chunked.reply()).startsWith("250");
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(relay::close);
            assertThat(idle.reply()).isEqualTo("421 4.3.2 shutting down");
            assertThat(secured.reply()).isEqualTo("421 4.3.2 shutting down");
            assertThat(get(relay, "/healthz").statusCode()).isEqualTo(503);
            busy.raw("\r\nx\r\n.\r\n");
            assertThat(busy.reply()).startsWith("250");
            assertThat(busy.reply()).isEqualTo("421 4.3.2 shutting down");
            chunked.raw("BDAT 1 LAST\r\n\n");
            assertThat(chunked.reply()).startsWith("250");
            stopped.get(20, TimeUnit.SECONDS);
        }
        bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC));
        await().until(() -> bench.mailbox("local.test", "b").size() == 2);
    }

    @Test
    void aMonitorForOthersIsRefused() throws Exception {
        bench.with("monitor", "{\"address\": \"0.0.0.0\", \"port\": 9025}");
        assertThatThrownBy(bench::configuration).hasMessageContaining("`0.0.0.0` is not a loopback address");
    }

    @Test
    void keysThatDoNotFitAreNamed() throws Exception {
        TestPki.Issued one = pki.issue("one.test");
        TestPki.Issued two = pki.issue("two.test");
        bench.with("tls", "{\"key\": \"" + one.key() + "\", \"certificate\": \"" + two.certificate() + "\"}");
        assertThatThrownBy(() -> bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC)))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining(one.key().getFileName().toString());
        Files.writeString(one.key(), "nonsense");
        bench.with("tls", "{\"key\": \"" + one.key() + "\", \"certificate\": \"" + one.certificate() + "\"}");
        assertThatThrownBy(() -> bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC)))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("PKCS #8");
    }

    /** On a machine with several relays each line says whose it is. */
    @Test
    void aRefusedReloadSaysOfWhichSite() throws Exception {
        try (MailLogLines log = MailLogLines.of(Relay.class);
                RelayBench bench = new RelayBench(folder.resolve("refusing"))) {
            bench.start(TestPolicy.of(transaction -> TestPolicy.denied())).refuseReload(List.of("it cannot be read"));
            assertThat(log.of("reload"))
                    .containsExactly("event=reload site=test result=refused reason=\"it cannot be read\""
                            + " note=\"the old policy stays\"");
        }
    }
}
