package dev.mailflow.compiler.targets.exchangeonline.importing;

import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The conditions of the one mail flow rule that names a connector. */
final class Rules {
    private Rules() {}

    /** Empty if there is no such rule, or not exactly one; the report knows. */
    static Optional<String> conditions(Tenant tenant, Item connector, Unsaid unsaid) {
        List<Item> rules = tenant.of(Kind.RULE).stream()
                .filter(rule -> rule.is(Property.ENABLED))
                .filter(rule -> rule.says(Property.RULE_ROUTE, connector.name()))
                .toList();
        if (rules.size() != 1) {
            unsaid.because(
                    connector,
                    "`" + connector.name() + "` is for mail flow rules, of which the export has "
                            + (rules.isEmpty() ? "none" : "several"),
                    rules.isEmpty()
                            ? "add the output of `Get-TransportRule | ConvertTo-Json`; the connector is not in the policy"
                            : "give each rule its own connector; this one is not in the policy");
            return Optional.empty();
        }
        Item rule = rules.get(0);
        List<String> criteria = new ArrayList<>();
        criterion("sender", rule, Property.RULE_FROM, Property.RULE_SENDER_DOMAINS)
                .ifPresent(criteria::add);
        List<String> recipients = values(rule, Property.RULE_SENT_TO, Property.RULE_RECIPIENT_DOMAINS);
        criteria.add("recipient " + (recipients.isEmpty() ? "*" : String.join(", ", recipients)));
        rule.text(Property.RULE_HEADER)
                .filter(name -> name.matches("[!-9;-~]+"))
                .ifPresent(name -> criteria.add("header " + name
                        + rule.texts(Property.RULE_HEADER_WORDS).stream()
                                .map(Words::quoted)
                                .reduce((a, b) -> a + ", " + b)
                                .map(values -> " " + values)
                                .orElse("")));
        return Optional.of("when " + String.join(" ", criteria));
    }

    private static Optional<String> criterion(String keyword, Item rule, Property addresses, Property domains) {
        List<String> values = values(rule, addresses, domains);
        return values.isEmpty() ? Optional.empty() : Optional.of(keyword + " " + String.join(", ", values));
    }

    private static List<String> values(Item rule, Property addresses, Property domains) {
        return Stream.concat(
                        rule.texts(addresses).stream(),
                        rule.texts(domains).stream().map(Words::domain))
                .toList();
    }
}
