package dev.mailflow.compiler.decision;

import static dev.mailflow.compiler.decision.Policy.in;
import static dev.mailflow.compiler.decision.Policy.mail;
import static dev.mailflow.compiler.decision.Policy.out;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.OutboundRule.Level;
import dev.mailflow.compiler.decision.Policy.In;
import dev.mailflow.compiler.decision.Policy.Mail;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** R7 to R11: where does it go. */
class RoutingRulesTest {
    private static Mail toBob() {
        return mail("sun@internet.example", "bob@contoso.com");
    }

    private static In from(String peer) {
        return in("from-" + peer, peer).network("0.0.0.0/0").mayRelay();
    }

    @Nested
    class Local {
        @Test
        void anAuthoritativeAddressDeclaredNowhereIsDelivered() {
            assertThat(new Policy().says(toBob())).isEqualTo("deliver by internet");
        }

        @Test
        void aMailboxElsewhereIsSentThere() {
            Policy policy = new Policy().mailbox("bob@contoso.com", "onprem");
            assertThat(policy.says(toBob())).isEqualTo("reject unknown-recipient by internet");
            assertThat(policy.with(out("to-onprem", "onprem").everyAccepted("contoso.com"))
                            .says(toBob()))
                    .isEqualTo("send via to-onprem by internet");
        }

        @Test
        void anAddressBeatsAPatternWhoeverDeclaresIt() {
            Policy policy = new Policy().mailbox("contoso.com", "onprem").mailbox("bob@contoso.com", Policy.HERE);
            assertThat(policy.says(toBob())).isEqualTo("deliver by internet");
            assertThat(policy.says(mail("<>", "john@contoso.com"))).isEqualTo("reject unknown-recipient by internet");
        }

        @Test
        void theMostSpecificMailboxPatternDecides() {
            Policy policy = new Policy()
                    .domains(".contoso.com")
                    .mailbox(".contoso.com", Policy.HERE)
                    .mailbox("*.contoso.com", "onprem")
                    .mailbox("?.contoso.com", Policy.HERE);
            assertThat(policy.says(mail("<>", "a@contoso.com"))).isEqualTo("deliver by internet");
            assertThat(policy.says(mail("<>", "a@x.contoso.com"))).isEqualTo("deliver by internet");
            assertThat(policy.says(mail("<>", "a@y.x.contoso.com"))).isEqualTo("reject unknown-recipient by internet");
        }

        @Test
        void aRelayDomainIsDeliveredOnlyForKnownMailboxes() {
            Policy policy =
                    new Policy().relayDomains("legacy.contoso.com").mailbox("bob@legacy.contoso.com", Policy.HERE);
            assertThat(policy.says(mail("<>", "bob@legacy.contoso.com"))).isEqualTo("deliver by internet");
            assertThat(policy.says(mail("<>", "john@legacy.contoso.com")))
                    .isEqualTo("reject unknown-recipient by internet");
            assertThat(policy.with(out("on", "onprem")).says(mail("<>", "john@legacy.contoso.com")))
                    .isEqualTo("send via on by internet");
        }

        @Test
        void theMostSpecificPatternDecidesBetweenAuthoritativeAndRelay() {
            Policy policy =
                    new Policy().domains(".contoso.com").relayDomains("legacy.contoso.com", "?.sub.contoso.com");
            assertThat(policy.says(mail("<>", "x@a.contoso.com"))).isEqualTo("deliver by internet");
            assertThat(policy.says(mail("<>", "x@legacy.contoso.com")))
                    .isEqualTo("reject unknown-recipient by internet");
            assertThat(policy.says(mail("<>", "x@a.sub.contoso.com")))
                    .isEqualTo("reject unknown-recipient by internet");
            assertThat(policy.says(mail("<>", "x@b.a.sub.contoso.com"))).isEqualTo("deliver by internet");
        }

        @Test
        void anOutboundConnectorThatNamesTheAddressTakesIt() {
            Policy policy = new Policy()
                    .mailbox("bob@contoso.com", Policy.HERE)
                    .with(
                            out("exactly", "filter").recipient("bob@contoso.com"),
                            out("domain", "onprem").recipient("contoso.com"));
            assertThat(policy.says(toBob())).isEqualTo("send via exactly by internet");
            assertThat(policy.says(mail("<>", "john@contoso.com"))).isEqualTo("deliver by internet");
        }

