package dev.mailflow.compiler.decision;

import static dev.mailflow.compiler.decision.Policy.in;
import static dev.mailflow.compiler.decision.Policy.mail;
import static dev.mailflow.compiler.decision.Policy.out;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.Policy.In;
import dev.mailflow.compiler.decision.Policy.Mail;
import dev.mailflow.compiler.type.Reply;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** R4, R5 and R6: may it come in. */
class AdmissionRulesTest {
    private static Mail toBob() {
        return mail("sun@internet.example", "bob@contoso.com");
    }

    /** From an address that every rule here takes for its own. */
    private static In lan() {
        return in("lan", "onprem").network("0.0.0.0/0");
    }

    @Nested
    class Requirements {
        @Test
        void tlsIsRequired() {
            Policy policy = new Policy().with(lan().requireTls());
            assertThat(policy.says(toBob())).isEqualTo("reject tls-required by lan");
            assertThat(policy.replies(toBob())).isEqualTo("550 5.7.10 TLS is required (tls-required; connector lan)");
            assertThat(policy.says(toBob().tls(TlsVersion.TLS_1_0))).isEqualTo("deliver by lan");
        }

        @Test
        void aVersionOfTlsIsAMinimum() {
            Policy policy = new Policy().with(lan().requireTls(TlsVersion.TLS_1_2));
            assertThat(policy.says(toBob())).isEqualTo("reject tls-required by lan");
            assertThat(policy.says(toBob().tls(TlsVersion.TLS_1_1))).isEqualTo("reject tls-version by lan");
            assertThat(policy.says(toBob().tls(TlsVersion.TLS_1_2))).isEqualTo("deliver by lan");
            assertThat(policy.says(toBob().tls(TlsVersion.TLS_1_3))).isEqualTo("deliver by lan");
            assertThat(policy.replies(toBob().tls(TlsVersion.TLS_1_0)))
                    .isEqualTo("550 5.7.10 a newer version of TLS is required (tls-version; connector lan)");
        }

        @Test
        void aCertificateIsRequired() {
            Policy policy = new Policy().with(lan().requireCert("*.contoso.com", "m.example"));
            assertThat(policy.says(toBob().cert("m.example"))).isEqualTo("deliver by lan");
            assertThat(policy.replies(toBob().cert("n.example")))
                    .isEqualTo("550 5.7.51 the certificate is not the one that is required"
                            + " (cert-mismatch; connector lan)");
        }

        @Test
        void aCertificateWithoutTlsIsAMismatchForOnlyStatedRequirementsAreAsked() {
            assertThat(new Policy().with(lan().requireCert("m.example")).says(toBob()))
                    .isEqualTo("reject cert-mismatch by lan");
        }

        @Test
        void aNetworkIsRequired() {
            Policy policy = new Policy().with(lan().requireNetwork("10.0.0.0/8", "192.0.2.1"));
            assertThat(policy.says(toBob().client("192.0.2.1"))).isEqualTo("deliver by lan");
            assertThat(policy.replies(toBob()))
                    .isEqualTo("550 5.7.51 this client address is not allowed (network-not-allowed; connector lan)");
        }

        @Test
        void authenticationIsRequired() {
            Policy policy = new Policy().with(lan().requireAuth());
            assertThat(policy.says(toBob().auth())).isEqualTo("deliver by lan");
            assertThat(policy.replies(toBob()))
                    .isEqualTo("530 5.7.57 authentication is required (auth-required; connector lan)");
        }

        @Test
        void aSenderIsRequired() {
            Policy policy = new Policy().with(lan().requireSender("contoso.com", "sun@internet.example"));
            assertThat(policy.says(toBob())).isEqualTo("deliver by lan");
            assertThat(policy.replies(mail("x@internet.example", "bob@contoso.com")))
                    .isEqualTo("550 5.7.1 this sender is not allowed (sender-not-allowed; connector lan)");
        }

        @Test
        void theEmptySenderPassesOnlyIfItOrEverythingIsListed() {
            Mail bounce = mail("<>", "bob@contoso.com");
            assertThat(new Policy().with(lan().requireSender(".com", "*.com")).says(bounce))
                    .isEqualTo("reject sender-not-allowed by lan");
            assertThat(new Policy()
                            .with(lan().requireSender("contoso.com", "<>"))
                            .says(bounce))
                    .isEqualTo("deliver by lan");
            assertThat(new Policy().with(lan().requireSender("*")).says(bounce)).isEqualTo("deliver by lan");
        }

        @Test
        void aRecipientIsRequired() {
            Policy policy = new Policy().with(lan().requireRecipient("john@contoso.com"));
            assertThat(policy.replies(toBob()))
                    .isEqualTo("550 5.7.1 this recipient is not allowed (recipient-not-allowed; connector lan)");
            assertThat(policy.says(mail("<>", "john@contoso.com"))).isEqualTo("deliver by lan");
        }

