package dev.mailflow.compiler.targets.javaclass;

import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.RoutingClassNames;
import dev.mailflow.compiler.target.Target;
import dev.mailflow.compiler.target.TargetRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** One routing class a site. It can say everything that a policy can. */
public final class JavaTarget implements Target {
    private final Optional<Shape> forced;

    public JavaTarget() {
        this(Optional.empty());
    }

    /** @param forced for tests: the shape that every class is to have */
    JavaTarget(Optional<Shape> forced) {
        this.forced = forced;
    }

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
        for (String name : request.sites()) {
            Site site = request.model().site(name);
            Shape shape = forced.orElseGet(() -> Shape.of(request.model(), site));
            artifacts.addAll(emit(request, site, Objects.requireNonNull(names.get(name), name), shape));
        }
        return artifacts;
    }

    private static List<Artifact> emit(TargetRequest request, Site site, String className, Shape shape) {
        String packageName = request.packageName();
        String path = packageName.isEmpty() ? "" : packageName.replace('.', '/') + "/";
        if (shape == Shape.PLAIN) {
            return List.of(new Artifact(
                    path + className + ".java",
                    new RoutingClass(request.model(), site, packageName, className).write()));
        }
        String resource = className + ".rules";
        return List.of(
                new Artifact(
                        path + className + ".java", TableClass.write(site.name(), packageName, className, resource)),
                new Artifact(path + resource, new RuleTable(request.model(), site).write()));
    }
}
