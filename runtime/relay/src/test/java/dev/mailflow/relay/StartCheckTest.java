package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.mailflow.runtime.TlsDemand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What is said at the start, before a client finds it out. */
final class StartCheckTest {
    private static final String NO_KEY =
            "no key is configured, so all of them are refused; state `tls.key` and `tls.certificate` in the overlay";

    @TempDir
    Path folder;

    private final ListAppender<ILoggingEvent> told = new ListAppender<>();
    private RelayBench bench;
    private TestPki pki;

    @BeforeEach
    void listen() throws Exception {
        bench = new RelayBench(folder.resolve("relay"));
        pki = new TestPki(Files.createDirectories(folder.resolve("pki")));
        told.start();
        ((Logger) LoggerFactory.getLogger(Relay.class)).addAppender(told);
    }

    @AfterEach
    void close() {
        ((Logger) LoggerFactory.getLogger(Relay.class)).detachAppender(told);
        bench.close();
    }

    private List<String> warnings() throws Exception {
        bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC));
        return told.list.stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(event -> event.getFormattedMessage())
                .map(line -> line.replaceFirst("event=warning reason=\"(.*)\"", "$1"))
                .toList();
    }

    private RelayBench withKey() throws Exception {
        TestPki.Issued own = pki.issue("mx.relay.test");
        return bench.with("tls", "{\"key\": \"" + own.key() + "\", \"certificate\": \"" + own.certificate() + "\"}");
    }

    @Test
    void warnsWhereTlsIsRequiredAndCannotBeHad() throws Exception {
        bench.with("tlsRequiredBy", "[\"hybrid-in\"]");
        assertThat(warnings()).containsExactly("connector `hybrid-in` requires TLS of its clients, and " + NO_KEY);
    }

    /** Not every machine has it, nor every container. */
    private static boolean hasIpv6() {
        try (ServerSocket six = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            return six.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** Each alone takes connections of both families that the machine has. */
    @Test
    void oneListenerIsEnoughForBothFamilies() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String four = "{\"address\": \"0.0.0.0\", \"port\": " + port + "}";
        String six = "{\"address\": \"::\", \"port\": " + port + "}";
        bench.with("listeners", "[" + four + ", " + six + "]");
        assertThatThrownBy(() -> bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC)))
                .hasMessageContaining(
                        "more than one of `listeners` is for port " + port + " of all addresses; `0.0.0.0`"
                                + " and `::` are both for IPv4 and IPv6, so state one of them");
        List<String> loopback = hasIpv6() ? List.of("127.0.0.1", "::1") : List.of("127.0.0.1");
        for (String each : hasIpv6() ? List.of(four, six) : List.of(four)) {
            bench.with("listeners", "[" + each + "]").start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC));
            for (String address : loopback) {
                try (Socket client = new Socket(address, port)) {
                    assertThat(client.getInputStream().readNBytes(4)).asString().isEqualTo("220 ");
                }
            }
            bench.relay().close();
        }
    }

    @Test
    void whatIsNoFolderAndWhatIsNoFileIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("mail"), "");
        bench.with("local", "{\"maildir\": \"" + file + "\"}").with("submission", "{\"users\": \"" + folder + "\"}");
        assertThatThrownBy(() -> bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC)))
                .hasMessageContaining("local.maildir: " + file + " is a file, not a folder")
                .hasMessageContaining("submission.users: " + folder + " cannot be read");
    }

    @Test
    void namesEveryConnectorThatRequiresIt() throws Exception {
        bench.with("tlsRequiredBy", "[\"hybrid-in\", \"partner\"]");
        assertThat(warnings())
                .containsExactly("connectors `hybrid-in`, `partner` require TLS of their clients, and " + NO_KEY);
    }

    /** A line with hundreds of names is not read. */
    @Test
    void ofVeryManyTheFirstFewAreNamed() throws Exception {
        List<String> all =
                IntStream.range(0, 300).mapToObj(i -> "\"partner-" + i + "\"").toList();
        String few = "connectors `partner-0`, `partner-1`, `partner-2`, `partner-3`, `partner-4` and 295 more require";
        bench.with("tlsRequiredBy", all.toString()).with("authRequiredBy", all.toString());
        assertThat(warnings())
                .containsExactly(
                        few + " TLS of their clients, and " + NO_KEY,
                        few + " their clients to log in, and this relay has no users, so all of them are refused;"
                                + " state `submission.users` in the overlay");
    }

    @Test
    void ofVeryManySizesTheFirstFewAreNamed() throws Exception {
        String all = IntStream.range(0, 9)
                .mapToObj(i -> "\"partner-" + i + "\": " + (100L << 20))
                .collect(Collectors.joining(", ", "{", "}"));
        bench.with("sizesAllowed", all).with("limits", "{\"messageSize\": " + (10 << 20) + "}");
        assertThat(warnings())
                .singleElement()
                .asString()
                .startsWith("`partner-0` allows 100 MiB, ")
                .contains("`partner-4` allows 100 MiB and 4 more, `limits.messageSize` is 10 MiB")
                .doesNotContain("partner-5");
    }

    @Test
    void warnsWhereNoListenerOffersIt() throws Exception {
        withKey()
                .with("tlsRequiredBy", "[\"hybrid-in\"]")
                .with("listeners", "[{\"address\": \"127.0.0.1\", \"port\": 0, \"tls\": \"off\"}]");
        assertThat(warnings())
                .containsExactly("connector `hybrid-in` requires TLS of its clients, and no listener offers it, so all"
                        + " of them are refused; state `starttls` as `tls` of one of the `listeners`");
    }

    /** Who may not log in anywhere can do nothing about a refusal for want of it. */
    @Test
    void warnsWhereAuthenticationIsRequiredAndNobodyCanLogIn() throws Exception {
        bench.with("authRequiredBy", "[\"erp-in\"]");
        assertThat(warnings())
                .containsExactly(
                        "connector `erp-in` requires its clients to log in, and this relay has no users, so all"
                                + " of them are refused; state `submission.users` in the overlay");
    }

    /** They count as submitting here, and what the connector requires is not asked of them (R2 to R4). */
    @Test
    void doesNotSpeakOfThoseWhoNeedNotLogIn() throws Exception {
        withKey()
                .with("authRequiredBy", "[\"erp-in\"]")
                .with("submission", "{\"networks\": [\"10.0.0.0/8\"]}")
                .with("listeners", "[{\"address\": \"127.0.0.1\", \"port\": 0, \"kind\": \"submission\"}]");
        assertThat(warnings())
                .containsExactly(
                        "connector `erp-in` requires its clients to log in, and this relay has no users, so all"
                                + " of them outside of `submission.networks` are refused; state `submission.users` in"
                                + " the overlay");
    }

    @Test
    void warnsWhereAuthenticationIsRequiredAndNoListenerOffersIt() throws Exception {
        Files.createDirectories(folder.resolve("relay"));
        Files.writeString(folder.resolve("relay/users"), "# nobody yet\n");
        withKey()
                .with("authRequiredBy", "[\"erp-in\", \"crm-in\"]")
                .with("submission", "{\"users\": \"users\"}")
                .with("listeners", "[{\"address\": \"127.0.0.1\", \"port\": 0}]");
        assertThat(warnings())
                .containsExactly("connectors `erp-in`, `crm-in` require their clients to log in, and no listener"
                        + " offers AUTH, so all of them are refused; add one of `kind` `submission` to `listeners`");
    }

    @Test
    void saysNothingWhereWhoHasToLogInCan() throws Exception {
        Files.createDirectories(folder.resolve("relay"));
        Files.writeString(folder.resolve("relay/users"), "# nobody yet\n");
        withKey()
                .with("authRequiredBy", "[\"erp-in\"]")
                .with("submission", "{\"users\": \"users\"}")
                .with("listeners", "[{\"address\": \"127.0.0.1\", \"port\": 0, \"kind\": \"submission\"}]");
        assertThat(warnings()).isEmpty();
    }

    /** The system would only say that the port is in use, as if by another program. */
    @ParameterizedTest
    @CsvSource({"0.0.0.0, 127.0.0.1", "::, 127.0.0.1", "0.0.0.0, ::1", "127.0.0.1, 127.0.0.1"})
    void listenersThatTakeEachOthersPortAreNamed(String one, String other) throws Exception {
        String two = "{\"address\": \"%s\", \"port\": 4025}";
        bench.with("listeners", "[" + two.formatted(one) + ", " + two.formatted(other) + "]");
        String why = one.equals(other)
                ? "two of `listeners` are for port 4025 of `" + one + "`; state one of them"
                : "one of `listeners` is for port 4025 of all addresses, `" + other + "` of another among them;"
                        + " leave that out, or state each address by itself";
        assertThatThrownBy(() -> bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC)))
                .hasMessageContaining(why);
    }

    @Test
    void warnsOfUsersWhoCanNeverLogIn() throws Exception {
        Files.createDirectories(folder.resolve("relay"));
        Files.writeString(folder.resolve("relay/users"), "# nobody yet\n");
        bench.with("submission", "{\"users\": \"users\"}");
        assertThat(warnings())
                .singleElement()
                .asString()
                .startsWith("`submission.users` are configured, and AUTH is offered only over TLS");
    }

    @Test
    void saysThatOneDestinationNeverHasSoMany() throws Exception {
        bench.with("queue", "{\"folder\": \"queue\", \"deliveries\": 40, \"deliveriesPerDestination\": 31}");
        assertThat(warnings())
                .containsExactly("`queue.deliveriesPerDestination` is 31, but one destination never has more than 30,"
                        + " for a quarter of the 40 `queue.deliveries` is for destinations that have none yet; state"
                        + " at most 30, or 41 `queue.deliveries`");
    }

    @Test
    void saysThatStrangersMayTakeAll() throws Exception {
        bench.with("queue", "{\"folder\": \"queue\", \"deliveries\": 40, \"deliveriesByMx\": 40}");
        assertThat(warnings())
                .containsExactly(
                        "`queue.deliveriesByMx` is 40, which leaves none of the 40 `queue.deliveries` for hosts"
                                + " that the policy names and for this site's mailboxes while strangers' hosts stand still;"
                                + " state at most 39");
    }

    /** A quarter of so few is one. */
    @Test
    void ofTwoDeliveriesStrangersLeaveOne() throws Exception {
        bench.with("queue", "{\"folder\": \"queue\", \"deliveries\": 2}");
        assertThat(warnings()).isEmpty();
        assertThat(bench.configuration().queue().deliveriesByMx()).isEqualTo(1);
    }

    @Test
    void warnsOfASizeThatThePolicyAllowsAndTheRelayRefuses() throws Exception {
        bench.with("sizesAllowed", "{\"bilder\": 104857600, \"small\": 1000, \"odd\": 36700161}");
        assertThat(warnings())
                .containsExactly("`bilder` allows 100 MiB, `odd` allows 36700161 octets, `limits.messageSize` is"
                        + " 35 MiB, and what is larger than that is refused; state"
                        + " `\"messageSize\": \"100MiB\"` in `limits`");
    }

    @Test
    void isSilentWhereTheRelayTakesAllThatThePolicyAllows() throws Exception {
        bench.with("sizesAllowed", "{\"bilder\": 104857600}").with("limits", "{\"messageSize\": \"100MiB\"}");
        assertThat(warnings()).isEmpty();
    }

    @Test
    void isSilentWhereAllIsWell() throws Exception {
        withKey()
                .with("tlsRequiredBy", "[\"hybrid-in\"]")
                // What is not stated is made to fit.
                .with("queue", "{\"folder\": \"queue\", \"deliveries\": 4}");
        assertThat(warnings()).isEmpty();
        assertThat(bench.configuration().queue().deliveriesPerDestination()).isEqualTo(3);
    }

    @Test
    void warnsAtAReloadToo() throws Exception {
        Relay relay = bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC));
        bench.with("tlsRequiredBy", "[\"hybrid-in\"]");
        assertThat(relay.reload(bench.configuration(), TestPolicy.usual(TlsDemand.OPPORTUNISTIC)))
                .isEmpty();
        assertThat(told.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(line -> line.contains("connector `hybrid-in` requires TLS of its clients"));
    }

    /** What is said is of what is in force: limits and listeners are those of the start. */
    @Test
    void aReloadIsJudgedByWhatStays() throws Exception {
        Relay relay = bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC));
        bench.with("sizesAllowed", "{\"bilder\": 104857600}")
                .with("limits", "{\"messageSize\": \"100MiB\"}")
                .with("listeners", "[{\"address\": \"127.0.0.1\", \"port\": 0, \"tls\": \"implicit\"}]");
        assertThat(relay.reload(bench.configuration(), TestPolicy.usual(TlsDemand.OPPORTUNISTIC)))
                .isEmpty();
        assertThat(told.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(line -> line.contains("`bilder` allows 100 MiB, `limits.messageSize` is 35 MiB"))
                .anyMatch(line -> line.contains("listeners, limits and queue change with a restart only"));
    }

    @Test
    void anImplicitListenerNeedsAKey() {
        bench.with("listeners", "[{\"address\": \"127.0.0.1\", \"port\": 0, \"tls\": \"implicit\"}]");
        assertThatThrownBy(() -> bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC)))
                .isInstanceOf(CannotStart.class)
                .hasMessage("the listener on port 0 speaks TLS from the first octet, and no key is configured; state"
                        + " `tls.key` and `tls.certificate` in the overlay");
    }

    /** Any of them will do, and one of them must be there. */
    @Test
    void aCertificateOutOfAChoiceIsDue() throws Exception {
        withKey().with("presentedNames", "{\"toServers\": [[\"a.due.test\", \"*.relay.test\"]]}");
        assertThat(warnings()).isEmpty();
        bench.with(
                "presentedNames",
                "{\"toServers\": [[\"a.due.test\", \"*.due.test\"]], \"toClients\": [\"mx.relay.test\", [\"c.due.test\"]]}");
        assertThatThrownBy(() -> bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC)))
                .isInstanceOfSatisfying(
                        CannotStart.class,
                        mistake -> assertThat(mistake.messages())
                                .containsExactly(
                                        "the policy obliges this site to show a certificate for `a.due.test` or `*.due.test`,"
                                                + " and none of the configured ones is; add it to `certificates`",
                                        "the policy obliges this site to show a certificate for `c.due.test`, and none of the"
                                                + " configured ones is; add it to `certificates`"));
    }

    @Test
    void aCertificateThatIsOnlyAdvisedIsAWarning() throws Exception {
        withKey()
                .with(
                        "presentedNames",
                        "{\"toServersAdvised\": [\"mx.relay.test\", [\"a.advised.test\", \"b.advised.test\"]]}");
        assertThat(warnings())
                .containsExactly(
                        "a server that mail goes to may know this site by a certificate for `a.advised.test` or"
                                + " `b.advised.test`, and none of the configured ones is; if it does, add it to `certificates`");
    }
}
