package dev.mailflow.compiler.check;

import dev.mailflow.compiler.ast.Clause;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Alternatives;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.Optional;

/**
 * A recipient that is not ours is refused without a relay right (R5), whatever the connector says of recipients. A foreign
 * client that authenticates has the right; where none of the pattern's mail is from such, is not for this check to say.
 */
final class RecipientsRelayed implements Check {
    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        OverlapIndex accepted = new OverlapIndex(policy.organization().accepted());
        if (accepted.isEmpty()) {
            return;
        }
        for (Connector connector : policy.connectors()) {
            if (connector.isEnabled() && connector.to().kind().isSite() && hasNoRight(connector)) {
                Optional<Alternatives<AddressPattern>> selected =
                        connector.when().recipient();
                Optional<Alternatives<AddressPattern>> required =
                        connector.require().recipient();
                // Where the two have nothing in common, that is the mistake (MF4011).
                if (selected.isPresent() && required.isPresent() && !canMeet(selected.get(), required.get())) {
                    continue;
                }
                judge("when recipient", connector, selected, accepted)
                        .or(() -> judge("require recipient", connector, required, accepted))
                        .ifPresent(sink::report);
            }
        }
    }

    private static boolean canMeet(Alternatives<AddressPattern> a, Alternatives<AddressPattern> b) {
        return a.values().stream().anyMatch(one -> b.values().stream().anyMatch(other -> Overlap.of(one, other)));
    }

    private static boolean hasNoRight(Connector connector) {
        if (connector.has(Clause.FlagKind.MAY_RELAY)) {
            return false;
        }
        return switch (connector.from().kind()) {
            case DEVICE, SERVICE -> true;
            case PARTNER, INTERNET -> connector.require().auth().isEmpty();
            case SERVER, EXCHANGE_ONLINE -> connector.has(Clause.FlagKind.NO_RELAY);
        };
    }

    private static Optional<Diagnostic> judge(
            String words,
            Connector connector,
            Optional<Alternatives<AddressPattern>> recipients,
            OverlapIndex accepted) {
        return recipients
                .flatMap(group -> group.values().stream()
                        .filter(pattern -> !accepted.meets(pattern))
                        .findFirst())
                .map(foreign -> Diagnostic.of(
                                DiagnosticCode.RELAY_RIGHT_MISSING,
                                recipients.orElseThrow().span(),
                                "`" + foreign.text() + "` is in no accepted domain, and `"
                                        + connector.from().name() + "` has no relay right: mail to it is refused")
                        .withHelp(help(words, connector, foreign)));
    }

    private static String help(String words, Connector connector, AddressPattern foreign) {
        String ours = "add `" + foreign.text() + "` to the domains of the organization if it is ours";
        EndpointKind kind = connector.from().kind();
        if (kind == EndpointKind.PARTNER || kind == EndpointKind.INTERNET) {
            return "take it out of `" + words + "`, or " + ours;
        }
        return (connector.has(Clause.FlagKind.NO_RELAY) ? "remove `no relay`" : "add `may relay` to the connector")
                + ", or " + ours;
    }
}
