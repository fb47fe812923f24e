package dev.mailflow.examples.mutants;

import dev.mailflow.testkit.CompiledPolicy;
import dev.mailflow.testkit.junit.MailflowPolicy;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * An example as its own build left it.
 *
 * @param folder of the module
 * @param policy path of its policy beneath {@code src/main/mailflow}
 * @param packageName of its routing classes
 */
record Example(Path folder, String policy, String packageName) {
    private static final Path EXAMPLES = Path.of("..").toAbsolutePath().normalize();

    static final List<Example> ALL = List.of(
            of("quickstart", "quickstart.mailflow", "com.example.quickstart"),
            of("contoso", "contoso.mailflow", "dev.mailflow.examples.contoso.routing"),
            of("bank", "bank.mailflow", "com.example.bank"),
            of("filter-in-front", "filter.mailflow", "com.example.filter"),
            of("hosting", "hosting.mailflow", "com.example.hosting"));

    private static Example of(String name, String policy, String packageName) {
        return new Example(EXAMPLES.resolve(name), policy, packageName);
    }

    String name() {
        return folder.getFileName().toString();
    }

    Path sources() {
        return folder.resolve("src/main/mailflow");
    }

    List<Mutant> mutants() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("src/test/mutants"))) {
            List<Mutant> mutants = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                mutants.add(Mutant.read(file));
            }
            return mutants;
        }
    }

    /** Policies and their tables in a folder, to be changed there. */
    void copySources(Path target) throws IOException {
        try (Stream<Path> files = Files.walk(sources())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = target.resolve(sources().relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    /** Compiles the policy of that folder, as the command does, and what it wrote with javac. */
    void compile(Path from, Path to) throws IOException {
        Command command = Command.run(
                from, List.of("compile", policy, "-o", to.toString(), "-p", packageName, "-t", "java,testkit"));
        if (command.code() != 0) {
            throw new AssertionError("not a policy: " + command.printed());
        }
        ByteArrayOutputStream complaints = new ByteArrayOutputStream();
        List<String> arguments = new ArrayList<>(List.of("-proc:none", "-nowarn", "-d", to.toString(), "-cp"));
        arguments.add(System.getProperty("java.class.path"));
        try (Stream<Path> files = Files.walk(to)) {
            files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(arguments::add);
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler.run(null, complaints, complaints, arguments.toArray(String[]::new)) != 0) {
            throw new AssertionError(complaints.toString(StandardCharsets.UTF_8));
        }
    }

    /** A loader in which the tests of the example meet the classes of that folder in place of their own. */
    URLClassLoader loader(Path classes) throws IOException {
        return new NearestFirst(new URL[] {
            classes.toUri().toURL(),
            folder.resolve("target/test-classes").toUri().toURL()
        });
    }

    /** The example's tests of its policy. */
    List<Class<?>> tests(ClassLoader loader) throws IOException, ClassNotFoundException {
        Path root = folder.resolve("target/test-classes");
        List<Class<?>> tests = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted().toList()) {
                String name = root.relativize(file).toString().replace(File.separatorChar, '.');
                if (name.endsWith("Test.class")) {
                    Class<?> test = loader.loadClass(name.substring(0, name.length() - ".class".length()));
                    if (test.isAnnotationPresent(MailflowPolicy.class)) {
                        tests.add(test);
                    }
                }
            }
        }
        return tests;
    }

    CompiledPolicy load(ClassLoader loader) {
        return CompiledPolicy.load(policy, loader);
    }

    /** Looks in its own folders before it asks the loader above, so that a mutant hides the original. */
    private static final class NearestFirst extends URLClassLoader {
        NearestFirst(URL[] places) {
            super(places, Example.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded == null && findResource(name.replace('.', '/') + ".class") != null) {
                    loaded = findClass(name);
                }
                return loaded == null ? super.loadClass(name, resolve) : loaded;
            }
        }

        @Override
        public URL getResource(String name) {
            URL near = findResource(name);
            return near == null ? super.getResource(name) : near;
        }
    }
}
