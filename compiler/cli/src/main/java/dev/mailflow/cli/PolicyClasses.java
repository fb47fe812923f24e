package dev.mailflow.cli;

import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.runtime.RoutingPolicy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Routing classes compiled in memory. Nothing is written to a disk. */
final class PolicyClasses extends ClassLoader {
    private final Map<String, byte[]> classes;
    private final Map<String, byte[]> resources;

    private PolicyClasses(Map<String, byte[]> classes, Map<String, byte[]> resources) {
        super(RoutingPolicy.class.getClassLoader());
        this.classes = Map.copyOf(classes);
        this.resources = Map.copyOf(resources);
    }

    /**
     * Compiles the Java sources among the artifacts.
     *
     * @return empty if this Java has no compiler
     * @throws IllegalStateException if they do not compile, which is a bug of the Java target
     */
    static Optional<PolicyClasses> compile(List<Artifact> artifacts) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            return Optional.empty();
        }
        List<Source> sources = artifacts.stream()
                .filter(artifact -> artifact.path().endsWith(".java"))
                .map(Source::new)
                .toList();
        Map<String, Compiled> compiled = new HashMap<>();
        StringWriter complaints = new StringWriter();
        try (JavaFileManager standard = compiler.getStandardFileManager(null, null, null);
                JavaFileManager manager = new Memory(standard, compiled)) {
            List<String> options = List.of("-proc:none", "-nowarn", "-classpath", classPath());
            if (!compiler.getTask(complaints, manager, null, options, null, sources)
                    .call()) {
                throw new IllegalStateException("generated Java does not compile: " + complaints);
            }
        }
        Map<String, byte[]> classes = new HashMap<>();
        compiled.forEach((name, file) -> classes.put(name, file.octets.toByteArray()));
        Map<String, byte[]> resources = new HashMap<>();
        for (Artifact artifact : artifacts) {
            if (!artifact.path().endsWith(".java")) {
                resources.put(artifact.path(), artifact.text().getBytes(StandardCharsets.UTF_8));
            }
        }
        return Optional.of(new PolicyClasses(classes, resources));
    }

    /** Generated code needs the runtime and its annotations and nothing else, wherever they were loaded from. */
    private static String classPath() {
        return origin(RoutingPolicy.class) + File.pathSeparator + origin(Nullable.class);
    }

    private static String origin(Class<?> type) {
        try {
            return new File(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .getPath();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The rules of a large policy lie beside its class. */
    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
        byte[] octets = resources.get(name);
        return octets == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(octets);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] octets = classes.get(name);
        if (octets == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, octets, 0, octets.length);
    }

    /** An artifact as the Java compiler reads it. */
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(Artifact artifact) {
            super(Path.of("/" + artifact.path()).toUri(), Kind.SOURCE);
            this.text = artifact.text();
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Compiled extends SimpleJavaFileObject {
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

        Compiled(String className) {
            super(URI.create("memory:///" + className.replace('.', '/') + Kind.CLASS.extension), Kind.CLASS);
        }

        @Override
        public OutputStream openOutputStream() {
            return octets;
        }
    }

    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, Compiled> compiled;

        Memory(JavaFileManager standard, Map<String, Compiled> compiled) {
            super(standard);
            this.compiled = compiled;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            return compiled.computeIfAbsent(className, Compiled::new);
        }
    }
}
