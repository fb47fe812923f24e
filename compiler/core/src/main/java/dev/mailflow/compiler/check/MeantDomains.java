package dev.mailflow.compiler.check;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.resolve.Suggestions;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.AddressPattern.Depth;
import dev.mailflow.compiler.type.AddressPattern.Exact;
import dev.mailflow.compiler.type.AddressPattern.Suffix;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.CheckedPolicy.Organization;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.NextHop;
import dev.mailflow.compiler.type.Spanned;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An accepted domain that nothing of ours is in, while all that is ours is in one that is a letter or a label away: the mistake
 * is there, and not at each mailbox and certificate.
 */
public final class MeantDomains {
    /** Of one letter, one is not evidence; of these, one may be the certificate's own mistake. */
    private static final int EVIDENCE = 2;

    /** Shorter labels differ by a letter on purpose. */
    private static final int SHORTEST = 5;

    /**
     * What the other checks look at, so that they do not tell the consequences.
     *
     * @param policy with the domains that were meant
     * @param lost these domains
     */
    public record Meant(CheckedPolicy policy, List<DomainName> lost) {
        public Meant {
            lost = List.copyOf(lost);
        }
    }

    private final OverlapIndex accepted;
    /** Domains of mailboxes, and how many have each. */
    private final Map<DomainName, Integer> mailboxes = new TreeMap<>();
    /** Those of them that no mail reaches. */
    private final Map<DomainName, Integer> lost = new TreeMap<>();
    /** Names of hosts and of certificates, and how often each is written. */
    private final Map<DomainName, Integer> names = new TreeMap<>();
    /** Accepted domain as written, and the one that was meant. */
    private final Map<Spanned<AddressPattern>, AddressPattern> meant = new HashMap<>();

    private MeantDomains(CheckedPolicy policy) {
        this.accepted = new OverlapIndex(policy.organization().accepted());
        for (Endpoint endpoint : policy.endpoints().values()) {
            if (isOfOthers(endpoint)) {
                continue;
            }
            for (Spanned<AddressPattern> mailbox : endpoint.mailboxes()) {
                // `?.contoso.com` names a domain, and means those below it.
                boolean isReached = accepted.meets(mailbox.value());
                mailbox.value().namedDomain().ifPresent(domain -> {
                    mailboxes.merge(domain, 1, Integer::sum);
                    if (!isReached) {
                        lost.merge(domain, 1, Integer::sum);
                    }
                });
            }
        }
        lost.keySet().removeIf(this::isAccepted);
    }

    /** Asked for only where a mailbox is lost: nearly every policy has none, and large ones many names. */
    private void gatherNames(CheckedPolicy policy) {
        for (Endpoint endpoint : policy.endpoints().values()) {
            if (isOfOthers(endpoint)) {
                continue;
            }
            for (Spanned<CertificatePattern> certificate : endpoint.certificates()) {
                String text = certificate.value().text();
                name(certificate.value().isWildcard() ? text.substring(2) : text);
            }
            for (Spanned<NextHop> host : endpoint.hosts()) {
                name(host.value().host());
            }
        }
    }

    private static boolean isOfOthers(Endpoint endpoint) {
        return endpoint.kind() == EndpointKind.PARTNER || endpoint.kind() == EndpointKind.SERVICE;
    }

    private void name(String text) {
        if (text.indexOf(':') < 0) {
            names.merge(new DomainName(text), 1, Integer::sum);
        }
    }

    /** Reports such domains. */
    public static Meant of(CheckedPolicy policy, DiagnosticSink sink) {
        Organization ours = policy.organization();
        MeantDomains domains = new MeantDomains(policy);
        if (domains.lost.isEmpty()) {
            return new Meant(policy, List.of());
        }
        domains.gatherNames(policy);
        List<Spanned<AddressPattern>> written = new ArrayList<>(ours.authoritative());
        written.addAll(ours.relayed());
        for (Spanned<AddressPattern> domain : written) {
            domains.meant(domain.value())
                    .filter(other -> !domains.meant.containsValue(other))
                    .ifPresent(other -> {
                        domains.meant.put(domain, other);
                        report(domain, other, sink);
                    });
        }
        return new Meant(
                domains.meant.isEmpty() ? policy : domains.mended(policy),
                domains.meant.values().stream()
                        .flatMap(domain -> domain.namedDomain().stream())
                        .toList());
    }

    private boolean isAccepted(DomainName domain) {
        return accepted.meets(new Exact(domain));
    }

