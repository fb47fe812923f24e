package dev.mailflow.compiler.targets.exchangeonline.emit;

import dev.mailflow.compiler.decision.Criteria.AddressGroup;
import dev.mailflow.compiler.decision.Criteria.HeaderCriterion;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.AddressPattern.Depth;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The mail flow rule of a connector that is chosen by senders, headers or single recipients. */
final class RuleConditions {
    private static final List<Property> ALL = List.of(
            Property.RULE_FROM,
            Property.RULE_SENDER_DOMAINS,
            Property.RULE_SENT_TO,
            Property.RULE_RECIPIENT_DOMAINS,
            Property.RULE_HEADER,
            Property.RULE_HEADER_WORDS);

    private final OutboundRule rule;
    private final Losses losses;
    private final Draft.Builder conditions = new Draft.Builder();

    private RuleConditions(OutboundRule rule, Losses losses) {
        this.rule = rule;
        this.losses = losses;
    }

    /**
     * @param connector by which it sends
     * @return empty if a rule cannot say it; the losses know
     */
    static Optional<Item> of(OutboundRule rule, String connector, List<AddressPattern> recipients, Losses losses) {
        RuleConditions made = new RuleConditions(rule, losses);
        made.conditions
                .flag(Property.ENABLED, rule.connector().isEnabled())
                .word(Property.RULE_MODE, "Enforce")
                .word(Property.RULE_ROUTE, connector);
        return made.select(recipients)
                ? Optional.of(made.conditions.build(Kind.RULE, connector + " " + Marks.MARK))
                : Optional.empty();
    }

    private boolean select(List<AddressPattern> recipients) {
        // What is not asked for is said, so that a rule that is there is asked for it no more.
        ALL.forEach(conditions::nothing);
        List<AddressPattern> senders =
                rule.criteria().senders().map(AddressGroup::patterns).orElse(List.of());
        if (!senders.isEmpty() && senders.stream().noneMatch(AddressPattern.Any.class::isInstance)) {
            // MAIL FROM: a rule looks at the From field unless told.
            conditions.word(Property.RULE_SENDER_LOCATION, "Envelope");
        }
        if (recipients.stream().noneMatch(AddressPattern.Any.class::isInstance)) {
            // RCPT TO: a rule looks at the primary address of the recipient unless told.
            conditions.word(Property.RULE_RECIPIENT_TYPE, "Original");
        }
        boolean sayable = condition(recipients, Property.RULE_SENT_TO, Property.RULE_RECIPIENT_DOMAINS);
        sayable &= condition(senders, Property.RULE_FROM, Property.RULE_SENDER_DOMAINS);
        return sayable & header();
    }

    /** A condition takes addresses or whole domains, not both: two conditions would have to hold together. */
    private boolean condition(List<AddressPattern> patterns, Property addresses, Property domains) {
        List<AddressPattern> flat = patterns.stream()
                .flatMap(pattern -> pattern instanceof AddressPattern.EveryAcceptedDomain every
                        ? every.domains().stream()
                        : Stream.of(pattern))
                .toList();
        if (flat.isEmpty() || flat.stream().anyMatch(AddressPattern.Any.class::isInstance)) {
            return true;
        }
        flat = withoutCovered(together(flat));
        if (flat.stream().allMatch(AddressPattern.Address.class::isInstance)) {
            conditions.texts(addresses, flat.stream().map(AddressPattern::text).toList());
            return true;
        }
        List<String> names = flat.stream()
                .flatMap(pattern -> domain(pattern).stream())
                .distinct()
                .toList();
        if (flat.stream().allMatch(pattern -> domain(pattern).isPresent())) {
            conditions.texts(domains, names);
            return true;
        }
        losses.report(Diagnostic.of(
                        DiagnosticCode.CANNOT_BE_SAID,
                        rule.connector().origin(),
                        "Exchange Online cannot say the patterns of `"
                                + rule.connector().name() + "` in a rule")
                .withHelp("name either single addresses or whole domains beside `when sender` and `when header`"));
        return false;
    }

    /** {@code x} and {@code *.x} are {@code .x}. */
    private static List<AddressPattern> together(List<AddressPattern> patterns) {
        return patterns.stream()
                .map(pattern -> pattern instanceof AddressPattern.Suffix suffix
                                && suffix.depth() == Depth.BELOW
                                && patterns.contains(new AddressPattern.Exact(suffix.domain()))
                        ? new AddressPattern.Suffix(Depth.AT_OR_BELOW, suffix.domain())
                        : pattern)
                .toList();
    }

    /** What another pattern takes as well is named to go before others, and is no condition of its own. */
    private static List<AddressPattern> withoutCovered(List<AddressPattern> patterns) {
        return patterns.stream()
                .filter(pattern -> patterns.stream()
                        .noneMatch(other -> other instanceof AddressPattern.Suffix suffix
                                && suffix.depth() == Depth.AT_OR_BELOW
                                && !other.equals(pattern)
                                && pattern.namedDomain().filter(suffix::covers).isPresent()))
                .distinct()
                .toList();
    }

    /** A condition takes a domain with all below it; where a policy means it alone, the comparison of both tells of the others. */
    private static Optional<String> domain(AddressPattern pattern) {
        if (pattern instanceof AddressPattern.Exact exact) {
            return Optional.of(exact.domain().text());
        }
        return pattern instanceof AddressPattern.Suffix suffix && suffix.depth() == Depth.AT_OR_BELOW
                ? Optional.of(suffix.domain().text())
                : Optional.empty();
    }

    private boolean header() {
        List<HeaderCriterion> headers = rule.criteria().headers();
        if (headers.isEmpty()) {
            return true;
        }
        if (headers.size() > 1 || headers.get(0).values().isEmpty()) {
            losses.report(Diagnostic.of(
                            DiagnosticCode.CANNOT_BE_SAID,
                            headers.get(0).origin(),
                            "Exchange Online cannot say several headers, or one without its text")
                    .withHelp("name one header and the text it has, as in `when header X-Route \"archive\"`"));
            return false;
        }
        conditions.word(Property.RULE_HEADER, headers.get(0).name());
        conditions.texts(Property.RULE_HEADER_WORDS, headers.get(0).values());
        return true;
    }
}
