package dev.mailflow.compiler.targets.exchangeonline.emit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.analysis.space.Steps;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import dev.mailflow.compiler.targets.exchangeonline.emit.Comparison.Difference;
import dev.mailflow.compiler.targets.exchangeonline.emit.Comparison.Documented;
import dev.mailflow.compiler.testing.Policies;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.MailAddress;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where policy and connectors agree, where not, and on which message it shows. */
class ComparisonTest {
    private static Comparison.Result compare(String policy) {
        DecisionModel model = Policies.model("language 1\norganization { domains contoso.com }\n" + policy);
        List<Diagnostic> found = new ArrayList<>();
        Translation translation = Translation.of(model, "office365", Wish.DEFAULT, found::add);
        Comparison.Result result = Comparison.of(model, "office365", translation);
        for (Difference difference : result.differences()) {
            // A witness is one: the interpreter says of it what the report says.
            assertThat(Interpreter.decide(model, "office365", difference.witness())
                            .outcome()
                            .words())
                    .isEqualTo(difference.policy());
        }
        return result;
    }

    @Test
    void aCertificateOfAnAcceptedDomainSaysTheSame() {
        Comparison.Result result = compare("from onprem to office365 require tls cert contoso.com\n");
        assertThat(result.complete()).isTrue();
        assertThat(result.asked()).isPositive();
        assertThat(result.differences()).isEmpty();
    }

    /** It is pasted behind {@code mailflow explain}. */
    @Test
    void aMessageIsWrittenAsItsOptionsTakeIt() {
        Message message = new Message(
                new Message.Connection(
                        IpAddress.parse("192.0.2.25").orElseThrow(),
                        Optional.of(TlsVersion.TLS_1_3),
                        List.of("mail.filter.example", "mx1.contoso.com"),
                        Optional.empty()),
                Optional.empty(),
                new MailAddress("u", new DomainName("contoso.com")),
                1024,
                0,
                List.of());
        assertThat(Comparison.words(message))
                .isEqualTo("--client \"192.0.2.25 tls 1.3 cert mail.filter.example, mx1.contoso.com\""
                        + " --message \"<> -> u@contoso.com\"");
    }

    @Test
    void partnersSayTheSame() {
        assertThat(compare("""
                                endpoint bank : partner { domains .contosobank.com }
                                connector bank-in from bank to office365 require tls cert mail.contosobank.com network 192.0.2.0/24
                                connector bank-out from office365 to bank via mx require tls
                                """).differences()).isEmpty();
    }

    @Test
    void anAddressGivesNoRelayRightToForeignSenders() {
        Comparison.Result result = compare(
                "endpoint printers : device { networks 203.0.113.0/24 }\nconnector p from printers to office365 may relay\n");
        assertThat(result.differences()).singleElement().satisfies(difference -> {
            assertThat(difference.documented()).isEqualTo(Documented.YES);
            assertThat(difference.policy()).isEqualTo("send to internet");
            assertThat(difference.service()).isEqualTo("reject 5.7.64");
        });
    }

    /** OfficeDocs-Exchange 900: a restriction for all senders holds for a partner too. */
    @Test
    void aLockDownHoldsForPartnersToo() {
        Comparison.Result result = compare("""
                endpoint bank : partner { domains contosobank.com }
                connector bank-in from bank to office365 require tls
                connector lock-down from internet to office365 require network 192.0.2.64/27
                """);
        assertThat(result.differences()).anySatisfy(difference -> {
            assertThat(difference.policy()).isEqualTo("deliver");
            assertThat(difference.service()).isEqualTo("reject 5.7.51");
            assertThat(difference.documented()).isEqualTo(Documented.YES);
        });
    }

    @Test
    void ownMailPassesTheLockDown() {
        assertThat(compare("""
                                endpoint printers : device { networks 203.0.113.0/24 }
                                connector p from printers to office365 require tls
                                connector lock-down from internet to office365 require network 192.0.2.64/27
                                """).differences())
                .noneMatch(difference -> difference.service().equals("reject 5.7.51"));
    }

