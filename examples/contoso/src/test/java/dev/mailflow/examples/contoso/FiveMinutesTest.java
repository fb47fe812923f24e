package dev.mailflow.examples.contoso;

import static dev.mailflow.runtime.Reason.TLS_REQUIRED;
import static dev.mailflow.runtime.TlsVersion.TLS_1_2;
import static dev.mailflow.testkit.MailflowAssertions.assertThat;
import static dev.mailflow.testkit.Message.message;
import static dev.mailflow.testkit.PolicyProperties.everythingTo;
import static dev.mailflow.testkit.PolicyProperties.noOpenRelay;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.examples.contoso.routing.Office365Routing;
import dev.mailflow.runtime.Network;
import dev.mailflow.runtime.Transaction;
import dev.mailflow.testkit.CompiledPolicy;
import dev.mailflow.testkit.junit.At;
import dev.mailflow.testkit.junit.MailflowPolicy;
import dev.mailflow.testkit.junit.TestBlocks;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The code of the test kit's README; a test holds the two to one another. */
@MailflowPolicy("contoso.mailflow")
class FiveMinutesTest {
    @Test
    void theBankSpeaksTls(Office365Routing office365) {
        assertThat(office365)
                .on(message("clerk@contosobank.com -> bob@contoso.com").client("198.51.100.20"))
                .isRejected(TLS_REQUIRED)
                .by("bank-in");

        assertThat(office365)
                .on(message("bob@contoso.com -> clerk@contosobank.com").submitted())
                .isSentVia("bank-out")
                .withTls(TLS_1_2)
                .withServerCert("*.contosobank.com");
    }

    @TestFactory
    Stream<DynamicTest> testBlocks(CompiledPolicy policy) {
        return TestBlocks.of(policy);
    }

    @Test
    void whatHoldsOfEveryMessage(CompiledPolicy policy) {
        noOpenRelay(policy);
        everythingTo(policy, "contosobank.com", "*.contosobank.com").leavesWithTls(TLS_1_2, "*.contosobank.com");
    }

    @Property
    @At("office365")
    void onlyTheOfficePrints(@ForAll Transaction message, Office365Routing office365) {
        if (office365.decide(message).by().toString().equals("printing")) {
            assertThat(message.client())
                    .matches(
                            address -> Network.of("10.20.0.0/16").contains(address)
                                    || Network.of("127.0.0.3").contains(address),
                            "from the office or the printer");
        }
    }
}
