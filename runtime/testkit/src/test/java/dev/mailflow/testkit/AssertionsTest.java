package dev.mailflow.testkit;

import static dev.mailflow.runtime.Reason.CERT_MISMATCH;
import static dev.mailflow.runtime.Reason.RELAY_DENIED;
import static dev.mailflow.runtime.Reason.TLS_REQUIRED;
import static dev.mailflow.runtime.Reason.TLS_UNAVAILABLE;
import static dev.mailflow.runtime.TlsVersion.TLS_1_2;
import static dev.mailflow.runtime.TlsVersion.TLS_1_3;
import static dev.mailflow.testkit.MailflowAssertions.assertThat;
import static dev.mailflow.testkit.Message.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailflow.runtime.Attribution;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.RemoteTls;
import dev.mailflow.runtime.Route;
import dev.mailflow.runtime.RoutingPolicy;
import dev.mailflow.runtime.TlsDemand;
import dev.mailflow.runtime.TlsVersion;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Assertions read like the language and fail with all that is needed to understand why. */
final class AssertionsTest {
    private final RoutingPolicy hub = CompiledPolicy.load("small.mailflow").at("hub");

    @Test
    void sayWhatBecomesOfAMessage() {
        assertThat(hub)
                .on(message("clerk@contosobank.com -> bob@contoso.com"))
                .isRejected(TLS_REQUIRED)
                .by("bank-in");
        assertThat(hub)
                .on(message("clerk@contosobank.com -> bob@contoso.com").cert("mail.contosobank.com"))
                .isDelivered()
                .by("bank-in");
        assertThat(hub)
                .on(message("<> -> sun@sunshine.example"))
                .isRejected()
                .isRejected(RELAY_DENIED)
                .withReply(550, "5.7.1")
                .by("internet");
        assertThat(hub)
                .on(message("bob@contoso.com -> clerk@contosobank.com").submitted())
                .isSent()
                .isSentVia("bank-out")
                .to("bank")
                .toRecipientMx()
                .withTls(TLS_1_2)
                .withServerCert("*.contosobank.com")
                .by("mailbox");
        assertThat(hub)
                .on(message("bob@contoso.com -> sun@sunshine.example").submitted())
                .isSentToInternet()
                .to("internet");
    }

    @Test
    void sayWhatBecomesOfItAtANextHopThatOffersLess() {
        DecisionAssert sent = assertThat(hub)
                .on(message("bob@contoso.com -> clerk@contosobank.com").submitted());
        sent.meetingNoTls().isDeferred(TLS_UNAVAILABLE);
        sent.meeting(new RemoteTls(TLS_1_3, List.of("mail.elsewhere.example"))).isDeferred(CERT_MISMATCH);
        sent.meeting(new RemoteTls(TLS_1_3, List.of("mail.contosobank.com"))).isSentVia("bank-out");
    }

    @Test
    void failWithTheMessageAndTheCommandThatExplainsIt() {
        assertThatThrownBy(() -> assertThat(hub)
                        .on(message("clerk@contosobank.com -> bob@contoso.com").client("192.0.2.9"))
                        .isDelivered())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("192.0.2.9  clerk@contosobank.com -> bob@contoso.com")
                .hasMessageContaining(
                        "mailflow explain src/test/mailflow/small.mailflow --at hub \\\n    --client 192.0.2.9 \\\n"
                                + "    --message \"clerk@contosobank.com -> bob@contoso.com\"")
                .hasMessageContaining("expected: deliver")
                .hasMessageContaining("but was: reject tls-required by bank-in");
    }

    @Test
    void failWithWhatTheNextHopOffersToo() {
        DecisionAssert sent = assertThat(hub)
                .on(message("bob@contoso.com -> clerk@contosobank.com").submitted());
        String command = "mailflow explain src/test/mailflow/small.mailflow --at hub \\\n    --client mailbox \\\n"
                + "    --message \"bob@contoso.com -> clerk@contosobank.com\" \\\n";
        assertThatThrownBy(() -> sent.meetingNoTls().isDelivered())
                .hasMessageContaining(command + "    --remote \"no tls\"")
                .hasMessageContaining("but was: defer tls-unavailable");
        assertThatThrownBy(() -> sent.meeting(new RemoteTls(TLS_1_2, List.of("a.example", "b.example")))
                        .isDelivered())
                .hasMessageContaining(command + "    --remote \"tls 1.2 cert a.example, b.example\"");
        assertThatThrownBy(sent::isDelivered).message().doesNotContain("--remote");
    }

