package dev.mailflow.compiler.targets.exchangeonline.plan;

import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Tenants as administrators have them, with what a policy has no words for too; each object of one that the service would take. */
final class GeneratedTenants {
    private static final List<String> NAMES = List.of(
            "in", "Bank A in", "O'Brien \u2018x\u2019", "b\u00e4nk", "$(x) `n", "a-b", "Inbound from 1a2b", "from");

    /**
     * One object.
     *
     * @param settings by the names of parameters
     */
    record Made(Kind kind, Map<String, Object> settings) {}

    private GeneratedTenants() {}

    /** Two of equal domains: a script cannot add one. */
    record Two(Cmdlets one, Cmdlets other) {}

    static Arbitrary<Two> twos() {
        return domains()
                .flatMap(domains -> Combinators.combine(
                                tenants(Arbitraries.just(domains)), tenants(Arbitraries.just(domains)))
                        .as(Two::new));
    }

    static Arbitrary<Cmdlets> tenants() {
        return tenants(domains());
    }

    private static Arbitrary<Cmdlets> tenants(Arbitrary<Map<String, Map<String, Object>>> accepted) {
        return Combinators.combine(
                        accepted,
                        inbound().list().ofMaxSize(4),
                        outbound().list().ofMaxSize(4),
                        rule().list().ofMaxSize(3),
                        Arbitraries.of(true, false))
                .as((domains, inbound, outbound, rules, refuse) -> {
                    Cmdlets tenant = new Cmdlets();
                    domains.forEach((name, settings) -> tenant.put(Kind.ACCEPTED_DOMAIN, name, settings));
                    List<Made> all = new ArrayList<>(inbound);
                    all.addAll(outbound);
                    int number = 0;
                    for (Made made : all) {
                        // Names are told apart without case, and by more than signs: which is meant is nowhere guessed.
                        tenant.put(
                                made.kind(),
                                NAMES.get(number % NAMES.size()) + (number < NAMES.size() ? "" : " " + number),
                                made.settings());
                        number++;
                    }
                    if (!rules.isEmpty()) {
                        gateways(tenant);
                    }
                    for (int i = 0; i < rules.size(); i++) {
                        tenant.put(Kind.RULE, "Rule " + i, rules.get(i).settings());
                    }
                    tenant.put(Kind.ORGANIZATION, "organization", Map.of("RejectDirectSend", refuse));
                    return tenant;
                });
    }

    private static void gateways(Cmdlets tenant) {
        for (String name : List.of("Gate one", "Gate-two")) {
            Map<String, Object> settings = new LinkedHashMap<>(out());
            settings.putAll(Map.of(
                    "ConnectorType",
                    "Partner",
                    "IsTransportRuleScoped",
                    true,
                    "UseMXRecord",
                    false,
                    "SmartHosts",
                    List.of(name.replace(' ', '-').toLowerCase(Locale.ROOT) + ".example")));
            tenant.put(Kind.OUTBOUND, name, settings);
        }
    }

    private static Arbitrary<Map<String, Map<String, Object>>> domains() {
        return Combinators.combine(
                        Arbitraries.of(
                                "contoso.onmicrosoft.com", "contoso.onmicrosoft.us", "contoso.partner.onmschina.cn"),
                        Arbitraries.of("", "fabrikam.com", "xn--bnk-qla.example"),
                        Arbitraries.of("", "legacy.contoso.com"),
                        Arbitraries.of(true, false))
                .as((initial, more, relay, below) -> {
                    Map<String, Map<String, Object>> domains = new LinkedHashMap<>();
                    domains.put("contoso.com", Map.of("DomainType", "Authoritative", "MatchSubDomains", false));
                    domains.put(initial, Map.of("DomainType", "Authoritative", "InitialDomain", true));
                    if (!more.isEmpty()) {
                        domains.put(more, Map.of("DomainType", "Authoritative", "MatchSubDomains", false));
                    }
                    if (!relay.isEmpty()) {
                        domains.put(relay, Map.of("DomainType", "InternalRelay", "MatchSubDomains", below));
                    }
                    return domains;
                });
    }

