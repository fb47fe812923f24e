package dev.mailflow.compiler.targets.exchangeonline.importing;

import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The words of exports: those of each fixed choice, and the names of what decides nothing. */
final class KnownNames {
    private static final Map<Property, Map<String, String>> WORDS = Map.of(
            Property.CONNECTOR_TYPE,
                    Map.of("onpremises", "OnPremises", "partner", "Partner", "1", "OnPremises", "2", "Partner"),
            Property.CONNECTOR_SOURCE,
                    Map.of(
                            "default",
                            "Default",
                            "hybridwizard",
                            "HybridWizard",
                            "migrated",
                            "Migrated",
                            "adminui",
                            "AdminUI"),
            Property.TLS_SETTINGS,
                    Map.of(
                            "encryptiononly",
                            "EncryptionOnly",
                            "certificatevalidation",
                            "CertificateValidation",
                            "domainvalidation",
                            "DomainValidation"),
            Property.DANE_MODE, Map.of("opportunistic", "Opportunistic", "mandatory", "Mandatory", "none", "None"),
            Property.MTA_STS_MODE, Map.of("opportunistic", "Opportunistic", "none", "None"),
            Property.RULE_MODE, Map.of("enforce", "Enforce", "audit", "Audit", "auditandnotify", "AuditAndNotify"),
            Property.RULE_SENDER_LOCATION,
                    Map.of("header", "Header", "envelope", "Envelope", "headerorenvelope", "HeaderOrEnvelope"),
            Property.RULE_RECIPIENT_TYPE, Map.of("resolved", "Resolved", "original", "Original"),
            Property.DOMAIN_TYPE,
                    Map.of(
                            "authoritative",
                            "Authoritative",
                            "internalrelay",
                            "InternalRelay",
                            "externalrelay",
                            "ExternalRelay"));

    /** Bookkeeping of the directory and of the tools around it: it decides nothing. */
    private static final Set<String> BOOKKEEPING = lower(
            "Name",
            "Identity",
            "DomainName",
            "Guid",
            "Id",
            "ExchangeObjectId",
            "DistinguishedName",
            "ObjectCategory",
            "ObjectClass",
            "WhenChanged",
            "WhenCreated",
            "WhenChangedUTC",
            "WhenCreatedUTC",
            "OrganizationId",
            "OrganizationalUnitRoot",
            "OrganizationalUnitRootInternal",
            "OriginatingServer",
            "IsValid",
            "ObjectState",
            "ExchangeVersion",
            "AdminDisplayName",
            "NameHashGuid",
            "RunspaceId",
            "PSComputerName",
            "PSShowComputerName",
            "PSSourceJobInstanceId",
            "LinkForModifiedConnector",
            "ValidationRecipients",
            "IsValidated",
            "LastValidationTimestamp",
            "AddressBookEnabled",
            "Default",
            "EmailOnly",
            "ExternallyManaged",
            "RawAuthenticationType",
            "AuthenticationType",
            "LiveIdInstanceType",
            "PendingRemoval",
            "PendingCompletion",
            "FederatedOrganizationLink",
            "MailFlowPartner",
            "PendingFederatedAccountNamespace",
            "PendingFederatedDomain",
            "IsCoexistenceDomain",
            "PerimeterDuplicateDetected",
            "IsDefaultFederatedDomain",
            "EnableNego2Authentication",
            "CanHaveCloudCache",
            "SmtpDaneStatus",
            "MailFlowRegion",
            "AzureProvisioningRegion",
            "InitialDomain",
            "Kind",
            "Tenant",
            "PSPath",
            "ResourceId",
            "SourceInfo",
            "ModuleName",
            "ModuleVersion",
            "ConfigurationName",
            // Microsoft365DSC: how it logs in, and whether the object is to be there.
            "Ensure",
            "Credential",
            "ApplicationId",
            "TenantId",
            "CertificateThumbprint",
            "CertificatePath",
            "CertificatePassword",
            "ManagedIdentity",
            "AccessTokens",
            "ResourceName",
            "ResourceInstanceName");

    /** Of a mail flow rule: what tells of it, and neither a condition nor an exception. */
    private static final Set<String> OF_RULES = lower(
            "Description",
            "Conditions",
            "Exceptions",
            "Actions",
            "State",
            "RuleVersion",
            "Version",
            "Size",
            "RuleSubType",
            "UseLegacyRegex",
            "ManuallyModified",
            "Comments",
            "ImmutableId",
            "CreatedBy",
            "LastModifiedBy",
            "LastRunDateTime",
            "LastRunOutcome",
            "DlpPolicyId",
            "SetAuditSeverity");

    /** Actions of a mail flow rule that change the message or tell somebody, or ask for TLS, and leave its way as it is. */
    private static final Set<String> ACTIONS = lower(
            "PrependSubject",
            "ApplyClassification",
            "ApplyHtmlDisclaimerLocation",
            "ApplyHtmlDisclaimerText",
            "ApplyHtmlDisclaimerFallbackAction",
            "ApplyRightsProtectionTemplate",
            "ApplyRightsProtectionCustomizationTemplate",
            "ApplyOME",
            "RemoveOME",
            "RemoveOMEv2",
            "RemoveRMSAttachmentEncryption",
            "SetSCL",
            "SetHeaderName",
            "SetHeaderValue",
            "RemoveHeader",
            "AddToRecipients",
            "CopyTo",
            "BlindCopyTo",
            "AddManagerAsRecipientType",
            "RouteMessageOutboundRequireTls",
            "RuleErrorAction",
            "GenerateIncidentReport",
            "IncidentReportContent",
            "IncidentReportOriginalMail",
            "GenerateNotification",
            "NotifySender",
            "LogEventText");

    /** What a rule has where nothing was set, if that is a word. */
    private static final Map<String, String> DEFAULTS =
            Map.of("recipientaddresstype", "Resolved", "ruleerroraction", "Ignore");

    private KnownNames() {}

    private static Set<String> lower(String... names) {
        Set<String> lower = new LinkedHashSet<>();
        for (String name : names) {
            lower.add(name.toLowerCase(Locale.ROOT));
        }
        return lower;
    }

    /** As the cmdlets spell it; empty for a number that nobody has explained and for a word of a later version. */
    static Optional<String> word(Property property, String text) {
        return Optional.ofNullable(WORDS.getOrDefault(property, Map.of()).get(text.toLowerCase(Locale.ROOT)));
    }

    /** Whether a property of that name says nothing about where mail goes. */
    static boolean isBookkeeping(Kind kind, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return BOOKKEEPING.contains(lower) || kind == Kind.RULE && OF_RULES.contains(lower);
    }

    /** Whether most of what such an object has is not of mail flow, and is passed over. */
    static boolean isInPart(Kind kind) {
        return kind == Kind.ORGANIZATION || kind == Kind.REMOTE_DOMAIN;
    }

    /** Whether it is the action of a rule that asks the next hop for TLS. */
    static boolean asksForTls(String name) {
        return name.equalsIgnoreCase("RouteMessageOutboundRequireTls");
    }

    /** Whether a property of that name of a rule neither says for which mail it is nor where that goes. */
    static boolean isAction(String name) {
        return ACTIONS.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Whether a rule has that where nobody has set it. */
    static boolean isDefault(String name, List<String> texts) {
        return texts.stream().allMatch(DEFAULTS.getOrDefault(name.toLowerCase(Locale.ROOT), "")::equalsIgnoreCase)
                && !texts.isEmpty();
    }
}
