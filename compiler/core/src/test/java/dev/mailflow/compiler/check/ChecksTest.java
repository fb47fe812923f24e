package dev.mailflow.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.InboundRule.RelayRight;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.Severity;
import dev.mailflow.compiler.testing.Mistakes;
import dev.mailflow.compiler.testing.Policies;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksTest {
    private static final String HEAD = "organization { domains contoso.com }\n";
    private static final String DEVICE = "endpoint dev : device { networks 192.0.2.0/24 }\n";

    @Test
    void theOneLineProgramHasNoErrors() {
        assertThat(Policies.compile("from onprem to office365 require tls cert *.contoso.com")
                        .diagnostics())
                .extracting(Diagnostic::code)
                .containsExactlyInAnyOrder(
                        DiagnosticCode.NO_LANGUAGE_VERSION,
                        DiagnosticCode.NO_ACCEPTED_DOMAINS,
                        DiagnosticCode.NO_NEXT_HOP);
        assertThat(Policies.compile("from onprem to office365 require tls cert *.contoso.com")
                        .hasErrors())
                .isFalse();
    }

    @Test
    void acceptedDomainsMissingWhereTheyAreNeeded() {
        Mistakes.in("endpoint office365 : exchange-online { mailboxes bob@contoso.com }")
                .only(DiagnosticCode.NO_ACCEPTED_DOMAINS, "bob@contoso.com", "organization { domains contoso.com }");
        Mistakes.in("organization { direct-send refuse }")
                .only(DiagnosticCode.NO_ACCEPTED_DOMAINS, "refuse", "declare them");
        Mistakes server = Mistakes.in("endpoint a : server { hosts a.contoso.com cert a.contoso.com }\n" + DEVICE
                + "from dev to a require tls");
        server.only(DiagnosticCode.NO_ACCEPTED_DOMAINS, "dev to a", "declare them");
        assertThat(server.result().hasErrors()).isTrue();
    }

    @Test
    void domainInBothLists() {
        Mistakes.in(
                        "organization { domains contoso.com, .fabrikam.com relay domains .fabrikam.com, contoso.com.example }")
                .only(DiagnosticCode.ACCEPTED_TWICE, ".fabrikam.com", "keep it under `domains`");
        Mistakes.in("organization { domains .contoso.com relay domains contoso.com }")
                .none(DiagnosticCode.ACCEPTED_TWICE);
    }

    @Test
    void directoryWithoutMailboxes() {
        String site = "endpoint s : server { hosts s.contoso.com cert s.contoso.com %s }";
        Mistakes.in("organization { domains contoso.com directory complete }\n" + site.formatted(""))
                .only(DiagnosticCode.EVERYBODY_UNKNOWN, "complete", "declare them at their site");
        Mistakes.in("organization { domains contoso.com directory complete }\n"
                        + site.formatted("mailboxes bob@contoso.com"))
                .none(DiagnosticCode.EVERYBODY_UNKNOWN);
        Mistakes.in(HEAD + site.formatted("")).none(DiagnosticCode.EVERYBODY_UNKNOWN);
        String way = site.formatted("") + "\nfrom s to internet when recipient %s via h.contoso.com require tls";
        Mistakes.in("organization { domains contoso.com directory complete }\n" + way.formatted("bob@contoso.com"))
                .none(DiagnosticCode.EVERYBODY_UNKNOWN);
        Mistakes.in("organization { domains contoso.com directory complete }\n" + way.formatted("bob@fabrikam.com"))
                .found(DiagnosticCode.EVERYBODY_UNKNOWN, "complete", "declare them at their site");
    }

    @Test
    void wildcardsOverEverybody() {
        String site = HEAD + "endpoint s : server { hosts s.contoso.com cert s.contoso.com }\n"
                + "endpoint bank : partner { domains contosobank.com }\n";
        Mistakes.in(site + "from bank to s require tls cert *.com")
                .only(DiagnosticCode.WHOLE_REGISTRY, "cert *.com", "name the domain itself");
        Mistakes.in(site + "from s to bank require tls cert *.co.uk")
                .only(DiagnosticCode.WHOLE_REGISTRY, "cert *.co.uk", "name the domain itself");
        Mistakes.in(site + "from bank to s require tls cert *.contosobank.com").none(DiagnosticCode.WHOLE_REGISTRY);
        Mistakes.in(site + "from internet to s when sender *.com require tls").none(DiagnosticCode.WHOLE_REGISTRY);
        Mistakes.in("organization { domains *.com, .local }").found(DiagnosticCode.WHOLE_REGISTRY, "*.com", "name the");
        Mistakes.in("organization { domains .local, .internal, .contoso }").none(DiagnosticCode.WHOLE_REGISTRY);
        Mistakes.in(site + "from bank to s require tls cert *.gov, *.edu.au").none(DiagnosticCode.WHOLE_REGISTRY);
    }

    @Test
    void centralWayToPartner() {
        String site = HEAD + "endpoint s : server { hosts s.contoso.com cert s.contoso.com }\n"
                + "endpoint bank : partner { domains contosobank.com }\n"
                + "endpoint filter : service { networks 192.0.2.0/28 hosts filter.contosobank.com }\n";
        Mistakes.in(site + "from s to bank centralized")
                .only(DiagnosticCode.CENTRAL_WAY_TO_PARTNER, "centralized", "leave `centralized` out");
        Mistakes.in(site + "from s to filter centralized").none(DiagnosticCode.CENTRAL_WAY_TO_PARTNER);
        Mistakes.in(site + "from s to bank centralized when recipient contosobank.com, *.contoso.com")
                .none(DiagnosticCode.CENTRAL_WAY_TO_PARTNER);
        Mistakes.in(site + "from s to bank centralized when recipient bob@contoso.com")
                .found(DiagnosticCode.CENTRAL_WAY_TO_PARTNER, "centralized", "leave `centralized` out");
        Mistakes.in(site + "from s to bank centralized when recipient .com")
                .found(DiagnosticCode.CENTRAL_WAY_TO_PARTNER, "centralized", "leave `centralized` out");
    }

    @Test
    void hybridDeploymentIsOfExchangeOnlineOnly() {
        String head = HEAD + "endpoint onprem : server { software exchange 2016 hybrid done hosts m.contoso.com"
                + " cert m.contoso.com mailboxes contoso.com }\n";
        Mistakes.in(head + "endpoint office365 : exchange-online { tenant contoso.onmicrosoft.com subscription eop }")
                .only(DiagnosticCode.SITES_NOT_CONNECTED, "contoso.com", "add a connector in each direction");
        Mistakes.in(head + "endpoint office365 : exchange-online { tenant contoso.onmicrosoft.com }")
                .none(DiagnosticCode.SITES_NOT_CONNECTED);
    }

    @Test
    void sharedCertificate() {
        Mistakes.in(HEAD + "from office365 to onprem via mail.contoso.com require tls")
                .found(DiagnosticCode.SHARED_CERTIFICATE, "office365 to onprem", "the tenant's own certificate");
        Mistakes.in(HEAD + "from office365 to onprem via mail.contoso.com require client cert cloud.contoso.com")
                .none(DiagnosticCode.SHARED_CERTIFICATE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*.mail.protection.outlook.com",
                "*.protection.outlook.com",
                "*.outlook.com",
                "*.mail.protection.office365.us",
                "cloud.contoso.com, *.protection.outlook.com",
            })
    void aPatternThatCoversNamesOfTheServiceIsShared(String certificates) {
        String shared = certificates.substring(certificates.lastIndexOf(' ') + 1);
        for (String policy : List.of(
                "endpoint office365 : exchange-online { cert " + certificates + " }\nfrom office365 to onprem",
                "from office365 to onprem when cert " + certificates,
                "from office365 to onprem require client cert " + certificates)) {
            Mistakes mistakes = Mistakes.in(HEAD + policy);
            mistakes.found(
                    DiagnosticCode.SHARED_CERTIFICATE,
                    "office365 to onprem",
                    shared.equals(certificates) ? "the tenant's own certificate" : "take it out of the list");
            assertThat(mistakes.result().diagnostics())
                    .filteredOn(diagnostic -> diagnostic.code() == DiagnosticCode.SHARED_CERTIFICATE)
                    .singleElement()
                    .satisfies(diagnostic -> assertThat(diagnostic.message()).contains("`" + shared + "`"));
        }
        Mistakes.in(HEAD + "endpoint office365 : exchange-online { cert " + certificates + " }\n"
                        + "from office365 to onprem when cert cloud.contoso.com")
                .none(DiagnosticCode.SHARED_CERTIFICATE);
        Mistakes.in(HEAD + "endpoint office365 : exchange-online { cert " + certificates + " }\n"
                        + "from office365 to onprem may relay")
                .found(DiagnosticCode.RELAY_NOT_POSSIBLE, "may relay", "own certificate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "device", "service"})
    void whatEveryTenantShowsTellsNoOtherKindEither(String kind) {
        String onprem = HEAD + "endpoint onprem : server { cert m.contoso.com hosts m.contoso.com }\n";
        for (String certificates :
                List.of("mail.protection.outlook.com", "*.outlook.com", "m.contoso.com, mail.protection.outlook.com")) {
            String source = onprem + "endpoint s : " + kind + " { cert " + certificates + " hosts s.example.com }\n";
            Mistakes.in(source + "connector in from s to onprem")
                    .found(DiagnosticCode.SHARED_CERTIFICATE, "s to onprem", "relay right")
                    .none(DiagnosticCode.FOREIGN_CERTIFICATE);
            Mistakes.in(source + "connector in from s to onprem may relay")
                    .found(DiagnosticCode.RELAY_NOT_POSSIBLE, "may relay", "its own certificate");
            Mistakes.in(source + "connector in from s to onprem when header X-Own \"1\" may relay")
                    .none(DiagnosticCode.SHARED_CERTIFICATE)
                    .none(DiagnosticCode.RELAY_NOT_POSSIBLE);
        }
        Mistakes.in(onprem + "endpoint s : " + kind + " { cert mail.protection.outlook.com networks 192.0.2.1 }\n"
                        + "connector in from s to onprem may relay")
                .found(DiagnosticCode.FOREIGN_CERTIFICATE, "mail.protection.outlook.com", "`s`")
                .none(DiagnosticCode.SHARED_CERTIFICATE)
                .none(DiagnosticCode.RELAY_NOT_POSSIBLE);
    }

    @Test
    void whatTheServiceShowsGivesAServerNoRelayRight() {
        String policy = """
                language 1
                organization { domains contoso.com }
                endpoint onprem : server { cert m.contoso.com hosts m.contoso.com mailboxes contoso.com }
                endpoint m365 : server { cert mail.protection.outlook.com hosts s.example.com }
                connector in from m365 to onprem
                """;
        assertThat(Policies.model(policy).site("onprem").inbound())
                .singleElement()
                .satisfies(rule -> assertThat(rule.relayRight()).isEqualTo(RelayRight.DENIED));
        assertThat(Policies.model(policy.replace("mail.protection.outlook.com", "s.contoso.com"))
                        .site("onprem")
                        .inbound())
                .singleElement()
                .satisfies(rule -> assertThat(rule.relayRight()).isEqualTo(RelayRight.GRANTED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"service { networks 192.0.2.9", "device { networks 192.0.2.9", "partner { domains f.example"})
    void whoHoldsNoMailboxesIsNotAskedToDeclareThem(String peer) {
        String site = HEAD + "endpoint s : server { cert s.contoso.com hosts s.contoso.com mailboxes contoso.com }\n";
        String connector = "from s to f via f.example when recipient contoso.com";
        Mistakes.in(site + "endpoint f : " + peer + " }\n" + connector)
                .found(DiagnosticCode.NEVER_SELECTED, "s to f", "write each address that it is for");
        Mistakes.in(site + "endpoint f : server { networks 192.0.2.9 }\n" + connector)
                .found(DiagnosticCode.NEVER_SELECTED, "s to f", "declare the mailboxes at `f`");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fd00::/8", "fe80::/10"})
    void privateAddressesAreNobodyElses(String network) {
        String app =
                "endpoint hq : server { cert hq.contoso.com hosts hq.contoso.com }\nendpoint app : device { networks ";
        Mistakes.in(HEAD + app + network + " }\nfrom app to hq may relay").none(DiagnosticCode.OPEN_RELAY);
        Mistakes.in(HEAD + app + "2000::/3 }\nfrom app to hq may relay")
                .found(DiagnosticCode.OPEN_RELAY, "app to hq", "name the networks");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*.com", "own.contoso.com, *.com"})
    void whatAnybodyGetsACertificateOfIsAnOpenRelay(String certificates) {
        String onprem = HEAD + "endpoint onprem : server { cert m.contoso.com hosts m.contoso.com }\n";
        String filter = onprem + "endpoint filter : service { cert " + certificates;
        Mistakes.in(filter + " }\nconnector in from filter to onprem may relay")
                .found(DiagnosticCode.OPEN_RELAY, "filter to onprem", "name the networks or the certificate");
        Mistakes.in(filter + " }\nconnector in from filter to onprem").none(DiagnosticCode.OPEN_RELAY);
        Mistakes.in(filter + " networks 192.0.2.1 }\nconnector in from filter to onprem may relay")
                .none(DiagnosticCode.OPEN_RELAY);
        Mistakes.in(onprem + "endpoint filter : service { cert *.filter.com }\n"
                        + "connector in from filter to onprem may relay")
                .none(DiagnosticCode.OPEN_RELAY);
    }

    @Test
    void whoseCertificateIsNotOursToChooseIsRecognisedByItsNetwork() {
        Mistakes.in(HEAD + "endpoint s : service { cert in.archive.example }\nfrom s to office365")
                .found(DiagnosticCode.FOREIGN_CERTIFICATE, "in.archive.example", "by its network: `networks …`");
        Mistakes.in(HEAD + "endpoint office365 : exchange-online { cert in.archive.example }\nfrom office365 to onprem")
                .found(DiagnosticCode.FOREIGN_CERTIFICATE, "in.archive.example", "by `when header …`");
    }

    @Test
    void certificateOutsideOfTheAcceptedDomains() {
        Mistakes.in(HEAD + "endpoint s : service { cert in.archive.example }\nfrom s to office365")
                .only(DiagnosticCode.FOREIGN_CERTIFICATE, "in.archive.example", "by its network");
        Mistakes.in(HEAD + "endpoint s : service { cert *.mail.contoso.com }\nfrom s to office365")
                .none(DiagnosticCode.FOREIGN_CERTIFICATE);
        String own = HEAD + "endpoint a : server { cert a.contoso.com hosts a.contoso.com }\n"
                + "endpoint s : service { cert in.archive.example }\nfrom s to a\n";
        Mistakes.in(own).only(DiagnosticCode.FOREIGN_CERTIFICATE, "in.archive.example", "is taken as `s`");
        Mistakes.in(own + "from s to office365")
                .found(DiagnosticCode.FOREIGN_CERTIFICATE, "in.archive.example", "Exchange Online relays for no other");
        Mistakes.in(HEAD + "from onprem to office365 require tls cert *.notcontoso.com")
                .found(DiagnosticCode.FOREIGN_CERTIFICATE, "cert *.notcontoso.com", "accepted domain");
        Mistakes.in(HEAD + "endpoint b : partner { domains b.example }\nfrom b to office365 require cert mx.b.example")
                .none(DiagnosticCode.FOREIGN_CERTIFICATE);
    }

    /** All that an endpoint states must hold together. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "endpoint s : service { networks 203.0.113.64/27 cert in.archive.example }\nfrom s to a",
                "endpoint s : service { cert in.archive.example }\nfrom s to a when network 203.0.113.64/28",
                "endpoint s : service { }\nfrom s to a require tls cert in.archive.example network 203.0.113.64/28",
            })
    void aCertificateBesideNetworksIsNobodyElses(String service) {
        String own = HEAD + "endpoint a : server { cert a.contoso.com hosts a.contoso.com }\n";
        for (String site : List.of("a", "office365")) {
            Diagnostic found = Mistakes.in(own + service.replace("to a", "to " + site)).result().diagnostics().stream()
                    .filter(one -> one.code() == DiagnosticCode.FOREIGN_CERTIFICATE)
                    .findFirst()
                    .orElseThrow();
            assertThat(found.primary().span().text()).contains("in.archive.example");
            assertThat(found.severity()).isEqualTo(Severity.WARNING);
            assertThat(found.help().orElseThrow())
                    .startsWith("recognise `s` by its networks alone: leave `cert` out; ")
                    .endsWith(site.equals("a") ? "its mail is no longer known" : "Exchange Online relays for no other");
        }
    }

    @Test
    void requiredCertificateThatTheSendingSiteDoesNotState() {
        String ends = HEAD + "endpoint a : server { cert a.contoso.com, *.edge.contoso.com hosts a.contoso.com }\n"
                + "endpoint b : server { cert *.b.contoso.com hosts mx.b.contoso.com }\n";
        Mistakes.in(ends + "from a to b require tls cert mx.b.contoso.com")
                .found(
                        DiagnosticCode.OTHER_CERTIFICATE,
                        "cert mx.b.contoso.com",
                        "write `server cert mx.b.contoso.com` for the certificate of `b`");
        Mistakes.in(ends + "from a to b require client cert *.c.contoso.com, contoso.com")
                .found(
                        DiagnosticCode.OTHER_CERTIFICATE,
                        "client cert *.c.contoso.com, contoso.com",
                        "add `cert *.c.contoso.com, contoso.com` to endpoint a");
        // A wildcard is one label: neither end's name covers the other's.
        Mistakes.in(ends + "from a to b require cert x.y.edge.contoso.com")
                .found(DiagnosticCode.OTHER_CERTIFICATE, "cert x.y.edge.contoso.com", "endpoint a");
        Mistakes.in(HEAD + "endpoint a : server { cert a.contoso.com }\nfrom a to office365 require cert contoso.com")
                .found(DiagnosticCode.OTHER_CERTIFICATE, "cert contoso.com", "endpoint a");
    }

    @Test
    void requiredCertificateThatTheSendingSiteCanShow() {
        String ends = HEAD + "endpoint a : server { cert a.contoso.com, *.edge.contoso.com hosts a.contoso.com }\n"
                + "endpoint b : server { cert *.b.contoso.com hosts mx.b.contoso.com }\n"
                + "endpoint n : server { networks 192.0.2.0/24 hosts n.contoso.com }\n"
                + "endpoint d : device { cert d.contoso.com }\n";
        for (String connector : new String[] {
            "from a to b require cert *.contoso.com",
            "from a to b require cert x.edge.contoso.com",
            "from a to b require cert *.edge.contoso.com",
            "from a to b require cert mx.b.contoso.com, a.contoso.com",
            "from a to b require server cert mx.b.contoso.com",
            "from a to b when cert both.contoso.com require cert both.contoso.com",
            "from a to b require cert mx.b.contoso.com disabled",
            "from n to b require cert mx.b.contoso.com",
            "from onprem to b require cert mx.b.contoso.com",
            // Home is the cloud: the certificate is that of `a`, which here receives.
            "from office365 to a require cert x.edge.contoso.com",
            "from d to b require cert mx.b.contoso.com",
            "endpoint p : partner { domains p.example }\nfrom a to p require client cert other.contoso.com",
        }) {
            Mistakes.in(ends + connector).none(DiagnosticCode.OTHER_CERTIFICATE);
        }
    }

    @Test
    void requiredCertificateThatTheReceivingSiteDoesNotState() {
        String ends = HEAD + "endpoint a : server { cert a.contoso.com hosts mx.a.contoso.com }\n"
                + "endpoint b : server { cert b.contoso.com hosts b.contoso.com }\n"
                + "endpoint cloud : exchange-online { cert cloud.contoso.com tenant contoso.onmicrosoft.com }\n";
        Mistakes.in(ends + "from cloud to a require tls cert cloud.contoso.com")
                .found(
                        DiagnosticCode.OTHER_CERTIFICATE,
                        "cert cloud.contoso.com",
                        "write `client cert cloud.contoso.com` for the certificate of `cloud`");
        Mistakes.in(ends + "from cloud to a require tls cert mail.protection.outlook.com")
                .found(
                        DiagnosticCode.OTHER_CERTIFICATE,
                        "cert mail.protection.outlook.com",
                        "write `client cert mail.protection.outlook.com`");
        for (String connector : new String[] {
            // What a next hop shows need not be what it is known by as a source.
            "from b to a require tls server cert c.contoso.com",
            "from b to cloud require tls server cert c.contoso.com",
            "from cloud to a require tls cert a.contoso.com",
            "from cloud to a require tls cert *.contoso.com",
            "from b to a require tls server cert x.contoso.com, a.contoso.com",
            // A host's own name is a name that its certificate bears.
            "from cloud to a require tls cert mx.a.contoso.com",
            "from cloud to a via gate.contoso.com require tls cert gate.contoso.com",
            "from b to cloud require tls server cert mail.protection.outlook.com",
            "from b to cloud require tls server cert *.mail.protection.outlook.com",
            "from cloud to a require tls cert cloud.contoso.com disabled",
            "from cloud to onprem require tls cert cloud.contoso.com",
        }) {
            Mistakes.in(ends + connector).none(DiagnosticCode.OTHER_CERTIFICATE);
        }
    }

    @Test
    void partnerWithoutItsOwnDomain() {
        Mistakes.in(HEAD + "endpoint b : partner { domains *.b.example }")
                .only(DiagnosticCode.APEX_NOT_COVERED, "*.b.example", "write `.b.example` for both");
        Mistakes.in(HEAD + "endpoint b : partner { domains *.b.example, b.example }")
                .none(DiagnosticCode.APEX_NOT_COVERED);
    }

    @Test
    void wildcardOfATopLevelDomainLeavesNothingOut() {
        String one = HEAD + "endpoint b : partner { domains b.example }\nfrom office365 to b when recipient ";
        Mistakes.in(one + "*.shop.example")
                .found(DiagnosticCode.APEX_OF_CRITERION, "recipient *.shop.example", "`.shop.example`");
        Mistakes.in(one + "*.example").none(DiagnosticCode.APEX_OF_CRITERION);
    }

    @Test
    void trustedSourcesThatCannotBeToldApart() {
        Mistakes.in(HEAD + "endpoint a : device { networks 192.0.2.0/24 }\n"
                        + "endpoint b : device { networks 192.0.2.0/24 }\n"
                        + "connector x from a to office365\nconnector y from b to office365 require tls")
                .found(DiagnosticCode.SAME_CRITERIA, "b to office365", "after `when`");
        Mistakes.in(HEAD + DEVICE + "connector x from dev to office365\nconnector y from dev to office365 when sender"
                        + " contoso.com")
                .none(DiagnosticCode.SAME_CRITERIA);
        Mistakes.in(HEAD + DEVICE + "connector x from dev to office365\nconnector y from dev to office365 disabled")
                .none(DiagnosticCode.SAME_CRITERIA);
    }

    @Test
    void foreignSourcesThatCannotBeToldApart() {
        Mistakes.in(HEAD + "connector x from internet to office365\nconnector y from internet to office365 require tls")
                .only(DiagnosticCode.SAME_CRITERIA, "internet to office365", "more specific `when sender`");
        Mistakes.in(HEAD + "connector x from internet to office365 when network 192.0.2.0/25\n"
                        + "connector y from internet to office365 when network 192.0.2.128/25")
                .none(DiagnosticCode.SAME_CRITERIA);
        Mistakes.in(HEAD + "connector x from internet to office365 when header H \"a\"\n"
                        + "connector y from internet to office365 when header H \"b\"")
                .none(DiagnosticCode.SAME_CRITERIA);
    }

    @Test
    void routesThatCannotBeToldApart() {
        String bank = HEAD + "endpoint b : partner { domains b.example }\n";
        Mistakes.in(
                        bank
                                + "connector x from office365 to b\nconnector y from office365 to internet when recipient b.example")
                .only(DiagnosticCode.SAME_CRITERIA, "office365 to internet", "more specific `when recipient`");
        Mistakes.in(bank + "connector x from office365 to b when sender a.contoso.com\n"
                        + "connector y from office365 to b when sender b.contoso.com")
                .none(DiagnosticCode.SAME_CRITERIA);
        Mistakes.in(bank + "connector x from office365 to b\nconnector y from office365 to b when sender contoso.com")
                .none(DiagnosticCode.SAME_CRITERIA);
    }

    @Test
    void routesForWhatIsDeliveredHereNeverMeet() {
        String twoServers = HEAD + "endpoint a : server { cert a.contoso.com hosts a.contoso.com }\n"
                + "endpoint b : server { cert b.contoso.com hosts b.contoso.com }\n";
        String routes = "connector x from office365 to a\nconnector y from office365 to b\n";
        Mistakes.in(twoServers + routes).none(DiagnosticCode.SAME_CRITERIA);
        Mistakes.in(twoServers.replace("hosts b.contoso.com", "hosts b.contoso.com mailboxes joe@contoso.com") + routes)
                .found(DiagnosticCode.SAME_CRITERIA, "office365 to b", "more specific `when recipient`");
    }

    @Test
    void nextHopUnknown() {
        Mistakes.in(HEAD + "from onprem to office365 require tls cert mail.contoso.com")
                .found(DiagnosticCode.NO_NEXT_HOP, "onprem to office365", "name its tenant");
        Mistakes.in(HEAD + "from office365 to onprem require tls")
                .found(DiagnosticCode.NO_NEXT_HOP, "office365 to onprem", "name its hosts");
        Mistakes.in(HEAD + "endpoint office365 : exchange-online { tenant contoso.onmicrosoft.com }\n"
                        + "from onprem to office365 require tls cert mail.contoso.com")
                .none(DiagnosticCode.NO_NEXT_HOP);
    }

    @Test
    void nextHopAtTheSenderItself() {
        String ends = HEAD + "endpoint gw : server { hosts mx.contoso.com, mx2.contoso.com }\n"
                + "endpoint filter : service { hosts mx2.contoso.com, in.filter.example }\n";
        Mistakes.in(ends + "from gw to internet via mx.contoso.com")
                .found(DiagnosticCode.NEXT_HOP_IS_SENDER, "via mx.contoso.com", "remove `via`");
        Mistakes.in(ends + "from gw to internet via mx.contoso.com:10025").none(DiagnosticCode.NEXT_HOP_IS_SENDER);
        Mistakes.in(ends + "from gw to internet via mx.contoso.com, relay.contoso.com")
                .none(DiagnosticCode.NEXT_HOP_IS_SENDER);
        Mistakes.in(ends + "from gw to filter when recipient * via mx2.contoso.com")
                .none(DiagnosticCode.NEXT_HOP_IS_SENDER);
        Mistakes.in(ends + "from gw to internet via mx").none(DiagnosticCode.NEXT_HOP_IS_SENDER);
    }

    private static final String TWO_SITES = HEAD
            + "endpoint office365 : exchange-online { tenant contoso.onmicrosoft.com mailboxes bob@contoso.com }\n"
            + "endpoint onprem : server { hosts m.contoso.com cert m.contoso.com mailboxes john@contoso.com }\n";

    @Test
    void sitesWithMailboxesAndNoConnector() {
        Mistakes.in(TWO_SITES).only(DiagnosticCode.SITES_NOT_CONNECTED, "john@contoso.com", "in each direction");
        Mistakes.in(TWO_SITES + "from onprem to office365")
                .only(DiagnosticCode.SITES_NOT_CONNECTED, "john@contoso.com", "in each direction");
        Mistakes.in(TWO_SITES + "from onprem to office365\nfrom office365 to onprem require client cert c.contoso.com")
                .none(DiagnosticCode.SITES_NOT_CONNECTED);
    }

    @Test
    void hybridIsTheWizardsWork() {
        String done = TWO_SITES.replace("hosts m", "software exchange 2019 hybrid done hosts m");
        Mistakes.in(done).none(DiagnosticCode.SITES_NOT_CONNECTED);
        Mistakes.in(done + "from onprem to office365")
                .only(DiagnosticCode.HYBRID_REDEFINED, "onprem to office365", "remove or disable");
    }

    @Test
    void eopNeedsConnectorsToEveryServer() {
        Mistakes.in(HEAD + "endpoint office365 : exchange-online { subscription eop }\n"
                        + "endpoint onprem : server { mailboxes contoso.com }")
                .only(DiagnosticCode.SITES_NOT_CONNECTED, "contoso.com", "in each direction");
    }

    @Test
    void domainWithoutAnyMailboxAtTwoSites() {
        Mistakes.in(TWO_SITES.replace("contoso.com }\nendpoint office", "contoso.com, fabrikam.com }\nendpoint office"))
                .found(DiagnosticCode.MAILBOX_UNPLACED, "fabrikam.com", "`mailboxes fabrikam.com`");
        Mistakes.in(TWO_SITES.replace(
                        "contoso.com }\nendpoint office",
                        "contoso.com, fabrikam.com directory complete }\nendpoint office"))
                .none(DiagnosticCode.MAILBOX_UNPLACED);
    }

    @Test
    void mailboxAtTwoPlacesAndOutsideOfOurDomains() {
        Mistakes.in(TWO_SITES.replace("john@", "BOB@"))
                .found(DiagnosticCode.MAILBOX_TWICE, "BOB@contoso.com", "where it is not");
        Mistakes.in(HEAD + "endpoint onprem : server { mailboxes a@fabrikam.com }")
                .only(DiagnosticCode.MAILBOX_NOT_ACCEPTED, "a@fabrikam.com", "`relay domains`");
    }

    @Test
    void requirementsThatNeverHold() {
        Mistakes.in(HEAD + DEVICE + "from dev to office365 require network 198.51.100.0/24")
                .only(DiagnosticCode.NEVER_HOLDS, "network 198.51.100.0/24", "overlap");
        Mistakes.in(HEAD + DEVICE + "from dev to office365 when recipient contoso.com require recipient a.example")
                .only(DiagnosticCode.NEVER_HOLDS, "recipient a.example", "overlap");
        Mistakes.in(HEAD + "endpoint b : partner { domains b.example }\nfrom b to office365 require sender x.example")
                .only(DiagnosticCode.NEVER_HOLDS, "sender x.example", "overlap");
        Mistakes.in(HEAD + DEVICE + "from dev to office365 require network 192.0.2.64/26")
                .none(DiagnosticCode.NEVER_HOLDS);
    }

    @Test
    void testThatExpectsADisabledConnector() {
        Mistakes.in(HEAD + "connector x from internet to office365 disabled\ntest \"t\" at office365 {\n"
                        + "client 192.0.2.1\nmessage a@b.example -> c@contoso.com\nexpect deliver by x\n}")
                .only(DiagnosticCode.TEST_OF_DISABLED, "expect deliver by x", "enable the connector");
    }

    @Test
    void networksOfTwoEndpointsOverlap() {
        Mistakes.in(HEAD + "endpoint a : device { networks 10.0.0.0/8 }\nendpoint b : device { networks 10.1.0.0/16 }")
                .only(DiagnosticCode.NETWORKS_OVERLAP, "10.1.0.0/16", "longer prefix");
        Mistakes.in(HEAD + "endpoint a : device { networks 10.0.0.0/8, 10.1.0.0/16 }")
                .none(DiagnosticCode.NETWORKS_OVERLAP);
    }

    @Test
    void sitesThatDifferInCapitalsAlone() {
        String two = HEAD + "endpoint hub : server { hosts mx.contoso.com networks 192.0.2.1 mailboxes contoso.com }\n"
                + "endpoint %s : server { hosts mx2.contoso.com networks 192.0.2.2 mailboxes bob@contoso.com }\n"
                + "from hub to %s\nfrom %s to hub";
        Mistakes.in(two.replace("%s", "HUB"))
                .found(
                        DiagnosticCode.NAMES_OF_ONE_FILE,
                        "endpoint HUB : server { hosts mx2.contoso.com networks 192.0.2.2 mailboxes bob@contoso.com }",
                        "another name");
        Mistakes.in(two.replace("%s", "hub2")).none(DiagnosticCode.NAMES_OF_ONE_FILE);
        Mistakes.in(HEAD + "endpoint hub : server { hosts mx.contoso.com networks 192.0.2.1 mailboxes contoso.com }\n"
                        + "endpoint HUB : partner { domains hub.example }\nfrom HUB to hub")
                .none(DiagnosticCode.NAMES_OF_ONE_FILE);
    }

    private static final String USERS_ANYWHERE =
            "endpoint s : server { hosts s.contoso.com cert s.contoso.com mailboxes contoso.com }\n"
                    + "endpoint users : device { networks 0.0.0.0/0 }\n";

    @Test
    void everybodyWhoLogsInOrShowsACertificateIsKnown() {
        String site = HEAD + USERS_ANYWHERE;
        Mistakes.in(site + "from users to s require tls")
                .found(DiagnosticCode.NETWORK_OF_EVERYBODY, "0.0.0.0/0", "name the networks");
        Mistakes.in(site + "from users to s require tls auth").none(DiagnosticCode.NETWORK_OF_EVERYBODY);
        Mistakes.in(site + "from users to s require tls cert *.contoso.com").none(DiagnosticCode.NETWORK_OF_EVERYBODY);
    }

    @Test
    void everybodyIsNotAskedToLogInWhereForeignMailComesToo() {
        String site = HEAD + USERS_ANYWHERE + "endpoint bank : partner { domains bank.example }\n";
        Mistakes.in(site + "from internet to s from users to s require auth")
                .found(DiagnosticCode.NETWORK_OF_EVERYBODY, "0.0.0.0/0", "who logs in may relay without one");
        Mistakes.in(site + "from internet to s from users to s require tls auth")
                .found(DiagnosticCode.NETWORK_OF_EVERYBODY, "0.0.0.0/0", "nothing else is required of them");
        Mistakes.in(site + "from bank to s require tls from users to s require auth")
                .found(DiagnosticCode.NETWORK_OF_EVERYBODY, "0.0.0.0/0", "name the networks of `users`");
        Mistakes.in(site + "from internet to s from users to s require tls cert *.contoso.com")
                .found(DiagnosticCode.NETWORK_OF_EVERYBODY, "0.0.0.0/0", "`when cert` of `users-to-s`");
        Mistakes.in(site + "from internet to s disabled from users to s require auth")
                .none(DiagnosticCode.NETWORK_OF_EVERYBODY);
        Mistakes.in(site + "from internet to s from users to s when header X-App require auth")
                .none(DiagnosticCode.NETWORK_OF_EVERYBODY);
    }

    /** Of some mail alone it can be meant: in our name none writes who does not log in. */
    @Test
    void everybodyIsLockedOutByWhatSelectsAllMailAlone() {
        String site = HEAD + USERS_ANYWHERE + "from internet to s\nfrom users to s require auth when ";
        for (String some : List.of(
                "sender contoso.com",
                "sender bob@contoso.com, <>",
                "recipient staff@contoso.com",
                "recipient *.contoso.com",
                "sender * recipient a.example",
                "sender contoso.com recipient contoso.com")) {
            Mistakes.in(site + some).none(DiagnosticCode.NETWORK_OF_EVERYBODY);
        }
        assertThat(everybody(site + "sender *")).contains("takes all foreign mail that comes to `s` from there, and");
        for (String all : List.of("recipient contoso.com", "recipient *", "recipient a.example, .contoso.com")) {
            assertThat(everybody(site + all)).contains("from there for the accepted domains, and refuses what");
        }
    }

    @Test
    void ofTwoConnectorsForEverybodyTheOneIsToldThatLocksOut() {
        String site = HEAD + USERS_ANYWHERE + "from internet to s\n";
        assertThat(everybody(site + "connector one from users to s when recipient bob@contoso.com require tls\n"
                        + "connector two from users to s when sender * require auth"))
                .contains("`two` takes all foreign mail");
    }

    @Test
    void withoutAcceptedDomainsNobodyIsLockedOutOfThem() {
        String site = "language 1\nendpoint s : server { hosts s.contoso.com cert s.contoso.com }\n"
                + "endpoint users : device { networks 0.0.0.0/0 }\nfrom internet to s\n";
        Mistakes.in(site + "from users to s when recipient bob@contoso.com require auth")
                .none(DiagnosticCode.NETWORK_OF_EVERYBODY);
    }

    @Test
    void everybodyIsTakenForOursAsFarAsTheConnectorSelects() {
        String site = HEAD + USERS_ANYWHERE + "from users to s";
        assertThat(everybody(site)).endsWith("all mail that comes from there is taken as mail of `users`");
        assertThat(everybody(site + " when sender contoso.com"))
                .endsWith("from there and that `when sender` of `users-to-s` selects is taken as mail of `users`");
        assertThat(everybody(site + " when sender contoso.com recipient bob@contoso.com"))
                .contains("and that `when sender` and `when recipient` of `users-to-s` select is taken");
    }

    private static String everybody(String policy) {
        return Mistakes.in(policy).result().diagnostics().stream()
                .filter(found -> found.code() == DiagnosticCode.NETWORK_OF_EVERYBODY)
                .map(Diagnostic::message)
                .findFirst()
                .orElse("");
    }

    @Test
    void portOfImplicitTls() {
        String site = HEAD + "endpoint s : server { hosts s.contoso.com cert s.contoso.com mailboxes contoso.com }\n"
                + "endpoint bank : partner { domains contosobank.com }\nfrom s to bank via ";
        Mistakes first = Mistakes.in(site + "a.example:4650, [2001:db8:465::465]:4651, b.example:465 require tls")
                .found(DiagnosticCode.IMPLICIT_TLS_PORT, ":465", "which is 25");
        Diagnostic asked = first.result().diagnostics().get(0);
        assertThat(asked.primary()
                        .span()
                        .file()
                        .text()
                        .substring(0, asked.primary().span().start()))
                .endsWith("b.example");
        assertThat(asked.message()).contains("asks for STARTTLS");
        assertThat(Mistakes.in(site + "[2001:db8::465]:465 tls off").result().diagnostics())
                .filteredOn(found -> found.code() == DiagnosticCode.IMPLICIT_TLS_PORT)
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.message()).endsWith("`s-to-bank` never starts TLS");
                    assertThat(found.primary()
                                    .span()
                                    .file()
                                    .text()
                                    .substring(0, found.primary().span().start()))
                            .endsWith("]");
                });
        Mistakes.in(site + "a.example:4650 require tls").none(DiagnosticCode.IMPLICIT_TLS_PORT);
    }

    /** At the endpoint, where it is stated; the connector asks for the same. */
    @Test
    void aForeignCertificateIsToldOnce() {
        String site = HEAD + "endpoint s : server { hosts s.contoso.com cert s.contoso.com mailboxes contoso.com }\n"
                + "endpoint signer : service { cert sign.example }\nconnector back from signer to s require tls cert ";
        assertThat(Mistakes.in(site + "sign.example").codes()).containsOnlyOnce(DiagnosticCode.FOREIGN_CERTIFICATE);
        Mistakes.in(site + "other.example")
                .found(DiagnosticCode.FOREIGN_CERTIFICATE, "sign.example", "`signer`")
                .found(DiagnosticCode.FOREIGN_CERTIFICATE, "cert other.example", "`signer`");
    }
}
