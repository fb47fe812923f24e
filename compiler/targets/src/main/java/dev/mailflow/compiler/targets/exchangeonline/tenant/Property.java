package dev.mailflow.compiler.targets.exchangeonline.tenant;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A property that decides, or that an administrator set on purpose: everything of New- and Set-InboundConnector,
 * -OutboundConnector and -AcceptedDomain that is not bookkeeping. The order is the one in which scripts and plans name them.
 */
public enum Property {
    CONNECTOR_TYPE("ConnectorType", Form.WORD, Kind.INBOUND, Kind.OUTBOUND),
    CONNECTOR_SOURCE("ConnectorSource", Form.WORD, Kind.INBOUND, Kind.OUTBOUND),
    ENABLED("Enabled", Form.FLAG, Kind.INBOUND, Kind.OUTBOUND, Kind.RULE),
    COMMENT("Comment", Form.TEXT, Kind.INBOUND, Kind.OUTBOUND),
    CLOUD_SERVICES_MAIL("CloudServicesMailEnabled", Form.FLAG, Kind.INBOUND, Kind.OUTBOUND),

    SENDER_DOMAINS("SenderDomains", Form.DOMAINS, Kind.INBOUND),
    SENDER_ADDRESSES("SenderIPAddresses", Form.NETWORKS, Kind.INBOUND),
    REQUIRE_TLS("RequireTls", Form.FLAG, Kind.INBOUND),
    CERTIFICATE_NAME("TlsSenderCertificateName", Form.CERTIFICATE, Kind.INBOUND),
    RESTRICT_TO_ADDRESSES("RestrictDomainsToIPAddresses", Form.FLAG, Kind.INBOUND),
    RESTRICT_TO_CERTIFICATE("RestrictDomainsToCertificate", Form.FLAG, Kind.INBOUND),
    TREAT_AS_INTERNAL("TreatMessagesAsInternal", Form.FLAG, Kind.INBOUND),
    ASSOCIATED_DOMAINS("AssociatedAcceptedDomains", Form.DOMAINS, Kind.INBOUND),
    SKIP_LAST_ADDRESS("EFSkipLastIP", Form.FLAG, Kind.INBOUND),
    SKIP_ADDRESSES("EFSkipIPs", Form.TEXTS, Kind.INBOUND),
    SKIP_FOR("EFUsers", Form.TEXTS, Kind.INBOUND),
    TRUSTED_ORGANIZATIONS("TrustedOrganizations", Form.TEXTS, Kind.INBOUND),
    CLIENT_HOST_NAMES("ClientHostNames", Form.TEXTS, Kind.INBOUND),
    SKIP_GATEWAY("EFSkipMailGateway", Form.TEXTS, Kind.INBOUND),
    SKIP_TEST("EFTestMode", Form.FLAG, Kind.INBOUND),
    SCAN_AND_DROP("ScanAndDropRecipients", Form.TEXTS, Kind.INBOUND),

    RECIPIENT_DOMAINS("RecipientDomains", Form.DOMAINS, Kind.OUTBOUND),
    ALL_ACCEPTED_DOMAINS("AllAcceptedDomains", Form.FLAG, Kind.OUTBOUND),
    RULE_SCOPED("IsTransportRuleScoped", Form.FLAG, Kind.OUTBOUND),
    USE_MX("UseMXRecord", Form.FLAG, Kind.OUTBOUND),
    SMART_HOSTS("SmartHosts", Form.TEXTS, Kind.OUTBOUND),
    TLS_SETTINGS("TlsSettings", Form.WORD, Kind.OUTBOUND),
    TLS_DOMAIN("TlsDomain", Form.CERTIFICATE, Kind.OUTBOUND),
    ROUTE_ALL("RouteAllMessagesViaOnPremises", Form.FLAG, Kind.OUTBOUND),
    SENDER_REWRITING("SenderRewritingEnabled", Form.FLAG, Kind.OUTBOUND),
    DANE_MODE("SmtpDaneMode", Form.WORD, Kind.OUTBOUND),
    MTA_STS_MODE("MtaStsMode", Form.WORD, Kind.OUTBOUND),
    TEST_MODE("TestMode", Form.FLAG, Kind.OUTBOUND),

