package dev.mailflow.compiler.targets.exchangeonline.emit;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.DirectSend;
import dev.mailflow.compiler.decision.DecisionModel.Directory;
import dev.mailflow.compiler.decision.DecisionModel.Organization;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Severity;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.target.Construct;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import dev.mailflow.compiler.targets.exchangeonline.emit.OutboundTranslation.Ways;
import dev.mailflow.compiler.targets.exchangeonline.emit.TenantDirectory.Elsewhere;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Fault;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Faults;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.PolicyName;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Value;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.AddressPattern.Depth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What a tenant has to hold so that its service says what the policy says of a site. */
public final class Translation {
    /** About as many as a tenant has room for; the vendor counts them for a request of more (O365ServiceDescriptions 494). */
    static final int MOST_INBOUND = 4450;

    static final int MOST_OUTBOUND = 1800;

    private static final int LONGEST_NAME = 64;

    private final List<Draft> drafts;
    /** By the very objects: two that say the same may come from two places. */
    private final Map<Item, Draft> byItem = new IdentityHashMap<>();

    private final Tenant tenant;
    private final List<String> leftOut;
    private final Ways ways;

    private Translation(List<Draft> drafts, List<String> leftOut, Ways ways) {
        this.drafts = List.copyOf(drafts);
        this.drafts.forEach(draft -> byItem.putIfAbsent(draft.item(), draft));
        this.leftOut = List.copyOf(leftOut);
        this.ways = ways;
        this.tenant = new Tenant("policy", drafts.stream().map(Draft::item).toList());
    }

    /** What a tenant holds already, as if a policy had made it. */
    static Translation of(List<Draft> drafts) {
        return new Translation(drafts, List.of(), new Ways(List.of(), List.of(), List.of()));
    }

    /** @param sink takes all that is not said exactly; the result is complete if none of it is an error */
    public static Translation of(DecisionModel model, String site, Wish wish, DiagnosticSink sink) {
        Losses losses = new Losses(sink, wish);
        Site cloud = model.site(site);
        Span place = place(model, cloud);
        TenantDomains domains = new TenantDomains(model, site);
        TenantDirectory directory = new TenantDirectory(model, cloud);
        Organization organization = model.organization();
        // Of what cannot be said nothing is made accepted, wherever it is.
        List<AddressPattern> authoritative = organization.authoritative().stream()
                .filter(pattern -> !isSayable(pattern) || domains.has(pattern))
                .toList();
        List<AddressPattern> relayed = organization.relayed().stream()
                .filter(pattern -> !isSayable(pattern) || domains.has(pattern))
                .toList();
        InboundTranslation sources = InboundTranslation.of(cloud, domains, losses);
        List<Draft> inbound = Grouping.group(sources.drafts());
        Ways ways = OutboundTranslation.of(cloud, domains, losses);
        List<Draft> outbound = Grouping.group(ways.drafts());
        List<Draft> drafts = new ArrayList<>();
        authoritative.forEach(pattern -> {
            Optional<Elsewhere> elsewhere = directory.passesOn(pattern, outbound);
            elsewhere.ifPresent(there -> losses.report(passedOn(pattern, there, place)));
            accepted(pattern, elsewhere.isPresent() ? "InternalRelay" : "Authoritative", place, losses, drafts);
        });
        relayed.forEach(pattern -> accepted(pattern, "InternalRelay", place, losses, drafts));
        drafts.add(settings(organization, site, place, losses));
        domains.tell(place, sink);
        drafts.addAll(inbound);
        drafts.addAll(outbound);
        Translation translation = new Translation(inOrder(drafts), notMade(sources.leftOut(), inbound), ways);
        translation.check(sink, place);
        return translation;
    }

    /** A tenant has one connector of a name, and one that is made is not to be removed. */
    private static List<String> notMade(List<String> names, List<Draft> inbound) {
        Set<String> made = new HashSet<>();
        for (Draft draft : inbound) {
            made.add(PolicyName.key(draft.item().name()));
            draft.members().forEach(member -> made.add(PolicyName.key(member.name())));
        }
        return names.stream()
                .filter(name -> !made.contains(PolicyName.key(name)))
                .toList();
    }

