package dev.mailflow.compiler.check;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Alternatives;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.Identities;
import dev.mailflow.compiler.type.Network;
import dev.mailflow.compiler.type.Spanned;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Networks of two endpoints that overlap are legal, the longest prefix wins (R2), and worth a note. */
final class NetworksDistinct implements Check {
    /** @param certified whether its source shows a certificate besides */
    private record Owned(Network network, Endpoint endpoint, Span span, boolean certified) {}

    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        List<Owned> all = new ArrayList<>();
        for (Endpoint endpoint : policy.endpoints().values()) {
            for (Spanned<Network> network : endpoint.networks()) {
                all.add(new Owned(
                        network.value(),
                        endpoint,
                        network.span(),
                        !endpoint.certificates().isEmpty()));
            }
        }
        for (Connector connector : policy.connectors()) {
            if (connector.isEnabled()
                    && connector.to().kind().isSite()
                    && connector.from().kind().isTrusted()) {
                connector.when().network().ifPresent(group -> all.addAll(owned(connector, group)));
                if (Identities.isFromRequire(connector)) {
                    connector.require().network().ifPresent(group -> all.addAll(owned(connector, group)));
                }
            }
        }
        // CIDR blocks nest or are apart: in this order the blocks around the present one are a stack.
        all.sort((one, other) -> compare(one.network(), other.network()));
        Deque<Owned> around = new ArrayDeque<>();
        for (Owned owned : all) {
            while (!around.isEmpty() && !around.peek().network().contains(owned.network())) {
                around.pop();
            }
            for (Owned outer : around) {
                if (!outer.endpoint().name().equals(owned.endpoint().name())) {
                    sink.report(overlap(owned, outer));
                    break;
                }
            }
            around.push(owned);
        }
    }

    private static Diagnostic overlap(Owned owned, Owned outer) {
        return Diagnostic.of(
                        DiagnosticCode.NETWORKS_OVERLAP,
                        owned.span(),
                        isSame(owned, outer)
                                ? "`" + owned.network() + "` is a network of `"
                                        + owned.endpoint().name() + "` and of `"
                                        + outer.endpoint().name() + "`"
                                : "`" + owned.network() + "` of `"
                                        + owned.endpoint().name() + "` lies within `" + outer.network()
                                        + "` of `"
                                        + outer.endpoint().name() + "`")
                .withRelated(outer.span(), isSame(owned, outer) ? "there too" : "around it")
                .withHelp(help(owned, outer));
    }

    private static String help(Owned owned, Owned outer) {
        if (owned.certified() != outer.certified()) {
            return "nothing needs to change if that is meant: the certificate of `"
                    + (owned.certified() ? owned : outer).endpoint().name() + "` decides before the networks do";
        }
        return isSame(owned, outer)
                ? "tell them apart by a certificate or `when`, or remove it from one of them"
                : "nothing needs to change if that is meant: "
                        + (owned.certified() ? "of sources whose certificates match both, " : "")
                        + "the longer prefix decides who sent it";
    }

    /** By family, base and prefix. */
    private static int compare(Network one, Network other) {
        int family = Boolean.compare(one.base().isV4(), other.base().isV4());
        int base = family != 0 ? family : one.base().compareTo(other.base());
        return base != 0 ? base : Integer.compare(one.prefix(), other.prefix());
    }

    /** What a connector recognises its source by, where the endpoint itself does not say it. */
    private static List<Owned> owned(Connector connector, Alternatives<Network> group) {
        return group.values().stream()
                .map(network -> new Owned(network, connector.from(), group.span(), showsCertificate(connector)))
                .toList();
    }

    private static boolean showsCertificate(Connector connector) {
        return !connector.from().certificates().isEmpty()
                || connector.when().certificate().isPresent()
                || Identities.isFromRequire(connector)
                        && connector.require().clientCertificate().isPresent();
    }

    private static boolean isSame(Owned inner, Owned outer) {
        return inner.network().equals(outer.network());
    }
}
