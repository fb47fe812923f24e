package dev.mailflow.maven;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.driver.Compiler;
import dev.mailflow.compiler.driver.EmitResult;
import dev.mailflow.compiler.driver.PolicyDigest;
import dev.mailflow.compiler.driver.TargetFindings;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.Target;
import dev.mailflow.compiler.target.TargetRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;

/** The artifacts of all policies of a module, each with its place. */
final class Emission {
    private final String packageName;
    private final TargetChoice choice;
    private final Placement placement;

    /** Where an artifact goes, relative to the module. */
    @FunctionalInterface
    interface Placement {
        /** @param packageFolder of the policy's routing classes; empty for the unnamed package */
        String place(CompiledPolicy policy, String packageFolder, Target target, Artifact artifact);
    }

    /** @param packageName that the packages of all policies begin with; may be empty */
    Emission(String packageName, TargetChoice choice, Placement placement) {
        this.packageName = packageName.strip();
        this.choice = choice;
        this.placement = placement;
    }

    /** No artifacts if anything is an error. */
    EmitResult emit(List<CompiledPolicy> policies) {
        List<Diagnostic> diagnostics = new ArrayList<>();
        List<Artifact> artifacts = new ArrayList<>();
        if (!packageName.isEmpty() && !SourceVersion.isName(packageName)) {
            diagnostics.add(Setting.PACKAGE_NAME.mistake(
                    DiagnosticCode.NOT_A_PACKAGE,
                    "`" + packageName + "` is not a Java package",
                    keyword(packageName)
                            .map(word -> "`" + word + "` is a word of Java: name the package otherwise")
                            .orElse("write names of letters, digits and `_` with dots between, as in"
                                    + " `com.contoso.mail`")));
            return new EmitResult(List.of(), diagnostics);
        }
        Map<String, CompiledPolicy> owners = new HashMap<>();
        for (CompiledPolicy policy : policies) {
            packageOf(policy, diagnostics::add)
                    .ifPresent(name -> artifacts.addAll(emit(policy, name, owners, diagnostics::add)));
        }
        boolean failed = diagnostics.stream().anyMatch(Diagnostic::isError);
        return new EmitResult(failed ? List.of() : artifacts, diagnostics);
    }

    private List<Artifact> emit(
            CompiledPolicy policy, String name, Map<String, CompiledPolicy> owners, DiagnosticSink sink) {
        List<Artifact> placed = new ArrayList<>();
        Set<CompiledPolicy> told = new HashSet<>();
        policy.result().model().filter(model -> !policy.result().hasErrors()).ifPresent(model -> {
            List<String> sites = model.sites().stream().map(site -> site.name()).toList();
            TargetRequest request = new TargetRequest(model, sites, name, choice.wish())
                    .of(policy.source())
                    .withDigest(PolicyDigest.of(policy.result().sources()));
            for (Target target : choice.targets()) {
                EmitResult emitted = Compiler.emit(request, List.of(target));
                TargetFindings.gather(emitted.diagnostics()).forEach(sink::report);
                for (Artifact artifact : emitted.artifacts()) {
                    String place = placement.place(policy, name.replace('.', '/'), target, artifact);
                    // One file on systems whose names do not know case.
                    CompiledPolicy owner = owners.putIfAbsent(place.toLowerCase(Locale.ROOT), policy);
                    if (owner == null) {
                        placed.add(new Artifact(place, artifact.text()));
                    } else if (told.add(owner)) {
                        sink.report(samePlace(owner, policy, place));
                    }
                }
            }
        });
        return placed;
    }

    private static Diagnostic samePlace(CompiledPolicy first, CompiledPolicy second, String place) {
        return Diagnostic.of(
                        DiagnosticCode.SAME_PLACE,
                        top(second),
                        "`" + place + "` is written for `" + first.path() + "` too")
                .withRelated(top(first), "the other policy")
                .withHelp("move one of the policies into a folder of its own beneath the source directory:"
                        + " the folder is added to its package");
    }

    private Optional<String> packageOf(CompiledPolicy policy, DiagnosticSink sink) {
        String folder = policy.folder().replace('/', '.');
        String name = Stream.of(packageName, folder)
                .filter(part -> !part.isEmpty())
                .reduce((a, b) -> a + "." + b)
                .orElse("");
        if (name.isEmpty() || SourceVersion.isName(name)) {
            return Optional.of(name);
        }
        sink.report(Diagnostic.of(
                        DiagnosticCode.NOT_A_PACKAGE,
                        top(policy),
                        "the folder `" + policy.folder() + "` of the policy cannot be part of a Java package")
                .withHelp(keyword(folder)
                                .map(word -> "`" + word + "` is a word of Java: name the folder otherwise")
                                .orElse("name the folder with letters, digits and `_`")
                        + ", or move the policy to the top of the source directory"));
        return Optional.empty();
    }

    /** What the language has for itself among the parts of a package's name. */
    private static Optional<String> keyword(String name) {
        return Stream.of(name.split("\\.", -1)).filter(SourceVersion::isKeyword).findFirst();
    }

    private static Span top(CompiledPolicy policy) {
        SourceFile file = policy.read().isEmpty()
                ? new SourceFile(policy.path(), "")
                : policy.read().get(0);
        return new Span(file, 0, 0);
    }
}
