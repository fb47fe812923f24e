package dev.mailflow.compiler.targets.exchangeonline.importing;

import dev.mailflow.compiler.targets.exchangeonline.importing.RulePrecedence.Said;
import dev.mailflow.compiler.targets.exchangeonline.importing.RulePrecedence.Wanted;
import dev.mailflow.compiler.targets.exchangeonline.tenant.DomainSpace;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.RuleMeetings;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Mail flow rules that name connectors. */
final class Rules {
    private static final String WHOLE_RULE = "the connector is not in the policy; add it by hand";

    private final Tenant tenant;
    private final List<String> accepted;
    private final Unsaid unsaid;

    /** How each rule is said; empty if a policy cannot say it, of which the report knows. */
    private final Map<Item, Optional<Conditions>> conditions = new IdentityHashMap<>();

    /** @param accepted as a policy writes them */
    Rules(Tenant tenant, List<String> accepted, Unsaid unsaid) {
        this.tenant = tenant;
        this.accepted = accepted;
        this.unsaid = unsaid;
        read();
    }

    /**
     * What one rule asks for.
     *
     * @param when the clause
     * @param rule which rule
     */
    record Conditions(String when, Item rule) {
        boolean isInForce() {
            return rule.isRuleInForce();
        }

        /** Whether the rule asks for TLS, whatever its connector says. */
        boolean asksForTls() {
            return rule.unmodelled().actions().stream().anyMatch(KnownNames::asksForTls);
        }

        /** What has a certain header is not sent there: without that a service gets back what it has just sent. */
        boolean isGuarded() {
            return rule.hasHeaderException();
        }
    }

    /** All that name it, the first to be asked first. */
    List<Conditions> of(Item connector) {
        List<Item> all = inOrder()
                .filter(rule -> rule.says(Property.RULE_ROUTE, connector.name()))
                .toList();
        if (all.isEmpty()) {
            unsaid.because(
                    connector,
                    "`" + connector.name() + "` is for mail flow rules, of which the export has none",
                    "add the output of `Get-TransportRule | ConvertTo-Json`; the connector is not in the policy");
        }
        return all.stream()
                .flatMap(rule -> conditions.getOrDefault(rule, Optional.empty()).stream())
                .toList();
    }

    private Stream<Item> inOrder() {
        return tenant.of(Kind.RULE).stream().sorted(Comparator.comparingInt(Rules::priority));
    }

    /** All rules that send by a connector for rules: which goes first, their numbers say, whatever connectors they name. */
    private void read() {
        Map<Item, Criteria> criteria = new IdentityHashMap<>();
        List<Item> rules = inOrder()
                .filter(rule -> tenant.find(
                                Kind.OUTBOUND, rule.text(Property.RULE_ROUTE).orElse(""))
                        .filter(connector -> connector.is(Property.RULE_SCOPED))
                        .isPresent())
                .toList();
        for (Item rule : rules) {
            criteria(rule).ifPresent(found -> criteria.put(rule, found));
        }
        List<Wanted> wanted = rules.stream()
                .filter(this::acts)
                .flatMap(rule -> Optional.ofNullable(criteria.get(rule)).map(found -> found.wanted(rule)).stream())
                .toList();
        Map<Item, Said> ordered = RulePrecedence.of(wanted, named(), everyAccepted());
        for (Item rule : rules) {
            Criteria found = criteria.get(rule);
            if (found == null) {
                continue;
            }
            Optional<Said> said = acts(rule)
                    ? Optional.ofNullable(ordered.get(rule))
                    : Optional.of(new Said(
                            found.wanted(rule).recipients(), !found.senders().isEmpty()));
            if (said.isEmpty()) {
                tellOfUnsaid(rule, found.wanted(rule), wanted);
            }
            conditions.put(rule, said.map(one -> new Conditions(found.when(one), rule)));
        }
        tellOfOpen(
                wanted.stream().map(Wanted::rule).filter(ordered::containsKey).toList());
    }

    /** Why a rule cannot be said beside those before it. */
    private void tellOfUnsaid(Item rule, Wanted own, List<Wanted> all) {
        Optional<Item> before = all.stream()
                .takeWhile(other -> other.rule() != rule)
                .filter(other -> other.takesAllOf(own))
                .map(Wanted::rule)
                .findFirst();
        if (before.isEmpty()) {
            unsaid.because(
                    rule,
                    "the rule `" + rule.name() + "` stands behind another one for the same mail, and no clause says so",
                    "let one of them name recipients, or other senders; " + WHOLE_RULE);
        } else if (before.get().is(Property.RULE_STOP)) {
            unsaid.because(
                    rule,
                    "the rule `" + rule.name() + "` never acts: all its mail goes by the rule `"
                            + before.get().name() + "`",
                    "remove it, or give it a lower number; it is not in the policy");
        } else {
            unsaid.because(
                    rule,
                    "all mail of the rule `" + rule.name() + "` is also for the rule `"
                            + before.get().name() + "`, and which connector then counts is not documented",
                    "set `StopRuleProcessing` of `" + before.get().name()
                            + "`, or give the other a lower number; it is not in the policy");
        }
    }

