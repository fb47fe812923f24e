package dev.mailflow.compiler.check;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Alternatives;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.Network;
import dev.mailflow.compiler.type.Spanned;
import java.util.List;
import java.util.Optional;

/** What is selected by one value and then required to have another is always refused. */
final class RequirementsCanHold implements Check {
    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        for (Connector connector : policy.connectors()) {
            if (connector.isEnabled() && connector.to().kind().isSite()) {
                networks(connector, sink);
                addresses("sender", senders(connector), connector.require().sender(), sink);
                addresses(
                        "recipient",
                        connector.when().recipient(),
                        connector.require().recipient(),
                        sink);
            }
        }
    }

    private static void networks(Connector connector, DiagnosticSink sink) {
        Optional<Alternatives<Network>> required = connector.require().network();
        Optional<Alternatives<Network>> stated = group(connector.from().networks());
        if (!Overlap.possibleNetworks(required, stated)) {
            report(
                    "network",
                    required.orElseThrow().span(),
                    stated.orElseThrow().span(),
                    sink);
        } else if (!Overlap.possibleNetworks(required, connector.when().network())) {
            report(
                    "network",
                    required.orElseThrow().span(),
                    connector.when().network().orElseThrow().span(),
                    sink);
        }
    }

    private static Optional<Alternatives<AddressPattern>> senders(Connector connector) {
        return connector
                .when()
                .sender()
                .or(() -> connector.from().kind() == EndpointKind.PARTNER
                        ? group(connector.from().domains())
                        : Optional.empty());
    }

    private static <T> Optional<Alternatives<T>> group(List<Spanned<T>> values) {
        return values.isEmpty()
                ? Optional.empty()
                : Optional.of(new Alternatives<>(
                        values.stream().map(Spanned::value).toList(),
                        values.get(0).span()));
    }

    private static void addresses(
            String what,
            Optional<Alternatives<AddressPattern>> selected,
            Optional<Alternatives<AddressPattern>> required,
            DiagnosticSink sink) {
        if (!Overlap.possible(selected, required)) {
            report(what, required.orElseThrow().span(), selected.orElseThrow().span(), sink);
        }
    }

    private static void report(String what, Span required, Span selected, DiagnosticSink sink) {
        sink.report(Diagnostic.of(
                        DiagnosticCode.NEVER_HOLDS,
                        required,
                        "no " + what + " that this connector selects meets this: all its mail is refused")
                .withRelated(selected, "selected by this")
                .withHelp("make the two overlap, or remove the requirement"));
    }
}
