package dev.mailflow.compiler.targets.exchangeonline.importing;

import dev.mailflow.compiler.targets.exchangeonline.tenant.DomainSpace;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Mail flow rules that name connectors. */
final class Rules {
    /** A rule names so many patterns of other connectors at most; beyond, the comparison tells what they take from it. */
    private static final int MOST_PATTERNS = 20;

    private static final String WHOLE_RULE = "the connector is not in the policy; add it by hand";

    private final Tenant tenant;
    private final List<String> accepted;
    private final Unsaid unsaid;

    /** Patterns of other connectors that a rule has taken over, from every sender and from some: two that both name them would tie. */
    private final Set<String> takenFromAll = new HashSet<>();

    private final Set<String> takenFromSome = new HashSet<>();

    /** @param accepted as a policy writes them */
    Rules(Tenant tenant, List<String> accepted, Unsaid unsaid) {
        this.tenant = tenant;
        this.accepted = accepted;
        this.unsaid = unsaid;
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
        List<Item> all = tenant.of(Kind.RULE).stream()
                .filter(rule -> rule.says(Property.RULE_ROUTE, connector.name()))
                .sorted(Comparator.comparingInt(Rules::priority))
                .toList();
        if (all.isEmpty()) {
            unsaid.because(
                    connector,
                    "`" + connector.name() + "` is for mail flow rules, of which the export has none",
                    "add the output of `Get-TransportRule | ConvertTo-Json`; the connector is not in the policy");
        }
        List<Conditions> conditions = new ArrayList<>();
        for (Item rule : all) {
            when(rule).map(when -> new Conditions(when, rule)).ifPresent(conditions::add);
        }
        return conditions;
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

    private Optional<String> when(Item rule) {
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
        List<String> others = others();
        others.removeAll(takenFromAll);
        if (senders.isEmpty()) {
            others.removeAll(takenFromSome);
        }
        List<String> named = recipients.isEmpty()
                ? senders.isEmpty() ? List.of("*") : everyone(others)
                : withOthers(recipients, rule.texts(Property.RULE_RECIPIENT_DOMAINS), others);
        boolean beside = senders.isEmpty() && named.size() > recipients.size() && !recipients.isEmpty();
        if (rule.isRuleInForce() && (beside || !senders.isEmpty())) {
            (senders.isEmpty() ? takenFromAll : takenFromSome).addAll(named);
        }
        return Optional.of("when"
                + (beside ? " sender *" : senders.isEmpty() ? "" : " sender " + String.join(", ", senders))
                + " recipient "
                + String.join(", ", named)
                + header.get());
    }

    /** What other connectors name below the domains of a rule is the rule's too, and only a sender's criterion puts it first. */
    private static List<String> withOthers(List<String> recipients, List<String> domains, List<String> others) {
        List<String> patterns = new ArrayList<>(recipients);
        others.stream()
                .filter(pattern -> !patterns.contains(pattern)
                        && domains.stream().anyMatch(domain -> isAtOrBelow(pattern, domain)))
                .forEach(patterns::add);
        return patterns.size() <= recipients.size() + MOST_PATTERNS ? patterns : recipients;
    }

    private static boolean isAtOrBelow(String pattern, String domain) {
        String name = pattern.toLowerCase(Locale.ROOT).replaceFirst("^(\\*\\.|\\?\\.|\\.)", "");
        String above = domain.toLowerCase(Locale.ROOT);
        return name.equals(above) || name.endsWith("." + above);
    }

    /**
     * A rule goes before every connector, in a policy the more specific recipient does. At equal recipients the one with a sender goes
     * first, so what others name is named here as well.
     */
    private static List<String> everyone(List<String> others) {
        List<String> patterns = new ArrayList<>(List.of("*"));
        patterns.addAll(others);
        return patterns.size() <= MOST_PATTERNS ? patterns : List.of("*");
    }

    /** What connectors that are not for rules name, but for {@code *}. */
    private List<String> others() {
        List<String> patterns = new ArrayList<>();
        tenant.enabled(Kind.OUTBOUND).stream()
                .filter(item -> !item.is(Property.RULE_SCOPED) && !item.is(Property.TEST_MODE))
                .flatMap(item -> Words.patterns(item.texts(Property.RECIPIENT_DOMAINS)).stream())
                .distinct()
                .filter(pattern -> !pattern.equals("*"))
                .forEach(patterns::add);
        if (tenant.enabled(Kind.OUTBOUND).stream().anyMatch(item -> item.is(Property.ALL_ACCEPTED_DOMAINS))) {
            accepted.stream().filter(domain -> !patterns.contains(domain)).forEach(patterns::add);
        }
        return patterns;
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
