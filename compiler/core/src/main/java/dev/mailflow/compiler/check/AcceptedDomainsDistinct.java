package dev.mailflow.compiler.check;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.Spanned;
import java.util.HashMap;
import java.util.Map;

/** Of two patterns that overlap the more specific decides; the same pattern cannot be both authoritative and relay. */
final class AcceptedDomainsDistinct implements Check {
    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        Map<AddressPattern, Span> authoritative = new HashMap<>();
        for (Spanned<AddressPattern> domain : policy.organization().authoritative()) {
            authoritative.putIfAbsent(domain.value(), domain.span());
        }
        for (Spanned<AddressPattern> domain : policy.organization().relayed()) {
            Span other = authoritative.get(domain.value());
            if (other != null) {
                sink.report(Diagnostic.of(
                                DiagnosticCode.ACCEPTED_TWICE,
                                domain.span(),
                                "`" + domain.value().text() + "` is both authoritative and relay")
                        .withRelated(other, "authoritative here")
                        .withHelp(
                                "keep it under `domains` if every mailbox of it is ours, else under `relay domains`"));
            }
        }
    }
}
