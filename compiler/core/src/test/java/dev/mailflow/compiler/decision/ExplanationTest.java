package dev.mailflow.compiler.decision;

import static dev.mailflow.compiler.decision.Policy.HERE;
import static dev.mailflow.compiler.decision.Policy.in;
import static dev.mailflow.compiler.decision.Policy.mail;
import static dev.mailflow.compiler.decision.Policy.out;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.Explanation.Rule;
import dev.mailflow.compiler.decision.Finding.Cause;
import dev.mailflow.compiler.decision.Finding.Kind;
import dev.mailflow.compiler.decision.Finding.Miss;
import dev.mailflow.compiler.decision.Finding.Rank;
import dev.mailflow.compiler.decision.Finding.Standing;
import dev.mailflow.compiler.decision.OutboundRule.Level;
import dev.mailflow.compiler.decision.Policy.Mail;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private static Mail toBob() {
        return mail("sun@internet.example", "bob@contoso.com");
    }

    private static Explanation explain(Policy policy, Mail mail) {
        return Explanation.of(policy.model(), HERE, mail.message());
    }

    private static Standing inbound(Explanation explanation, String name) {
        return explanation.inbound(name).orElseThrow().standing();
    }

    private static Standing outbound(Explanation explanation, String name) {
        return explanation.outbound(name).orElseThrow().standing();
    }

    private static Standing missed(Kind... kinds) {
        return new Finding.Missed(
                List.of(kinds).stream().map(kind -> new Miss(kind, Policy.SPAN)).toList());
    }

    private static Rank lostBy(Standing standing) {
        return ((Finding.Lost) standing).by();
    }

    @Test
    void saysOfEveryInboundConnectorHowItFared() {
        Explanation explanation = explain(
                new Policy()
                        .with(
                                in("best", "onprem").cert("m.example"),
                                in("by-address", "branch").network("198.51.100.1"),
                                in("asleep", "onprem")
                                        .cert("m.example", "n.example")
                                        .disabled(),
                                in("elsewhere", "onprem").cert("n.example").network("10.0.0.0/8"),
                                in("partner", "bank"),
                                in("picky", "onprem")
                                        .cert("m.example")
                                        .sender("contoso.com")
                                        .recipient("john@contoso.com")
                                        .header("x-a")),
                toBob().cert("m.example"));
        assertThat(inbound(explanation, "best")).isEqualTo(new Finding.Selected());
        assertThat(lostBy(inbound(explanation, "by-address"))).isEqualTo(Rank.CERTIFICATE);
        assertThat(inbound(explanation, "asleep")).isEqualTo(new Finding.Disabled(List.of()));
        assertThat(inbound(explanation, "elsewhere")).isEqualTo(missed(Kind.CERTIFICATE, Kind.NETWORK));
        assertThat(lostBy(inbound(explanation, "partner"))).isEqualTo(Rank.SOURCE);
        assertThat(inbound(explanation, "picky")).isEqualTo(missed(Kind.SENDER, Kind.RECIPIENT, Kind.HEADER));
        assertThat(explanation.inbound("nobody")).isEmpty();
    }

    @Test
    void namesTheRankThatTellsCandidatesApart() {
        Policy policy = new Policy()
                .with(
                        in("best", "onprem").network("198.51.100.0/24").sender("*"),
                        in("fewer", "onprem").network("198.51.100.0/24"),
                        in("tied", "onprem").network("198.51.100.0/24").sender("*"),
                        in("wider", "onprem").network("198.51.0.0/16"));
        Explanation explanation = explain(policy, toBob());
        assertThat(lostBy(inbound(explanation, "fewer"))).isEqualTo(Rank.KINDS);
        assertThat(lostBy(inbound(explanation, "tied"))).isEqualTo(Rank.NAME);
        assertThat(lostBy(inbound(explanation, "wider"))).isEqualTo(Rank.NETWORK);
        assertThat(((Finding.Lost) inbound(explanation, "wider")).to().name()).isEqualTo("best");
    }

    @Test
    void saysOfEveryOutboundConnectorHowItFared() {
        Policy policy = new Policy()
                .relayDomains("legacy.contoso.com")
                .with(
                        in("filtered", "filter").network("198.51.100.1"),
                        out("best", "onprem").recipient("legacy.contoso.com").sender("*"),
                        out("central", "filter").centralized(),
                        out("no-sender", "onprem").recipient("legacy.contoso.com"),
                        out("off", "onprem").disabled().sender("contoso.com"),
                        out("other", "onprem").recipient("bank.example"),
                        out("wide", "branch"));
        Explanation explanation = explain(policy, mail("sun@internet.example", "x@legacy.contoso.com"));
        assertThat(outbound(explanation, "best")).isEqualTo(new Finding.Selected());
        assertThat(outbound(explanation, "central")).isEqualTo(new Finding.NotAsked(Cause.LEFT_OUT));
        assertThat(lostBy(outbound(explanation, "no-sender"))).isEqualTo(Rank.SENDER_CRITERION);
        assertThat(outbound(explanation, "off"))
                .isEqualTo(new Finding.Disabled(List.of(new Miss(Kind.SENDER, Policy.SPAN))));
        assertThat(outbound(explanation, "other")).isEqualTo(missed(Kind.RECIPIENT));
        assertThat(lostBy(outbound(explanation, "wide"))).isEqualTo(Rank.RECIPIENT);
    }

    @Test
    void tellsTheStepsUpToTheOneThatDecided() {
        Policy policy =
                new Policy().with(in("lan", "onprem").network("0.0.0.0/0").requireSize(10), out("all", "branch"));
        Explanation explanation = explain(policy, toBob());
        assertThat(explanation.steps().stream().map(Explanation.Step::rule)).containsExactly(Rule.R1, Rule.R2, Rule.R4);
        assertThat(explanation.deciding().origin()).contains(Policy.SPAN);
        assertThat(explanation.deciding().detail())
                .isEqualTo("the message does not meet a requirement of `lan`: the message is too large");
        assertThat(outbound(explanation, "all")).isEqualTo(new Finding.NotAsked(Cause.REFUSED));
    }

    @Test
    void tellsADeliveryADetourAndTheInternet() {
        Policy policy = new Policy().with(out("wide", "branch"));
        assertThat(explain(policy, toBob()).deciding().rule()).isEqualTo(Rule.R7);
        assertThat(outbound(explain(policy, toBob()), "wide")).isEqualTo(new Finding.NotAsked(Cause.LOCAL));
        policy.with(out("central", "filter").centralized());
        assertThat(outbound(explain(policy, toBob()), "central")).isEqualTo(new Finding.Selected());
        Explanation submitted = explain(
                new Policy().with(in("a", "onprem")), mail("<>", "x@y.example").submitted());
        assertThat(submitted.steps().stream().map(Explanation.Step::rule))
                .containsExactly(Rule.R1, Rule.SUBMISSION, Rule.R5, Rule.R6, Rule.R7, Rule.R8, Rule.R10);
        assertThat(inbound(submitted, "a")).isEqualTo(new Finding.NotAsked(Cause.SUBMITTED));
    }

    @Test
    void tellsWhatTheNextHopLacks() {
        Policy policy =
                new Policy().with(out("on", "onprem").tls(Level.REQUIRED, Optional.empty(), List.of(), List.of()));
        Explanation explanation = Explanation.of(
                policy.model(),
                HERE,
                mail("<>", "x@y.example").submitted().message(),
                new RemoteOffer(Optional.empty(), List.of()));
        assertThat(explanation.verdict().words()).isEqualTo("defer tls-unavailable by mailbox");
        assertThat(explanation.deciding().rule()).isEqualTo(Rule.R11);
        assertThat(explanation.deciding().detail()).isEqualTo("the next hop does not offer TLS");
    }
}