    DOMAIN_TYPE("DomainType", Form.WORD, Kind.ACCEPTED_DOMAIN),
    MATCH_SUBDOMAINS("MatchSubDomains", Form.FLAG, Kind.ACCEPTED_DOMAIN),
    OUTBOUND_ONLY("OutboundOnly", Form.FLAG, Kind.ACCEPTED_DOMAIN),
    SENDING_FROM_DISABLED("SendingFromDomainDisabled", Form.FLAG, Kind.ACCEPTED_DOMAIN),
    SENDING_TO_DISABLED("SendingToDomainDisabled", Form.FLAG, Kind.ACCEPTED_DOMAIN),
    CATCH_ALL("CatchAllRecipientID", Form.TEXT, Kind.ACCEPTED_DOMAIN),

    RULE_FROM("From", Form.TEXTS, Kind.RULE),
    RULE_SENDER_DOMAINS("SenderDomainIs", Form.TEXTS, Kind.RULE),
    RULE_SENT_TO("SentTo", Form.TEXTS, Kind.RULE),
    RULE_RECIPIENT_DOMAINS("RecipientDomainIs", Form.TEXTS, Kind.RULE),
    RULE_HEADER("HeaderContainsMessageHeader", Form.TEXT, Kind.RULE),
    RULE_HEADER_WORDS("HeaderContainsWords", Form.TEXTS, Kind.RULE),
    RULE_SENDER_LOCATION("SenderAddressLocation", Form.WORD, Kind.RULE),
    RULE_RECIPIENT_TYPE("RecipientAddressType", Form.WORD, Kind.RULE),
    RULE_EXCEPT_HEADER("ExceptIfHeaderContainsMessageHeader", Form.TEXT, Kind.RULE),
    RULE_EXCEPT_HEADER_WORDS("ExceptIfHeaderContainsWords", Form.TEXTS, Kind.RULE),
    RULE_EXCEPT_HEADER_LIKE("ExceptIfHeaderMatchesMessageHeader", Form.TEXT, Kind.RULE),
    RULE_EXCEPT_HEADER_PATTERNS("ExceptIfHeaderMatchesPatterns", Form.TEXTS, Kind.RULE),
    RULE_MODE("Mode", Form.WORD, Kind.RULE),
    RULE_STOP("StopRuleProcessing", Form.FLAG, Kind.RULE),
    RULE_ROUTE("RouteMessageOutboundConnector", Form.TEXT, Kind.RULE),
    RULE_PRIORITY("Priority", Form.TEXT, Kind.RULE),

    REJECT_DIRECT_SEND("RejectDirectSend", Form.FLAG, Kind.ORGANIZATION),

    IS_INTERNAL("IsInternal", Form.FLAG, Kind.REMOTE_DOMAIN),
    AUTO_FORWARD("AutoForwardEnabled", Form.FLAG, Kind.REMOTE_DOMAIN);

    /** How a value is written and compared. */
    public enum Form {
        FLAG,
        /** One of a fixed choice; compared without case. */
        WORD,
        TEXT,
        /** A host or {@code *.domain}; compared without case. */
        CERTIFICATE,
        TEXTS,
        /** Perhaps written as address spaces, {@code smtp:x;1}. */
        DOMAINS,
        /** Addresses and blocks; host bits do not matter. */
        NETWORKS
    }

    private final String word;
    private final Form form;
    private final Set<Kind> kinds;

    Property(String word, Form form, Kind first, Kind... others) {
        this.word = word;
        this.form = form;
        this.kinds = EnumSet.of(first, others);
    }

    /** The name of the parameter. */
    public String word() {
        return word;
    }

    public Form form() {
        return form;
    }

    public boolean isOf(Kind kind) {
        return kinds.contains(kind);
    }

    /** PowerShell's names are without case. */
    public static Optional<Property> of(Kind kind, String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return of(kind).stream()
                .filter(property -> property.word.toLowerCase(Locale.ROOT).equals(wanted))
                .findFirst();
    }

    public static List<Property> of(Kind kind) {
        return Arrays.stream(values()).filter(property -> property.isOf(kind)).toList();
    }
}
