package dev.mailflow.compiler.targets.exchangeonline.emit;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.MailboxLocation;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Severity;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.MailAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which accepted domains of an organization with several tenants one of them has: the service verifies a domain for one tenant alone. */
final class TenantDomains {
    private final List<String> tenants;
    private final List<MailboxLocation> mailboxes;
    private final String site;
    private final List<String> elsewhere = new ArrayList<>();
    private final List<String> contested = new ArrayList<>();

    TenantDomains(DecisionModel model, String site) {
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
        Optional<String> home = domain(pattern).flatMap(this::home).filter(tenants::contains);
        if (home.isEmpty()) {
            contested.add(pattern.text());
        } else if (!home.get().equals(site)) {
            elsewhere.add(pattern.text());
        }
        return home.isEmpty() || home.get().equals(site);
    }

    private static Optional<DomainName> domain(AddressPattern pattern) {
        if (pattern instanceof AddressPattern.Exact exact) {
            return Optional.of(exact.domain());
        }
        return pattern instanceof AddressPattern.Suffix suffix ? Optional.of(suffix.domain()) : Optional.empty();
    }

    /** The endpoint with the mailboxes of the whole domain. */
    private Optional<String> home(DomainName domain) {
        MailAddress any = new MailAddress("postmaster", domain);
        return mailboxes.stream()
                .filter(location -> !(location.pattern() instanceof AddressPattern.Address)
                        && location.pattern().matches(any))
                .max(Comparator.comparingInt(location -> location.pattern().specificity()))
                .map(MailboxLocation::endpoint);
    }

    void tell(Span place, DiagnosticSink sink) {
        if (!elsewhere.isEmpty()) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.DOMAIN_OF_TENANTS,
                            place,
                            words(elsewhere) + " not made accepted in `" + site
                                    + "`: the mailboxes are those of another tenant, and a domain is in one tenant alone")
                    .withHelp("nothing to do, if that is so in the admin center")
                    .withSeverity(Severity.NOTE));
        }
        if (!contested.isEmpty()) {
            sink.report(
                    Diagnostic.of(
                                    DiagnosticCode.DOMAIN_OF_TENANTS,
                                    place,
                                    words(contested) + " made accepted in each of `" + String.join("`, `", tenants)
                                            + "`, and a domain is in one tenant alone")
                            .withHelp(
                                    "say by `mailboxes` which tenant has it; else the script of the other one stops before its first change"));
        }
    }

    private static String words(List<String> domains) {
        return "`" + String.join("`, `", domains) + "` " + (domains.size() == 1 ? "is" : "are");
    }
}
