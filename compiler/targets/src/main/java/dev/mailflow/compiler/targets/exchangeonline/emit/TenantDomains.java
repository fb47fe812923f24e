package dev.mailflow.compiler.targets.exchangeonline.emit;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.MailboxLocation;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Severity;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.Cloud;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.Identities;
import dev.mailflow.compiler.type.MailAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which accepted domains of an organization with several tenants one of them has: the service verifies a domain for one tenant alone. */
final class TenantDomains {
    /** Why a domain is not made accepted here, or is in every tenant. */
    private enum Reason {
        MAILBOXES_OF_ANOTHER,
        HANDED_ON_BY_ANOTHER,
        UNSAID,
        AT_A_SERVER
    }

    private final DecisionModel model;
    private final List<String> tenants;
    private final List<MailboxLocation> mailboxes;
    private final String site;
    private final List<AddressPattern> ofOthers = new ArrayList<>();
    private final Map<Reason, List<String>> found = new EnumMap<>(Reason.class);

    TenantDomains(DecisionModel model, String site) {
        this.model = model;
        this.tenants = model.sites().stream()
                .filter(one -> one.kind() == EndpointKind.EXCHANGE_ONLINE)
                .map(Site::name)
                .toList();
        this.mailboxes = model.organization().mailboxes();
        this.site = site;
    }

    /** Whether the tenant has the domain, as far as the policy says; where it does not say, every tenant has it. */
    boolean has(AddressPattern pattern) {
        if (tenants.size() < 2) {
            return true;
        }
        Optional<String> whole = domain(pattern).flatMap(this::home);
        Optional<String> home = whole.filter(tenants::contains).or(() -> ofSomeMailboxes(pattern));
        if (home.isPresent()) {
            return isHere(pattern, home.get(), Reason.MAILBOXES_OF_ANOTHER);
        }
        Optional<String> through =
                domain(pattern).flatMap(domain -> whole.flatMap(server -> handingOn(domain, server)));
        if (through.isPresent()) {
            return isHere(pattern, through.get(), Reason.HANDED_ON_BY_ANOTHER);
        }
        find(whole.isPresent() ? Reason.AT_A_SERVER : Reason.UNSAID, pattern);
        return true;
    }

    /** The cloud that the tenant is in. */
    Cloud cloud() {
        return model.endpoint(site).cloud();
    }

    private boolean isHere(AddressPattern pattern, String home, Reason otherwise) {
        if (!home.equals(site)) {
            find(otherwise, pattern);
            ofOthers.add(pattern);
        }
        return home.equals(site);
    }

    /** Of the accepted domains, those that are another tenant's, if all of them are asked for by {@link #has}. */
    List<AddressPattern> ofOthers() {
        return List.copyOf(ofOthers);
    }

    /**
     * For all accepted domains a connector stands only in for those of its tenant. Where another tenant has some, all of them are named, those of
     * this tenant too: only for some of them would a connector leave the others without a way. What has a connector of its own goes by that.
     */
    List<AddressPattern> named(List<AddressPattern> stated) {
        if (!stated.stream().allMatch(AddressPattern.EveryAcceptedDomain.class::isInstance)) {
            return stated;
        }
        Set<AddressPattern> ownWays = model.site(site).outbound().stream()
                .filter(rule -> rule.connector().isEnabled()
                        && rule.criteria().senders().isEmpty()
                        && rule.criteria().headers().isEmpty())
                .flatMap(rule -> rule.criteria().recipients().stream())
                .flatMap(group -> group.patterns().stream())
                .collect(Collectors.toSet());
        if (ownWays.containsAll(ofOthers)) {
            return stated;
        }
        return stated.stream()
                .map(AddressPattern.EveryAcceptedDomain.class::cast)
                .flatMap(every -> every.domains().stream())
                .filter(domain -> !ownWays.contains(domain))
                .distinct()
                .toList();
    }

    /** Whether all names of the certificate are of accepted domains: nobody else has such a certificate. */
    boolean isOwn(CertificatePattern certificate) {
        String name = certificate.isWildcard() ? certificate.text().substring(2) : certificate.text();
        return !Identities.isShared(certificate)
                && model.organization().accepted().stream()
                        .flatMap(accepted -> domain(accepted).stream())
                        .anyMatch(domain -> name.equals(domain.text()) || name.endsWith("." + domain));
    }

