package dev.mailflow.compiler.targets.exchangeonline.emit;

import dev.mailflow.compiler.decision.Connector.Extra;
import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.Criteria.AddressGroup;
import dev.mailflow.compiler.decision.Criteria.CertificateGroup;
import dev.mailflow.compiler.decision.Criteria.NetworkGroup;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.InboundRule.Requirements;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.target.Construct;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Inbound rules as inbound connectors: own sources as type OnPremises, which identify; the others as Partner, which restrict. */
final class InboundTranslation {
    private final Site site;
    private final TenantDomains accepted;
    private final Losses losses;
    private final List<Draft> drafts = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();

    private InboundTranslation(Site site, TenantDomains accepted, Losses losses) {
        this.site = site;
        this.accepted = accepted;
        this.losses = losses;
    }

    static InboundTranslation of(Site site, TenantDomains accepted, Losses losses) {
        InboundTranslation translation = new InboundTranslation(site, accepted, losses);
        site.inbound().forEach(translation::add);
        return translation;
    }

    List<Draft> drafts() {
        return List.copyOf(drafts);
    }

    /**
     * What own sources would be called that nothing is made of: because they would relay more than the policy says, or because what
     * chooses them cannot be said. What an earlier policy made by that name knows less of that, and relays more, too.
     */
    List<String> leftOut() {
        return List.copyOf(leftOut);
    }

    private void add(InboundRule rule) {
        Criteria criteria = rule.criteria();
        // What everybody meets selects nobody: it tells two sources apart that the service does not order.
        Optional<AddressGroup> recipients = criteria.recipients().filter(group -> !isEveryone(group));
        boolean selected = criteria.headers().isEmpty() && (recipients.isEmpty() || isOfSite(rule));
        recipients.ifPresent(group -> recipients(rule, group));
        criteria.headers().stream()
                .findFirst()
                .ifPresent(header -> cannot(
                        header.origin(),
                        "`when header` of a source",
                        "remove it: inbound connectors are not chosen by headers"));
        if (!selected) {
            leaveOut(rule);
            return;
        }
        if (rule.connector().peerKind().isTrusted()) {
            own(rule);
        } else {
            foreign(rule);
        }
    }

    /**
     * At a connector from a site of ours the recipients say above all what that site sends by it: taking them away would leave it
     * two ways for the same mail. Elsewhere they say nothing but who is taken for whom.
     */
    private void recipients(InboundRule rule, AddressGroup group) {
        if (isOfSite(rule)) {
            losses.tell(
                    Construct.WHEN_RECIPIENT,
                    group.origin(),
                    "`when recipient` of `" + rule.connector().name() + "`");
        } else {
            cannot(
                    group.origin(),
                    "`when recipient`",
                    "remove it, and keep one connector for the source: inbound connectors are not chosen by the recipient");
        }
    }

    private void leaveOut(InboundRule rule) {
        if (rule.connector().peerKind().isTrusted()) {
            leftOut.addAll(RelayGrowth.names(rule));
        }
    }

    private static boolean isOfSite(InboundRule rule) {
        return rule.connector().peerKind().isSite();
    }

    private static boolean isEveryone(AddressGroup group) {
        return group.patterns().stream().anyMatch(AddressPattern.Any.class::isInstance);
    }

    private void cannot(Span span, String what, String help) {
        losses.report(Diagnostic.of(DiagnosticCode.CANNOT_BE_SAID, span, "Exchange Online cannot say " + what)
                .withHelp(help));
    }

    // Own sources.

    private void own(InboundRule rule) {
        Criteria criteria = rule.criteria();
        Optional<AddressGroup> senders = criteria.senders().filter(group -> !isEveryone(group));
        if (senders.isPresent()) {
            cannot(
                    senders.get().origin(),
                    "`when sender` of an own source",
                    isOfSite(rule)
                            ? "write `when recipient` in its place: a connector of own servers is chosen by certificate or"
                                    + " address alone, their own ways by recipients"
                            : "remove it: a connector of an own source is chosen by certificate or address alone");
            leaveOut(rule);
            return;
        }
        Optional<Diagnostic> growth = RelayGrowth.of(rule, accepted);
        if (growth.isPresent()) {
            losses.report(growth.get());
            leaveOut(rule);
            return;
        }
        Optional<List<CertificatePattern>> certificates = certificates(rule);
        Optional<List<Network>> networks = networks(rule);
        if (certificates.isEmpty() && networks.isEmpty()) {
            leaveOut(rule);
            return;
        }
        otherwise(rule);
        requirements(rule.requirements());
        if (certificates.isPresent()) {
            int number = 1;
            for (CertificatePattern certificate : certificates.get()) {
                String suffix = RelayGrowth.suffix(number);
                draft(
                        rule,
                        suffix,
                        settings(rule, "OnPremises")
                                .texts(Property.SENDER_DOMAINS, List.of("*"))
                                .flag(Property.REQUIRE_TLS, true)
                                .nothing(Property.SENDER_ADDRESSES)
                                .word(Property.CERTIFICATE_NAME, certificate.text()));
                number++;
            }
        } else {
            draft(
                    rule,
                    "",
                    settings(rule, "OnPremises")
                            .texts(Property.SENDER_DOMAINS, List.of("*"))
                            .flag(
                                    Property.REQUIRE_TLS,
                                    rule.requirements().tls().isPresent())
                            .texts(Property.SENDER_ADDRESSES, Networks.blocks(networks.orElseThrow()))
                            .nothing(Property.CERTIFICATE_NAME));
        }
    }

