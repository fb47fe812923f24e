package dev.mailflow.examples.contoso;

import static dev.mailflow.runtime.Reason.CERT_MISMATCH;
import static dev.mailflow.runtime.Reason.DIRECT_SEND;
import static dev.mailflow.runtime.Reason.LOOP;
import static dev.mailflow.runtime.Reason.SENDER_NOT_ALLOWED;
import static dev.mailflow.runtime.Reason.SIZE_EXCEEDED;
import static dev.mailflow.runtime.Reason.TLS_VERSION;
import static dev.mailflow.runtime.TlsVersion.TLS_1_2;
import static dev.mailflow.testkit.MailflowAssertions.assertThat;
import static dev.mailflow.testkit.Message.message;
import static dev.mailflow.testkit.PolicyProperties.caseNeverChangesADecision;
import static dev.mailflow.testkit.PolicyProperties.everythingTo;
import static dev.mailflow.testkit.PolicyProperties.noOpenRelay;
import static dev.mailflow.testkit.PolicyProperties.relaysOnlyFor;
import static dev.mailflow.testkit.PolicyProperties.splittingRecipientsNeverChangesAFate;
import static dev.mailflow.testkit.Sources.certificate;
import static dev.mailflow.testkit.Sources.network;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.examples.contoso.routing.Office365Routing;
import dev.mailflow.runtime.Decision.Outcome;
import dev.mailflow.runtime.Network;
import dev.mailflow.runtime.RemoteTls;
import dev.mailflow.runtime.Transaction;
import dev.mailflow.testkit.CompiledPolicy;
import dev.mailflow.testkit.Message;
import dev.mailflow.testkit.junit.At;
import dev.mailflow.testkit.junit.MailflowPolicy;
import dev.mailflow.testkit.junit.TestBlocks;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What Contoso wants of its policy, at the policy's own edges. */
@MailflowPolicy("contoso.mailflow")
class ContosoTest {
    @TestFactory
    Stream<DynamicTest> testBlocksOfThePolicy(CompiledPolicy policy) {
        return TestBlocks.of(policy);
    }

    @Test
    void noOpenRelayAndNoFateThatDependsOnOthers(CompiledPolicy policy) {
        noOpenRelay(policy);
        splittingRecipientsNeverChangesAFate(policy);
        caseNeverChangesADecision(policy);
    }

    @Test
    void onlyOwnServersAndPrintersSendBeyondContoso(CompiledPolicy policy) {
        relaysOnlyFor(
                policy,
                certificate("mail1.contoso.com"),
                certificate("cloud.contoso.com"),
                network("10.20.0.0/16"),
                network("127.0.0.3"));
    }

    @Test
    void everythingToTheBankLeavesOverVerifiedTls(CompiledPolicy policy) {
        everythingTo(policy, "contosobank.com", "*.contosobank.com").leavesWithTls(TLS_1_2, "*.contosobank.com");
        everythingTo(policy, "woodgrove.example").leavesVia("woodgrove-out");
    }

    @Test
    void theBankShowsItsCertificate(Office365Routing office365) {
        Message clerk = message("clerk@contosobank.com -> bob@contoso.com");
        assertThat(office365)
                .on(clerk.cert("mail.contosobank.com"))
                .isDelivered()
                .by("bank-in");
        assertThat(office365)
                .on(clerk.cert("a.mail.contosobank.com"))
                .isRejected(CERT_MISMATCH)
                .by("bank-in");
        assertThat(office365).on(clerk.tls("1.1")).isRejected(TLS_VERSION).withReply(550, "5.7.51");
        assertThat(office365).on(clerk.tls("1.2").cert("mail.contosobank.com")).isDelivered();
    }

    @Test
    void theBankMaySpeakTls12(Office365Routing office365) {
        assertThat(office365)
                .on(message("bob@contoso.com -> clerk@contosobank.com").submitted())
                .meeting(new RemoteTls(TLS_1_2, List.of("mx.contosobank.com")))
                .isSentVia("bank-out");
    }

    @Test
    void whatPrintersMay(Office365Routing office365) {
        Message scan = message("scanner@contoso.com -> clerk@contosobank.com").client("10.20.3.4");
        assertThat(office365).on(scan.size(20 << 20)).isSentVia("bank-out").by("printing");
        assertThat(office365)
                .on(scan.size((20 << 20) + 1))
                .isRejected(SIZE_EXCEEDED)
                .by("printing");
        assertThat(office365)
                .on(message("scanner@lab.contoso.com -> bob@contoso.com").client("10.20.3.4"))
                .isRejected(SENDER_NOT_ALLOWED)
                .by("printing");
    }

    @Test
    void wayBetweenServerAndCloud(CompiledPolicy policy) {
        Message mail = message("ann@contoso.com -> john@contoso.com");
        assertThat(policy.at("office365"))
                .on(mail.submitted())
                .isSentVia("hybrid-out")
                .toHosts("mail1.contoso.com")
                .withTls(TLS_1_2)
                .withServerCert("mail1.contoso.com");
        assertThat(policy.at("onprem"))
                .on(message("john@contoso.com -> bob@contoso.com").submitted())
                .isSentVia("hybrid-in")
                .withTls(TLS_1_2)
                .presenting("mail1.contoso.com");
        assertThat(policy.at("office365")).on(mail.hops(25)).isRejected(DIRECT_SEND);
        assertThat(policy.at("office365")).on(mail.hops(26)).isRejected(LOOP);
    }

    @Property
    void ourDomainIsContosoAndNothingLikeIt(@ForAll @At("office365") Transaction message, Office365Routing office365) {
        if (office365.decide(message).outcome() == Outcome.DELIVER) {
            assertThat(message.recipient().domain().text()).isEqualTo("contoso.com");
        }
    }

    @Property
    void aPrinterIsWhatStandsInTheOffice(@ForAll @At("office365") Transaction message, Office365Routing office365) {
        boolean inTheOffice = Stream.of("10.20.0.0/16", "127.0.0.3/32")
                .anyMatch(lan -> Network.of(lan).contains(message.client()));
        boolean known = message.certificateNames().contains("mail1.contoso.com");
        boolean printing = office365.decide(message).by().connector().equals("printing");
        assertThat(printing).isEqualTo(inTheOffice && !known && !message.isSubmitted() && message.hops() <= 25);
    }

    @Property
    void theBankIsWhoWritesFromItsDomains(@ForAll @At("office365") Transaction message, Office365Routing office365) {
        boolean fromTheBank = message.sender()
                .filter(sender -> sender.domain().text().equals("contosobank.com")
                        || sender.domain().isBelow("contosobank.com"))
                .isPresent();
        String source = office365.decide(message).by().toString();
        if (List.of("bank-in", "internet").contains(source)) {
            assertThat(source.equals("bank-in")).isEqualTo(fromTheBank);
        }
    }
}