    /** Whether mail goes by it: a rule in force, and a connector that is on. */
    private boolean acts(Item rule) {
        return rule.isRuleInForce()
                && tenant.find(Kind.OUTBOUND, rule.text(Property.RULE_ROUTE).orElse(""))
                        .filter(connector -> connector.is(Property.ENABLED) && !connector.is(Property.TEST_MODE))
                        .isPresent();
    }

    /** The actions of both are taken, and which of two connectors counts is nowhere said. */
    private void tellOfOpen(List<Item> rules) {
        int[] stopped = RuleMeetings.of(rules).stopped();
        for (int i = 0; i < rules.size(); i++) {
            Item first = rules.get(i);
            int second = stopped[i];
            if (first.is(Property.RULE_STOP) && second < 0) {
                unsaid.setting(first, Property.RULE_STOP);
            }
            if (!first.is(Property.RULE_STOP) && second >= 0) {
                unsaid.because(
                        first,
                        "`" + first.name() + "` and `" + rules.get(second).name()
                                + "` may be for one message, and which connector then counts is not documented",
                        "set `StopRuleProcessing` of `" + first.name() + "`: the policy takes the first rule");
            }
        }
    }

    /**
     * What a rule asks for in the words of a policy.
     *
     * @param header the clause, or nothing
     */
    private record Criteria(List<String> senders, List<String> recipients, String header) {
        Wanted wanted(Item rule) {
            return new Wanted(
                    rule, !senders.isEmpty(), header.isEmpty(), recipients.isEmpty() ? List.of("*") : recipients);
        }

        String when(Said said) {
            return "when"
                    + (!senders.isEmpty() ? " sender " + String.join(", ", senders) : said.sender() ? " sender *" : "")
                    + " recipient " + String.join(", ", said.recipients()) + header;
        }
    }

    private static int priority(Item rule) {
        return rule.text(Property.RULE_PRIORITY)
                .filter(text -> text.matches("[0-9]{1,8}"))
                .map(Integer::parseInt)
                .orElse(Integer.MAX_VALUE);
    }

    /** What no connector of the export is there for. */
    void tellOfOthers() {
        for (Item rule : tenant.of(Kind.RULE)) {
            String name = rule.text(Property.RULE_ROUTE).orElse("");
            Optional<Item> connector = tenant.find(Kind.OUTBOUND, name);
            if (name.isEmpty()) {
                unsaid.because(
                        rule,
                        "the rule `" + rule.name() + "` was made by a policy and names no connector any more",
                        "name one in the tenant, or let `mailflow plan` mend it; the rule is not in the policy");
            } else if (connector.isEmpty()) {
                unsaid.because(
                        rule,
                        "the rule `" + rule.name() + "` sends by `" + name + "`, which is not in the export",
                        "add the output of `Get-OutboundConnector -IsTransportRuleScoped $true` and of"
                                + " `-IncludeTestModeConnectors $true`");
            } else if (!connector.get().is(Property.RULE_SCOPED)) {
                unsaid.because(
                        rule,
                        "the rule `" + rule.name() + "` sends by `" + name + "`, which is not made for rules",
                        "set `IsTransportRuleScoped` of the connector in the tenant; the rule is not in the policy");
            }
        }
    }

    private Optional<Criteria> criteria(Item rule) {
        if (rule.is(Property.ENABLED) && !rule.isRuleInForce()) {
            unsaid.because(
                    rule,
                    "the rule `" + rule.name() + "` is in audit mode: its `Mode` is `"
                            + rule.text(Property.RULE_MODE).orElse("") + "`",
                    "the connector is disabled in the policy, as if the rule were not there");
        }
        List<String> more = rule.unmodelled().conditions();
        if (!more.isEmpty()) {
            unsaid.because(
                    rule,
                    "the rule `" + rule.name() + "` has `" + String.join("`, `", more)
                            + "`, for which a policy has no words: without that it would be for other mail",
                    WHOLE_RULE);
            return Optional.empty();
        }
        List<String> senders = values(rule, Property.RULE_FROM, Property.RULE_SENDER_DOMAINS);
        List<String> recipients = values(rule, Property.RULE_SENT_TO, Property.RULE_RECIPIENT_DOMAINS);
        Optional<String> unsayable = Stream.concat(senders.stream(), recipients.stream())
                .filter(value -> !isPattern(value))
                .findFirst();
        if (unsayable.isPresent()) {
            unsaid.because(
                    rule,
                    "`" + unsayable.get().replaceFirst("^\\.", "") + "` in the rule `" + rule.name()
                            + "` is neither an address nor a domain",
                    WHOLE_RULE);
            return Optional.empty();
        }
        if (both(rule, Property.RULE_FROM, Property.RULE_SENDER_DOMAINS)
                || both(rule, Property.RULE_SENT_TO, Property.RULE_RECIPIENT_DOMAINS)) {
            unsaid.because(
                    rule,
                    "the rule `" + rule.name() + "` asks for addresses and for domains at once",
                    "a policy would take either; " + WHOLE_RULE);
            return Optional.empty();
        }
        Optional<String> header = header(rule);
        if (header.isEmpty()) {
            return Optional.empty();
        }
        tellOfSenders(rule, senders);
        tellOfRecipients(rule, recipients);
        return Optional.of(new Criteria(senders, recipients, header.get()));
    }