        @Test
        void aDisabledOrUnfitOneThatNamesTheAddressDoesNot() {
            Policy policy = new Policy()
                    .with(
                            out("a", "filter").recipient("bob@contoso.com").disabled(),
                            out("b", "filter").recipient("bob@contoso.com").sender("contoso.com"),
                            out("c", "filter").recipient("bob@contoso.com").header("x-a"));
            assertThat(policy.says(toBob())).isEqualTo("deliver by internet");
            assertThat(policy.says(toBob().header("x-a", ""))).isEqualTo("send via c by internet");
        }

        @Test
        void withACompleteDirectoryOnlyDeclaredMailboxesExist() {
            Policy policy = new Policy()
                    .relayDomains("legacy.contoso.com")
                    .directoryComplete()
                    .mailbox("john@contoso.com", Policy.HERE)
                    .with(out("legacy", "onprem").recipient("legacy.contoso.com"));
            assertThat(policy.says(toBob())).isEqualTo("reject unknown-recipient by internet");
            assertThat(policy.replies(toBob())).isEqualTo("550 5.1.1 there is no such mailbox (unknown-recipient)");
            assertThat(policy.says(mail("<>", "john@contoso.com"))).isEqualTo("deliver by internet");
            assertThat(policy.says(mail("<>", "x@legacy.contoso.com"))).isEqualTo("send via legacy by internet");
        }

        @Test
        void namingTheAddressComesBeforeTheDirectoryAndTheDirectoryBeforeTheCentralWay() {
            Policy policy = new Policy()
                    .directoryComplete()
                    .with(
                            out("exactly", "onprem").recipient("bob@contoso.com"),
                            out("central", "filter").centralized());
            assertThat(policy.says(toBob())).isEqualTo("send via exactly by internet");
            assertThat(policy.says(mail("<>", "john@contoso.com"))).isEqualTo("reject unknown-recipient by internet");
        }
    }

    @Nested
    class Centralized {
        private final Policy policy = new Policy().with(out("central", "filter").centralized());

        @Test
        void takesWhatComesFromOutside() {
            assertThat(policy.says(toBob())).isEqualTo("send via central by internet");
            assertThat(policy.with(in("bank", "bank")).says(toBob())).isEqualTo("send via central by bank");
        }

        @Test
        void leavesWhatIsNotForeign() {
            assertThat(policy.says(toBob().auth())).isEqualTo("deliver by internet");
            assertThat(policy.says(toBob().submitted())).isEqualTo("deliver by mailbox");
            assertThat(policy.with(from("filter")).says(toBob())).isEqualTo("deliver by from-filter");
        }

        @Test
        void winsWhateverTheOutboundRankWouldPrefer() {
            policy.with(out("domain", "onprem").recipient("contoso.com"));
            assertThat(policy.says(toBob())).isEqualTo("send via central by internet");
        }

        @Test
        void isAskedOnlyForWhatWouldBeDeliveredHere() {
            policy.mailbox("bob@contoso.com", "onprem")
                    .with(out("domain", "onprem").recipient("contoso.com"));
            assertThat(policy.says(toBob())).isEqualTo("send via domain by internet");
        }

        @Test
        void itsWhenMustHold() {
            Policy narrow = new Policy()
                    .with(out("central", "filter")
                            .centralized()
                            .sender("bank.example")
                            .recipient("contoso.com"));
            assertThat(narrow.says(toBob())).isEqualTo("deliver by internet");
            assertThat(narrow.says(mail("x@bank.example", "bob@contoso.com")))
                    .isEqualTo("send via central by internet");
        }

        @Test
        void disabledItIsNotThere() {
            assertThat(new Policy()
                            .with(out("c", "filter").centralized().disabled())
                            .says(toBob()))
                    .isEqualTo("deliver by internet");
        }

        @Test
        void severalAreRankedLikeAnyOutbound() {
            policy.with(out("better", "onprem").centralized().recipient("contoso.com"));
            assertThat(policy.says(toBob())).isEqualTo("send via better by internet");
        }

        @Test
        void isLeftOutForWhatCameFromItsOwnDestination() {
            policy.relayDomains("legacy.contoso.com")
                    .with(from("filter"), out("on", "onprem").recipient("*"));
            Mail back = mail("sun@internet.example", "x@legacy.contoso.com");
            assertThat(policy.says(back)).isEqualTo("send via on by from-filter");
        }

        @Test
        void leftOutItDoesNotTakeItsAddressEither() {
            Policy exactly = new Policy()
                    .with(from("filter"), out("central", "filter").centralized().recipient("bob@contoso.com"));
            assertThat(exactly.says(toBob())).isEqualTo("deliver by from-filter");
        }

