package dev.mailflow.compiler.decision;

import static dev.mailflow.compiler.decision.Policy.in;
import static dev.mailflow.compiler.decision.Policy.mail;
import static dev.mailflow.compiler.decision.Policy.out;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.Policy.Mail;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** R1, submission, R2 and R3: who sent it. */
class SourceRulesTest {
    private static Mail toBob() {
        return mail("sun@internet.example", "bob@contoso.com");
    }

    @Nested
    class Hops {
        @Test
        void asManyAsTheLimitPass() {
            assertThat(new Policy().hopLimit(3).says(toBob().hops(3))).isEqualTo("deliver by internet");
        }

        @Test
        void oneMoreThanTheLimitIsRefusedByNobody() {
            assertThat(new Policy().hopLimit(3).says(toBob().hops(4))).isEqualTo("reject loop by nobody");
        }

        @Test
        void theDefaultLimitIsAHundred() {
            assertThat(new Policy().says(toBob().hops(100))).isEqualTo("deliver by internet");
            assertThat(new Policy().replies(toBob().hops(101))).isEqualTo("554 5.4.14 message is looping (loop)");
        }

        @Test
        void comeBeforeEverythingElse() {
            Policy policy = new Policy().hopLimit(1).with(in("lock", "internet").requireTls());
            assertThat(policy.says(toBob().hops(2))).isEqualTo("reject loop by nobody");
        }

        @Test
        void countForSubmittedMailToo() {
            assertThat(new Policy().hopLimit(0).says(toBob().submitted().hops(1)))
                    .isEqualTo("reject loop by nobody");
        }
    }

    @Nested
    class Submission {
        @Test
        void isAttributedToTheMailboxAndSkipsRequirements() {
            Policy policy =
                    new Policy().with(in("all", "onprem").network("0.0.0.0/0").requireTls());
            assertThat(policy.says(toBob().submitted())).isEqualTo("deliver by mailbox");
        }

        @Test
        void mayRelay() {
            assertThat(new Policy()
                            .says(mail("bob@contoso.com", "sun@internet.example")
                                    .submitted()))
                    .isEqualTo("send to internet by mailbox");
        }

        @Test
        void isNotForeign() {
            Policy policy = new Policy()
                    .directSendRefused()
                    .with(out("via-filter", "filter").centralized());
            assertThat(policy.says(mail("john@contoso.com", "bob@contoso.com").submitted()))
                    .isEqualTo("deliver by mailbox");
        }

        @Test
        void passesAnEndpointNamedLikeAnyOther() {
            Policy policy = new Policy().with(out("to-onprem", "onprem").recipient("bob@contoso.com"));
            assertThat(policy.says(toBob().submitted())).isEqualTo("send via to-onprem by mailbox");
        }
    }

    @Nested
    class TrustedSource {
        @Test
        void everyGroupMustHold() {
            Policy policy = new Policy()
                    .with(in("a", "onprem")
                            .cert("*.contoso.com")
                            .network("10.0.0.0/8")
                            .network("10.1.0.0/16"));
            assertThat(policy.says(toBob().client("10.1.0.1").cert("mail.contoso.com")))
                    .isEqualTo("deliver by a");
            assertThat(policy.says(toBob().client("10.2.0.1").cert("mail.contoso.com")))
                    .isEqualTo("deliver by internet");
            assertThat(policy.says(toBob().client("10.1.0.1"))).isEqualTo("deliver by internet");
        }

        @Test
        void withinAGroupAnyWillDo() {
            Policy policy = new Policy()
                    .with(in("a", "onprem").cert("x.example", "y.example").network("10.0.0.0/8", "192.0.2.1"));
            assertThat(policy.says(toBob().client("192.0.2.1").cert("other.example", "y.example")))
                    .isEqualTo("deliver by a");
        }

        @Test
        void certificateBeatsTheLongestNetwork() {
            Policy policy = new Policy()
                    .with(
                            in("net", "onprem").network("10.1.2.3"),
                            in("zcert", "branch").cert("m.example"));
            assertThat(policy.says(toBob().client("10.1.2.3").cert("m.example")))
                    .isEqualTo("deliver by zcert");
        }

        @Test
        void certificateBeatsANetworkWithMoreKinds() {
            Policy policy = new Policy()
                    .with(
                            in("net", "onprem")
                                    .network("10.1.2.3")
                                    .sender("internet.example")
                                    .recipient("contoso.com")
                                    .header("x-a"),
                            in("zcert", "branch").cert("m.example"));
            assertThat(policy.says(toBob().client("10.1.2.3").cert("m.example").header("x-a", "1")))
                    .isEqualTo("deliver by zcert");
        }

