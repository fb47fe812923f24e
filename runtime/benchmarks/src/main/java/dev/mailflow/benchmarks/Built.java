package dev.mailflow.benchmarks;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.driver.CompileRequest;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.driver.Compiler;
import dev.mailflow.compiler.driver.EmitResult;
import dev.mailflow.compiler.resolve.SourceLoader;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.RoutingClassNames;
import dev.mailflow.compiler.target.Target;
import dev.mailflow.compiler.target.TargetRequest;
import dev.mailflow.compiler.targets.javaclass.JavaTarget;
import dev.mailflow.runtime.RoutingPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.tools.ToolProvider;

/** A policy from text to loaded class, by the way that every user goes. */
final class Built {
    private Built() {}

    static RoutingPolicy policy(String text) {
        return policy(text, new JavaTarget());
    }

    static RoutingPolicy policy(String text, Target target) {
        try {
            Path folder = Files.createTempDirectory("mailflow-benchmark");
            DecisionModel model = model(text);
            for (Artifact artifact : artifacts(model, target)) {
                Files.writeString(folder.resolve(artifact.path()), artifact.text());
            }
            return load(
                    folder, Objects.requireNonNull(RoutingClassNames.of(model).get("hub")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static DecisionModel model(String text) {
        SourceLoader nothing = path -> new SourceLoader.Loaded.Unreadable("no such file");
        CompileResult result =
                Compiler.compile(new CompileRequest(new SourceFile("benchmark.mailflow", text), nothing));
        return result.model()
                .orElseThrow(() ->
                        new IllegalStateException(result.diagnostics().get(0).message()));
    }

    static List<Artifact> artifacts(DecisionModel model, Target target) {
        EmitResult emitted = Compiler.emit(
                new TargetRequest(model, List.of("hub"), "", TargetRequest.Wish.EXPLICIT), List.of(target));
        return emitted.artifacts();
    }

    /** javac, then a loader of its own. */
    static RoutingPolicy load(Path folder, String className) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-proc:none", "-nowarn", "--release", "17"));
        arguments.addAll(List.of("-cp", System.getProperty("java.class.path"), "-d", folder.toString()));
        arguments.add(folder.resolve(className + ".java").toString());
        int code = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(new String[0]));
        if (code != 0) {
            throw new IllegalStateException("javac: " + code);
        }
        return load(folder, className, Built.class.getClassLoader());
    }

    /** What javac has made already. */
    static RoutingPolicy load(Path folder, String className, ClassLoader parent) throws IOException {
        // Kept open: the class reads its rules through it.
        URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, parent);
        try {
            return (RoutingPolicy) loader.loadClass(className).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(className, e);
        }
    }
}
