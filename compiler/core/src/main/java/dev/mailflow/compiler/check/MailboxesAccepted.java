package dev.mailflow.compiler.check;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.Spanned;

/** A mailbox whose domain is not accepted never gets mail: R5 or R8 sends it away before R7 looks for it. */
final class MailboxesAccepted implements Check {
    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        OverlapIndex accepted = new OverlapIndex(policy.organization().accepted());
        if (accepted.isEmpty()) {
            return;
        }
        for (Endpoint endpoint : policy.endpoints().values()) {
            for (Spanned<AddressPattern> mailbox : endpoint.mailboxes()) {
                if (!accepted.meets(mailbox.value())) {
                    sink.report(Diagnostic.of(
                                    DiagnosticCode.MAILBOX_NOT_ACCEPTED,
                                    mailbox.span(),
                                    "`" + mailbox.value().text() + "` is in no accepted domain: no mail reaches it")
                            .withHelp("add its domain to `domains` or `relay domains` of the organization"));
                }
            }
        }
    }
}