    private List<Item> forRecipients() {
        return tenant.enabled(Kind.OUTBOUND).stream()
                .filter(item -> !item.is(Property.RULE_SCOPED) && !item.is(Property.TEST_MODE))
                .toList();
    }

    /** What connectors that are not for rules name. */
    private List<String> named() {
        return forRecipients().stream()
                .flatMap(item -> Words.patterns(item.texts(Property.RECIPIENT_DOMAINS)).stream())
                .distinct()
                .toList();
    }

    private List<String> everyAccepted() {
        return forRecipients().stream().anyMatch(item -> item.is(Property.ALL_ACCEPTED_DOMAINS)) ? accepted : List.of();
    }

    private static boolean both(Item rule, Property one, Property other) {
        return !rule.texts(one).isEmpty() && !rule.texts(other).isEmpty();
    }

    /** Mail flow rules look at the From field where nothing else is said; a policy always means MAIL FROM. */
    private void tellOfSenders(Item rule, List<String> senders) {
        if (!senders.isEmpty() && !rule.says(Property.RULE_SENDER_LOCATION, "Envelope")) {
            unsaid.because(
                    rule,
                    "the rule `" + rule.name() + "` looks for the sender in the From field, the policy in MAIL FROM",
                    "set `SenderAddressLocation` to `Envelope` in the tenant, if that is what is meant");
        }
    }

    /** A rule looks at the recipient's own address where nothing else is said; a policy always means RCPT TO. */
    private void tellOfRecipients(Item rule, List<String> recipients) {
        if (!recipients.isEmpty() && !rule.says(Property.RULE_RECIPIENT_TYPE, "Original")) {
            unsaid.because(
                    rule,
                    "the rule `" + rule.name()
                            + "` looks at the recipient's primary address, the policy at the one that was written to",
                    "set `RecipientAddressType` to `Original` in the tenant, if that is what is meant");
        }
    }

    /** Empty text if it asks for none; empty if what it asks for cannot be said. */
    private Optional<String> header(Item rule) {
        Optional<String> field = rule.text(Property.RULE_HEADER);
        List<String> words = rule.texts(Property.RULE_HEADER_WORDS);
        if (field.isEmpty() && words.isEmpty()) {
            return Optional.of("");
        }
        if (field.filter(name -> name.matches("[A-Za-z0-9!$%&'*+.^_`|~-]+")).isEmpty()) {
            unsaid.because(rule, "the rule `" + rule.name() + "` asks for a header whose name is none", WHOLE_RULE);
            return Optional.empty();
        }
        if (words.stream().anyMatch(word -> word.contains("${") || word.chars().anyMatch(Character::isISOControl))) {
            unsaid.because(
                    rule, "the rule `" + rule.name() + "` asks for a text that a policy cannot hold", WHOLE_RULE);
            return Optional.empty();
        }
        return Optional.of(" header " + field.get()
                + (words.isEmpty()
                        ? ""
                        : " "
                                + String.join(
                                        ", ", words.stream().map(Words::quoted).toList())));
    }

    /** A condition on a domain takes its subdomains too (Set-TransportRule). */
    private static List<String> values(Item rule, Property addresses, Property domains) {
        return Stream.concat(
                        rule.texts(addresses).stream(),
                        rule.texts(domains).stream().map(domain -> "." + domain))
                .toList();
    }

    /** An address without anything that would have to be quoted, or a domain. */
    private static boolean isPattern(String text) {
        int at = text.lastIndexOf('@');
        String domain = text.substring(at + 1).replaceFirst(at < 0 ? "^\\." : "\\.$", "");
        boolean local =
                at < 0 || text.substring(0, at).matches("[A-Za-z0-9!$%&'+/?^_`|~-]+(\\.[A-Za-z0-9!$%&'+/?^_`|~-]+)*");
        return local
                && DomainSpace.parse(domain)
                        .filter(space -> space.isTaken() && space.pattern().equalsIgnoreCase(domain))
                        .isPresent();
    }
}
