package dev.mailflow.compiler.targets.javaclass;

import com.palantir.javapoet.CodeBlock;
import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.OutboundRule.OutboundTls;
import dev.mailflow.compiler.decision.OutboundRule.Route;
import dev.mailflow.compiler.decision.Reason;
import dev.mailflow.compiler.decision.Verdict.Refusal;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.NextHop;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.List;
import java.util.Optional;

/** Values of the model as Java expressions. */
final class Values {
    private Values() {}

    static CodeBlock route(Route route, OutboundTls tls) {
        if (route instanceof Route.Hosts hosts) {
            CodeBlock list = hosts.hosts().stream().map(Values::nextHop).collect(CodeBlock.joining(", "));
            return CodeBlock.of("$T.toHosts($T.of($L), $L)", Runtime.ROUTE, List.class, list, demand(tls));
        }
        if (route instanceof Route.RecipientMx) {
            return CodeBlock.of("$T.toRecipientMx($L)", Runtime.ROUTE, demand(tls));
        }
        if (route instanceof Route.MxOf mx) {
            return CodeBlock.of("$T.toMxOf($S, $L)", Runtime.ROUTE, mx.domain().text(), demand(tls));
        }
        return CodeBlock.of("$T.unknown($L)", Runtime.ROUTE, demand(tls));
    }

    private static CodeBlock nextHop(NextHop hop) {
        return CodeBlock.of("new $T($S, $L)", Runtime.NEXT_HOP, hop.host(), hop.port());
    }

    private static CodeBlock demand(OutboundTls tls) {
        if (tls.equals(OutboundTls.OPPORTUNISTIC)) {
            return CodeBlock.of("$T.OPPORTUNISTIC", Runtime.TLS_DEMAND);
        }
        return CodeBlock.of(
                "new $T($T.$L, $L, $L, $L, $T.$L, $T.$L)",
                Runtime.TLS_DEMAND,
                Runtime.TLS_LEVEL,
                tls.level().name(),
                version(tls.minimum()),
                names(tls.serverNames()),
                names(tls.presented()),
                Runtime.DESTINATION_POLICY,
                tls.mtaSts().name(),
                Runtime.DESTINATION_POLICY,
                tls.dane().name());
    }

    static CodeBlock version(Optional<TlsVersion> version) {
        return CodeBlock.of(
                "$T.$L", Runtime.TLS_VERSION, version.map(Enum::name).orElse("NONE"));
    }

    private static CodeBlock names(List<CertificatePattern> patterns) {
        CodeBlock list = patterns.stream()
                .map(pattern -> CodeBlock.of("new $T($S)", Runtime.CERTIFICATE_NAME, pattern.text()))
                .collect(CodeBlock.joining(", "));
        return CodeBlock.of("$T.of($L)", List.class, list);
    }

    /** {@code Decision.reject(by, reason, reply)} or its deferring twin. */
    static CodeBlock refusal(Refusal refusal, CodeBlock by) {
        String factory = switch (refusal.verdict()) {
            case REJECT -> "reject";
            case DEFER -> "defer";
        };
        return CodeBlock.of(
                "$T.$L($L, $T.$L, new $T($L, $S, $S))",
                Runtime.DECISION,
                factory,
                by,
                Runtime.REASON,
                reason(refusal.reason()),
                Runtime.REPLY,
                refusal.code(),
                refusal.status(),
                refusal.text());
    }

    private static String reason(Reason reason) {
        return reason.name();
    }

    /** A comment: file, line and text of the connector that the next line is made of. */
    static CodeBlock origin(Connector connector) {
        return CodeBlock.of(
                "// $L\n// $L\n",
                comment(place(connector)),
                comment(connector.origin().text()));
    }

    /** The file without its folders: the same policy gives the same class on every machine. */
    private static String place(Connector connector) {
        String location = connector.origin().location();
        return location.substring(location.lastIndexOf('/') + 1);
    }

    /** Text that is safe in a comment of generated code: one line, ASCII, nothing that Java reads as an escape. */
    static String comment(String text) {
        StringBuilder safe = new StringBuilder();
        for (String word : text.strip().split("\\s+")) {
            safe.append(safe.length() == 0 ? "" : " ").append(word);
        }
        for (int i = 0; i < safe.length(); i++) {
            char c = safe.charAt(i);
            if (c < 0x20 || c > 0x7E) {
                safe.setCharAt(i, '?');
            } else if (c == '\\') {
                safe.setCharAt(i, '/');
            }
        }
        return safe.length() <= LONGEST_COMMENT ? safe.toString() : safe.substring(0, LONGEST_COMMENT - 3) + "...";
    }

    private static final int LONGEST_COMMENT = 160;
}