    /** What the language would read as several words, and what a shell would, is quoted: for each in its own manner. */
    @Test
    void failWithACommandThatSaysEveryFactOfTheMessage() {
        assertThatThrownBy(() -> assertThat(hub)
                        .on(message("\"o, b\"@contosobank.com -> \"it's $5\"@contoso.com")
                                .client("::ffff:192.0.2.9")
                                .tls("1.1")
                                .cert("a.example", "*.b.example")
                                .auth("john \"j\" doe")
                                .size(5000)
                                .hops(3)
                                .header("X-Tag", "a \"b\" \\ c"))
                        .isSent())
                .hasMessageContaining("    --client '::ffff:192.0.2.9 tls 1.1 cert a.example, *.b.example"
                        + " auth \"john \\\"j\\\" doe\"' \\\n")
                .hasMessageContaining("    --message '\"\\\"o, b\\\"@contosobank.com\" ->"
                        + " \"\\\"it'\\''s $5\\\"@contoso.com\" size 5000 hops 3"
                        + " header x-tag \"a \\\"b\\\" \\\\ c\"'");
    }

    @Test
    void failWithAWordAboutAConnectorThatIsNone() {
        assertThatThrownBy(() -> assertThat(hub)
                        .on(message("a@contosobank.com -> b@contoso.com"))
                        .by("bank-inn"))
                .hasMessageContaining("by bank-inn (small.mailflow has no enabled connector of that name)");
    }

    @Test
    void ofARefusedMessageNoNextHopIsKnown() {
        assertThatThrownBy(() -> assertThat(hub)
                        .on(message("a@b.example -> c@d.example"))
                        .withTls())
                .hasMessageContaining("expected it to be sent, but it is: reject relay-denied by internet");
    }

    /** In words for people: `TLS none or newer` reads as plain text, and a constant of Java as a fault. */
    @Test
    void failWithTheDemandInWords() {
        TlsDemand anyVersion = new TlsDemand(
                TlsDemand.Level.REQUIRED,
                TlsVersion.NONE,
                List.of(),
                List.of(),
                TlsDemand.DestinationPolicy.OFF,
                TlsDemand.DestinationPolicy.OFF);
        assertThatThrownBy(() -> sent(Route.toRecipientMx(anyVersion)).withTls(TLS_1_2))
                .hasMessageContaining("but was: TLS of any version");
        assertThatThrownBy(
                        () -> sent(Route.toRecipientMx(TlsDemand.OPPORTUNISTIC)).withTls())
                .hasMessageContaining("but was: TLS where it is offered, else plain text");
        assertThatThrownBy(() -> sent(Route.toRecipientMx(anyVersion)).toHosts("mx.contoso.com"))
                .hasMessageContaining("but was: to the mail exchangers of the recipient's domain");
        assertThatThrownBy(
                        () -> sent(Route.toMxOf("tailspin.example", anyVersion)).toRecipientMx())
                .hasMessageContaining("but was: to the mail exchangers of tailspin.example");
        assertThatThrownBy(() -> sent(Route.toHosts(List.of(new NextHop("mx.contoso.com", 25)), anyVersion))
                        .toRecipientMx())
                .hasMessageContaining("but was: next hops [mx.contoso.com]");
    }

    private static DecisionAssert sent(Route route) {
        return assertThat(Decision.send(Attribution.MAILBOX, "bank-out", "bank", route));
    }

    @Test
    void messagesReadUnicodeAsTheRelayDoes() {
        assertThat(message("a@stra\u00dfe.example -> B@M\u00dcNCHEN.example")
                        .transaction()
                        .toString())
                .contains("a@xn--strae-oqa.example -> b@xn--mnchen-3ya.example");
        assertThat(message("<> -> b@c.example").unverifiedCert().transaction().certificateNames())
                .isEmpty();
        assertThatThrownBy(() -> message("a@b.example")).hasMessage("write SENDER -> RECIPIENT, not: a@b.example");
    }

    @Test
    void commandsAreQuotedForAShell() {
        assertThat(Explain.quoted("203.0.113.41")).isEqualTo("203.0.113.41");
        assertThat(Explain.quoted("a b")).isEqualTo("\"a b\"");
        assertThat(Explain.quoted("it's $5")).isEqualTo("'it'\\''s $5'");
    }
}
