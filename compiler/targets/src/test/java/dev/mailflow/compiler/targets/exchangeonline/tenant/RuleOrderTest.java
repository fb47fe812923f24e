package dev.mailflow.compiler.targets.exchangeonline.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a rule takes all mail of another one, and whether two may be for one message. */
final class RuleOrderTest {
    private static Item rule(String domain, String recipientType) {
        Map<Property, Value> settings = new EnumMap<>(Property.class);
        settings.put(Property.ENABLED, new Value.Flag(true));
        settings.put(Property.RULE_ROUTE, new Value.Text("out"));
        if (!domain.isEmpty()) {
            settings.put(Property.RULE_RECIPIENT_DOMAINS, new Value.Texts(List.of(domain)));
        }
        if (!recipientType.isEmpty()) {
            settings.put(Property.RULE_RECIPIENT_TYPE, new Value.Text(recipientType));
        }
        return new Item(Kind.RULE, domain + recipientType, settings);
    }

    /** The primary address of who is written to may be of a domain that the other rule is not for, and the other way about. */
    @ParameterizedTest
    @CsvSource({
        "bank.example, Original, www.bank.example, Original, true",
        "bank.example, '', www.bank.example, '', true",
        "bank.example, '', bank.example, Resolved, true",
        "bank.example, '', bank.example, Original, false",
        "bank.example, Original, bank.example, '', false",
        "'', '', bank.example, Original, true",
        "bank.example, Original, '', '', false",
    })
    void twoRulesForOneDomainMayLookAtTwoAddresses(
            String first, String firstType, String other, String otherType, boolean isTaken) {
        assertThat(RuleOrder.takesAllOf(rule(first, firstType), rule(other, otherType)))
                .isEqualTo(isTaken);
    }

    /** Who is written to at the one domain may have a primary address of the other: what is not alike is no proof. */
    @ParameterizedTest
    @CsvSource({
        "bank.example, Original, lab.example, Original, false",
        "bank.example, '', lab.example, '', false",
        "bank.example, '', lab.example, Resolved, false",
        "bank.example, '', www.bank.example, '', true",
        "bank.example, Original, lab.example, '', true",
        "bank.example, Resolved, lab.example, Original, true",
        "'', '', lab.example, Original, true",
    })
    void disjointRecipientsAreOnlyProofOfOneAddress(
            String one, String oneType, String other, String otherType, boolean mayMeet) {
        meet(rule(one, oneType), rule(other, otherType), mayMeet);
    }

    private static Item from(String domain, String location) {
        Item rule = rule("", "");
        rule = domain.isEmpty() ? rule : rule.with(Property.RULE_SENDER_DOMAINS, new Value.Texts(List.of(domain)));
        return location.isEmpty() ? rule : rule.with(Property.RULE_SENDER_LOCATION, new Value.Text(location));
    }

    /** A message has a sender in its envelope and one in its From field; a rule that looks at either may meet any other. */
    @ParameterizedTest
    @CsvSource({
        "contoso.com, Envelope, fabrikam.com, Envelope, false",
        "contoso.com, '', fabrikam.com, '', false",
        "contoso.com, '', fabrikam.com, header, false",
        "contoso.com, Envelope, fabrikam.com, '', true",
        "contoso.com, Header, fabrikam.com, Envelope, true",
        "contoso.com, HeaderOrEnvelope, fabrikam.com, HeaderOrEnvelope, true",
        "contoso.com, HeaderOrEnvelope, fabrikam.com, Header, true",
        "contoso.com, Envelope, fabrikam.com, HeaderOrEnvelope, true",
        "contoso.com, Elsewhere, fabrikam.com, Elsewhere, true",
        "'', Envelope, fabrikam.com, '', true",
    })
    void disjointSendersAreOnlyProofOfOneAddress(
            String one, String oneLocation, String other, String otherLocation, boolean mayMeet) {
        meet(from(one, oneLocation), from(other, otherLocation), mayMeet);
    }

    private static void meet(Item one, Item other, boolean mayMeet) {
        assertThat(RuleOrder.mayMeet(one, other)).isEqualTo(mayMeet);
        assertThat(RuleOrder.mayMeet(other, one)).isEqualTo(mayMeet);
    }
}
