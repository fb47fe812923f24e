package com.example.quickstart;

import static dev.mailflow.runtime.Reason.RELAY_DENIED;
import static dev.mailflow.testkit.MailflowAssertions.assertThat;
import static dev.mailflow.testkit.Message.message;
import static dev.mailflow.testkit.PolicyProperties.relaysOnlyFor;
import static dev.mailflow.testkit.Sources.certificate;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.runtime.Transaction;
import dev.mailflow.testkit.CompiledPolicy;
import dev.mailflow.testkit.junit.At;
import dev.mailflow.testkit.junit.MailflowPolicy;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

@MailflowPolicy("quickstart.mailflow")
class QuickstartTest {
    @Test
    void theOwnServerIsKnownByItsCertificate(Office365Routing office365) {
        assertThat(office365)
                .on(message("ann@contoso.com -> sun@sunshine.example").cert("mail.contoso.com"))
                .isSentToInternet()
                .by("onprem-to-office365");
    }

    @Test
    void withoutItNobodyRelays(Office365Routing office365) {
        assertThat(office365)
                .on(message("ann@contoso.com -> sun@sunshine.example"))
                .isRejected(RELAY_DENIED)
                .by("internet");
    }

    @Test
    void theOwnServerShowsItAndNeverSpeaksPlainText(OnpremRouting onprem) {
        assertThat(onprem)
                .on(message("ann@contoso.com -> sun@sunshine.example").submitted())
                .isSentVia("onprem-to-office365")
                .withTls()
                .presenting("*.contoso.com");
    }

    @Test
    void nobodyElseRelays(CompiledPolicy policy) {
        relaysOnlyFor(policy, certificate("*.contoso.com"));
    }

    @Property
    void anyCertificateOneLabelBelowContosoIsOurs(@ForAll @At("office365") Transaction message, Office365Routing office365) {
        boolean ours = message.certificateNames().stream().anyMatch(name -> name.matches("[^.]+\\.contoso\\.com"));
        if (ours && !message.isSubmitted()) {
            assertThat(office365.decide(message).by().toString()).isIn("onprem-to-office365", "nobody");
        }
    }
}
