package dev.mailflow.compiler.targets.exchangeonline.tenant;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The parameters of Set-TransportRule that say for which mail a rule is, or that take the mail away from the rule's connector, and how each is
 * unset. A parameter that is not here may be one that the cmdlet does not know.
 */
public final class RuleParameters {
    private static final String EXCEPTION = "ExceptIf";

    /** Conditions; each has an exception of the same name behind {@code ExceptIf}. */
    private static final Set<String> CONDITIONS = names(
            "ADComparisonAttribute",
            "ADComparisonOperator",
            "AnyOfCcHeader",
            "AnyOfCcHeaderMemberOf",
            "AnyOfRecipientAddressContainsWords",
            "AnyOfRecipientAddressMatchesPatterns",
            "AnyOfToCcHeader",
            "AnyOfToCcHeaderMemberOf",
            "AnyOfToHeader",
            "AnyOfToHeaderMemberOf",
            "AttachmentContainsWords",
            "AttachmentExtensionMatchesWords",
            "AttachmentHasExecutableContent",
            "AttachmentIsPasswordProtected",
            "AttachmentIsUnsupported",
            "AttachmentMatchesPatterns",
            "AttachmentNameMatchesPatterns",
            "AttachmentProcessingLimitExceeded",
            "AttachmentPropertyContainsWords",
            "AttachmentSizeOver",
            "BetweenMemberOf1",
            "BetweenMemberOf2",
            "ContentCharacterSetContainsWords",
            "From",
            "FromAddressContainsWords",
            "FromAddressMatchesPatterns",
            "FromMemberOf",
            "FromScope",
            "HasClassification",
            "HasNoClassification",
            "HasSenderOverride",
            "HeaderContainsMessageHeader",
            "HeaderContainsWords",
            "HeaderMatchesMessageHeader",
            "HeaderMatchesPatterns",
            "ManagerAddresses",
            "ManagerForEvaluatedUser",
            "MessageContainsDataClassifications",
            "MessageSizeOver",
            "MessageTypeMatches",
            "RecipientADAttributeContainsWords",
            "RecipientADAttributeMatchesPatterns",
            "RecipientAddressContainsWords",
            "RecipientAddressMatchesPatterns",
            "RecipientDomainIs",
            "RecipientInSenderList",
            "SCLOver",
            "SenderADAttributeContainsWords",
            "SenderADAttributeMatchesPatterns",
            "SenderDomainIs",
            "SenderInRecipientList",
            "SenderIpRanges",
            "SenderManagementRelationship",
            "SentTo",
            "SentToMemberOf",
            "SentToScope",
            "SubjectContainsWords",
            "SubjectMatchesPatterns",
            "SubjectOrBodyContainsWords",
            "SubjectOrBodyMatchesPatterns",
            "WithImportance");

    /** When a rule holds, and what it does in place of sending by its connector. */
    private static final Set<String> OTHERS = names(
            "ActivationDate",
            "ExpiryDate",
            "DeleteMessage",
            "ModerateMessageByManager",
            "ModerateMessageByUser",
            "Quarantine",
            "RedirectMessageTo",
            "RejectMessageEnhancedStatusCode",
            "RejectMessageReasonText");

    /** By which a rule leaves out what an add-on service has handled. */
    public static final List<Property> HEADER_EXCEPTIONS = List.of(
            Property.RULE_EXCEPT_HEADER,
            Property.RULE_EXCEPT_HEADER_WORDS,
            Property.RULE_EXCEPT_HEADER_LIKE,
            Property.RULE_EXCEPT_HEADER_PATTERNS);

    private RuleParameters() {}

    /**
     * What unsets it: {@code $false} of a flag, else {@code $null}.
     *
     * @param value what it is set to, as far as it is known
     * @return empty if it is no such parameter
     */
    public static Optional<Value> unset(String name, Optional<Value> value) {
        if (!isOne(name)) {
            return Optional.empty();
        }
        return Optional.of(
                value.orElse(new Value.Nothing()) instanceof Value.Flag ? new Value.Flag(false) : new Value.Nothing());
    }

    private static boolean isOne(String name) {
        boolean exception = name.regionMatches(true, 0, EXCEPTION, 0, EXCEPTION.length());
        return OTHERS.contains(name) || CONDITIONS.contains(exception ? name.substring(EXCEPTION.length()) : name);
    }

    /** Names of parameters are without case. */
    private static Set<String> names(String... names) {
        Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        Stream.of(names).forEach(known::add);
        return known;
    }
}
