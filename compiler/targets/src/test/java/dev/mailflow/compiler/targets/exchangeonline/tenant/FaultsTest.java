package dev.mailflow.compiler.targets.exchangeonline.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.targets.exchangeonline.tenant.Fault.Level;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The rules of combination of connectors, each with settings that break it and nothing else; a setting in the list is a word, a flag or a
 * list with bars.
 */
class FaultsTest {
    private static final String IN =
            "ConnectorType=OnPremises SenderDomains=* RequireTls=true TlsSenderCertificateName=*.contoso.com";
    private static final String PARTNER_IN = "ConnectorType=Partner SenderDomains=bank.example RequireTls=true";
    private static final String OUT =
            "ConnectorType=OnPremises RecipientDomains=contoso.com UseMXRecord=false SmartHosts=mail.contoso.com";
    private static final String PARTNER_OUT = "ConnectorType=Partner RecipientDomains=bank.example UseMXRecord=true";

    private static Item item(Kind kind, String name, String settings) {
        Map<Property, Value> values = new EnumMap<>(Property.class);
        for (String setting : settings.split(" ", -1)) {
            int equals = setting.indexOf('=');
            Property property =
                    Property.of(kind, setting.substring(0, equals)).orElseThrow(() -> new AssertionError(setting));
            values.put(property, value(property, setting.substring(equals + 1)));
        }
        return new Item(kind, name, values);
    }

    private static Value value(Property property, String text) {
        if (text.isEmpty()) {
            return new Value.Nothing();
        }
        return switch (property.form()) {
            case FLAG -> new Value.Flag(Boolean.parseBoolean(text));
            case WORD, TEXT, CERTIFICATE -> new Value.Text(text);
            case TEXTS, DOMAINS, NETWORKS -> new Value.Texts(Arrays.asList(text.split("\\|", -1)));
        };
    }

    private static List<Fault> faults(Item... items) {
        return Faults.of(new Tenant("contoso", List.of(items)));
    }

    @Test
    void usualConnectorsHaveNone() {
        assertThat(faults(
                        item(Kind.ACCEPTED_DOMAIN, "contoso.com", "DomainType=InternalRelay MatchSubDomains=true"),
                        item(Kind.INBOUND, "in", IN),
                        item(Kind.INBOUND, "bank-in", PARTNER_IN),
                        item(Kind.OUTBOUND, "out", OUT),
                        item(Kind.OUTBOUND, "bank-out", PARTNER_OUT)))
                .isEmpty();
    }

