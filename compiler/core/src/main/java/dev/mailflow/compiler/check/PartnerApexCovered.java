package dev.mailflow.compiler.check;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.AddressPattern.Depth;
import dev.mailflow.compiler.type.AddressPattern.Exact;
import dev.mailflow.compiler.type.AddressPattern.Suffix;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.Spanned;
import java.util.List;

/** {@code *.x} of a partner leaves out x itself, from which most of its mail comes. */
final class PartnerApexCovered implements Check {
    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        for (Endpoint endpoint : policy.endpoints().values()) {
            if (endpoint.kind() != EndpointKind.PARTNER) {
                continue;
            }
            for (Spanned<AddressPattern> domain : endpoint.domains()) {
                if (domain.value() instanceof Suffix suffix
                        && suffix.depth() == Depth.BELOW
                        && !covers(endpoint.domains(), suffix.domain())) {
                    sink.report(found(suffix, domain.span())
                            .withFix(new Fix(
                                    "replace by `." + suffix.domain() + "`", domain.span(), "." + suffix.domain())));
                }
            }
        }
        selected(policy, sink);
    }

    /** A partner that states no domains is known by what the connector selects. */
    private static void selected(CheckedPolicy policy, DiagnosticSink sink) {
        for (Connector connector : policy.connectors()) {
            if (connector.isEnabled()
                    && connector.from().kind() == EndpointKind.PARTNER
                    && connector.from().domains().isEmpty()) {
                connector.when().sender().ifPresent(group -> {
                    List<Spanned<AddressPattern>> senders = group.values().stream()
                            .map(pattern -> new Spanned<>(pattern, group.span()))
                            .toList();
                    senders.stream()
                            .filter(sender -> sender.value() instanceof Suffix suffix
                                    && suffix.depth() == Depth.BELOW
                                    && !covers(senders, suffix.domain()))
                            .findFirst()
                            .ifPresent(sender -> sink.report(found((Suffix) sender.value(), sender.span())));
                });
            }
        }
    }

    private static Diagnostic found(Suffix suffix, Span place) {
        return Diagnostic.of(
                        DiagnosticCode.APEX_NOT_COVERED,
                        place,
                        "`" + suffix.text() + "` is what lies below `" + suffix.domain() + "`, not that domain itself")
                .withHelp("write `." + suffix.domain() + "` for both");
    }

    private static boolean covers(List<Spanned<AddressPattern>> domains, DomainName apex) {
        return domains.stream()
                .map(Spanned::value)
                .anyMatch(pattern ->
                        (pattern instanceof Exact exact && exact.domain().equals(apex))
                                || (pattern instanceof Suffix suffix && suffix.covers(apex)));
    }
}
