package dev.mailflow.compiler.check;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.AddressPattern.Suffix;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Alternatives;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.Spanned;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code *.com} belongs to nobody alone: as a domain of ours or of a partner, or as the certificate that proves who is there, it stands
 * for everybody. A connector that selects such senders or recipients is another thing, and meant.
 */
final class WildcardsBelowOwners implements Check {
    /** Names below which no registry gives out domains (RFC 2606, RFC 6761, RFC 6762 appendix G, RFC 8375 and ICANN). */
    private static final Set<String> PRIVATE = Set.of(
            "example",
            "test",
            "invalid",
            "localhost",
            "local",
            "localdomain",
            "onion",
            "alt",
            "arpa",
            "internal",
            "intranet",
            "private",
            "corp",
            "home",
            "lan",
            "mail");

    /** Names below which domains are given to a closed circle, whose members may trust each other (RFC 1591, section 2). */
    private static final Set<String> CLOSED = Set.of("gov", "mil", "edu", "int");

    /** Names below which anybody gets a domain; another top level may be a brand, and all of it the organization's own. */
    private static final Set<String> OPEN = Set.of(
            "com", "net", "org", "info", "biz", "name", "app", "dev", "xyz", "online", "site", "shop", "store", "io",
            "co", "me", "tv", "eu", "at", "au", "be", "br", "ca", "ch", "cn", "cz", "de", "dk", "es", "fi", "fr", "in",
            "it", "jp", "mx", "nl", "no", "nz", "pl", "pt", "ru", "se", "tr", "uk", "us", "za");

    /** Second labels below which the registries of these countries give out domains. */
    private static final Set<String> SECOND = Set.of("co", "com", "net", "org");

    private static final Set<String> COUNTRIES = Set.of(
            "ar", "at", "au", "br", "cn", "hk", "id", "il", "in", "jp", "kr", "mx", "my", "nz", "ph", "pl", "sg", "th",
            "tr", "tw", "ua", "uk", "za");

    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        own(policy.organization().authoritative(), sink);
        own(policy.organization().relayed(), sink);
        for (Endpoint endpoint : policy.endpoints().values()) {
            if (endpoint.kind() == EndpointKind.PARTNER) {
                partners(endpoint, sink);
            }
        }
        Set<Span> said = new HashSet<>();
        for (Connector connector : policy.connectors()) {
            if (!connector.isEnabled()) {
                continue;
            }
            connector.require().serverCertificate().ifPresent(names -> certificates(names, connector.to(), said, sink));
            // Of a trusted source it is said that no accepted domain stands behind the name (MF4004).
            if (!connector.from().kind().isTrusted()) {
                connector
                        .require()
                        .clientCertificate()
                        .ifPresent(names -> certificates(names, connector.from(), said, sink));
            }
        }
    }

    private static void own(List<Spanned<AddressPattern>> domains, DiagnosticSink sink) {
        for (Spanned<AddressPattern> domain : domains) {
            if (domain.value() instanceof Suffix suffix
                    && isOpen(suffix.domain().text())) {
                report(domain.span(), suffix, "our own domain", sink);
            }
        }
    }

    private static void partners(Endpoint partner, DiagnosticSink sink) {
        for (Spanned<AddressPattern> domain : partner.domains()) {
            if (domain.value() instanceof Suffix suffix
                    && isRegistry(suffix.domain().text())) {
                report(domain.span(), suffix, "a domain of the partner `" + partner.name() + "`", sink);
            }
        }
    }

    private static void report(Span place, Suffix suffix, String whose, DiagnosticSink sink) {
        report(place, suffix.text(), suffix.domain().text(), "as " + whose, sink);
    }

    private static void certificates(
            Alternatives<CertificatePattern> names, Endpoint whose, Set<Span> said, DiagnosticSink sink) {
        for (CertificatePattern name : names.values()) {
            if (name.isWildcard() && isRegistry(name.text().substring(2)) && said.add(names.span())) {
                report(
                        names.span(),
                        name.text(),
                        name.text().substring(2),
                        "as the certificate of `" + whose.name() + "`",
                        sink);
            }
        }
    }

    private static void report(Span place, String pattern, String registry, String as, DiagnosticSink sink) {
        sink.report(Diagnostic.of(
                        DiagnosticCode.WHOLE_REGISTRY,
                        place,
                        "`" + pattern + "` " + as + " stands for everybody who has a domain below `" + registry + "`")
                .withHelp("name the domain itself, as in `*.contoso.com`"));
    }

    private static boolean isRegistry(String domain) {
        int dot = domain.indexOf('.');
        if (dot < 0) {
            return !PRIVATE.contains(domain) && !CLOSED.contains(domain);
        }
        return isSecondOfCountry(domain, dot);
    }

    private static boolean isOpen(String domain) {
        int dot = domain.indexOf('.');
        return dot < 0 ? OPEN.contains(domain) : isSecondOfCountry(domain, dot);
    }

    private static boolean isSecondOfCountry(String domain, int dot) {
        return SECOND.contains(domain.substring(0, dot)) && COUNTRIES.contains(domain.substring(dot + 1));
    }
}