        @Test
        void amongCertificatesTheLongerPrefixWins() {
            Policy policy = new Policy()
                    .with(
                            in("a", "onprem").cert("m.example"),
                            in("b", "onprem").cert("m.example").network("0.0.0.0/0"),
                            in("c", "onprem").cert("m.example").network("10.0.0.0/8"));
            assertThat(policy.says(toBob().client("10.0.0.1").cert("m.example")))
                    .isEqualTo("deliver by c");
            assertThat(policy.says(toBob().client("192.0.2.1").cert("m.example")))
                    .isEqualTo("deliver by b");
        }

        @Test
        void noNetworkCountsBelowSlashZero() {
            Policy policy = new Policy()
                    .with(
                            in("a", "onprem").cert("m.example").sender("*").recipient("*"),
                            in("b", "onprem").cert("m.example").network("::/0"));
            assertThat(policy.says(toBob().client("2001:db8::1").cert("m.example")))
                    .isEqualTo("deliver by b");
        }

        @Test
        void theLongestPrefixAmongThoseThatContainTheClientCounts() {
            Policy policy = new Policy()
                    .with(
                            in("a", "onprem").network("10.0.0.0/8", "192.0.2.1/32"),
                            in("b", "branch").network("10.0.0.0/9"));
            assertThat(policy.says(toBob().client("10.0.0.1"))).isEqualTo("deliver by b");
            assertThat(policy.says(toBob().client("10.200.0.1"))).isEqualTo("deliver by a");
        }

        @Test
        void overSeveralGroupsTheLongestPrefixCounts() {
            Policy policy = new Policy()
                    .with(
                            in("a", "onprem").network("10.0.0.0/16"),
                            in("b", "branch").network("10.0.0.0/8").network("10.0.0.0/24"));
            assertThat(policy.says(toBob().client("10.0.0.1"))).isEqualTo("deliver by b");
        }

        @Test
        void atEqualPrefixMoreKindsWin() {
            Policy policy = new Policy()
                    .with(
                            in("a", "onprem").network("10.0.0.0/8"),
                            in("b", "branch").network("10.0.0.0/8").recipient("contoso.com"),
                            in("c", "cloud")
                                    .network("10.0.0.0/8")
                                    .recipient("contoso.com")
                                    .header("x-a", "1"));
            assertThat(policy.says(toBob().client("10.0.0.1"))).isEqualTo("deliver by b");
            assertThat(policy.says(toBob().client("10.0.0.1").header("x-a", "1")))
                    .isEqualTo("deliver by c");
        }

        @Test
        void twoGroupsOfOneKindCountOnce() {
            Policy policy = new Policy()
                    .with(
                            in("a", "onprem").network("10.0.0.0/8").sender("*"),
                            in("b", "branch").network("10.0.0.0/8").network("10.0.0.0/8"));
            assertThat(policy.says(toBob().client("10.0.0.1"))).isEqualTo("deliver by a");
        }

        @Test
        void aTieGoesToTheFirstName() {
            Policy policy = new Policy()
                    .with(
                            in("b", "onprem").network("10.0.0.0/8"),
                            in("a", "branch").network("10.0.0.0/8"));
            assertThat(policy.says(toBob().client("10.0.0.1"))).isEqualTo("deliver by a");
        }

        @Test
        void senderOrHeaderAloneIdentifiesNobody() {
            Policy policy = new Policy()
                    .with(in("a", "onprem").sender("*").header("x-a").mayRelay());
            assertThat(policy.says(toBob().header("x-a", "1"))).isEqualTo("deliver by internet");
        }

        @Test
        void disabledOnesAreNotThere() {
            Policy policy = new Policy()
                    .with(
                            in("a", "onprem").network("10.0.0.1").disabled(),
                            in("b", "branch").network("10.0.0.0/8"));
            assertThat(policy.says(toBob().client("10.0.0.1"))).isEqualTo("deliver by b");
        }

        @Test
        void aTrustedSourceComesBeforeTheBestPartner() {
            Policy policy = new Policy()
                    .with(
                            in("a-bank", "bank").sender("sun@internet.example").cert("m.example"),
                            in("b", "printers").network("0.0.0.0/0"));
            assertThat(policy.says(toBob().cert("m.example"))).isEqualTo("deliver by b");
        }

        @ParameterizedTest
        @CsvSource({
            "10.1.2.0, true",
            "10.1.2.255, true",
            "10.1.1.255, false",
            "10.1.3.0, false",
            "2001:db8::a01:200, false"
        })
        void networksEndWhereTheyEnd(String client, boolean inside) {
            Policy policy = new Policy().with(in("a", "onprem").network("10.1.2.0/24"));
            assertThat(policy.says(toBob().client(client))).isEqualTo(inside ? "deliver by a" : "deliver by internet");
        }

        @ParameterizedTest
        @CsvSource({
            "mail.contoso.com, true",
            "contoso.com, false",
            "a.mail.contoso.com, false",
            "evilcontoso.com, false",
            "*.contoso.com, true"
        })
        void aWildcardCoversOneLabel(String name, boolean covered) {
            Policy policy = new Policy().with(in("a", "onprem").cert("*.contoso.com"));
            assertThat(policy.says(toBob().cert(name))).isEqualTo(covered ? "deliver by a" : "deliver by internet");
        }

