package dev.mailflow.compiler.check;

import static java.util.stream.Collectors.joining;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Alternatives;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.CheckedPolicy.Require;
import dev.mailflow.compiler.type.CheckedPolicy.Via;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.Identities;
import dev.mailflow.compiler.type.NextHop;
import dev.mailflow.compiler.type.Spanned;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Between two sites of ours a required certificate is that of one of them, and plain {@code cert} most often of the one that was not
 * meant (language.md, section 2). A name that this one does not state refuses all mail of the connector, or lets it wait at the sending
 * site, unless one certificate bears both names. Towards others a plain {@code cert} is theirs, and {@code client cert} leaves no doubt.
 */
final class RequiredCertificateStated implements Check {
    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        for (Connector connector : policy.connectors()) {
            if (connector.isEnabled()
                    && connector.from().kind().isSite()
                    && connector.to().kind().isSite()) {
                Require require = connector.require();
                require.clientCertificate()
                        .filter(required -> !isPresented(connector, required.values()))
                        .ifPresent(required -> report(connector.from(), connector.to(), "server", required, sink));
                require.serverCertificate()
                        // What a next hop shows need not be what it is known by as a source: told is the certificate
                        // of the wrong end.
                        .filter(required ->
                                bears(connector.from(), required.values()) && !isAnswered(connector, required.values()))
                        .ifPresent(required -> report(connector.to(), connector.from(), "client", required, sink));
            }
        }
    }

    /**
     * @param asked whose certificate is asked for
     * @param other the other end
     * @param otherSide the word for its certificate
     */
    private static void report(
            Endpoint asked,
            Endpoint other,
            String otherSide,
            Alternatives<CertificatePattern> required,
            DiagnosticSink sink) {
        String name = asked.name();
        sink.report(Diagnostic.of(
                        DiagnosticCode.OTHER_CERTIFICATE,
                        required.span(),
                        "this asks for the certificate of `" + name + "`, which states none of these names")
                .withRelated(asked.certificates().get(0).span(), "what `" + name + "` shows")
                .withHelp(wayOut(asked, other, otherSide, required.values())));
    }

    /** Whether a name that the sender is known by here can be one of those that are required. */
    private static boolean isPresented(Connector connector, List<CertificatePattern> required) {
        Endpoint from = connector.from();
        return from.certificates().isEmpty()
                || states(from, required)
                || connector
                        .when()
                        .certificate()
                        .filter(group -> group.values().stream().anyMatch(shown -> meets(required, shown)))
                        .isPresent();
    }

    /** Whether the next hop can answer with one of those names: those that it states, and its host's own. */
    private static boolean isAnswered(Connector connector, List<CertificatePattern> required) {
        Endpoint to = connector.to();
        Stream<NextHop> via = connector.via().stream()
                .flatMap(way -> way instanceof Via.Hosts hosts ? hosts.hosts().stream() : Stream.empty());
        return to.certificates().isEmpty()
                || bears(to, required)
                || Stream.concat(via, to.hosts().stream().map(Spanned::value))
                        .map(host -> host.host().toLowerCase(Locale.ROOT))
                        .anyMatch(host -> required.stream().anyMatch(wanted -> wanted.matches(host)));
    }

    /** Whether its certificate has one of the names: the cloud shows its own beside what tells the tenant. */
    private static boolean bears(Endpoint endpoint, List<CertificatePattern> required) {
        return states(endpoint, required)
                || endpoint.kind() == EndpointKind.EXCHANGE_ONLINE
                        && required.stream().anyMatch(Identities::isOfTheService);
    }

    private static boolean states(Endpoint endpoint, List<CertificatePattern> required) {
        return endpoint.certificates().stream().anyMatch(shown -> meets(required, shown.value()));
    }

    private static boolean meets(List<CertificatePattern> required, CertificatePattern shown) {
        return required.stream().anyMatch(wanted -> wanted.matches(shown.text()) || shown.matches(wanted.text()));
    }

    private static String wayOut(Endpoint asked, Endpoint other, String otherSide, List<CertificatePattern> required) {
        String names = required.stream().map(CertificatePattern::text).collect(joining(", "));
        if (bears(other, required)) {
            return "write `" + otherSide + " cert " + names + "` for the certificate of `" + other.name() + "`";
        }
        return "require a name that `" + asked.name() + "` states, or add `cert " + names + "` to endpoint "
                + asked.name() + "; the certificate of `" + other.name() + "` is `" + otherSide + " cert`";
    }
}
