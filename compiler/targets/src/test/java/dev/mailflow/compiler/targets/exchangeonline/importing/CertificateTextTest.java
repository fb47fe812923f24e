package dev.mailflow.compiler.targets.exchangeonline.importing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mail.contoso.com | mail.contoso.com",
                "*.contoso.com | *.contoso.com",
                "*.Contoso.com | *.Contoso.com",
                "CN=mail.contoso.com, O=Contoso, C=US | mail.contoso.com",
                "C=US, O=Contoso, CN=mail.contoso.com | mail.contoso.com",
                "<I>CN=Some CA, O=Some, C=US<S>CN=mail.contoso.com, O=Contoso | mail.contoso.com",
                "<I>CN=Some CA<S>CN=*.contoso.com | *.contoso.com",
                "<i>CN=ca.example<s>cn = mail.contoso.com | mail.contoso.com",
            })
    void aHostIsRead(String written, String host) {
        assertThat(CertificateText.host(written)).contains(host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "",
                "contoso",
                "mail.*.contoso.com",
                "mail contoso.com",
                "CN=Contoso Mail, O=Contoso",
                "<I>CN=ca.example<S>O=Contoso",
                "smtp:mail.contoso.com;1",
                "mail.contoso.com;mail2.contoso.com"
            })
    void whatNamesNoHostIsNone(String written) {
        assertThat(CertificateText.host(written)).isEmpty();
    }
}
