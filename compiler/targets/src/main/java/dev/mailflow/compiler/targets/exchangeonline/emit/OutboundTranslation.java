package dev.mailflow.compiler.targets.exchangeonline.emit;

import dev.mailflow.compiler.decision.Connector.Extra;
import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.Criteria.AddressGroup;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.OutboundRule.Centralization;
import dev.mailflow.compiler.decision.OutboundRule.DestinationPolicy;
import dev.mailflow.compiler.decision.OutboundRule.Level;
import dev.mailflow.compiler.decision.OutboundRule.OutboundTls;
import dev.mailflow.compiler.decision.OutboundRule.Route;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.target.Construct;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.RuleMeetings;
import dev.mailflow.compiler.targets.exchangeonline.tenant.RuleParameters;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Value;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.NextHop;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Outbound rules as outbound connectors; what is chosen by sender, header or single recipients, with a mail flow rule. */
final class OutboundTranslation {
    /** {@code ConnectorType}. */
    private enum Type {
        ON_PREMISES("OnPremises"),
        PARTNER("Partner");

        private final String word;

        Type(String word) {
            this.word = word;
        }
    }

    private final Site site;
    private final TenantDomains accepted;
    private final Losses losses;
    private final List<Draft> drafts = new ArrayList<>();
    private final List<RuleSequence.Entry> rules = new ArrayList<>();
    private final List<RuleSequence.Entry> plain = new ArrayList<>();

    /**
     * @param drafts connectors first, then the rules that name them, the first to be asked first
     * @param rules how each of these ranks
     * @param plain how a rule would rank in the place of each connector that is for recipients
     */
    record Ways(List<Draft> drafts, List<RuleSequence.Entry> rules, List<RuleSequence.Entry> plain) {
        Ways {
            drafts = List.copyOf(drafts);
            rules = List.copyOf(rules);
            plain = List.copyOf(plain);
        }
    }

    private OutboundTranslation(Site site, TenantDomains accepted, Losses losses) {
        this.site = site;
        this.accepted = accepted;
        this.losses = losses;
    }

    static Ways of(Site site, TenantDomains accepted, Losses losses) {
        OutboundTranslation translation = new OutboundTranslation(site, accepted, losses);
        site.outbound().stream()
                .sorted(Comparator.comparingInt(OutboundTranslation::specificity)
                        .reversed()
                        .thenComparing(rule -> rule.connector().name()))
                .forEach(translation::add);
        List<Draft> drafts = Stream.concat(
                        translation.drafts.stream(), stopping(RuleSequence.of(translation.rules)).stream())
                .toList();
        return new Ways(drafts, translation.rules, translation.plain);
    }

    /** R8 orders rules in the same way. */
    private static int specificity(OutboundRule rule) {
        int most = rule.criteria().recipients().stream()
                .flatMap(group -> group.patterns().stream())
                .mapToInt(AddressPattern::specificity)
                .max()
                .orElse(0);
        return 2 * most + (rule.criteria().senders().isPresent() ? 1 : 0);
    }

    private void add(OutboundRule rule) {
        if (!isReachable(rule)) {
            return;
        }
        Criteria criteria = rule.criteria();
        List<AddressPattern> recipients =
                criteria.recipients().map(AddressGroup::patterns).orElse(List.of());
        List<AddressPattern> single = recipients.stream()
                .filter(AddressPattern.Address.class::isInstance)
                .toList();
        List<AddressPattern> domains = recipients.stream()
                .filter(pattern -> !(pattern instanceof AddressPattern.Address))
                .toList();
        boolean conditional =
                criteria.senders().isPresent() || !criteria.headers().isEmpty();
        if (conditional) {
            criteria.senders()
                    .filter(group -> group.patterns().stream().noneMatch(AddressPattern.Any.class::isInstance))
                    .ifPresent(group -> losses.tell(Construct.WHEN_SENDER, group.origin(), "`when sender`"));
            criteria.headers().stream()
                    .findFirst()
                    .ifPresent(header -> losses.tell(Construct.WHEN_HEADER, header.origin(), "`when header`"));
            ruled(rule, "", recipients);
            return;
        }
        if (!single.isEmpty()) {
            losses.tell(
                    Construct.PATTERN_ADDRESS,
                    origin(rule),
                    "single recipients of `" + rule.connector().name() + "`");
            ruled(rule, domains.isEmpty() ? "" : "-addresses", single);
        }
        if (!domains.isEmpty()) {
            plain(rule, domains);
        }
    }