    /** What the source shows; a required certificate identifies as well, because there is nothing else that asks for it. */
    private Optional<List<CertificatePattern>> certificates(InboundRule rule) {
        Set<List<CertificatePattern>> groups = RelayGrowth.certificates(rule);
        if (groups.size() > 1) {
            losses.tell(
                    Construct.IDENTITY_BOTH,
                    rule.connector().origin(),
                    "the several certificates of `" + rule.connector().name() + "`");
        }
        return groups.stream().findFirst();
    }

    /** Empty if none is stated, or none of them can be said. */
    private Optional<List<Network>> networks(InboundRule rule) {
        boolean certificate = !rule.criteria().certificates().isEmpty()
                || rule.requirements().clientCertificate().isPresent();
        // Beside a certificate, what every client is in says only which of several sources goes first.
        List<NetworkGroup> groups = new ArrayList<>(rule.criteria().networks().stream()
                .filter(group -> !certificate || !Networks.isEverything(group.networks()))
                .toList());
        rule.requirements()
                .network()
                .ifPresent(demand -> groups.add(new NetworkGroup(demand.alternatives(), demand.origin())));
        if (groups.isEmpty()) {
            return Optional.empty();
        }
        if (certificate) {
            losses.tell(
                    Construct.IDENTITY_BOTH,
                    groups.get(0).origin(),
                    "certificate and network of `" + rule.connector().name() + "` together");
            return Optional.empty();
        }
        List<Network> common = groups.get(0).networks();
        for (NetworkGroup group : groups.subList(1, groups.size())) {
            common = Networks.both(common, group.networks());
        }
        List<Network> taken = taken(common, groups.get(0).origin());
        return taken.isEmpty() ? Optional.empty() : Optional.of(taken);
    }

    private List<Network> taken(List<Network> networks, Span span) {
        List<Network> taken = new ArrayList<>();
        for (Network network : networks) {
            if (!network.base().isV4()) {
                losses.tell(Construct.NETWORK_IPV6, span, "the network `" + network + "`");
            } else if (!Networks.isSplittable(network)) {
                losses.report(Diagnostic.of(
                                DiagnosticCode.NETWORK_TOO_WIDE,
                                span,
                                "`" + network
                                        + "` would be more than 256 blocks of the size that Exchange Online takes")
                        .withHelp("name narrower networks, or identify the source by its certificate"));
            } else {
                if (Networks.isReserved(network)) {
                    losses.report(Diagnostic.of(
                                    DiagnosticCode.RESERVED_NETWORK,
                                    span,
                                    "no client of Exchange Online has an address in `" + network + "`")
                            .withHelp("name the public address that these clients are seen with"));
                }
                taken.add(network);
            }
        }
        return taken;
    }

    private void requirements(Requirements required) {
        required.tls()
                .filter(tls -> tls.minimum().isPresent())
                .ifPresent(tls -> losses.tell(Construct.REQUIRE_TLS_VERSION, tls.origin(), "the version of TLS"));
        required.auth().ifPresent(span -> losses.tell(Construct.REQUIRE_AUTH, span, "`require auth`"));
        required.sender()
                .ifPresent(demand -> losses.tell(Construct.REQUIRE_SENDER, demand.origin(), "`require sender`"));
        required.recipient()
                .ifPresent(demand -> losses.tell(Construct.REQUIRE_RECIPIENT, demand.origin(), "`require recipient`"));
        required.size().ifPresent(size -> losses.tell(Construct.REQUIRE_SIZE, size.origin(), "`require size`"));
    }

    private void otherwise(InboundRule rule) {
        if (rule.otherwise().isPresent()) {
            losses.tell(
                    Construct.OTHERWISE,
                    rule.connector().origin(),
                    "`otherwise` of `" + rule.connector().name() + "`");
        }
    }

    // Partners and the internet.

