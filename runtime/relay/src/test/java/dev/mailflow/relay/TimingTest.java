package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailflow.runtime.Attribution;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.Header;
import dev.mailflow.runtime.HeaderTest;
import dev.mailflow.runtime.Reason;
import dev.mailflow.runtime.Reply;
import dev.mailflow.runtime.Transaction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the relay answers: at RCPT where the answer is certain, else at the end, with reports where recipients differ. */
final class TimingTest {
    private static final Decision YES = Decision.deliver(Attribution.INTERNET);
    private static final Decision TOO_LARGE = Decision.reject(
            Attribution.connector("in", "bank"),
            Reason.SIZE_EXCEEDED,
            new Reply(552, "5.3.4", "too large (size-exceeded)"));
    private static final Decision LATER = Decision.defer(
            Attribution.connector("in", "bank"), Reason.TLS_VERSION, new Reply(450, "4.7.10", "not now (tls-version)"));

    @TempDir
    Path folder;

    private RelayBench bench;

    @BeforeEach
    void open() throws Exception {
        bench = new RelayBench(folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private RawClient client(TestPolicy policy) throws Exception {
        return RawClient.greeted(bench.start(policy).ports().get(0));
    }

    private static TestPolicy small(long limit) {
        return TestPolicy.of(
                transaction -> transaction.recipient().localPart().equals("small") && transaction.size() > limit
                        ? TOO_LARGE
                        : YES,
                List.of(),
                limit);
    }

    @Test
    void aDeclaredSizeIsJudgedAtRcpt() throws Exception {
        try (RawClient client = client(small(100))) {
            client.ask("MAIL FROM:<a@sender.test> SIZE=101");
            assertThat(client.ask("RCPT TO:<small@local.test>")).isEqualTo("552 5.3.4 too large (size-exceeded)");
            client.ask("RSET");
            client.ask("MAIL FROM:<a@sender.test> SIZE=100");
            assertThat(client.ask("RCPT TO:<small@local.test>")).startsWith("250");
        }
    }

    /** Whoever looks for open relays looks at the reply to RCPT; and who is refused anyhow need not send the message. */
    @Test
    void aRefusalOfWhichOnlyTheReasonIsOpenComesAtRcpt() throws Exception {
        TestPolicy policy = TestPolicy.of(
                transaction -> transaction.recipient().localPart().equals("small")
                        ? transaction.size() > 100 ? TOO_LARGE : YES
                        : transaction.size() > 100 ? TOO_LARGE : TestPolicy.denied(),
                List.of(),
                100);
        try (RawClient client = client(policy)) {
            client.ask("MAIL FROM:<a@sender.test>");
            assertThat(client.ask("RCPT TO:<x@elsewhere.test>")).startsWith("550 5.7.64");
            assertThat(client.ask("RCPT TO:<small@local.test>")).startsWith("250");
            client.ask("RSET");
            client.ask("MAIL FROM:<a@sender.test> SIZE=101");
            assertThat(client.ask("RCPT TO:<x@elsewhere.test>")).startsWith("552 5.3.4");
        }
    }

    /** For now and for good are different fates. */
    @Test
    void aRefusalThatMayBeForNowWaits() throws Exception {
        TestPolicy policy = TestPolicy.of(transaction -> transaction.size() > 100 ? TOO_LARGE : LATER, List.of(), 100);
        try (RawClient client = client(policy)) {
            client.ask("MAIL FROM:<a@sender.test>");
            assertThat(client.ask("RCPT TO:<x@elsewhere.test>")).startsWith("250");
        }
    }

    @Test
    void aLieAboutTheSizeIsFoundAtTheEnd() throws Exception {
        try (RawClient client = client(small(100))) {
            client.ask("MAIL FROM:<a@sender.test> SIZE=10");
            assertThat(client.ask("RCPT TO:<small@local.test>")).startsWith("250");
            client.ask("DATA");
            client.raw("x".repeat(200) + "\r\n.\r\n");
            assertThat(client.reply()).isEqualTo("552 5.3.4 too large (size-exceeded)");
        }
    }

    @Test
    void anUnknownSizeWaitsForTheEnd() throws Exception {
        try (RawClient client = client(small(100))) {
            assertThat(client.send("a@sender.test", "small@local.test", "x".repeat(98)))
                    .startsWith("250");
            assertThat(client.send("a@sender.test", "small@local.test", "x".repeat(99)))
                    .startsWith("552");
        }
    }

    @Test
    void whereRecipientsDifferTheRefusedAreReported() throws Exception {
        try (RawClient client = client(small(100))) {
            client.ask("MAIL FROM:<ann@sender.test>");
            assertThat(client.ask("RCPT TO:<small@local.test>")).startsWith("250");
            assertThat(client.ask("RCPT TO:<big@local.test>")).startsWith("250");
            client.ask("DATA");
            client.raw("Subject: s\r\n\r\n" + "x".repeat(200) + "\r\n.\r\n");
            assertThat(client.reply()).startsWith("250");
        }
        await().until(() -> bench.mailbox("local.test", "big").size() == 1
                && bench.mailbox("sender.test", "ann").size() == 1);
        assertThat(bench.mailbox("sender.test", "ann").get(0))
                .contains("Final-Recipient: rfc822; small@local.test")
                .contains("Status: 5.3.4")
                .contains("X-Mailflow-Reason: size-exceeded")
                .contains("X-Mailflow-Connector: in");
        assertThat(bench.mailbox("local.test", "small")).isEmpty();
    }

    @Test
    void deferralIsTheAnswerWhereNobodyIsTaken() throws Exception {
        TestPolicy policy = TestPolicy.of(
                transaction -> transaction.size() < 50
                        ? YES
                        : transaction.recipient().localPart().equals("small") ? TOO_LARGE : LATER,
                List.of(),
                49);
        try (RawClient client = client(policy)) {
            client.ask("MAIL FROM:<ann@sender.test>");
            client.ask("RCPT TO:<small@local.test>");
            client.ask("RCPT TO:<other@local.test>");
            client.ask("DATA");
            client.raw("x".repeat(200) + "\r\n.\r\n");
            assertThat(client.reply()).isEqualTo("450 4.7.10 not now (tls-version)");
        }
    }

    /** One reply is for all: a failure report, or with no sender silence, would make for good what was for now. */
    @ParameterizedTest
    @ValueSource(strings = {"ann@sender.test", ""})
    void whoIsDeferredBesideOthersIsTriedAgainWithThem(String sender) throws Exception {
        AtomicBoolean isBusy = new AtomicBoolean(true);
        TestPolicy policy = TestPolicy.of(
                transaction ->
                        isBusy.get() && transaction.recipient().localPart().equals("slow") && transaction.size() > 49
                                ? LATER
                                : YES,
                List.of(),
                49);
        try (RawClient client = client(policy)) {
            for (String expected : List.of("450 4.7.10", "250 2.0.0")) {
                client.ask("MAIL FROM:<" + sender + ">");
                assertThat(client.ask("RCPT TO:<ok@local.test>")).startsWith("250");
                assertThat(client.ask("RCPT TO:<slow@local.test>")).startsWith("250");
                client.ask("DATA");
                client.raw("Subject: x\r\n\r\n" + "x".repeat(200) + "\r\n.\r\n");
                assertThat(client.reply()).startsWith(expected);
                isBusy.set(false);
            }
        }
        await().until(() -> bench.mailbox("local.test", "slow").size() == 1
                && bench.mailbox("local.test", "ok").size() == 1);
        assertThat(bench.mailbox("sender.test", "ann")).isEmpty();
    }

    private static TestPolicy byHeader(List<HeaderTest> tests, Function<Transaction, Boolean> yes) {
        return TestPolicy.of(transaction -> yes.apply(transaction) ? YES : TestPolicy.denied(), tests);
    }

    @Test
    void headersAreKnownAtTheEnd() throws Exception {
        HeaderTest test = new HeaderTest("x-filter", List.of("passed twice"));
        try (RawClient client = client(byHeader(List.of(test), transaction -> test.holds(transaction.headers())))) {
            assertThat(client.send("a@sender.test", "b@local.test", "X-Filter:  passed\r\n twice \r\n\r\nx"))
                    .startsWith("250");
            assertThat(client.send("a@sender.test", "b@local.test", "Subject: x\r\n\r\nX-Filter: passed twice"))
                    .startsWith("550");
        }
    }

    @Test
    void headersThatCannotMatterDoNotDelay() throws Exception {
        List<HeaderTest> tests = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            tests.add(new HeaderTest("x-" + i, List.of()));
        }
        try (RawClient client = client(byHeader(
                tests, transaction -> transaction.recipient().domain().text().equals("local.test")))) {
            client.ask("MAIL FROM:<a@sender.test>");
            assertThat(client.ask("RCPT TO:<b@denied.test>")).startsWith("550");
        }
    }

    @Test
    void contradictoryTestsOfOneFieldAreNotImagined() throws Exception {
        List<HeaderTest> tests = List.of(new HeaderTest("x-a", List.of()), new HeaderTest("x-a", List.of("v")));
        // Only a field that is absent and has a value would be let through.
        try (RawClient client = client(byHeader(
                tests,
                transaction -> !tests.get(0).holds(transaction.headers())
                        && tests.get(1).holds(transaction.headers())))) {
            client.ask("MAIL FROM:<a@sender.test>");
            assertThat(client.ask("RCPT TO:<b@local.test>")).startsWith("550");
        }
    }

    @Test
    void withTooManyTestsTheEndIsWaitedFor() throws Exception {
        List<HeaderTest> tests = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            tests.add(new HeaderTest("x-" + i, List.of()));
        }
        try (RawClient client =
                client(byHeader(tests, transaction -> transaction.headers().contains(new Header("x-6", "on"))))) {
            assertThat(client.send("a@sender.test", "b@local.test", "X-6: on\r\n\r\nx"))
                    .startsWith("250");
            assertThat(client.send("a@sender.test", "b@local.test", "\r\nx")).startsWith("550");
        }
    }
}