    /** The columns: level, the base, what is set besides, and the properties that the fault names. */
    @ParameterizedTest(name = "{1} {2}")
    @CsvSource(
            delimiter = ';',
            value = {
                "ERROR; IN; TlsSenderCertificateName=; SenderIPAddresses|TlsSenderCertificateName",
                "ERROR; IN; RequireTls=false; RequireTls|TlsSenderCertificateName",
                "ERROR; PARTNER_IN; RestrictDomainsToIPAddresses=true; RestrictDomainsToIPAddresses|SenderIPAddresses",
                "ERROR; PARTNER_IN; RestrictDomainsToCertificate=true; RestrictDomainsToCertificate|TlsSenderCertificateName",
                "ERROR; PARTNER_IN; RestrictDomainsToIPAddresses=true RestrictDomainsToCertificate=true"
                        + " SenderIPAddresses=192.0.2.1 TlsSenderCertificateName=a.example;"
                        + " RestrictDomainsToIPAddresses|RestrictDomainsToCertificate",
                "ERROR; PARTNER_IN; CloudServicesMailEnabled=true; CloudServicesMailEnabled|ConnectorType",
                "ERROR; PARTNER_IN; TreatMessagesAsInternal=true; TreatMessagesAsInternal|ConnectorType",
                "ERROR; IN; TreatMessagesAsInternal=true CloudServicesMailEnabled=true;"
                        + " TreatMessagesAsInternal|CloudServicesMailEnabled",
                "ERROR; IN; SenderIPAddresses=2001:db8::1; SenderIPAddresses",
                "ERROR; IN; SenderIPAddresses=192.0.2.0/23; SenderIPAddresses",
                "ERROR; IN; SenderIPAddresses=192.0.2.1-192.0.2.9; SenderIPAddresses",
                "ERROR; IN; SenderIPAddresses=192.0.2.300; SenderIPAddresses",
                "ERROR; PARTNER_IN; SenderDomains=mail*.example; SenderDomains",
                "ERROR; PARTNER_IN; SenderDomains=a.*.example; SenderDomains",
                "ERROR; IN; TlsSenderCertificateName=*; TlsSenderCertificateName",
                "ERROR; IN; TlsSenderCertificateName=mail.*.example; TlsSenderCertificateName",
                "ERROR; IN; AssociatedAcceptedDomains=fabrikam.com; AssociatedAcceptedDomains",
                "WARNING; PARTNER_IN; SenderIPAddresses=192.0.2.1; SenderIPAddresses|RestrictDomainsToIPAddresses",
                "ERROR; OUT; IsTransportRuleScoped=true; IsTransportRuleScoped|RecipientDomains",
                "ERROR; OUT; RecipientDomains=; IsTransportRuleScoped|RecipientDomains",
                "WARNING; OUT; TlsDomain=mail.contoso.com TlsSettings=EncryptionOnly; TlsDomain|TlsSettings",
                "ERROR; OUT; TlsSettings=DomainValidation; TlsDomain|TlsSettings",
                "ERROR; PARTNER_OUT; SmartHosts=mx.bank.example; SmartHosts|UseMXRecord",
                "ERROR; PARTNER_OUT; UseMXRecord=false; SmartHosts|UseMXRecord",
                "ERROR; OUT; UseMXRecord=true SmartHosts=; UseMXRecord|ConnectorType",
                "ERROR; PARTNER_OUT; AllAcceptedDomains=true RouteAllMessagesViaOnPremises=true SenderRewritingEnabled=true"
                        + " CloudServicesMailEnabled=true; ConnectorType|AllAcceptedDomains|RouteAllMessagesViaOnPremises"
                        + "|SenderRewritingEnabled|CloudServicesMailEnabled",
                "ERROR; OUT; RecipientDomains=*; RecipientDomains|RouteAllMessagesViaOnPremises",
                "ERROR; OUT; RecipientDomains=* RouteAllMessagesViaOnPremises=true; RouteAllMessagesViaOnPremises",
                "ERROR; PARTNER_OUT; RecipientDomains=a.*.example; RecipientDomains",
                "ERROR; OUT; TlsDomain=* TlsSettings=DomainValidation; TlsDomain",
            })
    void whatDoesNotGoTogetherIsFound(Level level, String base, String besides, String properties) {
        String settings = switch (base) {
            case "IN" -> IN;
            case "PARTNER_IN" -> PARTNER_IN;
            case "OUT" -> OUT;
            default -> PARTNER_OUT;
        };
        Kind kind = base.endsWith("IN") ? Kind.INBOUND : Kind.OUTBOUND;
        Item accepted = item(Kind.ACCEPTED_DOMAIN, "contoso.com", "DomainType=Authoritative");
        assertThat(faults(accepted, item(kind, "x", settings + " " + besides)))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.level()).isEqualTo(level);
                    assertThat(fault.properties().stream().map(Property::word).collect(Collectors.toSet()))
                            .isEqualTo(
                                    Arrays.stream(properties.split("\\|", -1)).collect(Collectors.toSet()));
                });
    }

    @Test
    void centralizedTransportNeedsAWayBackForTheWholeTenant() {
        Item central = item(Kind.OUTBOUND, "c", OUT + " RecipientDomains=* RouteAllMessagesViaOnPremises=true");
        Item accepted = item(Kind.ACCEPTED_DOMAIN, "contoso.com", "DomainType=Authoritative");
        assertThat(faults(central, item(Kind.INBOUND, "in", IN))).isEmpty();
        assertThat(faults(central, item(Kind.INBOUND, "in", IN + " Enabled=false")))
                .hasSize(1);
        assertThat(faults(accepted, central, item(Kind.INBOUND, "in", IN + " AssociatedAcceptedDomains=contoso.com")))
                .hasSize(1);
        assertThat(faults(central, item(Kind.INBOUND, "in", PARTNER_IN))).hasSize(1);
        assertThat(faults(central.with(Property.ENABLED, new Value.Flag(false))))
                .isEmpty();
    }

    @Test
    void acceptedDomains() {
        assertThat(faults(item(Kind.ACCEPTED_DOMAIN, "a.example", "DomainType=Authoritative MatchSubDomains=true")))
                .extracting(Fault::level)
                .containsExactly(Level.ERROR);
        Item relayed = item(Kind.ACCEPTED_DOMAIN, "sub.contoso.com", "DomainType=InternalRelay");
        assertThat(faults(relayed, item(Kind.OUTBOUND, "out", OUT)))
                .extracting(Fault::level)
                .containsExactly(Level.WARNING);
        assertThat(faults(relayed, item(Kind.OUTBOUND, "out", OUT + " RecipientDomains=*.contoso.com")))
                .isEmpty();
        assertThat(faults(relayed, item(Kind.OUTBOUND, "out", OUT + " RecipientDomains= AllAcceptedDomains=true")))
                .isEmpty();
    }

    /** A rule that is on needs a connector that is on and made for rules; one that is off needs nothing. */
    @Test
    void rulesNeedTheirConnector() {
        Item on = item(Kind.OUTBOUND, "x", OUT + " RecipientDomains= IsTransportRuleScoped=true");
        Item off = item(Kind.OUTBOUND, "x", OUT + " RecipientDomains= IsTransportRuleScoped=true Enabled=false");
        Item rule = item(Kind.RULE, "r", "RouteMessageOutboundConnector=X");
        assertThat(faults(on, rule)).isEmpty();
        assertThat(faults(off, rule)).hasSize(1);
        assertThat(faults(rule)).hasSize(1);
        assertThat(faults(item(Kind.OUTBOUND, "x", OUT), rule)).hasSize(1);
        assertThat(faults(off, item(Kind.RULE, "r", "RouteMessageOutboundConnector=x Enabled=false")))
                .isEmpty();
    }
}
