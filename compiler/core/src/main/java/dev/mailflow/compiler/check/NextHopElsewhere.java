package dev.mailflow.compiler.check;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.CheckedPolicy.Via;
import dev.mailflow.compiler.type.NextHop;
import dev.mailflow.compiler.type.Spanned;
import java.util.List;

/**
 * A {@code via} that leads back to where the mail is: every next hop is a host and port at which the sending site itself takes
 * mail. Another port is another program (a content filter beside the server), and a host that the receiver has too is its.
 */
final class NextHopElsewhere implements Check {
    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        for (Connector connector : policy.connectors()) {
            Endpoint from = connector.from();
            if (!connector.isEnabled()
                    || !from.kind().isSite()
                    || !(connector.via().orElse(null) instanceof Via.Hosts via)) {
                continue;
            }
            List<NextHop> own = from.hosts().stream().map(Spanned::value).toList();
            List<NextHop> others =
                    connector.to().hosts().stream().map(Spanned::value).toList();
            boolean back = !via.hosts().isEmpty()
                    && own.containsAll(via.hosts())
                    && via.hosts().stream().noneMatch(others::contains);
            if (back) {
                sink.report(Diagnostic.of(
                                DiagnosticCode.NEXT_HOP_IS_SENDER,
                                via.span(),
                                "`" + via.hosts().get(0) + "` is a host of `" + from.name() + "`, which sends here")
                        .withHelp("name the next hop to `" + connector.to().name()
                                + "`, or remove `via`: the sender's hosts are not named in a connector"));
            }
        }
    }
}
