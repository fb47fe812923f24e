package dev.mailflow.compiler.check;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.ExpectedVerdict;
import dev.mailflow.compiler.type.CheckedPolicy.Test;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A disabled connector decides nothing: a test that expects it can only fail. */
final class TestsOfEnabled implements Check {
    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        Map<String, Connector> disabled = new HashMap<>();
        for (Connector connector : policy.connectors()) {
            if (!connector.isEnabled()) {
                disabled.put(connector.name(), connector);
            }
        }
        for (Test test : policy.tests()) {
            Optional<String> via = test.expect().verdict() == ExpectedVerdict.SEND_VIA
                    ? Optional.of(test.expect().name())
                    : Optional.empty();
            via.filter(disabled::containsKey)
                    .or(() -> test.expect().by().filter(disabled::containsKey))
                    .map(disabled::get)
                    .ifPresent(connector -> sink.report(Diagnostic.of(
                                    DiagnosticCode.TEST_OF_DISABLED,
                                    test.expect().origin(),
                                    "this expects `" + connector.name() + "`, which is disabled")
                            .withRelated(connector.head(), "disabled here")
                            .withHelp("expect another outcome, or enable the connector")));
        }
    }
}