    private static Span origin(OutboundRule rule) {
        return rule.criteria()
                .recipients()
                .map(AddressGroup::origin)
                .orElse(rule.connector().origin());
    }

    private boolean isReachable(OutboundRule rule) {
        if (rule.route() instanceof Route.Unknown) {
            losses.report(Diagnostic.of(
                            DiagnosticCode.CANNOT_BE_SAID,
                            rule.connector().origin(),
                            "Exchange Online cannot send by `"
                                    + rule.connector().name() + "`: no host of `"
                                    + rule.connector().peer() + "` is known")
                    .withHelp("add `via HOST` to the connector, or `hosts HOST` to endpoint "
                            + rule.connector().peer()));
            return false;
        }
        if (rule.route() instanceof Route.Hosts hosts) {
            for (NextHop hop : hosts.hosts()) {
                if (hop.port() != NextHop.SMTP_PORT) {
                    losses.tell(Construct.VIA_PORT, rule.connector().origin(), "the port of `" + hop + "`");
                    return false;
                }
                if (hop.host().indexOf(':') >= 0) {
                    losses.report(Diagnostic.of(
                                    DiagnosticCode.CANNOT_BE_SAID,
                                    rule.connector().origin(),
                                    "Exchange Online cannot say the IPv6 host `" + hop + "`")
                            .withHelp("name the host, or its IPv4 address"));
                    return false;
                }
            }
            if (hosts.hosts().size() > 1) {
                losses.tell(
                        Construct.VIA_HOSTS,
                        rule.connector().origin(),
                        "the order of the hosts of `" + rule.connector().name() + "`");
            }
        }
        return true;
    }

    private void plain(OutboundRule rule, List<AddressPattern> stated) {
        List<AddressPattern> domains = accepted.named(stated);
        boolean own = type(rule) == Type.ON_PREMISES;
        boolean every = own && domains.stream().allMatch(AddressPattern.EveryAcceptedDomain.class::isInstance);
        List<String> words = every ? List.of() : DomainWords.of(domains, origin(rule), losses);
        if (!every && words.isEmpty()) {
            return;
        }
        // A list with `*` in it is `*`.
        List<String> said = words.contains("*") ? List.of("*") : words;
        // Who takes mail for domains of ours is a part of ours, whatever its kind: a relay domain has to have such a
        // connector.
        boolean ours = rule.connector().peerKind().isTrusted()
                && rule.route() instanceof Route.Hosts
                && domains.stream().allMatch(accepted::isAccepted);
        Type type = said.contains("*") && !isCentralized(rule) ? Type.PARTNER : ours ? Type.ON_PREMISES : type(rule);
        boolean central = type == Type.ON_PREMISES && isCentralized(rule);
        if (central && !said.contains("*")) {
            losses.report(Diagnostic.of(
                            DiagnosticCode.CENTRAL_WAY_LIMITED,
                            origin(rule),
                            "the central way `" + rule.connector().name()
                                    + "` is for some recipients only: in Exchange Online such a connector can make mail loop")
                    .withHelp("remove `when recipient`, or `centralized`"));
        }
        draft(
                rule,
                "",
                settings(rule, type)
                        .flag(Property.ROUTE_ALL, central)
                        .texts(Property.RECIPIENT_DOMAINS, said)
                        .flag(Property.ALL_ACCEPTED_DOMAINS, every)
                        .flag(Property.RULE_SCOPED, false));
        plain.add(new RuleSequence.Entry(drafts.get(drafts.size() - 1), stated, false));
    }

    /** Own servers by smart hosts; by MX the type would send the mail back to the service. */
    private static Type type(OutboundRule rule) {
        boolean own = rule.connector().peerKind().isSite() || isCentralized(rule);
        return own && !(rule.route() instanceof Route.RecipientMx) ? Type.ON_PREMISES : Type.PARTNER;
    }