    private static Map<String, Object> in() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("Enabled", true);
        settings.put("ConnectorSource", "Default");
        settings.put("RequireTls", false);
        settings.put("RestrictDomainsToIPAddresses", false);
        settings.put("RestrictDomainsToCertificate", false);
        settings.put("CloudServicesMailEnabled", false);
        settings.put("TreatMessagesAsInternal", false);
        settings.put("EFSkipLastIP", false);
        return settings;
    }

    private static Map<String, Object> out() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("Enabled", true);
        settings.put("ConnectorSource", "Default");
        settings.put("UseMXRecord", true);
        settings.put("IsTransportRuleScoped", false);
        settings.put("AllAcceptedDomains", false);
        settings.put("RouteAllMessagesViaOnPremises", false);
        settings.put("CloudServicesMailEnabled", false);
        settings.put("SenderRewritingEnabled", false);
        settings.put("SmtpDaneMode", "Opportunistic");
        settings.put("MtaStsMode", "Opportunistic");
        settings.put("TestMode", false);
        return settings;
    }

    private static Arbitrary<Made> inbound() {
        Arbitrary<Map<String, Object>> who = Arbitraries.frequencyOf(
                Tuple.of(
                        2,
                        Arbitraries.<Map<String, Object>>of(
                                Map.of(
                                        "ConnectorType",
                                        "OnPremises",
                                        "SenderDomains",
                                        List.of("smtp:*;1"),
                                        "RequireTls",
                                        true,
                                        "TlsSenderCertificateName",
                                        "*.contoso.com"),
                                Map.of(
                                        "ConnectorType",
                                        "OnPremises",
                                        "SenderDomains",
                                        List.of("smtp:*;1"),
                                        "RequireTls",
                                        true,
                                        "TlsSenderCertificateName",
                                        "<I>CN=Contoso CA, O=Contoso<S>CN=mail.contoso.com, O=Contoso",
                                        "CloudServicesMailEnabled",
                                        true,
                                        "ConnectorSource",
                                        "HybridWizard"),
                                Map.of(
                                        "ConnectorType",
                                        "OnPremises",
                                        "SenderDomains",
                                        List.of("smtp:*;5"),
                                        "SenderIPAddresses",
                                        List.of("203.0.113.7", "198.51.100.9/24")),
                                Map.of(
                                        "ConnectorType",
                                        "OnPremises",
                                        "SenderDomains",
                                        List.of("smtp:*;1"),
                                        "RequireTls",
                                        true,
                                        "TlsSenderCertificateName",
                                        "a.contoso.com",
                                        "SenderIPAddresses",
                                        List.of("203.0.113.64/28"),
                                        "TreatMessagesAsInternal",
                                        true),
                                Map.of(
                                        "ConnectorType",
                                        "OnPremises",
                                        "SenderDomains",
                                        List.of("smtp:*;1"),
                                        "SenderIPAddresses",
                                        List.of("192.0.2.1")))),
                Tuple.of(
                        3,
                        Combinators.combine(
                                        Arbitraries.of(
                                                        "a.example",
                                                        "*.a.example",
                                                        "b.example",
                                                        "xn--bnk-qla.example",
                                                        "c.example")
                                                .set()
                                                .ofMinSize(1)
                                                .ofMaxSize(2),
                                        Arbitraries.of(1, 7),
                                        Arbitraries.of(true, false),
                                        Arbitraries.of(0, 0, 1, 2))
                                .as((senders, cost, tls, restricted) -> {
                                    Map<String, Object> settings = new LinkedHashMap<>();
                                    settings.put("ConnectorType", "Partner");
                                    settings.put(
                                            "SenderDomains",
                                            senders.stream()
                                                    .sorted()
                                                    .map(one -> "smtp:" + one + ";" + cost)
                                                    .toList());
                                    settings.put("RequireTls", tls || restricted == 1);
                                    if (restricted == 1) {
                                        settings.put("RestrictDomainsToCertificate", true);
                                        settings.put("TlsSenderCertificateName", "mx.a.example");
                                    } else if (restricted == 2) {
                                        settings.put("RestrictDomainsToIPAddresses", true);
                                        settings.put("SenderIPAddresses", List.of("198.51.100.0/25", "203.0.113.99"));
                                    }
                                    return settings;
                                })));
        Arbitrary<Map<String, Object>> more = Arbitraries.of(
                Map.of(),
                Map.of(),
                Map.of("Enabled", false),
                Map.of("Comment", "made by \u201cus\u201d, don't touch"),
                Map.of("EFSkipLastIP", true),
                Map.of("EFSkipIPs", List.of("203.0.113.200-203.0.113.210")),
                Map.of("AssociatedAcceptedDomains", List.of("contoso.com")),
                Map.of("ConnectorSource", "AdminUI"));
        return Combinators.combine(who, more).as((a, b) -> made(Kind.INBOUND, in(), a, b));
    }

    private static Made made(
            Kind kind, Map<String, Object> settings, Map<String, Object> one, Map<String, Object> other) {
        Map<String, Object> all = new LinkedHashMap<>(settings);
        all.putAll(one);
        all.putAll(other);
        return new Made(kind, all);
    }

    private static Arbitrary<Made> outbound() {
        Arbitrary<Map<String, Object>> where = Arbitraries.of(
                Map.of("ConnectorType", "Partner", "RecipientDomains", List.of("a.example", "*.a.example")),
                Map.of(
                        "ConnectorType",
                        "Partner",
                        "RecipientDomains",
                        List.of("b.example"),
                        "TlsSettings",
                        "EncryptionOnly"),
                Map.of(
                        "ConnectorType",
                        "Partner",
                        "RecipientDomains",
                        List.of("*.c.example"),
                        "TlsSettings",
                        "DomainValidation",
                        "TlsDomain",
                        "*.c.example"),
                Map.of(
                        "ConnectorType",
                        "Partner",
                        "RecipientDomains",
                        List.of("c.example", "xn--bnk-qla.example"),
                        "TlsSettings",
                        "EncryptionOnly"),
                Map.of(
                        "ConnectorType",
                        "Partner",
                        "RecipientDomains",
                        List.of("d.example"),
                        "TlsSettings",
                        "CertificateValidation"),
                Map.of(
                        "ConnectorType",
                        "Partner",
                        "RecipientDomains",
                        List.of("*"),
                        "UseMXRecord",
                        false,
                        "SmartHosts",
                        List.of("filter.example")),
                Map.of(
                        "ConnectorType",
                        "OnPremises",
                        "RecipientDomains",
                        List.of("contoso.com"),
                        "UseMXRecord",
                        false,
                        "SmartHosts",
                        List.of("mail.contoso.com", "[203.0.113.5]"),
                        "TlsSettings",
                        "DomainValidation",
                        "TlsDomain",
                        "mail.contoso.com"),
                Map.of(
                        "ConnectorType",
                        "OnPremises",
                        "AllAcceptedDomains",
                        true,
                        "UseMXRecord",
                        false,
                        "SmartHosts",
                        List.of("mx.contoso.com")),
                Map.of(
                        "ConnectorType",
                        "OnPremises",
                        "RecipientDomains",
                        List.of("legacy.contoso.com", "*.legacy.contoso.com"),
                        "UseMXRecord",
                        false,
                        "SmartHosts",
                        List.of("mx.contoso.com"),
                        "CloudServicesMailEnabled",
                        true,
                        "ConnectorSource",
                        "HybridWizard"));
        Arbitrary<Map<String, Object>> more = Arbitraries.of(
                Map.of(),
                Map.of(),
                Map.of("Enabled", false),
                Map.of("TestMode", true),
                Map.of("SmtpDaneMode", "None", "MtaStsMode", "None"),
                Map.of("Comment", "ours"));
        return Combinators.combine(where, more).as((a, b) -> made(Kind.OUTBOUND, out(), a, b));
    }

    private static Arbitrary<Made> rule() {
        Arbitrary<Map<String, Object>> which = Arbitraries.of(
                Map.of("RecipientDomainIs", List.of("a.example"), "RecipientAddressType", "Original"),
                Map.of("RecipientDomainIs", List.of("sub.a.example", "b.example"), "RecipientAddressType", "Original"),
                Map.of("RecipientDomainIs", List.of("xn--bnk-qla.example")),
                Map.of("SentTo", List.of("boss@a.example"), "RecipientAddressType", "Original"),
                Map.of("From", List.of("boss@contoso.com"), "SenderAddressLocation", "Envelope"),
                Map.of(
                        "From",
                        List.of("boss@contoso.com"),
                        "SenderAddressLocation",
                        "Envelope",
                        "RecipientDomainIs",
                        List.of("a.example"),
                        "RecipientAddressType",
                        "Original"),
                Map.of("SenderDomainIs", List.of("fabrikam.com")),
                Map.of("HeaderContainsMessageHeader", "X-Route", "HeaderContainsWords", List.of("it's", "b")));
        Arbitrary<Map<String, Object>> more = Arbitraries.of(
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of("Enabled", false),
                Map.of("Mode", "Audit"),
                Map.of("StopRuleProcessing", true),
                Map.of("ExceptIfHeaderContainsMessageHeader", "X-Done", "ExceptIfHeaderContainsWords", List.of("yes")),
                Map.of("ExceptIfFrom", List.of("x@contoso.com")),
                Map.of("ExpiryDate", "2020-01-01T00:00:00Z"),
                Map.of("SubjectContainsWords", List.of("secret")),
                Map.of("SomethingNew", "on"),
                Map.of("SetSCL", "-1"));
        return Combinators.combine(which, more, Arbitraries.of("Gate one", "Gate-two"))
                .as((a, b, route) ->
                        made(Kind.RULE, Map.of("Mode", "Enforce", "RouteMessageOutboundConnector", route), a, b));
    }
}
