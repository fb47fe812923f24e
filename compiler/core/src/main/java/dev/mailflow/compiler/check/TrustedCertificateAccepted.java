package dev.mailflow.compiler.check;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Alternatives;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.Identities;
import dev.mailflow.compiler.type.Spanned;
import java.util.HashSet;
import java.util.Set;

/**
 * The service takes mail as ours by a certificate only if the domain behind its name is accepted; a server of ours takes
 * it, from whoever holds that domain. Said once for each place that names one, however many connectors use it.
 */
final class TrustedCertificateAccepted implements Check {
    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        Set<DomainName> accepted = new HashSet<>();
        policy.organization().accepted().forEach(d -> d.namedDomain().ifPresent(accepted::add));
        if (accepted.isEmpty()) {
            return;
        }
        Set<Span> said = new HashSet<>();
        // The cloud first: where one place serves both, what it says weighs more.
        check(policy, false, accepted, said, sink);
        check(policy, true, accepted, said, sink);
    }

    private static void check(
            CheckedPolicy policy, boolean forOwn, Set<DomainName> accepted, Set<Span> said, DiagnosticSink sink) {
        for (Connector connector : policy.connectors()) {
            if (isForOwn(connector) != forOwn
                    || !connector.isEnabled()
                    || !connector.to().kind().isSite()
                    || !connector.from().kind().isTrusted()) {
                continue;
            }
            for (Spanned<CertificatePattern> certificate : connector.from().certificates()) {
                judge(connector, certificate.value(), certificate.span(), accepted, said, sink);
            }
            connector.when().certificate().ifPresent(group -> judge(connector, group, accepted, said, sink));
            connector.require().clientCertificate().ifPresent(group -> judge(connector, group, accepted, said, sink));
        }
    }

    private static boolean isForOwn(Connector connector) {
        return connector.to().kind() != EndpointKind.EXCHANGE_ONLINE;
    }

    private static void judge(
            Connector connector,
            Alternatives<CertificatePattern> group,
            Set<DomainName> accepted,
            Set<Span> said,
            DiagnosticSink sink) {
        // One place for the whole group: one message, about the first name that is outside. What the endpoint states is
        // told there.
        group.values().stream()
                .filter(pattern -> connector.from().certificates().stream()
                        .noneMatch(stated -> stated.value().equals(pattern)))
                .forEach(pattern -> judge(connector, pattern, group.span(), accepted, said, sink));
    }

    private static void judge(
            Connector connector,
            CertificatePattern pattern,
            Span place,
            Set<DomainName> accepted,
            Set<Span> said,
            DiagnosticSink sink) {
        // Where every tenant shows it, that is what is said (MF4003); the cloud shows its own beside what tells the
        // tenant.
        boolean isSaid = Identities.isShared(pattern) && Identities.isOfEveryTenant(connector);
        boolean isItsOwn = connector.from().kind() == EndpointKind.EXCHANGE_ONLINE
                && pattern.equals(Identities.sharedDefault(connector.from()));
        if (isSaid || isItsOwn || isWithin(pattern, accepted) || !said.add(place)) {
            return;
        }
        Diagnostic found = Diagnostic.of(
                DiagnosticCode.FOREIGN_CERTIFICATE,
                place,
                "the certificate `" + pattern + "` of the trusted endpoint `"
                        + connector.from().name() + "` is not in an accepted domain");
        sink.report(found.withHelp(remedy(connector, pattern) + "; " + reason(connector)));
    }

    /** What an endpoint states must hold together: with its networks a certificate only narrows who is taken for it. */
    private static boolean isKnownByNetwork(Connector connector) {
        return !connector.from().networks().isEmpty()
                || connector.when().network().isPresent()
                || Identities.isFromRequire(connector)
                        && connector.require().network().isPresent();
    }

    /** Whose certificate is another's choice cannot be told to take one of ours. */
    private static String remedy(Connector connector, CertificatePattern pattern) {
        Endpoint source = connector.from();
        if (isForOwn(connector) && isKnownByNetwork(connector) && source.kind() != EndpointKind.EXCHANGE_ONLINE) {
            return "recognise `" + source.name() + "` by its networks alone: leave `cert` out";
        }
        return switch (source.kind()) {
            case SERVICE ->
                isKnownByNetwork(connector)
                        ? "recognise `" + source.name() + "` by its networks alone: leave `cert` out"
                        : "recognise `" + source.name() + "` by its network: `networks …` in place of `cert`";
            case EXCHANGE_ONLINE ->
                (isOfTenant(connector, pattern)
                                ? "it shows `" + Identities.sharedDefault(connector.from())
                                        + "`, whoever the tenant is, and never this: "
                                : "")
                        + "recognise `" + source.name()
                        + "` by its network, `networks …` in place of `cert`, and, as other"
                        + " tenants send from there too, by `when header …`";
            default -> "use a certificate of an accepted domain, or declare its domain in `organization`";
        };
    }

    /** A name that the service gave the tenant, of which it shows no certificate. */
    private static boolean isOfTenant(Connector connector, CertificatePattern pattern) {
        return connector
                .from()
                .tenant()
                .filter(tenant -> isWithin(pattern, Set.of(tenant.value())))
                .isPresent();
    }

    private static String reason(Connector connector) {
        if (!isForOwn(connector)) {
            return "Exchange Online relays for no other";
        }
        return isKnownByNetwork(connector)
                ? "when whoever holds that domain changes the certificate, its mail is no longer known"
                : "whoever holds another domain can get a certificate of its names, and is taken as `"
                        + connector.from().name() + "`";
    }

    private static boolean isWithin(CertificatePattern pattern, Set<DomainName> accepted) {
        String name = pattern.isWildcard() ? pattern.text().substring(2) : pattern.text();
        while (true) {
            if (accepted.contains(new DomainName(name))) {
                return true;
            }
            int dot = name.indexOf('.');
            if (dot < 0) {
                return false;
            }
            name = name.substring(dot + 1);
        }
    }
}
