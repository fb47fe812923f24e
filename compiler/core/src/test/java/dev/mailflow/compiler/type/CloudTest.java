package dev.mailflow.compiler.type;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudTest {
    @ParameterizedTest
    @CsvSource({
        "contoso.onmicrosoft.com, mail.protection.outlook.com",
        "contoso.onmicrosoft.us, mail.protection.office365.us",
        "contoso.partner.onmschina.cn, mail.protection.partner.outlook.cn",
        "contoso.onmicrosoft.de, mail.protection.outlook.de",
        "contoso.example, mail.protection.outlook.com"
    })
    void aTenantIsInTheCloudOfItsFirstDomain(String tenant, String certificate) {
        CertificatePattern shown = Cloud.of(Optional.of(new DomainName(tenant))).certificate();
        assertThat(shown.text()).isEqualTo(certificate);
        // Every tenant of that cloud shows it: by it nobody is told from another.
        assertThat(Identities.isShared(shown)).isTrue();
        assertThat(Identities.isOfTheService(shown)).isTrue();
    }

    @Test
    void whereNoTenantIsNamedItIsTheWorldwideOne() {
        assertThat(Cloud.of(Optional.empty())).isEqualTo(Cloud.WORLDWIDE);
    }
}
