package dev.mailflow.compiler.targets.exchangeonline.emit;

import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.MessageSpace;
import dev.mailflow.compiler.analysis.space.Ranges;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Directory;
import dev.mailflow.compiler.decision.DecisionModel.Hybrid;
import dev.mailflow.compiler.decision.DecisionModel.MailboxLocation;
import dev.mailflow.compiler.decision.DecisionModel.Organization;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.MailAddress;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which recipients the directory of a tenant knows, as far as a policy says it: its own mailboxes, those of servers that a hybrid
 * joins to it, and what is declared nowhere unless the directory is complete. Mailboxes at another server or in another tenant are strangers to it.
 */
final class TenantDirectory {
    private final DecisionModel model;
    private final Organization organization;
    private final Site site;

    TenantDirectory(DecisionModel model, Site site) {
        this.model = model;
        this.organization = model.organization();
        this.site = site;
    }

    boolean knows(MailAddress recipient) {
        return organization.mailbox(recipient).map(this::isIn).orElse(organization.directory() == Directory.OPEN);
    }

    private boolean isIn(MailboxLocation location) {
        return location.endpoint().equals(site.name())
                || model.endpoint(location.endpoint()).hybrid() == Hybrid.DONE;
    }

    /** The same of all recipients at once. */
    Ranges known(MessageSpace space) {
        Ranges known = Ranges.NONE;
        Ranges decided = Ranges.NONE;
        // Two patterns that are equally specific are the same, and then the first decides, or mean no address both.
        TreeMap<Integer, Map<AddressPattern, MailboxLocation>> bySpecificity = new TreeMap<>(Comparator.reverseOrder());
        for (MailboxLocation location : organization.mailboxes()) {
            bySpecificity
                    .computeIfAbsent(location.pattern().specificity(), specificity -> new LinkedHashMap<>())
                    .putIfAbsent(location.pattern(), location);
        }
        for (Map<AddressPattern, MailboxLocation> alike : bySpecificity.values()) {
            Ranges here = space.recipients(alike.keySet()).minus(decided);
            List<AddressPattern> ours = alike.values().stream()
                    .filter(this::isIn)
                    .map(MailboxLocation::pattern)
                    .toList();
            known = Ranges.union(List.of(known, space.recipients(ours).and(here)));
            decided = Ranges.union(List.of(decided, here));
        }
        return organization.directory() == Directory.OPEN
                ? Ranges.union(List.of(known, space.all(Dimension.RECIPIENT).minus(decided)))
                : known;
    }

    /**
     * Mailboxes that the directory does not know and that mail of this site has a way to.
     *
     * @param at the endpoint that has them
     * @param extent whether the way is for the whole domain; else a mail flow rule leads to some recipients, or for some senders
     */
    record Elsewhere(String at, Extent extent) {}

    /** How much of an accepted domain a tenant has a way for. */
    enum Extent {
        WHOLE_DOMAIN,
        BY_RULE
    }

    /**
     * Where mailboxes of the domain are that the directory does not know and that what is made leads to. As an authoritative domain the tenant would
     * refuse them at its edge, as an internal relay it passes on what it does not know: by a connector for the domain, or round in circles.
     */
    Optional<Elsewhere> passesOn(AddressPattern accepted, List<Draft> outbound) {
        Optional<DomainName> domain = TenantDomains.domain(accepted);
        if (domain.isEmpty()) {
            return Optional.empty();
        }
        boolean covered = outbound.stream().anyMatch(draft -> isWayOf(draft.item(), accepted, domain.get()));
        MailAddress any = new MailAddress("postmaster", domain.get());
        Stream<MailboxLocation> whole = organization.mailbox(any).stream()
                .filter(location -> !isIn(location) && (covered ? hasWay(any) : isRuled(location, any, outbound)));
        Stream<MailboxLocation> single = organization.mailboxes().stream()
                .filter(location -> location.pattern() instanceof AddressPattern.Address one
                        && accepted.matches(one.address())
                        && !isIn(location)
                        && (covered ? hasWay(one.address()) : isRuled(location, one.address(), outbound)));
        return Stream.concat(whole, single)
                .findFirst()
                .map(location -> new Elsewhere(location.endpoint(), covered ? Extent.WHOLE_DOMAIN : Extent.BY_RULE));
    }

    /** A relay domain needs such a connector: one that is on, of the type of own servers, and for the domain itself. */
    private static boolean isWayOf(Item item, AddressPattern accepted, DomainName domain) {
        if (!isOn(item) || item.is(Property.RULE_SCOPED)) {
            return false;
        }
        List<String> words = item.texts(Property.RECIPIENT_DOMAINS);
        boolean below = words.contains("*." + domain) || isBelow(words, domain);
        boolean at = words.contains(domain.text()) || isBelow(words, domain);
        return item.is(Property.ALL_ACCEPTED_DOMAINS)
                || words.contains("*")
                || at && (below || accepted instanceof AddressPattern.Exact);
    }

    private static boolean isBelow(List<String> words, DomainName domain) {
        return words.stream()
                .anyMatch(word -> word.startsWith("*.") && domain.text().endsWith(word.substring(1)));
    }

    private static boolean isOn(Item item) {
        return item.kind() == Kind.OUTBOUND && item.is(Property.ENABLED) && item.isOnPremises();
    }

    /** Whether a mail flow rule is made that leads there. */
    private boolean isRuled(MailboxLocation location, MailAddress recipient, List<Draft> outbound) {
        return outbound.stream()
                .filter(draft -> isOn(draft.item())
                        && draft.item().is(Property.RULE_SCOPED)
                        && draft.peer().equals(location.endpoint()))
                .anyMatch(draft -> site.outbound().stream()
                        .anyMatch(rule ->
                                draft.connectors().contains(rule.connector().name()) && leads(rule, recipient)));
    }

    private boolean hasWay(MailAddress recipient) {
        return site.outbound().stream().anyMatch(rule -> leads(rule, recipient));
    }

    private static boolean leads(OutboundRule rule, MailAddress recipient) {
        return rule.connector().isEnabled()
                && rule.connector().peerKind() != EndpointKind.INTERNET
                && rule.criteria()
                        .recipients()
                        .map(group -> group.patterns().stream().anyMatch(pattern -> pattern.matches(recipient)))
                        .orElse(true);
    }
}
