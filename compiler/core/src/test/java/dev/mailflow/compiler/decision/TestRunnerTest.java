package dev.mailflow.compiler.decision;

import static dev.mailflow.compiler.decision.Policy.HERE;
import static dev.mailflow.compiler.decision.Policy.in;
import static dev.mailflow.compiler.decision.Policy.mail;
import static dev.mailflow.compiler.decision.Policy.out;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.Policy.Mail;
import dev.mailflow.compiler.decision.TestCase.Expected;
import dev.mailflow.compiler.decision.TestRunner.Difference;
import dev.mailflow.compiler.decision.TestRunner.Failed;
import dev.mailflow.compiler.decision.TestRunner.Part;
import dev.mailflow.compiler.decision.TestRunner.Passed;
import dev.mailflow.compiler.decision.TestRunner.Result;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TestRunnerTest {
    private final Policy policy = new Policy()
            .with(
                    in("lan", "onprem").network("10.0.0.0/8").requireSize(10),
                    in("wan", "branch").network("0.0.0.0/0").mayRelay(),
                    out("bank-out", "bank").recipient("bank.example"),
                    out("old-bank-out", "bank").recipient("bank.example").disabled());

    private final Mail toBank = mail("bob@contoso.com", "x@bank.example");

    private Result run(Mail mail, Expected outcome, Optional<String> by) {
        return TestRunner.run(
                new Verdicts(policy.model()),
                new TestCase(
                        "a test",
                        HERE,
                        mail.message(),
                        Optional.empty(),
                        new TestCase.Expectation(outcome, by, Policy.SPAN),
                        Policy.SPAN));
    }

    @Test
    void passesWithOrWithoutAttribution() {
        assertThat(run(toBank, new Expected.SendVia("bank-out"), Optional.empty()))
                .isInstanceOf(Passed.class);
        assertThat(run(toBank, new Expected.SendVia("bank-out"), Optional.of("wan")))
                .isInstanceOf(Passed.class);
        assertThat(run(mail("<>", "bob@contoso.com").submitted(), new Expected.Deliver(), Optional.of("mailbox")))
                .isInstanceOf(Passed.class);
        assertThat(run(mail("<>", "x@y.example"), new Expected.SendToInternet(), Optional.empty()))
                .isInstanceOf(Passed.class);
    }

    @Test
    void aWrongConnectorFailsAndItsFateIsTold() {
        Failed failed = (Failed) run(toBank, new Expected.SendVia("old-bank-out"), Optional.empty());
        assertThat(failed.differences())
                .containsExactly(new Difference(Part.CONNECTOR, "send via old-bank-out", "send via bank-out"));
        assertThat(failed.nearMisses()).singleElement().satisfies(miss -> {
            assertThat(miss.connector()).isEqualTo("old-bank-out");
            assertThat(miss.finding().orElseThrow().standing()).isEqualTo(new Finding.Disabled(List.of()));
        });
    }

    @Test
    void aWrongAttributionFails() {
        Failed failed = (Failed) run(toBank, new Expected.SendVia("bank-out"), Optional.of("lan"));
        assertThat(failed.differences()).containsExactly(new Difference(Part.ATTRIBUTION, "lan", "wan"));
        assertThat(failed.nearMisses()).singleElement().satisfies(miss -> {
            assertThat(miss.end()).isEqualTo(TestRunner.End.INBOUND);
            assertThat(miss.finding().orElseThrow().standing()).isInstanceOf(Finding.Missed.class);
        });
    }

    @Test
    void aWrongReasonFails() {
        Failed failed = (Failed) run(
                mail("<>", "bob@contoso.com").client("10.0.0.1"),
                new Expected.Reject(Reason.RELAY_DENIED),
                Optional.empty());
        assertThat(failed.differences())
                .containsExactly(new Difference(Part.REASON, "reject relay-denied", "reject size-exceeded"));
        assertThat(failed.decided().rule()).isEqualTo(Explanation.Rule.R4);
        assertThat(failed.nearMisses())
                .as("nobody is named: what came nearest at the end that decided")
                .singleElement()
                .satisfies(miss -> {
                    assertThat(miss.connector()).isEqualTo("wan");
                    assertThat(miss.end()).isEqualTo(TestRunner.End.INBOUND);
                    assertThat(miss.finding().orElseThrow().standing()).isInstanceOf(Finding.Lost.class);
                });
    }

    @Test
    void whereNoWayIsNamedTheNearestIsTold() {
        Failed failed = (Failed) run(toBank, new Expected.SendToInternet(), Optional.empty());
        assertThat(failed.nearMisses())
                .extracting(TestRunner.NearMiss::connector)
                .containsExactly("old-bank-out");
        assertThat(failed.nearMisses()).extracting(TestRunner.NearMiss::end).containsExactly(TestRunner.End.OUTBOUND);
    }

    @Test
    void aRejectionIsNoDeferral() {
        Failed failed = (Failed) run(
                mail("<>", "bob@contoso.com").client("10.0.0.1"),
                new Expected.Defer(Reason.SIZE_EXCEEDED),
                Optional.of("wan"));
        assertThat(failed.differences())
                .containsExactly(
                        new Difference(Part.VERDICT, "defer size-exceeded", "reject size-exceeded"),
                        new Difference(Part.ATTRIBUTION, "wan", "lan"));
        assertThat(((Finding.Lost) failed.nearMisses()
                                .get(0)
                                .finding()
                                .orElseThrow()
                                .standing())
                        .by())
                .isEqualTo(Finding.Rank.NETWORK);
    }

    @Test
    void aConnectorThatIsNotThereIsSaidToBeNone() {
        Failed failed = (Failed) run(toBank, new Expected.SendVia("no-such"), Optional.empty());
        assertThat(failed.nearMisses())
                .containsExactly(new TestRunner.NearMiss("no-such", TestRunner.End.OUTBOUND, Optional.empty()));
    }

    @Test
    void whatTheRemoteOffersCounts() {
        Policy strict = new Policy()
                .with(out("on", "onprem")
                        .tls(OutboundRule.Level.REQUIRED, Optional.empty(), List.of("m.example"), List.of()));
        TestCase test = new TestCase(
                "a test",
                HERE,
                mail("<>", "x@y.example").submitted().message(),
                Optional.of(new RemoteOffer(Optional.empty(), List.of())),
                new TestCase.Expectation(
                        new Expected.Defer(Reason.TLS_UNAVAILABLE), Optional.of("mailbox"), Policy.SPAN),
                Policy.SPAN);
        assertThat(TestRunner.run(strict.model(), List.of(test)))
                .singleElement()
                .isInstanceOf(Passed.class);
    }
}
