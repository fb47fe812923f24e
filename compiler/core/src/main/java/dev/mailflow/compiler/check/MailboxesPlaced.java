package dev.mailflow.compiler.check;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.Spanned;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** With two sites, an authoritative domain without any mailbox is delivered wherever its mail happens to arrive (R7). */
final class MailboxesPlaced implements Check {
    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        List<Endpoint> sites = policy.endpoints().values().stream()
                .filter(endpoint -> endpoint.kind().isSite())
                .toList();
        if (sites.size() < 2 || policy.organization().directoryComplete().isPresent()) {
            return;
        }
        OverlapIndex mailboxes = new OverlapIndex(policy.endpoints().values().stream()
                .flatMap(endpoint -> endpoint.mailboxes().stream())
                .map(Spanned::value)
                .toList());
        // A domain that two lists hold is told of once.
        Set<AddressPattern> told = new HashSet<>();
        for (Spanned<AddressPattern> domain : policy.organization().authoritative()) {
            if (!mailboxes.meets(domain.value()) && told.add(domain.value())) {
                sink.report(Diagnostic.of(
                                DiagnosticCode.MAILBOX_UNPLACED,
                                domain.span(),
                                "nothing says where the mailboxes of `"
                                        + domain.value().text() + "` are: "
                                        + "its mail is delivered at the site that it reaches")
                        .withHelp("add `mailboxes " + domain.value().text() + "` to one of the sites: "
                                + sites.stream()
                                        .map(site -> "`" + site.name() + "`")
                                        .limit(5)
                                        .collect(Collectors.joining(", "))));
            }
        }
    }
}