        @Test
        void ledBackToAForeignSourceItIsALoop() {
            Policy odd =
                    new Policy().with(in("bank", "bank"), out("central", "bank").centralized());
            assertThat(odd.says(toBob())).isEqualTo("reject loop by bank");
        }
    }

    @Nested
    class Outbound {
        private static final List<String> ORDER = List.of(
                "sun@a.b.example",
                "a.b.example",
                ".a.b.example",
                "?.b.example",
                "*.b.example",
                ".b.example",
                "*.example",
                ".example",
                "*");

        private final Mail toSun = mail("bob@contoso.com", "sun@a.b.example").submitted();

        @Test
        void theMoreSpecificRecipientWinsAllTheWayDown() {
            for (int stronger = 0; stronger < ORDER.size(); stronger++) {
                for (int weaker = stronger + 1; weaker < ORDER.size(); weaker++) {
                    Policy policy = new Policy()
                            .with(
                                    out("a", "onprem")
                                            .recipient(ORDER.get(weaker))
                                            .sender("contoso.com"),
                                    out("b", "branch").recipient(ORDER.get(stronger)));
                    assertThat(policy.says(toSun))
                            .as("%s over %s", ORDER.get(stronger), ORDER.get(weaker))
                            .isEqualTo("send via b by mailbox");
                }
            }
        }

        @Test
        void everyAcceptedDomainIsBetweenSuffixesAndStar() {
            Policy policy = new Policy()
                    .domains(".b.example")
                    .mailbox(".b.example", "onprem")
                    .with(
                            out("a", "internet").recipient("*"),
                            out("b", "onprem").everyAccepted(".b.example"));
            assertThat(policy.says(toSun)).isEqualTo("send via b by mailbox");
            assertThat(policy.with(out("c", "branch").recipient(".example")).says(toSun))
                    .isEqualTo("send via c by mailbox");
        }

        @Test
        void atEqualPatternASenderCriterionWins() {
            Policy policy = new Policy()
                    .with(
                            out("a", "onprem").recipient("a.b.example"),
                            out("b", "branch").recipient("a.b.example").sender("contoso.com"));
            assertThat(policy.says(toSun)).isEqualTo("send via b by mailbox");
            assertThat(policy.says(mail("x@fabrikam.com", "sun@a.b.example").submitted()))
                    .isEqualTo("send via a by mailbox");
        }

        @Test
        void aHeaderIsACriterionButNoRank() {
            Policy policy = new Policy()
                    .with(
                            out("a", "onprem").recipient("*"),
                            out("b", "branch").recipient("*").header("x-a"));
            assertThat(policy.says(toSun.header("x-a", "1"))).isEqualTo("send via a by mailbox");
        }

        @Test
        void aTieGoesToTheFirstNameAndDisabledOnesAreNotThere() {
            Policy policy = new Policy()
                    .with(
                            out("c", "onprem"),
                            out("b", "branch"),
                            out("a", "filter").disabled());
            assertThat(policy.says(toSun)).isEqualTo("send via b by mailbox");
        }

        @Test
        void withoutAnyTheInternetOrNobody() {
            assertThat(new Policy().says(toSun)).isEqualTo("send to internet by mailbox");
            assertThat(new Policy().relayDomains("a.b.example").says(toSun))
                    .isEqualTo("reject unknown-recipient by mailbox");
        }
    }

    @Nested
    class Back {
        private final Mail toSun = mail("bob@contoso.com", "sun@internet.example");

        @Test
        void toTheEndpointItCameFromIsALoop() {
            Policy policy = new Policy().with(from("onprem"), out("back", "onprem"));
            assertThat(policy.says(toSun)).isEqualTo("reject loop by from-onprem");
            assertThat(policy.replies(toSun)).isEqualTo("554 5.4.14 message is looping (loop; connector back)");
        }

        @Test
        void theChosenOneCountsNotTheNextBest() {
            Policy policy = new Policy()
                    .with(from("onprem"), out("back", "onprem").recipient("internet.example"), out("on", "branch"));
            assertThat(policy.says(toSun)).isEqualTo("reject loop by from-onprem");
        }

        @Test
        void anotherEndpointIsNone() {
            assertThat(new Policy().with(from("onprem"), out("on", "branch")).says(toSun))
                    .isEqualTo("send via on by from-onprem");
        }

