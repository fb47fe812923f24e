package com.example.filter;

import static dev.mailflow.runtime.Reason.CERT_MISMATCH;
import static dev.mailflow.runtime.Reason.TLS_VERSION;
import static dev.mailflow.runtime.TlsVersion.TLS_1_2;
import static dev.mailflow.runtime.TlsVersion.TLS_1_3;
import static dev.mailflow.testkit.MailflowAssertions.assertThat;
import static dev.mailflow.testkit.Message.message;
import static dev.mailflow.testkit.PolicyProperties.everythingTo;
import static dev.mailflow.testkit.PolicyProperties.noOpenRelay;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.runtime.Decision.Outcome;
import dev.mailflow.runtime.Network;
import dev.mailflow.runtime.Reason;
import dev.mailflow.runtime.RemoteTls;
import dev.mailflow.runtime.Transaction;
import dev.mailflow.testkit.CompiledPolicy;
import dev.mailflow.testkit.DecisionAssert;
import dev.mailflow.testkit.junit.MailflowPolicy;
import dev.mailflow.testkit.junit.TestBlocks;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@MailflowPolicy("filter.mailflow")
class FilterTest {
    @TestFactory
    Stream<DynamicTest> testBlocksOfThePolicy(CompiledPolicy policy) {
        return TestBlocks.of(policy);
    }

    @Property
    void mailFromOutsideIsDeliveredIfTheFilterBringsIt(@ForAll Transaction message, Office365Routing office365) {
        boolean broughtByTheFilter = Stream.of("192.0.2.64/27", "2001:db8:64::/48")
                .anyMatch(network -> Network.of(network).contains(message.client()));
        if (message.isSubmitted() || message.isAuthenticated() || message.hops() > 100) {
            return;
        }
        if (!message.tls().isProtected()) {
            assertThat(office365.decide(message).reason()).contains(Reason.TLS_REQUIRED);
        } else if (message.tls().isAtLeast(TLS_1_2)) {
            assertThat(office365.decide(message).reason().equals(Optional.of(Reason.NETWORK_NOT_ALLOWED)))
                    .isNotEqualTo(broughtByTheFilter);
        }
    }

    @Property
    void ourDomainIsContosoAndNothingLikeIt(@ForAll Transaction message, Office365Routing office365) {
        if (office365.decide(message).outcome() == Outcome.DELIVER) {
            assertThat(message.recipient().domain().text()).isEqualTo("contoso.com");
        }
    }

    @Test
    void noOpenRelayBehindTheFilter(CompiledPolicy policy) {
        noOpenRelay(policy);
    }

    @Test
    void whatLeavesGoesThroughTheFilter(CompiledPolicy policy, Office365Routing office365) {
        everythingTo(policy, "*").leavesVia("outbound");
        everythingTo(policy, "*").leavesWithTls(TLS_1_2, "smtp.filter.example");
        DecisionAssert sent = assertThat(office365)
                .on(message("bob@contoso.com -> sun@sunshine.example").submitted())
                .isSentVia("outbound")
                .toHosts("smtp.filter.example");
        sent.meeting(new RemoteTls(TLS_1_2, List.of("smtp.filter.example"))).isSentVia("outbound");
        sent.meeting(new RemoteTls(TLS_1_3, List.of("smtp.filter.test"))).isDeferred(CERT_MISMATCH);
    }

    @Test
    void theFilterSpeaksTls12(Office365Routing office365) {
        assertThat(office365)
                .on(message("sun@sunshine.example -> bob@contoso.com").client("192.0.2.64").tls("1.1"))
                .isRejected(TLS_VERSION)
                .withReply(550, "5.7.51");
        assertThat(office365)
                .on(message("<> -> bob@contoso.com").client("2001:db8:64::1").tls("1.2"))
                .isDelivered()
                .by("lock-down");
    }
}