        @Test
        void aSizeIsInclusive() {
            Policy policy = new Policy().with(lan().requireSize(1000));
            assertThat(policy.says(toBob().size(999))).isEqualTo("deliver by lan");
            assertThat(policy.says(toBob().size(1000))).isEqualTo("deliver by lan");
            assertThat(policy.replies(toBob().size(1001)))
                    .isEqualTo("552 5.3.4 the message is too large (size-exceeded; connector lan)");
        }

        @Test
        void theFirstThatFailsDecides() {
            In everything = lan().requireTls(TlsVersion.TLS_1_2)
                    .requireCert("m.example")
                    .requireNetwork("10.0.0.0/8")
                    .requireAuth()
                    .requireSender("contoso.com")
                    .requireRecipient("john@contoso.com")
                    .requireSize(10);
            Policy policy = new Policy().with(everything);
            Mail mail = toBob();
            assertThat(policy.says(mail)).isEqualTo("reject tls-required by lan");
            assertThat(policy.says(mail.tls(TlsVersion.TLS_1_1))).isEqualTo("reject tls-version by lan");
            assertThat(policy.says(mail.tls(TlsVersion.TLS_1_2))).isEqualTo("reject cert-mismatch by lan");
            assertThat(policy.says(mail.cert("m.example"))).isEqualTo("reject network-not-allowed by lan");
            assertThat(policy.says(mail.client("10.0.0.1"))).isEqualTo("reject auth-required by lan");
            assertThat(policy.says(mail.auth())).isEqualTo("reject sender-not-allowed by lan");
            Mail ours = mail("x@contoso.com", "bob@contoso.com")
                    .client("10.0.0.1")
                    .cert("m.example")
                    .auth();
            assertThat(policy.says(ours)).isEqualTo("reject recipient-not-allowed by lan");
            Mail toJohn = mail("x@contoso.com", "john@contoso.com")
                    .client("10.0.0.1")
                    .cert("m.example")
                    .auth();
            assertThat(policy.says(toJohn.size(11))).isEqualTo("reject size-exceeded by lan");
            assertThat(policy.says(toJohn.size(10))).isEqualTo("deliver by lan");
        }

        @Test
        void thereIsNoFallingThroughToAnotherConnector() {
            Policy policy = new Policy()
                    .with(
                            lan().network("198.51.100.1").requireTls(),
                            in("other", "branch").network("0.0.0.0/0"));
            assertThat(policy.says(toBob())).isEqualTo("reject tls-required by lan");
            Policy partners = new Policy()
                    .with(in("bank", "bank").sender("internet.example").requireTls(), in("inet", "internet"));
            assertThat(partners.says(toBob())).isEqualTo("reject tls-required by bank");
        }

        @Test
        void theyComeBeforeRelayAndDirectSend() {
            Policy policy =
                    new Policy().directSendRefused().with(in("inet", "internet").requireTls());
            assertThat(policy.says(mail("x@contoso.com", "sun@internet.example")))
                    .isEqualTo("reject tls-required by inet");
        }

        @Test
        void theyApplyToAnAuthenticatedUserWithoutTrustedSource() {
            Policy policy = new Policy().with(in("inet", "internet").requireTls());
            assertThat(policy.says(toBob().auth())).isEqualTo("reject tls-required by inet");
        }
    }

    @Nested
    class Otherwise {
        private String replies(Reply reply) {
            return new Policy().with(lan().requireTls().otherwise(reply)).replies(toBob());
        }

        @Test
        void codeStatusAndTextAreTakenAsTheyAre() {
            assertThat(replies(new Reply(
                            Reply.Verdict.REJECT,
                            Optional.of(554),
                            Optional.of("5.7.9"),
                            Optional.of("no TLS, no mail"))))
                    .isEqualTo("554 5.7.9 no TLS, no mail");
        }

        @Test
        void whatIsNotSaidIsTheDefault() {
            assertThat(replies(new Reply(Reply.Verdict.REJECT, Optional.of(554), Optional.empty(), Optional.empty())))
                    .isEqualTo("554 5.7.10 TLS is required (tls-required; connector lan)");
            assertThat(replies(new Reply(Reply.Verdict.REJECT, Optional.empty(), Optional.empty(), Optional.of("no"))))
                    .isEqualTo("550 5.7.10 no");
        }

        @Test
        void aDeferralWithoutCodeIsTheDefaultInClassFour() {
            Reply defer = new Reply(Reply.Verdict.DEFER, Optional.empty(), Optional.empty(), Optional.empty());
            assertThat(replies(defer)).isEqualTo("450 4.7.10 TLS is required (tls-required; connector lan)");
            assertThat(new Policy().with(lan().requireTls().otherwise(defer)).says(toBob()))
                    .isEqualTo("defer tls-required by lan");
        }

        @Test
        void aDeferralWithCode() {
            assertThat(replies(new Reply(
                            Reply.Verdict.DEFER, Optional.of(451), Optional.of("4.7.0"), Optional.of("later"))))
                    .isEqualTo("451 4.7.0 later");
        }

