package dev.mailflow.compiler.decision;

import static dev.mailflow.compiler.decision.Policy.in;
import static dev.mailflow.compiler.decision.Policy.mail;
import static dev.mailflow.compiler.decision.Policy.out;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.compiler.decision.OutboundRule.Level;
import dev.mailflow.compiler.decision.Policy.Mail;
import dev.mailflow.compiler.testing.Values;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TraceTest {
    private static Trace follow(Policy policy, String site, Mail mail) {
        return Trace.follow(policy.model(), site, mail.message());
    }

    private static List<String> story(Trace trace) {
        return trace.hops().stream()
                .map(hop -> hop.site() + ": " + hop.verdict().words())
                .toList();
    }

    /** The one-line program: mail is known by the certificate that the sender is obliged to present. */
    private static Policy oneLine() {
        return new Policy()
                .at(
                        "onprem",
                        out("line", "cloud").tls(Level.REQUIRED, Optional.empty(), List.of(), List.of("*.contoso.com")))
                .at(
                        "cloud",
                        in("line", "onprem").cert("*.contoso.com").requireTls().mayRelay());
    }

    @Test
    void theNextSiteSeesTheCertificateThatTheConnectorDemands() {
        Trace trace = follow(
                oneLine(),
                "onprem",
                mail("bob@contoso.com", "sun@internet.example").submitted());
        assertThat(story(trace)).containsExactly("onprem: send via line by mailbox", "cloud: send to internet by line");
        assertThat(trace.end()).isEqualTo(new Trace.End.Left("internet"));
        Message arrived = trace.hops().get(1).message();
        assertThat(arrived.hops()).isEqualTo(1);
        assertThat(arrived.origin())
                .isEqualTo(new Connection(
                        Values.client("192.0.2.1"),
                        Optional.of(TlsVersion.TLS_1_3),
                        List.of("mail.contoso.com"),
                        Optional.empty()));
    }

    @Test
    void theSendersOwnFactsAreShownToo() {
        Policy policy = oneLine().facts("onprem", List.of("*.onprem.example"), List.of("10.0.0.0/8", "192.0.2.0/24"));
        Connection arrived =
                (Connection) follow(policy, "onprem", mail("<>", "x@y.example").submitted())
                        .hops()
                        .get(1)
                        .message()
                        .origin();
        assertThat(arrived.client()).isEqualTo(Values.client("10.0.0.0"));
        assertThat(arrived.certificateNames()).containsExactly("mail.contoso.com", "mx.onprem.example");
    }

    @Test
    void theCloudShowsItsSharedCertificateUnlessItStatesOne() {
        Policy policy = new Policy()
                .at("cloud", out("down", "onprem"))
                .at("onprem", in("down", "cloud").cert("mail.protection.outlook.com"));
        Mail mail = mail("<>", "bob@contoso.com").submitted();
        policy.mailbox("bob@contoso.com", "onprem");
        assertThat(story(follow(policy, "cloud", mail)))
                .containsExactly("cloud: send via down by mailbox", "onprem: deliver by down");
        policy.facts("cloud", List.of("own.contoso.com"), List.of());
        assertThat(story(follow(policy, "cloud", mail)))
                .containsExactly("cloud: send via down by mailbox", "onprem: deliver by internet");
    }

    @Test
    void withoutTlsNoCertificateIsSeen() {
        Policy policy = new Policy()
                .at("onprem", out("line", "cloud").tls(Level.NEVER, Optional.empty(), List.of(), List.of()))
                .at("cloud", in("line", "onprem").cert("*.contoso.com").mayRelay())
                .facts("onprem", List.of("*.contoso.com"), List.of());
        Trace trace =
                follow(policy, "onprem", mail("<>", "sun@internet.example").submitted());
        assertThat(story(trace))
                .containsExactly("onprem: send via line by mailbox", "cloud: reject relay-denied by internet");
        assertThat(trace.end()).isEqualTo(new Trace.End.Refused());
    }

    @Test
    void anEndpointThatIsNoSiteIsTheEnd() {
        Policy policy = new Policy().at("onprem", out("scan", "filter").recipient("bob@contoso.com"));
        assertThat(follow(policy, "onprem", mail("<>", "bob@contoso.com")).end())
                .isEqualTo(new Trace.End.Left("filter"));
        assertThat(follow(new Policy(), "onprem", mail("<>", "bob@contoso.com")).end())
                .isEqualTo(new Trace.End.Delivered());
    }

    @Test
    void aCircleIsFoundLongBeforeTheHopsRunOut() {
        Policy policy = new Policy()
                .relayDomains("legacy.contoso.com")
                .at("here", in("c", "branch").network("10.3.0.0/16"), out("a", "onprem"))
                .at("onprem", in("a", "here").network("10.1.0.0/16"), out("b", "branch"))
                .at("branch", in("b", "onprem").network("10.2.0.0/16"), out("c", "here"))
                .facts("here", List.of(), List.of("10.1.0.0/16"))
                .facts("onprem", List.of(), List.of("10.2.0.0/16"))
                .facts("branch", List.of(), List.of("10.3.0.0/16"));
        Trace trace = follow(policy, "here", mail("<>", "x@legacy.contoso.com"));
        assertThat(trace.end()).isEqualTo(new Trace.End.Loop(1));
        assertThat(story(trace))
                .containsExactly(
                        "here: send via a by internet",
                        "onprem: send via b by a",
                        "branch: send via c by b",
                        "here: send via a by c");
    }
}