    /** Set-TransportRule: a condition on a domain takes its subdomains too. */
    @Test
    void aRuleForADomainIsForItsSubdomainsToo() {
        String policy = """
                endpoint bank : partner { domains contosobank.com }
                connector to-bank from office365 to bank when sender %s recipient %s via mx require tls
                """;
        assertThat(compare(policy.formatted(".contoso.com", "contosobank.com")).differences())
                .anySatisfy(difference -> {
                    assertThat(difference.witness().recipient().toString()).contains(".contosobank.com");
                    assertThat(difference.policy()).isEqualTo("send to internet");
                    assertThat(difference.service()).isEqualTo("send via to-bank");
                    assertThat(difference.documented()).isEqualTo(Documented.YES);
                });
        assertThat(compare(policy.formatted("contoso.com", ".contosobank.com")).differences())
                .anySatisfy(difference -> assertThat(
                                difference.witness().sender().orElseThrow().toString())
                        .contains(".contoso.com"));
        assertThat(compare(policy.formatted(".contoso.com", ".contosobank.com")).differences())
                .isEmpty();
    }

    @Test
    void whatNobodyHasWrittenDownIsSaidToBeSo() {
        Comparison.Result result = compare("from onprem to office365 require tls cert *.contoso.com\n");
        assertThat(result.differences()).isNotEmpty().allSatisfy(difference -> {
            assertThat(difference.documented()).isEqualTo(Documented.NO);
            assertThat(difference.points()).containsExactly("how many labels `*.x` covers in a certificate");
        });
    }

    /** All accepted domains against `*.x`: the list of the page and its example differ, and the policy is like the example. */
    @Test
    void theContradictionOfTheRoutingPage() {
        DecisionModel model = Policies.model("""
                language 1
                organization { domains contoso.com, sales.contoso.com }
                endpoint onprem : server { cert contoso.com  hosts mail.contoso.com  mailboxes contoso.com }
                endpoint branch : server { cert sales.contoso.com  hosts mail.branch.example  mailboxes sales.contoso.com }
                connector all from office365 to onprem require tls
                connector sub from office365 to branch when recipient *.contoso.com require tls
                """);
        Translation translation = Translation.of(model, "office365", Wish.DEFAULT, diagnostic -> {});
        Comparison.Result result = Comparison.of(model, "office365", translation);
        assertThat(result.complete()).isTrue();
        assertThat(result.differences()).anySatisfy(difference -> {
            assertThat(difference.documented()).isEqualTo(Documented.NO);
            assertThat(difference.points()).containsExactly("whether all accepted domains come before `*.x`");
            assertThat(difference.service()).isEqualTo("send via all");
        });
    }

    private static String partners(int count) {
        StringBuilder policy = new StringBuilder();
        for (int i = 0; i < count; i++) {
            policy.append("endpoint p%d : partner { domains .p%d.example }\n".formatted(i, i));
            policy.append("connector in%d from p%d to office365 require tls network 198.%d.%d.0/24\n"
                    .formatted(i, i, 51 + i / 256, i % 256));
            policy.append("connector out%d from office365 to p%d via mx require tls\n".formatted(i, i));
        }
        return policy.toString();
    }

    @Test
    void manyPartnersAreComparedToTheEnd() {
        Comparison.Result result = compare(partners(150));
        assertThat(result.complete()).isTrue();
        assertThat(result.differences()).isEmpty();
    }

    /**
     * What an address alone does not give: the right to relay for foreign senders, and to speak for a partner who is bound to
     * networks.
     */
    @Test
    void oneDifferenceAmongManyIsFound() {
        Comparison.Result result = compare(
                partners(150)
                        + "endpoint odd : device { networks 203.0.113.0/24 }\nconnector odd-in from odd to office365 may relay\n");
        assertThat(result.complete()).isTrue();
        assertThat(result.differences())
                .extracting(Difference::service)
                .containsExactlyInAnyOrder("reject 5.7.64", "reject 5.7.51");
    }

    @Test
    void whatTakesTooLongIsSaidToBeUndecided() {
        DecisionModel model = Policies.model("language 1\norganization { domains contoso.com }\n" + partners(20));
        Translation translation = Translation.of(model, "office365", Wish.DEFAULT, diagnostic -> {});
        assertThat(Comparison.of(model, "office365", translation, new Steps(10, 50))
                        .complete())
                .isFalse();
    }
}