    private void foreign(InboundRule rule) {
        Criteria criteria = rule.criteria();
        Optional<Span> identity = criteria.certificates().stream()
                .findFirst()
                .map(CertificateGroup::origin)
                .or(() -> criteria.networks().stream().findFirst().map(NetworkGroup::origin));
        if (identity.isPresent()) {
            cannot(
                    identity.get(),
                    "`when cert` or `when network` of a foreign source",
                    "write `require` in place of `when`: a partner's connector is chosen by the sender alone");
            return;
        }
        List<AddressPattern> senders = new ArrayList<>();
        criteria.senders().ifPresent(group -> {
            for (AddressPattern pattern : group.patterns()) {
                if (pattern instanceof AddressPattern.Address) {
                    cannot(
                            group.origin(),
                            "the single sender `" + pattern.text() + "`",
                            "name the domain in its place");
                } else {
                    senders.add(pattern);
                }
            }
        });
        Span span = criteria.senders()
                .map(AddressGroup::origin)
                .orElse(rule.connector().origin());
        List<String> domains = DomainWords.of(senders, span, losses);
        if (domains.isEmpty()) {
            return;
        }
        if (!rule.connector().extras().marks().isEmpty()) {
            cannot(
                    rule.connector().origin(),
                    "`keep headers` or `treat as internal` of a foreign source",
                    "remove it: only connectors of own servers have it");
        }
        otherwise(rule);
        requirements(rule.requirements());
        Optional<CertificatePattern> certificate = rule.requirements()
                .clientCertificate()
                .flatMap(demand -> {
                    if (demand.alternatives().size() > 1) {
                        cannot(
                                demand.origin(),
                                "several certificates of one partner",
                                "name one; `*.domain` covers all names of a domain");
                        return Optional.empty();
                    }
                    return Optional.of(demand.alternatives().get(0));
                });
        List<Network> networks = rule.requirements()
                .network()
                .map(demand -> taken(demand.alternatives(), demand.origin()))
                .orElse(List.of());
        boolean tls = rule.requirements().tls().isPresent() || certificate.isPresent();
        // Two connectors that restrict hold together: a restriction is asked for whatever else fits.
        if (certificate.isPresent() || networks.isEmpty()) {
            draft(
                    rule,
                    "",
                    partner(rule, domains, tls)
                            .flag(Property.RESTRICT_TO_CERTIFICATE, certificate.isPresent())
                            .flag(Property.RESTRICT_TO_ADDRESSES, false)
                            .texts(Property.CERTIFICATE_NAME, List.of())
                            .texts(Property.SENDER_ADDRESSES, List.of()),
                    certificate);
        }
        if (!networks.isEmpty()) {
            List<Network> wide = new ArrayList<>(networks);
            if (domains.contains("*")) {
                wide.addAll(ownNetworks());
            }
            draft(
                    rule,
                    certificate.isPresent() ? "-addresses" : "",
                    partner(rule, domains, tls)
                            .flag(Property.RESTRICT_TO_CERTIFICATE, false)
                            .flag(Property.RESTRICT_TO_ADDRESSES, true)
                            .nothing(Property.CERTIFICATE_NAME)
                            .texts(Property.SENDER_ADDRESSES, Networks.blocks(wide)));
        }
    }

    /** A lock-down holds for the mail of own servers too: their addresses stand in it, or their own mail would be refused. */
    private List<Network> ownNetworks() {
        return site.inbound().stream()
                .filter(rule -> rule.connector().isEnabled()
                        && rule.connector().peerKind().isTrusted())
                .flatMap(rule -> rule.criteria().networks().stream())
                .flatMap(group -> group.networks().stream())
                .filter(Networks::isSplittable)
                .toList();
    }

    private static Draft.Builder partner(InboundRule rule, List<String> domains, boolean tls) {
        return settings(rule, "Partner").texts(Property.SENDER_DOMAINS, domains).flag(Property.REQUIRE_TLS, tls);
    }

    // Both.

    private static Draft.Builder settings(InboundRule rule, String type) {
        boolean own = type.equals("OnPremises");
        return new Draft.Builder()
                .word(Property.CONNECTOR_TYPE, type)
                .flag(Property.ENABLED, rule.connector().isEnabled())
                .word(Property.COMMENT, Marks.comment(rule.connector()))
                .flag(
                        Property.CLOUD_SERVICES_MAIL,
                        own && rule.connector().extras().has(Extra.KEEP_HEADERS))
                .flag(
                        Property.TREAT_AS_INTERNAL,
                        own && rule.connector().extras().has(Extra.TREAT_AS_INTERNAL))
                .flag(Property.RESTRICT_TO_ADDRESSES, false)
                .flag(Property.RESTRICT_TO_CERTIFICATE, false);
    }

    private void draft(InboundRule rule, String suffix, Draft.Builder settings) {
        draft(rule, suffix, settings, Optional.empty());
    }

    private void draft(
            InboundRule rule, String suffix, Draft.Builder settings, Optional<CertificatePattern> certificate) {
        certificate.ifPresent(pattern -> settings.word(Property.CERTIFICATE_NAME, pattern.text()));
        Item item = settings.build(Kind.INBOUND, rule.connector().name() + suffix);
        drafts.add(new Draft(
                item,
                List.of(rule.connector().name()),
                rule.connector().peer(),
                rule.connector().origin()));
    }
}
