package dev.mailflow.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.InboundRule.RelayRight;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.testing.Mistakes;
import dev.mailflow.compiler.testing.Policies;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From where Exchange Online sends for all its tenants, no source is known as our own (language.md, section 2). */
class SharedNetworksTest {
    private static final String HEAD = "organization { domains contoso.com }\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "40.92.0.0/15",
                "40.107.9.0/24",
                "40.95.1.1",
                "40.92.0.0/14",
                "192.0.2.9, 104.47.1.1",
                "2a01:111:f403::/48",
                "23.103.199.128/25",
                "42.159.36.7"
            })
    void fromWhereEveryTenantSendsTellsNone(String networks) {
        String onprem = HEAD + "endpoint onprem : server { cert m.contoso.com hosts m.contoso.com }\n";
        for (String kind : List.of("exchange-online { tenant t.onmicrosoft.com", "server {", "device {", "service {")) {
            String source = onprem + "endpoint s : " + kind + " networks " + networks;
            for (String shown : List.of("", " cert mail.protection.outlook.com")) {
                Mistakes.in(source + shown + " }\nconnector in from s to onprem")
                        .found(DiagnosticCode.SHARED_CERTIFICATE, "s to onprem", "no relay");
                Mistakes.in(source + shown + " }\nconnector in from s to onprem may relay")
                        .found(DiagnosticCode.SHARED_CERTIFICATE, "s to onprem", "no relay")
                        .none(DiagnosticCode.RELAY_NOT_POSSIBLE);
                assertThat(Policies.model(source + shown + " }\nconnector in from s to onprem may relay")
                                .site("onprem")
                                .inbound())
                        .singleElement()
                        .satisfies(rule -> assertThat(rule.relayRight()).isEqualTo(RelayRight.GRANTED));
            }
            Mistakes.in(source + " cert s.contoso.com }\nconnector in from s to onprem may relay")
                    .none(DiagnosticCode.SHARED_CERTIFICATE)
                    .none(DiagnosticCode.RELAY_NOT_POSSIBLE);
            Mistakes.in(source + " }\nconnector in from s to onprem when header X-Own \"1\" may relay")
                    .none(DiagnosticCode.SHARED_CERTIFICATE)
                    .none(DiagnosticCode.RELAY_NOT_POSSIBLE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"40.94.0.0/16", "104.47.128.0/17", "2a01:111:f404::/48", "2000::/3"})
    void besideTheRangesOfTheServiceANetworkIsOnesOwn(String network) {
        Mistakes.in(HEAD + "endpoint onprem : server { cert m.contoso.com hosts m.contoso.com }\n"
                        + "endpoint s : device { networks " + network + " }\nconnector in from s to onprem may relay")
                .none(DiagnosticCode.SHARED_CERTIFICATE)
                .none(DiagnosticCode.RELAY_NOT_POSSIBLE);
    }

    /** Whoever is taken for the source is refused without what no other tenant has. */
    @ParameterizedTest
    @ValueSource(strings = {"client cert s.contoso.com", "network 192.0.2.0/24", "auth"})
    void whatIsRequiredBesidesKeepsTheOthersOut(String required) {
        String onprem = HEAD + "endpoint onprem : server { cert m.contoso.com hosts m.contoso.com }\n";
        String connector = " }\nconnector in from s to onprem require tls ";
        for (String kind : List.of("exchange-online { tenant t.onmicrosoft.com", "server {", "service {")) {
            String source = onprem + "endpoint s : " + kind;
            Mistakes.in(source + " networks 40.92.0.0/15" + connector + required)
                    .none(DiagnosticCode.SHARED_CERTIFICATE);
            Mistakes.in(source + " networks 40.92.0.0/15 cert mail.protection.outlook.com" + connector + required)
                    .none(DiagnosticCode.SHARED_CERTIFICATE);
            Mistakes.in(source + " cert mail.protection.outlook.com" + connector + required + " no relay")
                    .none(DiagnosticCode.SHARED_CERTIFICATE);
        }
        // The right to relay rests on what is stated, and nothing is: that is said, and no more.
        Mistakes.in(onprem + "endpoint s : server { cert mail.protection.outlook.com" + connector + required)
                .found(DiagnosticCode.SHARED_CERTIFICATE, "s to onprem", "state what is required in endpoint s");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "client cert mail.protection.outlook.com",
                "client cert s.contoso.com, *.outlook.com",
                "network 192.0.2.0/24, 40.92.7.0/24",
                "network 0.0.0.0/0",
                "tls 1.3",
                "sender contoso.com"
            })
    void whatEveryTenantHasKeepsNobodyOut(String required) {
        Mistakes.in(HEAD + "endpoint onprem : server { cert m.contoso.com hosts m.contoso.com }\n"
                        + "endpoint s : exchange-online { tenant t.onmicrosoft.com networks 40.92.0.0/15 }\n"
                        + "connector in from s to onprem require " + required)
                .found(DiagnosticCode.SHARED_CERTIFICATE, "s to onprem", "no relay");
    }
}
