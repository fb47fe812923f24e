package com.example.bank;

import static dev.mailflow.runtime.Reason.CERT_MISMATCH;
import static dev.mailflow.runtime.Reason.TLS_REQUIRED;
import static dev.mailflow.runtime.TlsVersion.TLS_1_2;
import static dev.mailflow.testkit.MailflowAssertions.assertThat;
import static dev.mailflow.testkit.Message.message;
import static dev.mailflow.testkit.PolicyProperties.caseNeverChangesADecision;
import static dev.mailflow.testkit.PolicyProperties.everythingTo;
import static dev.mailflow.testkit.PolicyProperties.noOpenRelay;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.RemoteTls;
import dev.mailflow.runtime.Transaction;
import dev.mailflow.testkit.CompiledPolicy;
import dev.mailflow.testkit.Message;
import dev.mailflow.testkit.junit.MailflowPolicy;
import dev.mailflow.testkit.junit.TestBlocks;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The policy keeps what the contracts say; the contracts are a table of their own, not the one that the policy reads. */
@MailflowPolicy("bank.mailflow")
class BankTest {
    private static final Map<String, String> CONTRACTS = contracts();

    @TestFactory
    Stream<DynamicTest> testBlocksOfThePolicy(CompiledPolicy policy) {
        return TestBlocks.of(policy);
    }

    @Test
    void everyContractIsKept(GatewayRouting gateway) {
        assertThat(CONTRACTS).hasSize(200);
        CONTRACTS.forEach((domain, certificate) -> {
            Message out = message("ann@bank.example -> clerk@" + domain).submitted();
            String name = certificate.replace("*", "mail");
            assertThat(gateway).on(out).isSent().withTls(TLS_1_2).withServerCert(certificate);
            assertThat(gateway).on(out).meeting(new RemoteTls(TLS_1_2, List.of(name))).isSent();
            assertThat(gateway).on(out.to("clerk@branch." + domain)).isSent().withServerCert(certificate);
            Message in = message("clerk@" + domain + " -> ann@bank.example");
            assertThat(gateway).on(in).isRejected(TLS_REQUIRED).withReply(550, "5.7.51");
            assertThat(gateway).on(in.tls("1.2").cert(name)).isDelivered();
            assertThat(gateway).on(in.cert("mail.evil" + domain)).isRejected(CERT_MISMATCH);
        });
    }

    @Test
    void noOpenRelayAndCaseDoesNotMatter(CompiledPolicy policy) {
        noOpenRelay(policy);
        caseNeverChangesADecision(policy);
    }

    @Test
    void oneHouseLeftToChance(CompiledPolicy policy) {
        everythingTo(policy, ".northwind03.example").leavesWithTls(TLS_1_2, "mx.northwind03.example");
    }

    @Property
    void noHouseIsTakenForAnother(@ForAll Transaction message, GatewayRouting gateway) {
        Decision decision = gateway.decide(message);
        boolean withContract = message.sender()
                .filter(sender -> CONTRACTS.keySet().stream()
                        .anyMatch(domain -> sender.domain().text().equals(domain)
                                || sender.domain().isBelow(domain)))
                .isPresent();
        if (!message.isSubmitted() && message.hops() <= 100 && !message.certificateNames().contains("gateway.bank.example")) {
            assertThat(decision.by().connector().startsWith("from-")).isEqualTo(withContract);
        }
    }

    private static Map<String, String> contracts() {
        BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(BankTest.class.getResourceAsStream("/contracts.csv")), StandardCharsets.UTF_8));
        return reader.lines().skip(1).map(line -> line.split(",")).collect(Collectors.toMap(row -> row[0], row -> row[1]));
    }
}
