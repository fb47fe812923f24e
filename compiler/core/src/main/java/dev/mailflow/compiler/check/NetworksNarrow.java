package dev.mailflow.compiler.check;

import dev.mailflow.compiler.ast.Clause.FlagKind;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.CheckedPolicy.Require;
import dev.mailflow.compiler.type.Network;
import dev.mailflow.compiler.type.Spanned;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * All addresses are no identity: a source that is known by them alone is everybody, and none of it is foreign (R2). A certificate
 * beside them or a criterion of the connector tells who it is; so does what every client must show there, if the site is for such clients
 * alone: a submission site knows its users wherever they are. At a site that foreign mail is to reach, all of it would be asked for the same,
 * and refused (R4).
 */
final class NetworksNarrow implements Check {
    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        Set<String> open = new HashSet<>();
        policy.connectors().stream()
                .filter(connector ->
                        connector.isEnabled() && !connector.from().kind().isTrusted())
                .forEach(connector -> open.add(connector.to().name()));
        List<Connector> forEverybody = policy.connectors().stream()
                .filter(NetworksNarrow::isForEverybody)
                .toList();
        Set<String> said = new HashSet<>();
        // Of two connectors of one source that one is told which does more harm.
        for (Connector connector : forEverybody) {
            if (asks(connector)
                    && open.contains(connector.to().name())
                    && isForAllMail(connector, policy.organization().accepted())) {
                tell(said, connector, network -> lockedOut(network, connector), sink);
            }
        }
        for (Connector connector : forEverybody) {
            if (!asks(connector)) {
                tell(said, connector, network -> ours(network, connector), sink);
            }
        }
    }

    private static boolean asks(Connector connector) {
        return connector.require().auth().isPresent()
                || connector.require().clientCertificate().isPresent();
    }

    private static void tell(
            Set<String> said, Connector connector, Function<Spanned<Network>, Diagnostic> what, DiagnosticSink sink) {
        if (said.add(connector.from().name())) {
            everybody(connector.from()).map(what).ifPresent(sink::report);
        }
    }

    private static boolean isForEverybody(Connector connector) {
        Endpoint from = connector.from();
        // With a relay right it is an open relay, and told as that.
        boolean mayRelay = connector.has(FlagKind.MAY_RELAY) || from.kind().isSite();
        return connector.isEnabled()
                && connector.to().kind().isSite()
                && from.kind().isTrusted()
                && !mayRelay
                && from.certificates().isEmpty()
                && connector.when().certificate().isEmpty()
                && connector.when().network().isEmpty()
                && connector.when().headers().isEmpty();
    }

    private static Optional<Spanned<Network>> everybody(Endpoint from) {
        return from.networks().stream()
                .filter(network -> network.value().prefix() == 0)
                .findFirst();
    }

    /**
     * Whether no mail for us goes past what the connector asks. Of some senders or for some recipients it may be asked on purpose:
     * that none writes in our name who does not log in.
     */
    private static boolean isForAllMail(Connector connector, List<AddressPattern> accepted) {
        return connector
                        .when()
                        .sender()
                        .map(senders -> senders.values().contains(new AddressPattern.Any()))
                        .orElse(true)
                && connector
                        .when()
                        .recipient()
                        .map(recipients -> !accepted.isEmpty() && Overlap.coversAll(recipients.values(), accepted))
                        .orElse(true);
    }

    private static Diagnostic ours(Spanned<Network> network, Connector connector) {
        Endpoint from = connector.from();
        return Diagnostic.of(
                        DiagnosticCode.NETWORK_OF_EVERYBODY,
                        network.span(),
                        "`" + network.value() + "` is everybody: all mail that comes from there" + selected(connector)
                                + " is taken as mail of `" + from.name() + "`")
                .withHelp("name the networks of `" + from.name()
                        + "`, or a certificate; mail from anywhere is said by the endpoint `internet`");
    }

    private static String selected(Connector connector) {
        List<String> criteria = new ArrayList<>();
        connector.when().sender().ifPresent(sender -> criteria.add("`when sender`"));
        connector.when().recipient().ifPresent(recipient -> criteria.add("`when recipient`"));
        return criteria.isEmpty()
                ? ""
                : " and that " + String.join(" and ", criteria) + " of `" + connector.name() + "` "
                        + (criteria.size() == 1 ? "selects" : "select");
    }

    private static Diagnostic lockedOut(Spanned<Network> network, Connector connector) {
        boolean auth = connector.require().auth().isPresent();
        return Diagnostic.of(
                        DiagnosticCode.NETWORK_OF_EVERYBODY,
                        network.span(),
                        "`" + network.value() + "` is everybody: `" + connector.name()
                                + "` takes all foreign mail that comes to `"
                                + connector.to().name() + "` from there"
                                + (connector.when().recipient().isPresent() ? " for the accepted domains" : "")
                                + ", and refuses what "
                                + (auth ? "does not log in" : "shows no such certificate"))
                .withHelp(
                        auth
                                ? isAuthAlone(connector.require())
                                        ? "remove the connector: who logs in may relay without one; or name the networks of `"
                                                + connector.from().name() + "`"
                                        : "name the networks of `"
                                                + connector.from().name()
                                                + "`; without the connector who logs in may relay too, but nothing else is"
                                                + " required of them"
                                : "let the certificate select, not only be required: `when cert` of `"
                                        + connector.name() + "`, or `cert` of `"
                                        + connector.from().name() + "`");
    }

    private static boolean isAuthAlone(Require require) {
        return require.tls().isEmpty()
                && require.clientCertificate().isEmpty()
                && require.network().isEmpty()
                && require.sender().isEmpty()
                && require.recipient().isEmpty()
                && require.size().isEmpty();
    }
}
