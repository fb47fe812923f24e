package dev.mailflow.compiler.check;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.Spanned;
import java.util.HashMap;
import java.util.Map;

/** A mailbox is at one place: the same pattern at two endpoints leaves open which. */
final class MailboxesDistinct implements Check {
    private record Place(Endpoint endpoint, Span span) {}

    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        Map<AddressPattern, Place> places = new HashMap<>();
        for (Endpoint endpoint : policy.endpoints().values()) {
            for (Spanned<AddressPattern> mailbox : endpoint.mailboxes()) {
                Place first = places.putIfAbsent(mailbox.value(), new Place(endpoint, mailbox.span()));
                if (first != null && !first.endpoint().name().equals(endpoint.name())) {
                    sink.report(Diagnostic.of(
                                    DiagnosticCode.MAILBOX_TWICE,
                                    mailbox.span(),
                                    "`" + mailbox.value().text() + "` is already at `"
                                            + first.endpoint().name() + "`")
                            .withRelated(first.span(), "declared here")
                            .withHelp("remove it from the endpoint where it is not"));
                }
            }
        }
    }
}
