package dev.mailflow.compiler.targets.exchangeonline.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a rule takes all mail of another one. */
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
}
