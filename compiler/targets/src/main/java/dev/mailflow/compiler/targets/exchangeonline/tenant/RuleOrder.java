package dev.mailflow.compiler.targets.exchangeonline.tenant;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whether it matters which of two mail flow rules is asked first. */
public final class RuleOrder {
    private RuleOrder() {}

    /** Whether one message could be for both; where it is not certain, it could. No message is for a rule that is switched off. */
    public static boolean mayMeet(Item one, Item other) {
        return one.isRuleInForce()
                && other.isRuleInForce()
                && mayShare(one, other, Property.RULE_SENT_TO, Property.RULE_RECIPIENT_DOMAINS)
                && mayShare(one, other, Property.RULE_FROM, Property.RULE_SENDER_DOMAINS);
    }

    /** Whether the mail goes another way when the other one is asked first. */
    public static boolean matters(Item one, Item other) {
        return mayMeet(one, other)
                && one.text(Property.RULE_ROUTE)
                        .filter(route -> other.says(Property.RULE_ROUTE, route))
                        .isEmpty();
    }

    /** Whether the first takes all mail that the other is for, so that it does not matter what the other does. */
    public static boolean takesAllOf(Item first, Item other) {
        boolean unconditional = first.isRuleInForce()
                && first.unmodelled().conditions().isEmpty()
                && !first.hasHeaderException()
                && first.text(Property.RULE_HEADER).isEmpty()
                && values(first, Property.RULE_FROM, Property.RULE_SENDER_DOMAINS)
                        .isEmpty();
        List<String> all = values(first, Property.RULE_SENT_TO, Property.RULE_RECIPIENT_DOMAINS);
        List<String> some = values(other, Property.RULE_SENT_TO, Property.RULE_RECIPIENT_DOMAINS);
        return unconditional
                && (all.isEmpty()
                        || !some.isEmpty()
                                && some.stream()
                                        .allMatch(value -> all.stream().anyMatch(above -> isWithin(value, above))));
    }

    private static boolean mayShare(Item one, Item other, Property addresses, Property domains) {
        List<String> here = values(one, addresses, domains);
        List<String> there = values(other, addresses, domains);
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
        String domain = value.substring(value.indexOf('@') + 1);
        return value.equals(domainOrAddress)
                || domainOrAddress.indexOf('@') < 0
                        && (domain.equals(domainOrAddress) || domain.endsWith("." + domainOrAddress));
    }
}