    /** Whether mail for the domain is mail for the organization. */
    boolean isAccepted(AddressPattern pattern) {
        return domain(pattern)
                .filter(domain ->
                        model.organization().accepted().stream().anyMatch(accepted -> accepted.matches(any(domain))))
                .isPresent();
    }

    private void find(Reason reason, AddressPattern pattern) {
        found.computeIfAbsent(reason, one -> new ArrayList<>()).add(pattern.text());
    }

    static Optional<DomainName> domain(AddressPattern pattern) {
        if (pattern instanceof AddressPattern.Exact exact) {
            return Optional.of(exact.domain());
        }
        return pattern instanceof AddressPattern.Suffix suffix ? Optional.of(suffix.domain()) : Optional.empty();
    }

    private static MailAddress any(DomainName domain) {
        return new MailAddress("postmaster", domain);
    }

    /** The endpoint with the mailboxes of the whole domain. */
    private Optional<String> home(DomainName domain) {
        return mailboxes.stream()
                .filter(location -> !(location.pattern() instanceof AddressPattern.Address)
                        && location.pattern().matches(any(domain)))
                .max(Comparator.comparingInt(location -> location.pattern().specificity()))
                .map(MailboxLocation::endpoint);
    }

    /** The service gives a mailbox addresses of accepted domains alone. */
    private Optional<String> ofSomeMailboxes(AddressPattern domain) {
        return only(mailboxes.stream()
                .filter(location ->
                        location.pattern() instanceof AddressPattern.Address one && domain.matches(one.address()))
                .map(MailboxLocation::endpoint)
                .filter(tenants::contains));
    }

    /** The tenant that sends on to the server what comes for the domain. */
    private Optional<String> handingOn(DomainName domain, String server) {
        return only(model.sites().stream()
                .filter(one -> tenants.contains(one.name())
                        && one.outbound().stream().anyMatch(rule -> leads(rule, domain, server)))
                .map(Site::name));
    }

    private static boolean leads(OutboundRule rule, DomainName domain, String server) {
        return rule.connector().isEnabled()
                && rule.connector().peer().equals(server)
                && rule.criteria()
                        .recipients()
                        .map(group -> group.patterns().stream().anyMatch(pattern -> pattern.matches(any(domain))))
                        .orElse(true);
    }

    private static Optional<String> only(Stream<String> names) {
        List<String> different = names.distinct().toList();
        return different.size() == 1 ? Optional.of(different.get(0)) : Optional.empty();
    }

    void tell(Span place, DiagnosticSink sink) {
        found.forEach((reason, domains) -> sink.report(
                switch (reason) {
                    case MAILBOXES_OF_ANOTHER -> left(place, domains, "the mailboxes are those of another tenant");
                    case HANDED_ON_BY_ANOTHER ->
                        left(place, domains, "the connector to the server with the mailboxes is another tenant's");
                    case UNSAID -> contested(place, domains, "say by `mailboxes` which tenant has it");
                    case AT_A_SERVER ->
                        contested(
                                place,
                                domains,
                                "the mailboxes are at a server: let the tenant that has the domain, and no other, have a connector to that server with the domain in `when recipient`, or name an address of the domain in `mailboxes` of the tenant, if one is there");
                }));
    }

    private Diagnostic left(Span place, List<String> domains, String why) {
        return Diagnostic.of(
                        DiagnosticCode.DOMAIN_OF_TENANTS,
                        place,
                        words(domains) + " not made accepted in `" + site + "`: " + why
                                + ", and a domain is in one tenant alone")
                .withHelp("nothing to do, if that is so in the admin center")
                .withSeverity(Severity.NOTE);
    }

    private Diagnostic contested(Span place, List<String> domains, String wayOut) {
        return Diagnostic.of(
                        DiagnosticCode.DOMAIN_OF_TENANTS,
                        place,
                        words(domains) + " made accepted in each of `" + String.join("`, `", tenants)
                                + "`, and a domain is in one tenant alone")
                .withHelp(wayOut + "; else the script of the other one stops before its first change");
    }

    private static String words(List<String> domains) {
        return "`" + String.join("`, `", domains) + "` " + (domains.size() == 1 ? "is" : "are");
    }
}