        @Test
        void headersHoldWithAnyListedValueAndAllHeadersMustHold() {
            Policy policy = new Policy()
                    .with(in("a", "onprem")
                            .network("0.0.0.0/0")
                            .header("x-a", "1", "2")
                            .header("x-b"));
            assertThat(policy.says(toBob().header("x-a", "2").header("x-b", "any")))
                    .isEqualTo("deliver by a");
            assertThat(policy.says(toBob().header("x-a", "3").header("x-a", "1").header("x-b", "")))
                    .isEqualTo("deliver by a");
            assertThat(policy.says(toBob().header("x-a", "2"))).isEqualTo("deliver by internet");
            assertThat(policy.says(toBob().header("x-a", "3").header("x-b", "any")))
                    .isEqualTo("deliver by internet");
        }
    }

    @Nested
    class ForeignSource {
        /** From the most specific down; each has to win over all that follow it. */
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

        @Test
        void theMoreSpecificSenderWinsAllTheWayDown() {
            for (int stronger = 0; stronger < ORDER.size(); stronger++) {
                for (int weaker = stronger + 1; weaker < ORDER.size(); weaker++) {
                    Policy policy = new Policy()
                            .with(
                                    in("a", "bank").sender(ORDER.get(weaker)),
                                    in("b", "woodgrove").sender(ORDER.get(stronger)));
                    assertThat(policy.says(mail("sun@a.b.example", "bob@contoso.com")))
                            .as("%s over %s", ORDER.get(stronger), ORDER.get(weaker))
                            .isEqualTo("deliver by b");
                }
            }
        }

        @Test
        void onlyMatchingPatternsOfAListCount() {
            Policy policy = new Policy()
                    .with(
                            in("a", "bank").sender("other@b.example", "*"),
                            in("b", "woodgrove").sender("*.example"));
            assertThat(policy.says(mail("sun@b.example", "bob@contoso.com"))).isEqualTo("deliver by b");
        }

        @Test
        void anyPartnerComesBeforeTheInternet() {
            Policy policy = new Policy()
                    .with(
                            in("a", "internet").sender("sun@b.example"),
                            in("b", "bank").sender("*"));
            assertThat(policy.says(mail("sun@b.example", "bob@contoso.com"))).isEqualTo("deliver by b");
        }

        @Test
        void internetConnectorsAreRankedAlike() {
            Policy policy =
                    new Policy().with(in("a", "internet"), in("b", "internet").sender(".example"));
            assertThat(policy.says(mail("sun@b.example", "bob@contoso.com"))).isEqualTo("deliver by b");
            assertThat(policy.says(mail("sun@b.test", "bob@contoso.com"))).isEqualTo("deliver by a");
        }

        @Test
        void whenCriteriaMustHold() {
            Policy policy = new Policy()
                    .with(
                            in("a", "bank").sender("b.example").cert("m.b.example"),
                            in("b", "internet").network("10.0.0.0/8"));
            assertThat(policy.says(mail("sun@b.example", "bob@contoso.com"))).isEqualTo("deliver by internet");
            assertThat(policy.says(mail("sun@b.example", "bob@contoso.com").cert("m.b.example")))
                    .isEqualTo("deliver by a");
            assertThat(policy.says(mail("sun@b.example", "bob@contoso.com").client("10.0.0.1")))
                    .isEqualTo("deliver by b");
        }

        @Test
        void theEmptySenderIsNobodysButOfStarAndItself() {
            Policy policy = new Policy()
                    .with(
                            in("a", "bank").sender(".example", "*.example"),
                            in("b", "internet"),
                            in("c", "internet").sender("<>"));
            assertThat(policy.says(mail("<>", "bob@contoso.com"))).isEqualTo("deliver by c");
        }

        @Test
        void aLookAlikeIsNotASubdomain() {
            Policy policy = new Policy().with(in("a", "bank").sender(".bank.example"));
            assertThat(policy.says(mail("x@evilbank.example", "bob@contoso.com")))
                    .isEqualTo("deliver by internet");
            assertThat(policy.says(mail("x@a.b.bank.example", "bob@contoso.com")))
                    .isEqualTo("deliver by a");
        }

        @Test
        void disabledOnesAreNotThere() {
            Policy policy = new Policy()
                    .with(in("a", "bank").disabled(), in("b", "internet").disabled());
            assertThat(policy.says(toBob())).isEqualTo("deliver by internet");
        }

        @Test
        void aTieGoesToTheFirstName() {
            Policy policy = new Policy().with(in("b", "bank"), in("a", "woodgrove"));
            assertThat(policy.says(toBob())).isEqualTo("deliver by a");
        }
    }
}
