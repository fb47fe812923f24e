package dev.mailflow.compiler.check;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.CheckedPolicy.Subscription;

/** The subscription {@code eop} filters for mailboxes on own servers, and has none itself (language.md, section 5). */
final class MailboxesHeld implements Check {
    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        for (Endpoint endpoint : policy.endpoints().values()) {
            if (endpoint.mailboxes().isEmpty()
                    || endpoint.subscription()
                            .filter(subscription -> subscription.value() == Subscription.EOP)
                            .isEmpty()) {
                continue;
            }
            sink.report(Diagnostic.of(
                            DiagnosticCode.MAILBOXES_AT_FILTER,
                            endpoint.mailboxes().get(0).span(),
                            "`" + endpoint.name() + "` has the subscription eop, which holds no mailboxes")
                    .withRelated(endpoint.subscription().orElseThrow().span(), "the subscription")
                    .withHelp(
                            "declare them at the own server that holds them, or write `subscription exchange-online`"));
        }
    }
}
