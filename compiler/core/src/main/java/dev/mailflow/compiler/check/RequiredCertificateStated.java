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
import dev.mailflow.compiler.type.Spanned;
import java.util.List;

/**
 * Between two sites of ours {@code require cert} most often means the certificate of the one that sends (language.md, section 2). A name
 * that this one does not state was mostly meant for the one that receives: as it stands, all mail of the connector is refused, unless
 * one certificate bears both names. Towards others a plain {@code cert} is theirs, and {@code client cert} leaves no doubt.
 */
final class RequiredCertificateStated implements Check {
    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        for (Connector connector : policy.connectors()) {
            if (connector.isEnabled()
                    && connector.from().kind().isSite()
                    && connector.to().kind().isSite()) {
                connector.require().clientCertificate().ifPresent(required -> judge(connector, required, sink));
            }
        }
    }

    private static void judge(Connector connector, Alternatives<CertificatePattern> required, DiagnosticSink sink) {
        List<Spanned<CertificatePattern>> stated = connector.from().certificates();
        if (stated.isEmpty() || isShown(connector, required)) {
            return;
        }
        String from = connector.from().name();
        sink.report(Diagnostic.of(
                        DiagnosticCode.OTHER_CERTIFICATE,
                        required.span(),
                        "this asks for the certificate of `" + from + "`, which states none of these names")
                .withRelated(stated.get(0).span(), "what `" + from + "` shows")
                .withHelp(wayOut(connector, required)));
    }

    /** Whether a name that the sender is known by here can be one of those that are required. */
    private static boolean isShown(Connector connector, Alternatives<CertificatePattern> required) {
        return connector.from().certificates().stream().anyMatch(shown -> meets(required, shown.value()))
                || connector
                        .when()
                        .certificate()
                        .filter(group -> group.values().stream().anyMatch(shown -> meets(required, shown)))
                        .isPresent();
    }

    private static boolean meets(Alternatives<CertificatePattern> required, CertificatePattern shown) {
        return required.values().stream()
                .anyMatch(wanted -> wanted.matches(shown.text()) || shown.matches(wanted.text()));
    }

    private static String wayOut(Connector connector, Alternatives<CertificatePattern> required) {
        Endpoint to = connector.to();
        String names = required.values().stream().map(CertificatePattern::text).collect(joining(", "));
        if (to.certificates().stream().anyMatch(shown -> meets(required, shown.value()))) {
            return "write `server cert " + names + "` for the certificate of `" + to.name() + "`";
        }
        String from = connector.from().name();
        return "require a name that `" + from + "` states, or add `cert " + names + "` to endpoint " + from
                + "; the certificate of `" + to.name() + "` is `server cert`";
    }
}
