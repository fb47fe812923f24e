package dev.mailflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.testkit.facts.Domains;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapitalsTest {
    @ParameterizedTest
    @CsvSource({
        "bob@contoso.com, BOB@CONTOSO.COM",
        "a@münchen.example, A@MÜNCHEN.EXAMPLE",
        "a@straße.example, A@STRAßE.EXAMPLE",
        "a@όμορφος.example, A@ΌΜΟΡΦΟς.EXAMPLE",
        "a@中国.example, A@中国.EXAMPLE",
    })
    void theSameDomain(String name, String capitals) {
        assertThat(Capitals.of(name)).isEqualTo(capitals);
        assertThat(Domains.toAscii(capitals)).isEqualToIgnoringCase(Domains.toAscii(name));
    }
}
