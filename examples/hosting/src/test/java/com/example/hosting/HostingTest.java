package com.example.hosting;

import static dev.mailflow.runtime.Reason.RECIPIENT_NOT_ALLOWED;
import static dev.mailflow.runtime.Reason.SIZE_EXCEEDED;
import static dev.mailflow.runtime.TlsVersion.TLS_1_2;
import static dev.mailflow.testkit.MailflowAssertions.assertThat;
import static dev.mailflow.testkit.Message.message;
import static dev.mailflow.testkit.PolicyProperties.everythingTo;
import static dev.mailflow.testkit.PolicyProperties.noOpenRelay;
import static dev.mailflow.testkit.PolicyProperties.relaysOnlyFor;
import static dev.mailflow.testkit.Sources.network;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.Network;
import dev.mailflow.runtime.Transaction;
import dev.mailflow.testkit.CompiledPolicy;
import dev.mailflow.testkit.junit.MailflowPolicy;
import dev.mailflow.testkit.junit.TestBlocks;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@MailflowPolicy("hosting.mailflow")
class HostingTest {
    @TestFactory
    Stream<DynamicTest> rowsOfTheTable(CompiledPolicy policy) {
        return TestBlocks.of(policy);
    }

    @Property
    void theNarrowestNetworkDecides(@ForAll Transaction message, RelayRouting relay) {
        if (message.isSubmitted() || message.hops() > 100) {
            return;
        }
        String expected = in("203.0.113.96/28", message)
                ? "instruments"
                : in("203.0.113.64/26", message) || in("2001:db8:fab::/48", message)
                        ? "fabrikam-out"
                        : in("203.0.113.0/24", message) ? "adatum-out" : "";
        assertThat(relay.decide(message).by().connector()).isEqualTo(expected);
    }

    @Property
    void nobodyWritesInTheNameOfAnother(@ForAll Transaction message, RelayRouting relay) {
        Decision decision = relay.decide(message);
        String sender = message.sender().map(mailbox -> "." + mailbox.domain()).orElse("");
        String name = decision.by().connector();
        if (!decision.isRefusal() && !name.isEmpty()) {
            assertThat(sender).endsWith(name.startsWith("adatum") ? ".adatum.example" : ".fabrikam.example");
            assertThat(name.equals("instruments")).isEqualTo(in("203.0.113.96/28", message));
        }
    }

    @Test
    void onlyCustomersRelay(CompiledPolicy policy) {
        noOpenRelay(policy);
        relaysOnlyFor(policy, network("203.0.113.0/24"), network("2001:db8:fab::/48"));
        everythingTo(policy, "fabrikam.example").leavesWithTls(TLS_1_2, "mail.fabrikam.example");
    }

    @Test
    void whatCustomersMay(RelayRouting relay) {
        assertThat(relay)
                .on(message("ann@mail.adatum.example -> sun@sunshine.example").client("203.0.113.0").size(50 << 20))
                .isSentToInternet();
        assertThat(relay)
                .on(message("ann@adatum.example -> sun@sunshine.example").client("203.0.113.0").size((50 << 20) + 1))
                .isRejected(SIZE_EXCEEDED);
        assertThat(relay)
                .on(message("bea@a.b.fabrikam.example -> sun@sunshine.example").client("2001:db8:fab::").size(50 << 20))
                .isSentToInternet();
        assertThat(relay)
                .on(message("s@lab.fabrikam.example -> b@fabrikam.example").client("203.0.113.111").size((1 << 20) + 1))
                .isRejected(SIZE_EXCEEDED)
                .by("instruments");
        assertThat(relay)
                .on(message("s@lab.fabrikam.example -> b@branch.fabrikam.example").client("203.0.113.111"))
                .isRejected(RECIPIENT_NOT_ALLOWED)
                .by("instruments");
    }

    private static boolean in(String network, Transaction message) {
        return Network.of(network).contains(message.client());
    }
}
