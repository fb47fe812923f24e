package dev.mailflow.compiler.analysis.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.Severity;
import dev.mailflow.compiler.testing.Policies;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailWithoutRouteTest {
    private static final String SITES = """
            language 1
            organization { domains contoso.com }
            endpoint onprem : server { networks 192.0.2.128/25 hosts o.contoso.com mailboxes ann@contoso.com }
            endpoint hub : server { networks 192.0.2.0/25 hosts hub.contoso.com mailboxes bob@contoso.com, zed@contoso.com }
            """;

    private static final String BACK = SITES + "connector back from hub to onprem\n";

    private static List<Diagnostic> found(String text, DiagnosticCode code) {
        return Policies.compile(text).diagnostics().stream()
                .filter(one -> one.code() == code)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sender x@contoso.com | WARNING | its sender is one that `o` names | take `sender` out of `o`",
                "recipient bob@contoso.com, zed@contoso.com sender <> | WARNING | its sender is one that `o` names | take `sender` out of `o`",
                "header X-Y | NOTE | it has the header that `o` names | take `header` out of `o`",
                "sender x@contoso.com header X-Y | WARNING | its sender is one that `o` names | take `sender` out of `o`",
            })
    void aConnectorThatTakesSomeOfItIsNamed(String when, Severity severity, String unless, String help) {
        assertThat(found(BACK + "connector o from onprem to hub when " + when, DiagnosticCode.NO_ROUTE))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.message())
                            .isEqualTo("`onprem` refuses mail for a mailbox at `hub`, unless " + unless);
                    assertThat(one.severity()).isEqualTo(severity);
                    assertThat(one.help().orElse("")).contains(help);
                    assertThat(one.witness()).isPresent();
                });
    }

    /** By a header that a rule of its own sets it shows which tenant it is: all of that mail has it. */
    @Test
    void whatATenantMarksForOurServerIsNotLost() {
        String text = """
                language 1
                organization { domains contoso.com }
                endpoint cloud : exchange-online { mailboxes bob@contoso.com }
                endpoint onprem : server { networks 192.0.2.128/25 hosts o.contoso.com mailboxes john@contoso.com }
                connector up from onprem to cloud
                connector down from cloud to onprem when header X-Y "z"
                """;
        assertThat(found(text, DiagnosticCode.NO_ROUTE)).isEmpty();
        assertThat(found(text.replace("header X-Y \"z\"", "sender a@b.example"), DiagnosticCode.NO_ROUTE))
                .isNotEmpty();
    }

    @Test
    void whatNobodysMailGoesToComesFirst() {
        assertThat(found(
                        BACK + "connector o from onprem to hub when recipient zed@contoso.com sender x@contoso.com",
                        DiagnosticCode.NO_ROUTE))
                .singleElement()
                .satisfies(
                        one -> assertThat(one.message())
                                .isEqualTo(
                                        "no connector of `onprem` takes mail for a mailbox at `hub`: it is refused as unknown"));
    }

    /** A second connector beside it would do as well, but who reads this looks for what is wrong with the first. */
    @Test
    void aConnectorThatTakesFewerRecipientsIsNamed() {
        assertThat(found(
                        BACK + "connector o from onprem to hub when recipient zed@contoso.com",
                        DiagnosticCode.NO_ROUTE))
                .singleElement()
                .satisfies(one -> assertThat(one.help())
                        .hasValue("name them in `when recipient` of `o` as well, or add a connector from `onprem` to"
                                + " `hub`"));
    }

    /** More recipients in one that asks for a sender or a header too would leave others out still. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "recipient zed@contoso.com sender x@contoso.com",
                "recipient zed@contoso.com header X-A",
            })
    void aConnectorForSomeOnlyIsNotNamed(String when) {
        String forSome = BACK + "connector a from onprem to hub when " + when + "\n";
        String add = "add a connector from `onprem` to `hub`";
        assertThat(found(forSome, DiagnosticCode.NO_ROUTE))
                .singleElement()
                .satisfies(one -> assertThat(one.help()).hasValue(add));
        assertThat(found(
                        forSome + "connector b from onprem to hub when recipient zed@contoso.com",
                        DiagnosticCode.NO_ROUTE))
                .singleElement()
                .satisfies(one ->
                        assertThat(one.help()).hasValue("name them in `when recipient` of `b` as well, or " + add));
    }

    @Test
    void aWayForAllIsBesideOneForSome() {
        assertThat(found(
                        BACK + "connector o from onprem to hub\nconnector p from onprem to hub when header X-Y",
                        DiagnosticCode.NO_ROUTE))
                .isEmpty();
    }

    /** A mail flow rule marks all mail of the cloud, so that the tenant is told from others. */
    @Test
    void aCloudMarksItsMail() {
        assertThat(found(
                        BACK.replace(
                                        "onprem : server { networks 192.0.2.128/25 hosts o.contoso.com",
                                        "onprem : exchange-online { tenant contoso.onmicrosoft.com")
                                + "connector o from onprem to hub when header X-Tenant \"t\"",
                        DiagnosticCode.NO_ROUTE))
                .isEmpty();
    }

    /** Mail of a relay domain that leaves to the internet for some senders is refused for the others. */
    @Test
    void aWayToTheInternetForSomeSenders() {
        String text = """
                language 1
                organization { domains contoso.com relay domains a.com }
                endpoint onprem : server { networks 192.0.2.128/25 hosts o.contoso.com mailboxes contoso.com }
                connector c0 from onprem to internet when sender bank.com
                """;
        assertThat(found(text, DiagnosticCode.NO_ROUTE))
                .singleElement()
                .satisfies(one -> assertThat(one.message())
                        .isEqualTo("`onprem` refuses mail for `a.com`, unless its sender is one that `c0` names"));
    }

    /** A device hands nothing on: what leads over it joins no sites. */
    @Test
    void aWayOverADeviceIsNone() {
        assertThat(found(
                        SITES + "endpoint printer : device { networks 10.0.0.0/8 hosts p.contoso.com }\n"
                                + "connector i from printer to hub\n"
                                + "connector o from onprem to printer when recipient prn@contoso.com",
                        DiagnosticCode.SITES_NOT_CONNECTED))
                .singleElement()
                .satisfies(one -> assertThat(one.message()).contains("from `onprem` to `hub` or back"));
        assertThat(found(
                        SITES + "endpoint scan : service { networks 10.0.0.0/8 hosts p.contoso.com }\n"
                                + "connector i from scan to hub\n"
                                + "connector o from onprem to scan when recipient contoso.com",
                        DiagnosticCode.SITES_NOT_CONNECTED))
                .singleElement()
                .satisfies(one -> assertThat(one.message()).contains("from `hub` to `onprem`,"));
    }

    /** What lacks a connector in one direction does not hide what is missing in the other. */
    @Test
    void bothDirectionsAreToldAtOnce() {
        String text = SITES + "connector o from onprem to hub when recipient zed@contoso.com";
        assertThat(found(text, DiagnosticCode.SITES_NOT_CONNECTED)).hasSize(1);
        assertThat(found(text, DiagnosticCode.NO_ROUTE))
                .singleElement()
                .satisfies(one -> assertThat(one.message()).startsWith("no connector of `onprem` takes"));
    }
}
