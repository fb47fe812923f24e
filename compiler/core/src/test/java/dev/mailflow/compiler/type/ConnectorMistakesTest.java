package dev.mailflow.compiler.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.testing.Mistakes;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectorMistakesTest {
    private static final String HEAD = "organization { domains contoso.com }\n"
            + "endpoint bank : partner { domains bank.example }\n"
            + "endpoint dev : device { networks 192.0.2.0/24 }\n"
            + "endpoint svc : service { cert svc.contoso.com hosts svc.contoso.com }\n"
            + "endpoint bare : service { hosts svc.contoso.com }\n";

    private static Mistakes connector(String text) {
        return Mistakes.in(HEAD + "connector c " + text);
    }

    @Test
    void toItself() {
        connector("from office365 to office365").only(DiagnosticCode.SELF_CONNECTOR, "office365 to office365", "name");
    }

    @Test
    void withoutASite() {
        connector("from bank to internet").only(DiagnosticCode.NO_SITE, "bank to internet", "must be a server");
    }

    @Test
    void withoutIdentity() {
        connector("from onprem to office365")
                .found(DiagnosticCode.NO_IDENTITY, "onprem to office365", "state a certificate or network");
        connector("from bare to office365 when sender contoso.com")
                .only(DiagnosticCode.NO_IDENTITY, "bare to office365", "state a certificate or network");
        connector("from bare to office365 require network 192.0.2.1").none(DiagnosticCode.NO_IDENTITY);
    }

    @Test
    void identityThatCouldNotBeReadIsNotMissing() {
        Mistakes.in("organization { domains contoso.com }\nendpoint d : device { networks 192.0.2.256 }\n"
                        + "from d to office365")
                .only(DiagnosticCode.BAD_NETWORK, "256", "0 to 255");
    }

    @Test
    void withoutRecipients() {
        connector("from office365 to svc").only(DiagnosticCode.NO_RECIPIENTS, "office365 to svc", "when recipient");
        connector("from office365 to svc require recipient contoso.com")
                .found(DiagnosticCode.NO_RECIPIENTS, "office365 to svc", "when recipient");
        connector("from office365 to svc centralized").none(DiagnosticCode.NO_RECIPIENTS);
    }

    @Test
    void relayForForeigners() {
        connector("from bank to office365 may relay").only(DiagnosticCode.RELAY_NOT_POSSIBLE, "may relay", "`service`");
        connector("from internet to office365 may relay")
                .only(DiagnosticCode.RELAY_NOT_POSSIBLE, "may relay", "proves nothing");
    }

    @Test
    void relayByTheSharedCertificate() {
        connector("from office365 to onprem via mx may relay")
                .only(DiagnosticCode.RELAY_NOT_POSSIBLE, "may relay", "`when header`");
        connector("from office365 to onprem via mx may relay require client cert cloud.contoso.com")
                .none(DiagnosticCode.RELAY_NOT_POSSIBLE);
        connector("from office365 to onprem via mx may relay when header X-Tenant \"a\"")
                .none(DiagnosticCode.RELAY_NOT_POSSIBLE);
    }

    @Test
    void relayGivenAndTaken() {
        connector("from dev to office365 may relay no relay")
                .only(DiagnosticCode.RELAY_CONTRADICTION, "no relay", "one of the two");
    }

    @Test
    void tlsOffAndRequired() {
        connector("from office365 to bank require tls tls off")
                .only(DiagnosticCode.TLS_CONTRADICTION, "tls off", "one of the two");
        connector("from office365 to bank tls off require server cert mx.bank.example")
                .only(DiagnosticCode.TLS_CONTRADICTION, "tls off", "one of the two");
        connector("from office365 to bank tls off dane require")
                .only(DiagnosticCode.TLS_CONTRADICTION, "tls off", "one of the two");
    }

    @Test
    void plainTextAndAClientCertificate() {
        connector("from onprem to office365 tls off require client cert a.contoso.com")
                .none(DiagnosticCode.TLS_CONTRADICTION)
                .found(DiagnosticCode.NEVER_HOLDS, "client cert a.contoso.com", "one of the two");
        connector("from bank to office365 tls off require client cert bank.example")
                .none(DiagnosticCode.TLS_CONTRADICTION)
                .none(DiagnosticCode.NEVER_HOLDS);
    }

    @Test
    void plainTextWhereTheSenderIsKnownByItsCertificate() {
        String sites = "organization { domains contoso.com }\n"
                + "endpoint a : server { hosts a.contoso.com cert a.contoso.com mailboxes contoso.com }\n"
                + "endpoint b : server { hosts b.contoso.com networks 10.0.0.0/8 }\n"
                + "endpoint both : server { hosts c.contoso.com networks 192.0.2.0/24 cert c.contoso.com }\n"
                + "endpoint cloud : exchange-online { tenant contoso.onmicrosoft.com }\n"
                + "endpoint bank : partner { domains bank.example }\n";
        for (String connector : new String[] {
            "from a to b tls off",
            // What an endpoint states must hold together.
            "from both to b tls off",
            "from b to a when cert b.contoso.com tls off",
            "from cloud to a tls off"
        }) {
            Mistakes.in(sites + connector).found(DiagnosticCode.NEVER_HOLDS, "tls off", "remove `tls off`");
        }
        for (String connector : new String[] {
            "from b to a tls off",
            "from a to bank tls off",
            "from a to b tls off disabled",
            "from cloud to a when network 192.0.2.0/24 tls off",
            "from cloud to a require network 192.0.2.0/24 tls off"
        }) {
            Mistakes.in(sites + connector).none(DiagnosticCode.NEVER_HOLDS);
        }
    }

    @Test
    void plainTextWhereAnotherSends() {
        Mistakes printers = connector("from dev to office365 tls off");
        printers.only(DiagnosticCode.NO_EFFECT, "tls off", "`require tls`");
        assertThat(printers.result().hasErrors()).isFalse();
        connector("from office365 to bank tls off").none(DiagnosticCode.NO_EFFECT);
    }

    @Test
    void wideHyphensAreHyphens() {
        Mistakes.in("organization { domains contoso\uFF0Dbank.com, fabrikam\uFE63bank.com }")
                .none(DiagnosticCode.BAD_DOMAIN);
        Mistakes.in("organization { domains contoso\u2010bank.com }")
                .found(DiagnosticCode.BAD_DOMAIN, "contoso\u2010bank.com", "write `contoso-bank.com`");
    }

    @Test
    void repliesWithNothingToRefuse() {
        Mistakes printers = connector("from dev to office365 otherwise reject");
        printers.only(DiagnosticCode.NO_EFFECT, "otherwise reject", "`require tls`");
        assertThat(printers.result().hasErrors()).isFalse();
        connector("from dev to office365 otherwise reject disabled").none(DiagnosticCode.NO_EFFECT);
    }

    @Test
    void wordsThatSayTheContraryAreNotPutInPlaceOfEachOther() {
        String onprem =
                "endpoint onprem : server { hosts m.contoso.com cert m.contoso.com software exchange 2019 hybrid ";
        for (String written : List.of("undone", "none", "no", "not-doen")) {
            Mistakes.in(HEAD + onprem + written + " }").only(DiagnosticCode.BAD_PROPERTY_VALUE, written, "`not-done`");
        }
        Mistakes.in(HEAD + onprem + "dnoe }").only(DiagnosticCode.BAD_PROPERTY_VALUE, "dnoe", "did you mean `done`?");
        Mistakes directory = Mistakes.in("organization { domains contoso.com directory incomplete }");
        directory.only(DiagnosticCode.BAD_PROPERTY_VALUE, "incomplete", "leave the line out");
        assertThat(directory.result().diagnostics())
                .allSatisfy(d -> assertThat(d.fixes()).isEmpty());
        Mistakes.in("organization { domains contoso.com directory complet }")
                .only(DiagnosticCode.BAD_PROPERTY_VALUE, "complet", "did you mean `complete`?");
    }

    @Test
    void exchangeInCapitals() {
        Mistakes.in(HEAD + "endpoint onprem : server { hosts m.contoso.com cert m.contoso.com software Exchange 2016 }")
                .only(DiagnosticCode.BAD_PROPERTY_VALUE, "Exchange", "write `software exchange 2016`");
        Mistakes.in(HEAD + "endpoint onprem : server { hosts m.contoso.com cert m.contoso.com software Exchange }")
                .only(DiagnosticCode.BAD_PROPERTY_VALUE, "software Exchange", "as in `software exchange 2019`");
    }

    @Test
    void inboundClausesWithoutAnInboundEnd() {
        connector("from office365 to bank when network 192.0.2.1")
                .only(DiagnosticCode.NO_EFFECT, "network 192.0.2.1", "remove it");
        connector("from office365 to bank when cert mx.bank.example")
                .only(DiagnosticCode.NO_EFFECT, "cert mx.bank.example", "remove it");
        connector("from office365 to bank require recipient bank.example")
                .only(DiagnosticCode.NO_EFFECT, "recipient bank.example", "`when recipient …`");
        connector("from office365 to bank otherwise reject")
                .only(DiagnosticCode.NO_EFFECT, "otherwise reject", "remove it");
    }

    @Test
    void outboundClausesWithoutAnOutboundEnd() {
        connector("from bank to office365 via mx").only(DiagnosticCode.NO_EFFECT, "via mx", "remove it");
        connector("from bank to office365 centralized").only(DiagnosticCode.NO_EFFECT, "centralized", "remove it");
    }

    @Test
    void sameThingTwice() {
        connector("from dev to office365 when sender a.example when sender b.example")
                .only(DiagnosticCode.CRITERION_TWICE, "sender b.example", "alternatives");
        connector("from dev to office365 require tls require tls 1.2")
                .only(DiagnosticCode.CRITERION_TWICE, "tls 1.2", "keep one");
        connector("from office365 to bank via mx via mx").found(DiagnosticCode.CLAUSE_TWICE, "via mx", "keep one");
    }

    @Test
    void severalClausesOfDifferentCriteriaMerge() {
        connector(
                        "from dev to office365 when sender contoso.com when recipient contoso.com require tls require size 1MB")
                .none(DiagnosticCode.CRITERION_TWICE);
    }

    @Test
    void properties() {
        Mistakes.in("organization { domains contoso.com hop-limt 3 }")
                .only(DiagnosticCode.UNKNOWN_PROPERTY, "hop-limt", "did you mean `hop-limit`?");
        Mistakes.in("organization { domains contoso.com hop-limit 3 hop-limit 4 }")
                .only(DiagnosticCode.PROPERTY_TWICE, "hop-limit", "keep one");
        Mistakes.in("organization { domains contoso.com hop-limit 0 }")
                .only(DiagnosticCode.BAD_NUMBER, "0", "from 1 to 1000");
        Mistakes.in("organization { domains contoso.com direct-send maybe }")
                .only(DiagnosticCode.BAD_PROPERTY_VALUE, "maybe", "`refuse`, `allow`");
        Mistakes.in(
                        "organization { domains contoso.com }\nendpoint b : partner { domains b.example cert mx.b.example }")
                .only(DiagnosticCode.PROPERTY_OF_OTHER_KIND, "cert", "`require cert …`");
        Mistakes.in("organization { domains contoso.com }\nendpoint b : server { domains b.example }")
                .only(DiagnosticCode.PROPERTY_OF_OTHER_KIND, "domains", "stand in `organization");
        Mistakes.in("organization { domains contoso.com }\nendpoint b : devise { }")
                .only(DiagnosticCode.UNKNOWN_KIND, "devise", "did you mean `device`?");
        Mistakes.in("organization { domains contoso.com }\nendpoint internet : server { }")
                .only(DiagnosticCode.PREDECLARED_KIND, "server", "another name");
    }
}
