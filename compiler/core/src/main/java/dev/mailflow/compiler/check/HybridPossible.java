package dev.mailflow.compiler.check;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.Software;
import dev.mailflow.compiler.type.Spanned;
import java.util.Optional;

/** The wizard joins Exchange 2010 or later with the cloud, and no other server (language.md, section 5). */
final class HybridPossible implements Check {
    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        for (Endpoint endpoint : policy.endpoints().values()) {
            Optional<Span> done = endpoint.hybridDone().filter(Spanned::value).map(Spanned::span);
            Optional<Spanned<Software>> other =
                    endpoint.software().filter(software -> !software.value().canBeHybrid());
            if (done.isPresent() && other.isPresent()) {
                sink.report(Diagnostic.of(
                                DiagnosticCode.HYBRID_NOT_POSSIBLE,
                                done.get(),
                                "no hybrid deployment joins `" + endpoint.name()
                                        + "` with the cloud: it needs Exchange 2010 or later")
                        .withRelated(other.get().span(), "what it runs")
                        .withHelp("remove it and declare the connectors, or correct the software, as in"
                                + " `software exchange 2019`"));
            }
        }
    }
}
