package dev.mailflow.compiler.check;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.Network;
import dev.mailflow.compiler.type.Spanned;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/** Networks of two endpoints that overlap are legal, the longest prefix wins (R2), and worth a note. */
final class NetworksDistinct implements Check {
    private record Owned(Network network, Endpoint endpoint, Span span) {}

    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        List<Owned> all = new ArrayList<>();
        for (Endpoint endpoint : policy.endpoints().values()) {
            for (Spanned<Network> network : endpoint.networks()) {
                all.add(new Owned(network.value(), endpoint, network.span()));
            }
        }
        // CIDR blocks nest or are apart: in this order the blocks around the present one are a stack.
        all.sort(Comparator.comparing((Owned owned) -> owned.network().base().isV4())
                .thenComparing(owned -> owned.network().base())
                .thenComparing(owned -> owned.network().prefix()));
        Deque<Owned> around = new ArrayDeque<>();
        for (Owned owned : all) {
            while (!around.isEmpty() && !around.peek().network().contains(owned.network())) {
                around.pop();
            }
            around.stream()
                    .filter(outer ->
                            !outer.endpoint().name().equals(owned.endpoint().name()))
                    .findFirst()
                    .ifPresent(outer -> sink.report(Diagnostic.of(
                                    DiagnosticCode.NETWORKS_OVERLAP,
                                    owned.span(),
                                    "`" + owned.network() + "` of `"
                                            + owned.endpoint().name() + "` lies within `" + outer.network() + "` of `"
                                            + outer.endpoint().name() + "`")
                            .withRelated(outer.span(), "around it")
                            .withHelp("the longer prefix decides who sent it")));
            around.push(owned);
        }
    }
}
