package dev.mailflow.compiler.targets.exchangeonline.emit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.target.TargetRequest.Wish;
import dev.mailflow.compiler.testing.Policies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the scripts rest on is said where a policy touches it, and nowhere else. */
class AssumptionsTest {
    private static final String START = """
            language 1
            organization { domains contoso.com }
            endpoint office365 : exchange-online { tenant contoso.onmicrosoft.com }
            endpoint onprem : server { cert contoso.com  hosts mail.contoso.com }
            endpoint bank : partner { domains contosobank.com }
            endpoint devices : device { networks 203.0.113.0/28 }
            """;

    private static String page(String lines) {
        return Assumptions.of(
                Translation.of(Policies.model(START + lines + "\n"), "office365", Wish.DEFAULT, diagnostic -> {})
                        .tenant(),
                "origin",
                "same");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Whether `*.x` covers x itself | connector a from office365 to bank when recipient *.contosobank.com",
                "How many labels `*.x` covers | connector a from bank to office365 require tls cert *.contosobank.com",
                "all accepted domains comes before | connector a from office365 to onprem require tls",
                "In which order several smart hosts | connector a from office365 to bank via a.example, b.example",
                "known by MAIL FROM or by the From field | connector a from bank to office365 require tls",
                "without the TLS that a partner must use | connector a from bank to office365 require tls",
                "`RequireTls` is asked of own servers | connector a from devices to office365 may relay require tls",
                "An address that other tenants list | connector a from devices to office365 may relay",
                "treated as internal passes the spam filter | connector a from devices to office365 may relay treat as internal",
                "an earlier rule may stop | connector a from office365 to bank when sender contoso.com",
                "a restriction for all senders | connector a from internet to office365 require network 192.0.2.0/28",
            })
    void whatAPolicyTouchesIsSaid(String words, String connector) {
        assertThat(page(connector)).contains(words);
        assertThat(page("connector z from onprem to office365 require tls")).doesNotContain(words);
    }

    @Test
    void centralizedTransportHasAGap() {
        assertThat(page("connector a from onprem to office365 require tls\n"
                        + "connector b from office365 to onprem require tls centralized"))
                .contains("is reported to leave without centralized transport");
    }
}
