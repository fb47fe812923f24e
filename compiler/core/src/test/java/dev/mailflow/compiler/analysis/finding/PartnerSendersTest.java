package dev.mailflow.compiler.analysis.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.testing.Mistakes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartnerSendersTest {
    private static final String HUB = "organization { domains acme.example, .shop.example direct-send refuse }\n"
            + "endpoint hub : server { hosts mx.acme.example networks 192.0.2.1 mailboxes acme.example, .shop.example }\n";
    private static final String PARTNER = HUB + "endpoint p : partner { domains partner.example, .quay.example }\n";

    @Test
    void ourOwnDomainIsNoPartners() {
        Mistakes.in(HUB + "endpoint p : partner { domains acme.example }\nfrom p to hub require tls")
                .only(DiagnosticCode.PARTNER_REFUSED, "acme.example", "declare who sends in our name as a `service`");
        Mistakes.in(HUB + "endpoint p : partner { domains a.shop.example, p.example }\nfrom p to hub")
                .only(DiagnosticCode.PARTNER_REFUSED, "a.shop.example", "take `a.shop.example` out of its `domains`");
        Mistakes.in(HUB + "endpoint p : partner { domains p.example, a.shop.example }\nfrom p to hub")
                .only(DiagnosticCode.PARTNER_REFUSED, "p to hub", "take `a.shop.example` out of its `domains`");
        Mistakes.in(
                        HUB
                                + "endpoint p : partner { domains p.example }\nfrom p to hub when sender bob@acme.example, p.example")
                .only(DiagnosticCode.PARTNER_REFUSED, "sender bob@acme.example, p.example", "out of `sender`");
    }

    @Test
    void whatAnotherConnectorTakesIsNotRefused() {
        Mistakes found = Mistakes.in(PARTNER + "connector a from p to hub when sender bob@acme.example\n"
                + "connector b from p to hub when sender partner.example, .quay.example");
        assertThat(found.result().diagnostics())
                .singleElement()
                .satisfies(one -> assertThat(one.message())
                        .startsWith("all that `a` takes from the partner `p` is refused: `bob@acme.example` is ours"));
        assertThat(Mistakes.in(HUB + "endpoint p : partner { domains acme.example }\nfrom p to hub")
                        .result()
                        .diagnostics())
                .singleElement()
                .satisfies(one -> assertThat(one.message()).startsWith("all mail from the partner `p` is refused"));
    }

    /** Senders of ours are none of the partner's either. */
    @Test
    void oneMistakeIsOneMessage() {
        Mistakes.in(PARTNER + "from p to hub when sender acme.example")
                .only(DiagnosticCode.PARTNER_REFUSED, "sender acme.example", "out of `sender`");
    }

    @Test
    void onePartnerAtTwoSitesIsOneMistake() {
        assertThat(Mistakes.in(
                                HUB + "endpoint lab : server { hosts lab.acme.example networks 192.0.2.2 }\n"
                                        + "endpoint p : partner { domains acme.example }\nfrom p to hub\nfrom p to lab\nfrom lab to hub")
                        .result()
                        .diagnostics())
                .extracting(Diagnostic::code)
                .containsOnlyOnce(DiagnosticCode.PARTNER_REFUSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Below a domain that is ours exactly.
                "endpoint p : partner { domains sub.acme.example }\nfrom p to hub",
                // More than ours.
                "endpoint p : partner { domains .example }\nfrom p to hub",
                "endpoint p : partner { domains partner.example }\nfrom p to hub",
                "endpoint p : service { networks 198.51.100.0/28 }\nfrom p to hub when sender acme.example",
            })
    void noneOfOurs(String partner) {
        Mistakes.in(HUB + partner).none(DiagnosticCode.PARTNER_REFUSED);
    }

    @Test
    void whereEverybodyMaySendInOurNameAPartnerMayToo() {
        Mistakes.in(HUB.replace(" direct-send refuse", "")
                        + "endpoint p : partner { domains acme.example }\nfrom p to hub require tls")
                .none(DiagnosticCode.PARTNER_REFUSED);
    }

    @Test
    void recipientsBelowADomainOfThePartner() {
        Mistakes.in(PARTNER + "from hub to p when recipient alerts.partner.example require tls")
                .none(DiagnosticCode.SENDERS_OF_OTHERS);
        Mistakes.in(PARTNER + "from hub to p when recipient alerts.partner.example, partnr.example require tls")
                .found(
                        DiagnosticCode.SENDERS_OF_OTHERS,
                        "recipient alerts.partner.example, partnr.example",
                        "did you mean");
    }

    @Test
    void sendersThatAreNoneOfThePartners() {
        Mistakes.in(PARTNER + "from p to hub when sender partnr.example require tls")
                .only(DiagnosticCode.SENDERS_OF_OTHERS, "sender partnr.example", "did you mean `partner.example`?");
        Mistakes.in(PARTNER + "from p to hub when sender bob@elsewhere.org require tls")
                .only(
                        DiagnosticCode.SENDERS_OF_OTHERS,
                        "sender bob@elsewhere.org",
                        "name `partner.example`, `.quay.example` after `sender`");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from p to hub when sender bob@partner.example require tls",
                "from p to hub when sender deep.below.quay.example require tls",
                "from p to hub when sender <> require tls",
                "from p to hub when sender * require tls",
                "from p to hub when sender elsewhere.org, partner.example require tls",
                "from p to hub",
                // The partner's own domains have a connector each.
                "connector a from p to hub when sender elsewhere.org\nconnector b from p to hub when sender partner.example, .quay.example",
            })
    void someOfThePartners(String connectors) {
        Mistakes.in(PARTNER + connectors).none(DiagnosticCode.SENDERS_OF_OTHERS);
    }

    @Test
    void bouncesBesideSendersOfOthers() {
        Mistakes.in(PARTNER + "from p to hub when sender <>, moon.example")
                .found(DiagnosticCode.SENDERS_OF_OTHERS, "sender <>, moon.example", "`partner.example`");
        Mistakes.in(PARTNER + "from p to hub when sender <>").none(DiagnosticCode.SENDERS_OF_OTHERS);
        Mistakes.in(PARTNER + "from p to hub when sender <>, partner.example").none(DiagnosticCode.SENDERS_OF_OTHERS);
    }
}