        @Test
        void aPartnerCounts() {
            Policy policy = new Policy()
                    .relayDomains("legacy.contoso.com")
                    .with(in("bank-in", "bank"), out("bank-out", "bank"));
            assertThat(policy.says(mail("x@bank.example", "x@legacy.contoso.com")))
                    .isEqualTo("reject loop by bank-in");
            assertThat(policy.says(
                            mail("x@bank.example", "sun@internet.example").auth()))
                    .isEqualTo("reject loop by bank-in");
        }

        @Test
        void internetAndMailboxDoNot() {
            Policy policy = new Policy().with(in("inet", "internet"), out("to-inet", "internet"));
            assertThat(policy.says(toSun.auth())).isEqualTo("send via to-inet by inet");
            assertThat(policy.says(
                            mail("bob@contoso.com", "sun@internet.example").submitted()))
                    .isEqualTo("send via to-inet by mailbox");
        }
    }

    @Nested
    class TlsOut {
        private final Mail mail =
                mail("bob@contoso.com", "sun@internet.example").submitted();
        private final RemoteOffer nothing = new RemoteOffer(Optional.empty(), List.of());

        private Policy policy(Level level, Optional<TlsVersion> minimum, String... names) {
            return new Policy().with(out("on", "onprem").tls(level, minimum, List.of(names), List.of()));
        }

        private RemoteOffer offer(TlsVersion version, String... names) {
            return new RemoteOffer(Optional.of(version), List.of(names));
        }

        @Test
        void withoutARemoteEveryRequirementIsMet() {
            assertThat(policy(Level.REQUIRED, Optional.of(TlsVersion.TLS_1_3), "m.example")
                            .says(mail))
                    .isEqualTo("send via on by mailbox");
        }

        @Test
        void requiredNeedsStartTls() {
            Policy policy = policy(Level.REQUIRED, Optional.empty());
            assertThat(policy.says(mail, nothing)).isEqualTo("defer tls-unavailable by mailbox");
            assertThat(policy.says(mail, offer(TlsVersion.TLS_1_0))).isEqualTo("send via on by mailbox");
        }

        @Test
        void requiredNeedsTheVersion() {
            Policy policy = policy(Level.REQUIRED, Optional.of(TlsVersion.TLS_1_2));
            assertThat(policy.says(mail, offer(TlsVersion.TLS_1_1))).isEqualTo("defer tls-version by mailbox");
            assertThat(policy.says(mail, offer(TlsVersion.TLS_1_2))).isEqualTo("send via on by mailbox");
        }

        @Test
        void aServerCertificateNeedsTheName() {
            Policy policy = policy(Level.REQUIRED, Optional.empty(), "*.example", "m.test");
            assertThat(policy.says(mail, offer(TlsVersion.TLS_1_3))).isEqualTo("defer cert-mismatch by mailbox");
            assertThat(policy.says(mail, offer(TlsVersion.TLS_1_3, "a.m.example")))
                    .isEqualTo("defer cert-mismatch by mailbox");
            assertThat(policy.says(mail, offer(TlsVersion.TLS_1_3, "x.example")))
                    .isEqualTo("send via on by mailbox");
            assertThat(policy.says(mail, offer(TlsVersion.TLS_1_3, "m.test"))).isEqualTo("send via on by mailbox");
        }

        @Test
        void theVersionIsAskedBeforeTheName() {
            Policy policy = policy(Level.REQUIRED, Optional.of(TlsVersion.TLS_1_3), "m.example");
            assertThat(policy.says(mail, offer(TlsVersion.TLS_1_2, "n.example")))
                    .isEqualTo("defer tls-version by mailbox");
        }

        @Test
        void opportunisticAndOffAskNothing() {
            assertThat(policy(Level.OPPORTUNISTIC, Optional.empty()).says(mail, nothing))
                    .isEqualTo("send via on by mailbox");
            assertThat(policy(Level.NEVER, Optional.empty()).says(mail, nothing))
                    .isEqualTo("send via on by mailbox");
            assertThat(new Policy().says(mail, nothing)).isEqualTo("send to internet by mailbox");
        }

        @Test
        void theDeferralNamesTheConnector() {
            Verdict verdict = Interpreter.decide(
                    policy(Level.REQUIRED, Optional.empty()).model(), Policy.HERE, mail.message(), nothing);
            Verdict.Refusal refusal = ((Verdict.Outcome.Refuse) verdict.outcome()).refusal();
            assertThat(refusal.code() + " " + refusal.status() + " " + refusal.text())
                    .isEqualTo("450 4.4.317 the next hop does not offer TLS (tls-unavailable; connector on)");
        }
    }
}