    /** Where something about the whole site is said: its endpoint, else its first connector, else anything of the policy. */
    private static Span place(DecisionModel model, Site site) {
        return model.endpoint(site.name())
                .origin()
                .or(() -> site.inbound().stream()
                        .findFirst()
                        .map(rule -> rule.connector().origin()))
                .or(() -> site.outbound().stream()
                        .findFirst()
                        .map(rule -> rule.connector().origin()))
                .or(() -> model.endpoints().stream()
                        .flatMap(e -> e.origin().stream())
                        .findFirst())
                .orElseThrow(() -> new IllegalArgumentException("a site without a place: " + site.name()));
    }

    private static Draft settings(Organization organization, String site, Span place, Losses losses) {
        Item direct = new Draft.Builder()
                .flag(Property.REJECT_DIRECT_SEND, organization.directSend() == DirectSend.REFUSED)
                .build(Kind.ORGANIZATION, "organization");
        if (organization.hopLimit() != Organization.DEFAULT_HOP_LIMIT) {
            losses.tell(Construct.HOP_LIMIT, place, "`hop-limit`");
        }
        if (organization.directory() == Directory.COMPLETE) {
            losses.tell(Construct.DIRECTORY, place, "`directory complete`");
        }
        return new Draft(direct, List.of(), site, place);
    }

    private static boolean isSayable(AddressPattern accepted) {
        return accepted instanceof AddressPattern.Exact
                || accepted instanceof AddressPattern.Suffix suffix && suffix.depth() == Depth.AT_OR_BELOW;
    }

    private static Diagnostic passedOn(AddressPattern domain, Elsewhere there, Span place) {
        String endpoint = there.at();
        Diagnostic told = Diagnostic.of(
                DiagnosticCode.PASSED_ON_BY_TENANT,
                place,
                "`" + domain.text() + "` is made an internal relay: mailboxes of it are at `" + endpoint + "`");
        return switch (there.extent()) {
            case WHOLE_DOMAIN -> told.withHelp("let `" + endpoint + "` refuse unknown recipients");
            case BY_RULE ->
                told.withAddition(", and only a rule leads there")
                        .withSeverity(Severity.WARNING)
                        .withHelp("write a connector `when recipient " + domain.text() + "` to `" + endpoint
                                + "`: other mail for the domain goes in circles");
        };
    }

    private static void accepted(AddressPattern pattern, String type, Span place, Losses losses, List<Draft> drafts) {
        boolean relay = type.equals("InternalRelay");
        if (pattern instanceof AddressPattern.Exact exact) {
            drafts.add(accepted(exact.domain().text(), type, false, place));
        } else if (pattern instanceof AddressPattern.Suffix suffix && suffix.depth() == Depth.AT_OR_BELOW && relay) {
            drafts.add(accepted(suffix.domain().text(), type, true, place));
        } else {
            losses.report(Diagnostic.of(
                            DiagnosticCode.CANNOT_BE_SAID,
                            place,
                            "Exchange Online cannot say the accepted domain `" + pattern.text() + "`")
                    .withHelp("name each domain; only a relay domain, written `.domain`, takes its subdomains"));
            if (pattern instanceof AddressPattern.Suffix suffix && suffix.depth() == Depth.AT_OR_BELOW) {
                drafts.add(accepted(suffix.domain().text(), type, false, place));
            }
        }
    }

    private static Draft accepted(String domain, String type, boolean below, Span place) {
        Item item = new Draft.Builder()
                .word(Property.DOMAIN_TYPE, type)
                .flag(Property.MATCH_SUBDOMAINS, below)
                .build(Kind.ACCEPTED_DOMAIN, domain);
        return new Draft(item, List.of(), "", place);
    }

