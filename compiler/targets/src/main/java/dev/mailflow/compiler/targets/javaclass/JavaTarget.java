package dev.mailflow.compiler.targets.javaclass;

import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.RoutingClassNames;
import dev.mailflow.compiler.target.Target;
import dev.mailflow.compiler.target.TargetRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One routing class a site. It can say everything that a policy can. */
public final class JavaTarget implements Target {
    @Override
    public String id() {
        return "java";
    }

    @Override
    public String description() {
        return "routing classes for the mailflow runtime";
    }

    @Override
    public List<Artifact> emit(TargetRequest request, DiagnosticSink sink) {
        Map<String, String> names = RoutingClassNames.of(request.model());
        List<Artifact> artifacts = new ArrayList<>();
        for (String site : request.sites()) {
            String name = Objects.requireNonNull(names.get(site), site);
            String path =
                    request.packageName().isEmpty() ? "" : request.packageName().replace('.', '/') + "/";
            artifacts.add(new Artifact(
                    path + name + ".java",
                    new RoutingClass(request.model(), request.model().site(site), request.packageName(), name)
                            .write()));
        }
        return artifacts;
    }
}
