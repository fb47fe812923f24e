package dev.mailflow.compiler.check;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Client;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.CheckedPolicy.Expect;
import dev.mailflow.compiler.type.CheckedPolicy.ExpectedVerdict;
import dev.mailflow.compiler.type.CheckedPolicy.Test;
import dev.mailflow.compiler.type.Reply;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * An expectation that contradicts the rest of its test, whatever the policy says of the message: its connector ends
 * elsewhere, or the contract gives such a verdict to no such message. A warning: the test can be run, and only fail.
 */
final class TestsCanPass implements Check {
    private static final String MAILBOX = "mailbox";
    private static final String INTERNET = "internet";
    private static final String NOBODY = "nobody";

    /** Refusals that no {@code otherwise} turns into deferrals (R1, R5 to R10). */
    private static final Set<String> NEVER_DEFERRED =
            Set.of("loop", "relay-denied", "direct-send", "unknown-recipient");

    /** What R11 says. */
    private static final Set<String> OF_NEXT_HOPS = Set.of("tls-unavailable", "tls-version", "cert-mismatch");

    /** What can be said of a message submitted at the site, which R2 to R6 pass over. */
    private static final Set<String> OF_SUBMITTED = Set.of("loop", "unknown-recipient");

    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        if (policy.tests().isEmpty()) {
            return;
        }
        Map<String, Connector> connectors = new HashMap<>();
        policy.connectors().forEach(connector -> connectors.putIfAbsent(connector.name(), connector));
        for (Test test : policy.tests()) {
            otherEnd(test, policy, connectors)
                    .or(() -> contradiction(test, policy))
                    .ifPresent(sink::report);
        }
    }

    private static Optional<Diagnostic> otherEnd(Test test, CheckedPolicy policy, Map<String, Connector> connectors) {
        Expect expect = test.expect();
        Optional<Connector> via = expect.verdict() == ExpectedVerdict.SEND_VIA
                ? Optional.ofNullable(connectors.get(expect.name()))
                : Optional.empty();
        Optional<Connector> by = expect.by().map(connectors::get);
        return via.filter(connector -> isElsewhere(connector, connector.from(), test))
                .map(connector -> otherEnd(test, policy, connector, "leave", Connector::from))
                .or(() -> by.filter(connector -> isElsewhere(connector, connector.to(), test))
                        .map(connector -> otherEnd(test, policy, connector, "lead to", Connector::to)));
    }

    private static boolean isElsewhere(Connector connector, Endpoint end, Test test) {
        return connector.isEnabled() && !end.name().equals(test.site().name());
    }

    private static Diagnostic otherEnd(
            Test test, CheckedPolicy policy, Connector connector, String verb, Function<Connector, Endpoint> end) {
        String site = test.site().name();
        List<String> names = policy.connectors().stream()
                .filter(other -> other.isEnabled() && end.apply(other).name().equals(site))
                .map(Connector::name)
                .limit(8)
                .toList();
        return Diagnostic.of(
                        DiagnosticCode.CONNECTOR_OF_OTHER_END,
                        test.expect().origin(),
                        "connector `" + connector.name() + "` does not " + verb + " `" + site + "`")
                .withRelated(connector.head(), "it goes this way")
                .withHelp(
                        names.isEmpty()
                                ? "no connector does"
                                : "those that do: " + String.join(", ", names) + (names.size() < 8 ? "" : ", …"));
    }

    private static Optional<Diagnostic> contradiction(Test test, CheckedPolicy policy) {
        boolean submitted = test.client() instanceof Client.Submitted;
        Optional<String> by = test.expect().by();
        if (submitted
                && by.filter(name -> !name.equals(MAILBOX) && !name.equals(NOBODY))
                        .isPresent()) {
            return report(
                    test,
                    "a message submitted at the site is attributed to `mailbox`",
                    "write `by mailbox`, or the address of a client in place of `client mailbox`");
        }
        if (!submitted && by.filter(MAILBOX::equals).isPresent()) {
            return report(
                    test,
                    "a message from a client is not attributed to `mailbox`",
                    "write `client mailbox` for a message submitted at the site, or name the connector it comes by");
        }
        if (by.filter(NOBODY::equals).isPresent() && !test.expect().name().equals("loop")) {
            return report(
                    test,
                    "only a message over the hop limit is refused before anybody asks who sent it",
                    "write `by` with the connector it comes by, `internet` or `mailbox`");
        }
        return switch (test.expect().verdict()) {
            case REJECT -> rejection(test, submitted);
            case DEFER -> deferral(test, submitted, policy);
            case DELIVER -> delivery(test, policy);
            case SEND_VIA, SEND_TO_INTERNET -> Optional.empty();
        };
    }

    private static Optional<Diagnostic> rejection(Test test, boolean submitted) {
        String reason = test.expect().name();
        if (reason.equals("tls-unavailable")) {
            return report(
                    test,
                    "`" + reason + "` is about the next hop and always deferred",
                    "write `expect defer " + reason + "` with a line `remote`");
        }
        return submitted && !OF_SUBMITTED.contains(reason)
                ? report(
                        test,
                        "a message submitted at the site is never rejected with `" + reason + "`",
                        "write the address of a client in place of `client mailbox`")
                : Optional.empty();
    }

    private static Optional<Diagnostic> deferral(Test test, boolean submitted, CheckedPolicy policy) {
        String reason = test.expect().name();
        if (NEVER_DEFERRED.contains(reason)) {
            return report(test, "`" + reason + "` is always a rejection", "write `expect reject " + reason + "`");
        }
        boolean nextHop = OF_NEXT_HOPS.contains(reason) && test.remote().isPresent();
        boolean inbound = !reason.equals("tls-unavailable")
                && !submitted
                && policy.connectors().stream().anyMatch(connector -> defers(connector, test.site()));
        if (nextHop || inbound) {
            return Optional.empty();
        }
        return OF_NEXT_HOPS.contains(reason)
                ? report(
                        test,
                        "without `remote` the next hop meets every requirement",
                        "say what it offers, as in `remote no tls`")
                : report(
                        test,
                        "no connector to `" + test.site().name() + "` says `otherwise defer`",
                        "write `expect reject " + reason + "`");
    }

    private static boolean defers(Connector connector, Endpoint site) {
        return connector.isEnabled()
                && connector.to().name().equals(site.name())
                && connector
                        .otherwise()
                        .filter(reply -> reply.value().verdict() == Reply.Verdict.DEFER)
                        .isPresent();
    }

    private static Optional<Diagnostic> delivery(Test test, CheckedPolicy policy) {
        boolean accepted = policy.organization().accepted().stream()
                .anyMatch(domain -> domain.matches(Optional.of(test.message().recipient())));
        return accepted
                ? Optional.empty()
                : report(
                        test,
                        "`" + test.message().recipient()
                                + "` is in no accepted domain: nothing is delivered to it here",
                        "expect `send via CONNECTOR` or `send to " + INTERNET
                                + "`, or add the domain to `domains` of the organization");
    }

    private static Optional<Diagnostic> report(Test test, String message, String help) {
        return Optional.of(
                Diagnostic.of(DiagnosticCode.CANNOT_BE_MET, test.expect().origin(), message)
                        .withHelp(help));
    }
}