    /** A rule needs its connector, centralized transport its way back. */
    private static List<Draft> inOrder(List<Draft> drafts) {
        List<Draft> ordered = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            drafts.stream().filter(draft -> draft.item().kind() == kind).forEach(ordered::add);
        }
        return ordered;
    }

    private void check(DiagnosticSink sink, Span place) {
        names(sink);
        limit(sink, place, Kind.INBOUND, MOST_INBOUND);
        limit(sink, place, Kind.OUTBOUND, MOST_OUTBOUND);
        for (Fault fault : Faults.of(tenant)) {
            // What a policy cannot help, for example a relay domain whose servers the service knows by mailboxes, is a
            // warning.
            Draft draft = Objects.requireNonNull(of(fault.item()).orElse(null));
            if (fault.level() == Fault.Level.ERROR) {
                sink.report(Diagnostic.of(
                                DiagnosticCode.REFUSED_BY_SERVICE,
                                draft.origin(),
                                "Exchange Online would refuse `" + fault.item().name() + "`: " + fault.message())
                        .withHelp("change what becomes of it: "
                                + String.join(
                                        " and ",
                                        fault.properties().stream()
                                                .map(property -> "`" + property.word() + "`")
                                                .toList())));
            }
        }
    }

    private void names(DiagnosticSink sink) {
        Map<String, Draft> taken = new HashMap<>();
        for (Draft draft : drafts) {
            String name = draft.item().name();
            boolean connector =
                    draft.item().kind() == Kind.INBOUND || draft.item().kind() == Kind.OUTBOUND;
            Draft other = taken.put(draft.item().kind() + " " + name.toLowerCase(Locale.ROOT), draft);
            if (other != null) {
                sink.report(Diagnostic.of(
                                DiagnosticCode.NAME_NOT_POSSIBLE,
                                draft.origin(),
                                "Exchange Online would have two connectors `" + name
                                        + "`: names are without case there")
                        .withRelated(other.origin(), "the other one")
                        .withHelp("name one of them otherwise"));
            }
            if (connector && name.length() > LONGEST_NAME) {
                sink.report(Diagnostic.of(
                                DiagnosticCode.NAME_NOT_POSSIBLE,
                                draft.origin(),
                                "the name `" + name
                                        + "` has more than 64 characters, which Exchange Online does not take")
                        .withHelp("name the connector shorter"));
            }
        }
    }

    private void limit(DiagnosticSink sink, Span place, Kind kind, int most) {
        int count = tenant.of(kind).size();
        if (count > most) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.TOO_MANY_CONNECTORS,
                            place,
                            "the policy needs " + count + " objects of kind " + kind.noun()
                                    + ", a tenant has room for about " + most)
                    .withHelp("give partners equal requirements, so that they share a connector"));
        }
    }

    /**
     * In which order the mail flow rules have to be asked where some stand in the place of connectors that are for recipients.
     *
     * @param instead the rule in the place of each such connector, by the connector's name
     * @return the place of each rule, the first to be asked least, by the name of the connector that it is for
     */
    public Map<String, Integer> ruleNumbers(Map<String, Item> instead) {
        List<RuleSequence.Entry> entries = new ArrayList<>(ways.rules());
        Map<String, RuleSequence.Entry> plain = new HashMap<>();
        ways.plain().forEach(entry -> plain.put(entry.draft().item().name(), entry));
        Map<String, List<Item>> groups = new HashMap<>();
        drafts.stream()
                .filter(draft -> draft.item().kind() == Kind.OUTBOUND)
                .forEach(draft -> groups.put(draft.item().name(), draft.members()));
        instead.forEach((connector, rule) -> {
            List<String> names = plain.containsKey(connector)
                    ? List.of(connector)
                    : groups.getOrDefault(connector, List.of()).stream()
                            .map(Item::name)
                            .toList();
            List<RuleSequence.Entry> said = names.stream()
                    .flatMap(name -> Optional.ofNullable(plain.get(name)).stream())
                    .toList();
            entries.add(RuleSequence.Entry.together(said, rule.with(Property.RULE_ROUTE, new Value.Text(connector))));
        });
        entries.sort(Comparator.comparingInt(
                        (RuleSequence.Entry entry) -> -entry.draft().rank())
                .thenComparing(entry -> entry.draft().connectors().get(0)));
        Map<String, Integer> numbers = new HashMap<>();
        RuleSequence.of(entries)
                .forEach(draft -> draft.item()
                        .text(Property.RULE_ROUTE)
                        .ifPresent(connector -> numbers.put(connector, numbers.size())));
        return numbers;
    }

    /** In the order in which they have to be made. */
    public Tenant tenant() {
        return tenant;
    }

    /** What each connector of a group would be by itself; of an object that is no group, nothing. */
    public List<Item> members(Item item) {
        return of(item).map(Draft::members).orElse(List.of());
    }

    /**
     * Names of inbound connectors of our own that are left out: they would relay more than the policy says, or no inbound connector is
     * chosen by what the policy chooses them by. One that is in the tenant all the same keeps its right.
     */
    public List<String> leftOut() {
        return leftOut;
    }

    List<Draft> drafts() {
        return drafts;
    }

    /** Where an object comes from. */
    Optional<Draft> of(Item item) {
        return Optional.ofNullable(byItem.get(item));
    }
}
