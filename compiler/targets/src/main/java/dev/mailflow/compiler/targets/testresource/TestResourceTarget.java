package dev.mailflow.compiler.targets.testresource;

import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.Target;
import dev.mailflow.compiler.target.TargetRequest;
import java.util.List;

/**
 * {@code META-INF/mailflow/POLICY.mailflow.facts}: boundaries, connectors, class names and tests of a policy, for the test kit. It
 * is found by the policy's name, so a test need not know the package.
 */
public final class TestResourceTarget implements Target {
    private static final String FOLDER = "META-INF/mailflow/";

    @Override
    public String id() {
        return "testkit";
    }

    @Override
    public String description() {
        return "what the mailflow test kit reads of a policy";
    }

    @Override
    public List<Artifact> emit(TargetRequest request, DiagnosticSink sink) {
        return request
                .source()
                .map(source ->
                        new Artifact(FOLDER + source.name() + ".facts", new FactsWriter(request, source).write()))
                .stream()
                .toList();
    }
}