        @Test
        void isForRequirementsOnly() {
            Reply reply = new Reply(Reply.Verdict.REJECT, Optional.of(554), Optional.empty(), Optional.of("no"));
            Policy policy = new Policy().with(in("inet", "internet").otherwise(reply));
            assertThat(policy.replies(mail("sun@internet.example", "x@other.example")))
                    .isEqualTo("550 5.7.64 relaying is denied (relay-denied; connector inet)");
        }
    }

    @Nested
    class Relay {
        private final Mail out = mail("bob@contoso.com", "sun@internet.example");

        @Test
        void aStrangerMayNot() {
            assertThat(new Policy().says(out)).isEqualTo("reject relay-denied by internet");
            assertThat(new Policy().replies(out)).isEqualTo("550 5.7.64 relaying is denied (relay-denied)");
        }

        @Test
        void aTrustedSourceMayIfItsConnectorSaysSo() {
            assertThat(new Policy().with(lan()).says(out)).isEqualTo("reject relay-denied by lan");
            assertThat(new Policy().with(lan().mayRelay()).says(out)).isEqualTo("send to internet by lan");
        }

        @Test
        void anAuthenticatedUserWithoutTrustedSourceMay() {
            assertThat(new Policy().says(out.auth())).isEqualTo("send to internet by internet");
            assertThat(new Policy()
                            .with(in("bank", "bank").sender("contoso.com"))
                            .says(out.auth()))
                    .isEqualTo("send to internet by bank");
        }

        @Test
        void anAuthenticatedUserOfATrustedSourceHasItsRight() {
            assertThat(new Policy().with(lan()).says(out.auth())).isEqualTo("reject relay-denied by lan");
        }

        @Test
        void acceptedDomainsNeedNoRight() {
            Policy policy = new Policy().domains("contoso.com").relayDomains(".legacy.contoso.com");
            assertThat(policy.says(mail("<>", "bob@contoso.com"))).isEqualTo("deliver by internet");
            assertThat(policy.says(mail("<>", "bob@legacy.contoso.com")))
                    .isEqualTo("reject unknown-recipient by internet");
            assertThat(policy.says(mail("<>", "bob@sub.contoso.com"))).isEqualTo("reject relay-denied by internet");
            assertThat(policy.says(mail("<>", "bob@evilcontoso.com"))).isEqualTo("reject relay-denied by internet");
        }

        @Test
        void aMailboxOutsideOurDomainsChangesNothing() {
            Policy policy = new Policy().mailbox("sun@internet.example", Policy.HERE);
            assertThat(policy.says(out)).isEqualTo("reject relay-denied by internet");
        }
    }

    @Nested
    class DirectSend {
        private final Policy policy = new Policy()
                .domains("contoso.com")
                .relayDomains("legacy.contoso.com")
                .directSendRefused();
        private final Mail forged = mail("john@contoso.com", "bob@contoso.com");

        @Test
        void inOurNameFromOutsideIsRefused() {
            assertThat(policy.says(forged)).isEqualTo("reject direct-send by internet");
            assertThat(policy.replies(forged))
                    .isEqualTo("550 5.7.68 mail in our own name is not taken from outside (direct-send)");
            assertThat(policy.says(mail("x@legacy.contoso.com", "bob@contoso.com")))
                    .isEqualTo("reject direct-send by internet");
        }

        @Test
        void isAllowedByDefault() {
            assertThat(new Policy().says(forged)).isEqualTo("deliver by internet");
        }

        @Test
        void aPartnerIsOutsideToo() {
            assertThat(policy.with(in("bank", "bank")).says(forged)).isEqualTo("reject direct-send by bank");
        }

        @Test
        void trustedSourcesUsersAndMailboxesAreNotForeign() {
            assertThat(policy.says(forged.auth())).isEqualTo("deliver by internet");
            assertThat(policy.says(mail("john@contoso.com", "bob@contoso.com").submitted()))
                    .isEqualTo("deliver by mailbox");
            assertThat(policy.with(lan()).says(mail("john@contoso.com", "bob@contoso.com")))
                    .isEqualTo("deliver by lan");
        }

        @Test
        void othersAndTheEmptySenderPass() {
            assertThat(policy.says(mail("<>", "bob@contoso.com"))).isEqualTo("deliver by internet");
            assertThat(policy.says(mail("x@sub.contoso.com", "bob@contoso.com")))
                    .isEqualTo("deliver by internet");
        }

        @Test
        void comesAfterRelayAndBeforeRouting() {
            assertThat(policy.says(mail("john@contoso.com", "sun@internet.example")))
                    .isEqualTo("reject relay-denied by internet");
            assertThat(policy.with(out("all", "onprem").recipient("bob@contoso.com"))
                            .says(forged))
                    .isEqualTo("reject direct-send by internet");
        }
    }
}
