package dev.mailflow.compiler.targets.javaclass;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.RoutingClassNames;
import dev.mailflow.compiler.target.TargetRequest;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import dev.mailflow.runtime.RoutingPolicy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Generated sources, compiled and loaded without touching a disk. */
final class Compiled {
    private Compiled() {}

    static final String PACKAGE = "generated";

    /** The routing class of every site. Fails on the slightest warning of javac. */
    static Map<String, RoutingPolicy> of(DecisionModel model, Shape shape) {
        List<String> sites =
                model.sites().stream().map(DecisionModel.Site::name).toList();
        List<Artifact> artifacts = new JavaTarget(Optional.of(shape))
                .emit(new TargetRequest(model, sites, PACKAGE, Wish.EXPLICIT), diagnostic -> {
                    throw new AssertionError(diagnostic.message());
                });
        ClassLoader loader = load(compile(artifacts), artifacts);
        Map<String, RoutingPolicy> policies = new LinkedHashMap<>();
        RoutingClassNames.of(model).forEach((site, name) -> policies.put(site, instance(loader, PACKAGE + "." + name)));
        return policies;
    }

    /** The routing class of one site of many models, in one run of javac. */
    static List<RoutingPolicy> ofMany(List<DecisionModel> models, String site, Shape shape) {
        List<Artifact> artifacts = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            artifacts.addAll(new JavaTarget(Optional.of(shape))
                    .emit(
                            new TargetRequest(models.get(i), List.of(site), PACKAGE + ".p" + i, Wish.EXPLICIT),
                            diagnostic -> {
                                throw new AssertionError(diagnostic.message());
                            }));
        }
        ClassLoader loader = load(compile(artifacts), artifacts);
        List<RoutingPolicy> policies = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            String name =
                    Objects.requireNonNull(RoutingClassNames.of(models.get(i)).get(site));
            policies.add(instance(loader, PACKAGE + ".p" + i + "." + name));
        }
        return policies;
    }

    private static RoutingPolicy instance(ClassLoader loader, String name) {
        try {
            return (RoutingPolicy) loader.loadClass(name).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(name, e);
        }
    }

    private static Map<String, byte[]> compile(List<Artifact> artifacts) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        Map<String, ByteArrayOutputStream> classes = new HashMap<>();
        StandardJavaFileManager standard = compiler.getStandardFileManager(diagnostics, null, null);
        List<JavaFileObject> sources = new ArrayList<>();
        for (Artifact artifact : artifacts) {
            if (artifact.path().endsWith(".java")) {
                sources.add(new Source(artifact));
            }
        }
        boolean good = compiler.getTask(
                        null,
                        new InMemory(standard, classes),
                        diagnostics,
                        List.of("-Xlint:all,-options", "-Werror", "--release", "17", "-proc:none"),
                        null,
                        sources)
                .call();
        if (!good || !diagnostics.getDiagnostics().isEmpty()) {
            StringBuilder text = new StringBuilder();
            for (Diagnostic<? extends JavaFileObject> diagnostic : diagnostics.getDiagnostics()) {
                text.append(diagnostic).append('\n');
            }
            throw new AssertionError(text + artifacts.get(0).text());
        }
        Map<String, byte[]> bytes = new HashMap<>();
        classes.forEach((name, stream) -> bytes.put(name, stream.toByteArray()));
        return bytes;
    }

    private static ClassLoader load(Map<String, byte[]> classes, List<Artifact> artifacts) {
        return new ClassLoader(Compiled.class.getClassLoader()) {
            @Override
            public @Nullable InputStream getResourceAsStream(String name) {
                return artifacts.stream()
                        .filter(artifact -> artifact.path().equals(name))
                        .findFirst()
                        .<InputStream>map(artifact ->
                                new ByteArrayInputStream(artifact.text().getBytes(StandardCharsets.UTF_8)))
                        .orElse(null);
            }

            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                byte[] bytes = classes.get(name);
                if (bytes == null) {
                    throw new ClassNotFoundException(name);
                }
                return defineClass(name, bytes, 0, bytes.length);
            }
        };
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(Artifact artifact) {
            super(URI.create("string:///" + artifact.path()), Kind.SOURCE);
            this.text = artifact.text();
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> classes;

        InMemory(JavaFileManager standard, Map<String, ByteArrayOutputStream> classes) {
            super(standard);
            this.classes = classes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("mem:///" + className + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    classes.put(className, bytes);
                    return bytes;
                }
            };
        }
    }
}