    /** Its connectors are of the type of own servers, so that our headers survive the way (the vendor's page on add-on services). */
    private static boolean isAddOn(OutboundRule rule) {
        return rule.connector().peerKind() == EndpointKind.SERVICE && rule.route() instanceof Route.Hosts;
    }

    /** Mail of ours goes there and comes back. */
    private boolean isLoopedThrough(OutboundRule rule) {
        return isAddOn(rule)
                && site.inbound().stream()
                        .anyMatch(inbound -> inbound.connector().isEnabled()
                                && inbound.connector()
                                        .peer()
                                        .equals(rule.connector().peer()));
    }

    private static boolean isCentralized(OutboundRule rule) {
        return rule.centralization() == Centralization.CENTRALIZED;
    }

    /** But for a service whose mail comes back, an exception would leave mail of the connector to others. */
    private static Item withoutExceptions(Item rule) {
        Item item = rule;
        for (Property exception : RuleParameters.HEADER_EXCEPTIONS) {
            item = item.with(exception, new Value.Nothing());
        }
        return item;
    }

    /**
     * A message for two rules goes by the first: nothing says so of two that both name a connector, and the actions of both are taken unless the
     * first stops what is behind it (Set-TransportRule).
     */
    private static List<Draft> stopping(List<Draft> rules) {
        int[] stopped =
                RuleMeetings.of(rules.stream().map(Draft::item).toList()).stopped();
        List<Draft> stopping = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            Draft draft = rules.get(i);
            stopping.add(draft.with(draft.item().with(Property.RULE_STOP, new Value.Flag(stopped[i] >= 0))));
        }
        return stopping;
    }

    private void ruled(OutboundRule rule, String suffix, List<AddressPattern> recipients) {
        String name = rule.connector().name() + suffix;
        Optional<Item> selecting = RuleConditions.of(rule, name, recipients, losses);
        if (selecting.isEmpty()) {
            return;
        }
        if (isLoopedThrough(rule) && rule.connector().isEnabled()) {
            losses.report(Diagnostic.of(
                            DiagnosticCode.RULE_WITHOUT_EXCEPTION,
                            rule.connector().origin(),
                            "the mail flow rule of `" + rule.connector().name() + "` sends to `"
                                    + rule.connector().peer() + "` what comes back from there")
                    .withHelp("add an exception to the rule `" + selecting.get().name() + "` for a header that `"
                            + rule.connector().peer() + "` writes: the script leaves exceptions as they are"));
        }
        draft(
                rule,
                suffix,
                settings(rule, isAddOn(rule) ? Type.ON_PREMISES : type(rule))
                        .flag(Property.ROUTE_ALL, false)
                        .nothing(Property.RECIPIENT_DOMAINS)
                        .flag(Property.ALL_ACCEPTED_DOMAINS, false)
                        .flag(Property.RULE_SCOPED, true));
        Draft draft = new Draft(
                isLoopedThrough(rule) ? selecting.get() : withoutExceptions(selecting.get()),
                List.of(rule.connector().name()),
                rule.connector().peer(),
                rule.connector().origin(),
                List.of(),
                specificity(rule));
        rules.add(new RuleSequence.Entry(
                draft, recipients, rule.criteria().senders().isPresent()));
    }

    private Draft.Builder settings(OutboundRule rule, Type type) {
        OutboundTls tls = rule.tls();
        Span span = rule.connector().origin();
        String name = rule.connector().name();
        marks(rule, type);
        Draft.Builder settings = new Draft.Builder()
                .word(Property.CONNECTOR_TYPE, type.word)
                .flag(Property.ENABLED, rule.connector().isEnabled())
                .word(Property.COMMENT, Marks.comment(rule.connector()))
                .flag(
                        Property.CLOUD_SERVICES_MAIL,
                        type == Type.ON_PREMISES && rule.connector().extras().has(Extra.KEEP_HEADERS))
                .flag(Property.TEST_MODE, false);
        List<String> hosts = hosts(rule.route());
        settings.flag(Property.USE_MX, hosts.isEmpty()).texts(Property.SMART_HOSTS, hosts);
        if (tls.level() == Level.NEVER) {
            losses.tell(Construct.TLS_OFF, span, "`tls off` of `" + name + "`");
        }
        if (tls.minimum().isPresent()) {
            losses.tell(Construct.REQUIRE_TLS_VERSION_OUT, span, "the version of TLS of `" + name + "`");
        }
        if (!tls.presented().isEmpty()) {
            losses.tellNearly(
                    span,
                    "which certificate `" + name + "` shows",
                    "the service shows its own certificate, `"
                            + accepted.cloud().certificate() + "`");
        }
        if (tls.mtaSts() == DestinationPolicy.REQUIRED) {
            losses.tell(Construct.MTA_STS, span, "`mta-sts enforce` of `" + name + "`");
        }
        if (tls.dane() == DestinationPolicy.REQUIRED && !hosts.isEmpty()) {
            losses.tell(Construct.DANE, span, "`dane require` of `" + name + "`");
        }
        return settings.word(Property.DANE_MODE, mode(tls.dane()))
                .word(Property.MTA_STS_MODE, tls.mtaSts() == DestinationPolicy.OFF ? "None" : "Opportunistic")
                .texts(Property.TLS_SETTINGS, List.of())
                .nothing(Property.TLS_DOMAIN)
                .tls(level(rule), serverName(rule));
    }

    private void marks(OutboundRule rule, Type type) {
        String name = rule.connector().name();
        if (type == Type.PARTNER && rule.connector().extras().has(Extra.KEEP_HEADERS)) {
            losses.report(
                    Diagnostic.of(
                                    DiagnosticCode.CANNOT_BE_SAID,
                                    rule.connector().origin(),
                                    "Exchange Online cannot say `keep headers` of `" + name + "`")
                            .withHelp(
                                    "remove it: only a connector to own servers, by hosts and for domains of ours, keeps them"));
        }
        if (rule.connector().extras().has(Extra.TREAT_AS_INTERNAL)) {
            losses.report(Diagnostic.of(
                            DiagnosticCode.CANNOT_BE_SAID,
                            rule.connector().origin(),
                            "Exchange Online cannot say `treat as internal` of `" + name + "`, which leads out")
                    .withHelp("remove it: only what comes in can be treated as internal"));
        }
    }

    private static Optional<String> level(OutboundRule rule) {
        if (rule.tls().level() != Level.REQUIRED) {
            return Optional.empty();
        }
        return Optional.of(rule.tls().serverNames().isEmpty() ? "EncryptionOnly" : "DomainValidation");
    }

    private Optional<String> serverName(OutboundRule rule) {
        List<CertificatePattern> names = rule.tls().serverNames();
        if (names.size() > 1) {
            losses.report(
                    Diagnostic.of(
                                    DiagnosticCode.CANNOT_BE_SAID,
                                    rule.connector().origin(),
                                    "Exchange Online cannot say the server certificates of `"
                                            + rule.connector().name() + "` beside `"
                                            + names.get(0).text() + "`")
                            .withHelp(
                                    "name one; `*.domain` covers all names of a domain: mail waits where a host shows another name"));
        }
        return names.stream().findFirst().map(CertificatePattern::text);
    }

    private static String mode(DestinationPolicy policy) {
        return switch (policy) {
            case OFF -> "None";
            case WHEN_PUBLISHED -> "Opportunistic";
            case REQUIRED -> "Mandatory";
        };
    }

    private static List<String> hosts(Route route) {
        if (route instanceof Route.Hosts hosts) {
            return hosts.hosts().stream().map(NextHop::host).toList();
        }
        // A smart host may be a name that has MX records.
        return route instanceof Route.MxOf mx ? List.of(mx.domain().text()) : List.of();
    }

    private void draft(OutboundRule rule, String suffix, Draft.Builder settings) {
        drafts.add(new Draft(
                settings.build(Kind.OUTBOUND, rule.connector().name() + suffix),
                List.of(rule.connector().name()),
                rule.connector().peer(),
                rule.connector().origin(),
                List.of(),
                specificity(rule)));
    }
}