    private Optional<AddressPattern> meant(AddressPattern written) {
        if (written instanceof Suffix suffix && suffix.depth() != Depth.AT_OR_BELOW) {
            boolean isUsed = mailboxes.keySet().stream().anyMatch(suffix::covers);
            // One label below is no way to write all below.
            return suffix.depth() == Depth.BELOW && lost.containsKey(suffix.domain()) && !isUsed
                    ? Optional.of(new Suffix(Depth.AT_OR_BELOW, suffix.domain()))
                    : Optional.empty();
        }
        DomainName domain = written.namedDomain().orElseThrow();
        if (holds(mailboxes, domain) || holds(names, domain)) {
            return Optional.empty();
        }
        int dot = domain.text().indexOf('.');
        if (written instanceof Exact && dot > 0) {
            DomainName parent = new DomainName(domain.text().substring(dot + 1));
            if (lost.containsKey(parent)) {
                return Optional.of(new Exact(parent));
            }
        }
        Map<DomainName, Integer> near = new TreeMap<>();
        for (Map<DomainName, Integer> mentions : List.of(lost, names)) {
            mentions.forEach((name, times) -> ancestor(name, domain.labels())
                    .filter(other -> isNear(domain, other))
                    .ifPresent(other -> near.merge(other, times, Integer::sum)));
        }
        if (near.size() != 1) {
            return Optional.empty();
        }
        DomainName other = near.keySet().iterator().next();
        if (near.getOrDefault(other, 0) < EVIDENCE || !holds(lost, other)) {
            return Optional.empty();
        }
        return Optional.of(written instanceof Suffix ? new Suffix(Depth.AT_OR_BELOW, other) : new Exact(other));
    }

    private static boolean holds(Map<DomainName, Integer> mentions, DomainName domain) {
        return mentions.keySet().stream().anyMatch(name -> name.equals(domain) || name.isBelow(domain));
    }

    /** The last labels of a name. */
    private static Optional<DomainName> ancestor(DomainName name, int labels) {
        int more = name.labels() - labels;
        String text = name.text();
        for (int i = 0; i < more; i++) {
            text = text.substring(text.indexOf('.') + 1);
        }
        return more < 0 ? Optional.empty() : Optional.of(new DomainName(text));
    }

    /** All labels but one are the same, and of that one letter: not a digit, by which names of a row differ. */
    private static boolean isNear(DomainName written, DomainName other) {
        String[] these = written.text().split("\\.", -1);
        String[] those = other.text().split("\\.", -1);
        int differing = -1;
        for (int i = 0; i < these.length; i++) {
            if (!these[i].equals(those[i])) {
                if (differing >= 0) {
                    return false;
                }
                differing = i;
            }
        }
        if (differing < 0 || Math.min(these[differing].length(), those[differing].length()) < SHORTEST) {
            return false;
        }
        String one = these[differing];
        String another = those[differing];
        return Suggestions.distance(one, another) == 1
                && !one.replaceAll("\\d", "").equals(another.replaceAll("\\d", ""));
    }

    private static void report(Spanned<AddressPattern> written, AddressPattern other, DiagnosticSink sink) {
        String text = written.value().text();
        String domain = other.namedDomain().orElseThrow().text();
        Diagnostic found = Diagnostic.of(
                        DiagnosticCode.ACCEPTED_DOMAIN_MISSED,
                        written.span(),
                        "no mailbox is in the accepted domain `" + text + "`, and `" + domain
                                + "`, where there are some, is not accepted")
                .withHelp(
                        written.value() instanceof Suffix suffix && suffix.depth() != Depth.AT_OR_BELOW
                                ? "`" + text + "` is what is below `" + domain + "`; `" + other.text()
                                        + "` is both, and `" + domain + "` the domain alone"
                                : "did you mean `" + other.text() + "`?");
        sink.report(
                written.span().counterpart().isEmpty() && written.span().text().equalsIgnoreCase(text)
                        ? found.withFix(new Fix("replace by `" + other.text() + "`", written.span(), other.text()))
                        : found);
    }

    private CheckedPolicy mended(CheckedPolicy policy) {
        Organization ours = policy.organization();
        return new CheckedPolicy(
                policy.root(),
                new Organization(
                        ours.origin(),
                        mended(ours.authoritative()),
                        mended(ours.relayed()),
                        ours.refusesDirectSend(),
                        ours.hopLimit(),
                        ours.directoryComplete()),
                policy.endpoints(),
                policy.connectors(),
                policy.tests(),
                policy.claims());
    }

    private List<Spanned<AddressPattern>> mended(List<Spanned<AddressPattern>> written) {
        return written.stream()
                .map(domain -> new Spanned<>(meant.getOrDefault(domain, domain.value()), domain.span()))
                .toList();
    }
}
