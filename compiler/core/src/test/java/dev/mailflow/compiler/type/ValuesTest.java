package dev.mailflow.compiler.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.testing.Mistakes;
import dev.mailflow.compiler.testing.Policies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValuesTest {
    private static final String ORGANIZATION = "organization { domains contoso.com }\n";

    private static Mistakes domain(String value) {
        return Mistakes.in(ORGANIZATION + "endpoint b : partner { domains " + value + " }");
    }

    private static Mistakes network(String value) {
        return Mistakes.in(ORGANIZATION + "endpoint b : device { networks " + value + " }");
    }

    private static Mistakes certificate(String value) {
        return Mistakes.in(ORGANIZATION + "endpoint b : device { cert " + value + " }");
    }

    private static Mistakes host(String value) {
        return Mistakes.in(ORGANIZATION + "endpoint b : device { networks 192.0.2.1 hosts " + value + " }");
    }

    private static Mistakes size(String value) {
        return Mistakes.in(ORGANIZATION + "from internet to office365 require size " + value);
    }

    @ParameterizedTest
    @CsvSource({
        "*mail.contoso.com, *mail.contoso.com, write `*.mail.contoso.com`",
        "*.contoso.*, *.contoso.*, write each domain",
        "con*so.com, con*so.com, a whole label",
        "@contoso.com, @contoso.com, write `contoso.com`",
        "u@contoso.com, u@contoso.com, write `contoso.com`",
        "co_ntoso.com, _, letters",
        "contoso..com, .., remove a dot",
        "-contoso.com, -contoso, remove the `-`",
        "192.0.2.1, 192.0.2.1, behind `network`",
        "*, *, list the domains",
    })
    void wrongDomains(String value, String underlined, String help) {
        domain(value).only(DiagnosticCode.BAD_DOMAIN, underlined, help);
    }

    @ParameterizedTest
    @CsvSource({
        "straße.de, xn--strae-oqa.de",
        "XN--STRAE-OQA.de, xn--strae-oqa.de",
        "Contoso.COM., contoso.com",
        "bücher.example, xn--bcher-kva.example",
    })
    void oneFormOfADomain(String written, String meant) {
        DecisionModel model =
                Policies.model("language 1\n" + ORGANIZATION + "endpoint b : partner { domains " + written + " }");
        assertThat(model.endpoint("b").domains().get(0).text()).isEqualTo(meant);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.256, 256, 0 to 255",
        "10.300.0.1, 300, 0 to 255",
        "10.0.01.1, 01, without zeros",
        "10.0.0, 10.0.0, write four numbers",
        "10.0.0.0/33, /33, 0 to 32",
        "2001:db8::/129, /129, 0 to 128",
        "10.0.0.0/255.0.0.0, 10.0.0.0/255.0.0.0, write `10.0.0.0/8`",
        "fe80::1%eth0, %eth0, without it",
        "2001:db8::1::2, ::2, only one",
        "2001:db8:12345::, 12345, hexadecimal",
        "contoso.com, contoso.com, look up its addresses",
    })
    void wrongNetworks(String value, String underlined, String help) {
        network(value).only(DiagnosticCode.BAD_NETWORK, underlined, help);
    }

    @Test
    void hostBitsAreANoteAndTheNetworkIsMeant() {
        Mistakes found = network("10.1.2.3/8");
        found.only(DiagnosticCode.HOST_BITS, "10.1.2.3/8", "write `10.0.0.0/8`");
        assertThat(found.result().model().orElseThrow().endpoint("b").networks())
                .containsExactly(Network.around(IpAddress.ofV4(10 << 24), 8));
    }

    @Test
    void mappedAddressIsItsIpv4Address() {
        assertThat(network("::ffff:10.0.0.0/104")
                        .result()
                        .model()
                        .orElseThrow()
                        .endpoint("b")
                        .networks())
                .containsExactly(Network.around(IpAddress.ofV4(10 << 24), 8));
        network("::ffff:0.0.0.0/95").only(DiagnosticCode.BAD_NETWORK, "::ffff:0.0.0.0/95", "write an IPv4 network");
    }

    @ParameterizedTest
    @CsvSource({
        ".x.com, .x.com, covers exactly one label",
        "mail.*.com, mail.*.com, covers exactly one label",
        "u@x.com, u@x.com, subject alternative names",
    })
    void wrongCertificates(String value, String underlined, String help) {
        certificate(value).only(DiagnosticCode.BAD_CERTIFICATE_NAME, underlined, help);
    }

    @ParameterizedTest
    @CsvSource({
        "mail.contoso.com:99999, mail.contoso.com:99999, 1 to 65535",
        "mail.contoso.com:0, mail.contoso.com:0, 1 to 65535",
        "2001:db8::25, 2001:db8::25, in brackets",
        "[2001:db8::25]x, [2001:db8::25]x, only a port can",
        "*.contoso.com, *.contoso.com, name each host",
        "192.0.2.0/24, 192.0.2.0/24, one host or address",
    })
    void wrongHosts(String value, String underlined, String help) {
        host(value).only(DiagnosticCode.BAD_HOST, underlined, help);
    }

    @Test
    void hostsWithPorts() {
        assertThat(host("mail.contoso.com:2525, [2001:db8::25]:2525, 192.0.2.1, [2001:db8::25]")
                        .result()
                        .model()
                        .orElseThrow()
                        .endpoint("b")
                        .hosts())
                .containsExactly(
                        new NextHop("mail.contoso.com", 2525),
                        new NextHop("2001:db8::25", 2525),
                        new NextHop("192.0.2.1", 25),
                        new NextHop("2001:db8::25", 25));
    }

    @ParameterizedTest
    @CsvSource({"20MiB, 20971520", "10MB, 10000000", "500KiB, 512000", "500kib, 512000", "1234, 1234", "1.5KiB, 1536"})
    void sizes(String written, long octets) {
        assertThat(size(written)
                        .result()
                        .model()
                        .orElseThrow()
                        .site("office365")
                        .inbound()
                        .get(0)
                        .requirements()
                        .size()
                        .orElseThrow()
                        .octets())
                .isEqualTo(octets);
    }

    @ParameterizedTest
    @CsvSource({"20XB", "99999999999999999999GiB", "9999999GiB", "1.0001KiB", "many"})
    void wrongSizes(String written) {
        size(written).only(DiagnosticCode.BAD_SIZE, written, "20MiB");
    }

    @Test
    void versionsOfTls() {
        Mistakes.in(ORGANIZATION + "from internet to office365 require tls 1.1")
                .only(DiagnosticCode.BAD_TLS_VERSION, "1.1", "`tls 1.2` or `tls 1.3`");
        Mistakes.in(ORGANIZATION + "from internet to office365 require tls 1.5")
                .only(DiagnosticCode.BAD_TLS_VERSION, "1.5", "`tls 1.2` or `tls 1.3`");
    }

    @ParameterizedTest
    @CsvSource({
        "reject 450, 450, begin with 5",
        "defer 550, 550, begin with 4",
        "reject 550 4.7.1, 4.7.1, begin with 5",
        "reject 999, 999, 550 5.7.1",
        "reject 550 551, 551, one of each",
    })
    void wrongReplies(String written, String underlined, String help) {
        Mistakes.in(ORGANIZATION + "from internet to office365 require tls otherwise " + written)
                .only(DiagnosticCode.BAD_REPLY, underlined, help);
    }

    @Test
    void emptySenderIsNoRecipient() {
        Mistakes.in(ORGANIZATION + "from internet to office365 require recipient <>")
                .only(DiagnosticCode.BAD_ADDRESS, "<>", "name recipients");
    }

    @Test
    void wildcardLocalPart() {
        Mistakes.in(ORGANIZATION + "from internet to office365 require sender *@contoso.com")
                .only(DiagnosticCode.BAD_ADDRESS, "*@contoso.com", "write `contoso.com`");
    }

    @Test
    void testWithoutItsLines() {
        Mistakes.in(ORGANIZATION + "from internet to office365 require tls\ntest \"t\" at office365 { client mailbox }")
                .only(DiagnosticCode.BAD_TEST, "\"t\"", "`message` and `expect`");
    }

    @Test
    void mistakesInOneListAreAllReported() {
        CompileResult result = network("10.0.0.256, 10.0.0.0/40, 192.0.2.1").result();
        assertThat(result.diagnostics()).hasSize(2);
    }
}
