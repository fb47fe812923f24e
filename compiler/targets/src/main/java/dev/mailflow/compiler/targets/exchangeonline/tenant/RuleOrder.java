package dev.mailflow.compiler.targets.exchangeonline.tenant;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whether it matters which of two mail flow rules is asked first. */
public final class RuleOrder {
    private RuleOrder() {}

    /**
     * What a rule asks of a message.
     *
     * @param senders addresses and domains in lower case; empty for everybody
     * @param sender which address of the sender they are
     * @param recipients the same as the senders
     * @param recipient which address of the recipient they are
     */
    record Conditions(
            boolean isInForce, List<String> senders, Looked sender, List<String> recipients, Looked recipient) {
        static Conditions of(Item rule) {
            return new Conditions(
                    rule.isRuleInForce(),
                    values(rule, Property.RULE_FROM, Property.RULE_SENDER_DOMAINS),
                    rule.text(Property.RULE_SENDER_LOCATION)
                            .map(location -> Looked.of(location, "Header", "Envelope"))
                            .orElse(Looked.BY_DEFAULT),
                    values(rule, Property.RULE_SENT_TO, Property.RULE_RECIPIENT_DOMAINS),
                    rule.text(Property.RULE_RECIPIENT_TYPE)
                            .map(type -> Looked.of(type, "Resolved", "Original"))
                            .orElse(Looked.BY_DEFAULT));
        }

        boolean mayMeet(Conditions other) {
            return isInForce
                    && other.isInForce()
                    && (recipient.isAnother(other.recipient()) || mayShare(recipients, other.recipients()))
                    && (sender.isAnother(other.sender()) || mayShare(senders, other.senders()));
        }
    }

    /** Which of two addresses of one person a condition is for. */
    private enum Looked {
        /** The From field, and the primary address of the recipient. */
        BY_DEFAULT,
        ON_THE_ENVELOPE,
        /** At either of them, or nobody knows. */
        AT_EITHER;

        static Looked of(String word, String byDefault, String onTheEnvelope) {
            if (word.equalsIgnoreCase(byDefault)) {
                return BY_DEFAULT;
            }
            return word.equalsIgnoreCase(onTheEnvelope) ? ON_THE_ENVELOPE : AT_EITHER;
        }

        /** Whether a message may have the one address for the one and another for the other, so that it proves nothing that they are not alike. */
        boolean isAnother(Looked other) {
            return this != other || this == AT_EITHER;
        }
    }

    /** Whether one message could be for both; where it is not certain, it could. No message is for a rule that is switched off. */
    public static boolean mayMeet(Item one, Item other) {
        return Conditions.of(one).mayMeet(Conditions.of(other));
    }

    /** Whether the mail goes another way when the other one is asked first. */
    public static boolean matters(Item one, Item other) {
        return leadElsewhere(one, other) && mayMeet(one, other);
    }

    /** Whether the two lead to different connectors, or one to none that is known. */
    public static boolean leadElsewhere(Item one, Item other) {
        return one.text(Property.RULE_ROUTE)
                .filter(route -> other.says(Property.RULE_ROUTE, route))
                .isEmpty();
    }

    /** Whether the first takes all mail that the other is for, so that it does not matter what the other does. */
    public static boolean takesAllOf(Item first, Item other) {
        return first.isRuleInForce()
                && first.unmodelled().conditions().isEmpty()
                && !first.hasHeaderException()
                && asksForNoOtherHeader(first, other)
                && isForAll(first, other, Property.RULE_FROM, Property.RULE_SENDER_DOMAINS)
                && isForAll(first, other, Property.RULE_SENT_TO, Property.RULE_RECIPIENT_DOMAINS)
                && (isForOriginal(first) == isForOriginal(other)
                        || values(first, Property.RULE_SENT_TO, Property.RULE_RECIPIENT_DOMAINS)
                                .isEmpty())
                && (first.text(Property.RULE_SENDER_LOCATION).equals(other.text(Property.RULE_SENDER_LOCATION))
                        || values(first, Property.RULE_FROM, Property.RULE_SENDER_DOMAINS)
                                .isEmpty());
    }

    /** Whether it looks at the recipient as it was written to; else, and where nothing is said, at the primary address of who that is. */
    private static boolean isForOriginal(Item rule) {
        return rule.says(Property.RULE_RECIPIENT_TYPE, "Original");
    }

    private static boolean asksForNoOtherHeader(Item first, Item other) {
        return first.text(Property.RULE_HEADER)
                .map(field -> other.says(Property.RULE_HEADER, field)
                        && first.texts(Property.RULE_HEADER_WORDS).containsAll(other.texts(Property.RULE_HEADER_WORDS)))
                .orElse(true);
    }

    /** Of one of several values, but of an address and of a domain where it asks for both. */
    private static boolean isForAll(Item first, Item other, Property addresses, Property domains) {
        List<String> all = values(first, addresses, domains);
        List<String> some = values(other, addresses, domains);
        boolean both =
                !first.texts(addresses).isEmpty() && !first.texts(domains).isEmpty();
        return all.isEmpty()
                || !both
                        && !some.isEmpty()
                        && some.stream().allMatch(value -> all.stream().anyMatch(above -> isWithin(value, above)));
    }

    private static boolean mayShare(List<String> here, List<String> there) {
        if (here.isEmpty() || there.isEmpty()) {
            return true;
        }
        return here.stream().anyMatch(a -> there.stream().anyMatch(b -> isWithin(a, b) || isWithin(b, a)));
    }

    private static List<String> values(Item rule, Property addresses, Property domains) {
        List<String> values = new ArrayList<>();
        rule.texts(addresses).forEach(text -> values.add(text.toLowerCase(Locale.ROOT)));
        rule.texts(domains).forEach(text -> values.add(text.toLowerCase(Locale.ROOT)));
        return values;
    }

    /** A condition on a domain takes its subdomains too (Set-TransportRule). */
    private static boolean isWithin(String value, String domainOrAddress) {
        if (value.equals(domainOrAddress)) {
            return true;
        }
        int before = value.length() - domainOrAddress.length() - 1;
        return before >= 0
                && value.endsWith(domainOrAddress)
                && (value.charAt(before) == '.' && value.indexOf('@') < before || value.charAt(before) == '@')
                && domainOrAddress.indexOf('@') < 0;
    }
}
