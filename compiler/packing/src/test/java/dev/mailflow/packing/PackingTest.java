package dev.mailflow.packing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

final class PackingTest {
    private static final String FOLDER = "dev/mailflow/packing/";
    private static final LocalDateTime TIME = LocalDateTime.of(2026, 11, 24, 0, 0);

    @TempDir
    Path folder;

    /** The classes of the fixture, and one of another package beside them. */
    private Path jar(String name) throws IOException {
        Path jar = folder.resolve(name);
        Path classes = Path.of("target/test-classes");
        List<Path> files;
        try (Stream<Path> found = Files.list(classes.resolve(FOLDER))) {
            files = found.filter(file -> file.getFileName().toString().startsWith("Fixture"))
                    .sorted()
                    .toList();
        }
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            add(out, "notice.txt", "as it was".getBytes(StandardCharsets.UTF_8));
            for (Path file : files) {
                String entry = FOLDER + file.getFileName();
                add(out, entry, Files.readAllBytes(file));
                add(out, "other/" + file.getFileName(), Files.readAllBytes(file));
            }
        }
        return jar;
    }

    private static void add(ZipOutputStream out, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(TIME);
        out.putNextEntry(entry);
        out.write(content);
        out.closeEntry();
    }

    private static Map<String, byte[]> content(Path jar) throws IOException {
        Map<String, byte[]> content = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                assertThat(entry.getTimeLocal()).isEqualTo(TIME);
                try (InputStream in = zip.getInputStream(entry)) {
                    content.put(entry.getName(), in.readAllBytes());
                }
            }
        }
        return content;
    }

    /** In a loader that sees no other copy of the fixture, and verifies each class. */
    private static List<?> answers(Path jar) throws Exception {
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            Class<?> fixture = loader.loadClass(Fixture.class.getName());
            return (List<?>) ((Supplier<?>) fixture.getConstructor().newInstance()).get();
        }
    }

    /** How many call sites are linked by each bootstrap method. */
    private static Map<String, Integer> callSites(byte[] classFile) {
        Map<String, Integer> sites = new HashMap<>();
        new ClassReader(classFile)
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public MethodVisitor visitMethod(
                                    int access, String name, String type, String signature, String[] exceptions) {
                                return new MethodVisitor(Opcodes.ASM9) {
                                    @Override
                                    public void visitInvokeDynamicInsn(
                                            String called, String type, Handle bootstrap, Object... arguments) {
                                        sites.merge(bootstrap.getName() + " " + called, 1, Integer::sum);
                                    }
                                };
                            }
                        },
                        0);
        return sites;
    }

    @Test
    void whatIsLinkedMeansTheSame() throws Exception {
        Path jar = jar("a.jar");
        List<?> before = answers(jar);
        Packing.link(jar, FOLDER);
        assertThat(before).hasSizeGreaterThan(60);
        assertThat((Object) answers(jar)).isEqualTo(before);
    }

    /** A serializable lambda has to be what the platform makes, for that is how it is read again. */
    @Test
    void onlyWhatIsNotALambdaStays() throws Exception {
        Path jar = jar("a.jar");
        Packing.link(jar, FOLDER);
        Map<String, Integer> left = new HashMap<>();
        content(jar).forEach((name, octets) -> {
            if (name.startsWith(FOLDER)) {
                callSites(octets).forEach((site, count) -> left.merge(site, count, Integer::sum));
            }
        });
        assertThat(left).containsOnlyKeys("altMetafactory get", "bootstrap toString");
    }

    /** Java's own ends of a stream are linked at run time. */
    @Test
    void endsOfStreamsAreOurs() throws Exception {
        Path jar = jar("a.jar");
        Set<String> before = ends(content(jar));
        Packing.link(jar, FOLDER);
        assertThat(before).containsExactly("allMatch", "anyMatch", "findFirst", "noneMatch", "toList");
        assertThat(ends(content(jar))).isEmpty();
    }

    /** Which methods that end a stream are called by classes of the folder. */
    private static Set<String> ends(Map<String, byte[]> content) {
        Set<String> ends = new TreeSet<>();
        content.forEach((entry, octets) -> {
            if (entry.startsWith(FOLDER)) {
                new ClassReader(octets)
                        .accept(
                                new ClassVisitor(Opcodes.ASM9) {
                                    @Override
                                    public MethodVisitor visitMethod(
                                            int access,
                                            String name,
                                            String type,
                                            String signature,
                                            String[] exceptions) {
                                        return new MethodVisitor(Opcodes.ASM9) {
                                            @Override
                                            public void visitMethodInsn(
                                                    int instruction,
                                                    String owner,
                                                    String called,
                                                    String calledType,
                                                    boolean isInterface) {
                                                if (owner.equals("java/util/stream/Stream")
                                                        && (called.endsWith("Match")
                                                                || called.equals("findFirst")
                                                                || called.equals("toList"))) {
                                                    ends.add(called);
                                                }
                                            }
                                        };
                                    }
                                },
                                0);
            }
        });
        return ends;
    }

    @Test
    void theRestOfTheJarStaysAndTwoRunsAreAlike() throws Exception {
        Path one = jar("a.jar");
        Path two = jar("b.jar");
        Map<String, byte[]> before = content(one);
        Packing.main(new String[] {one.toString(), FOLDER});
        Packing.link(two, FOLDER);
        assertThat(Files.readAllBytes(one)).isEqualTo(Files.readAllBytes(two));
        Map<String, byte[]> after = content(one);
        List<String> kept = new ArrayList<>(after.keySet());
        kept.retainAll(before.keySet());
        assertThat(kept).containsExactlyElementsOf(before.keySet());
        before.forEach((name, octets) -> {
            if (!name.startsWith(FOLDER)) {
                assertThat(after.get(name)).as(name).isEqualTo(octets);
            }
        });
        assertThat(after.keySet()).contains(FOLDER + "Fixture$$L0.class").noneMatch(name -> name.endsWith(".tmp"));
    }

    @Test
    void lambdasOfOneFormAreOneClass() throws Exception {
        Path jar = jar("a.jar");
        Packing.link(jar, FOLDER);
        List<String> forms = new ArrayList<>();
        Set<String> factories = new TreeSet<>();
        content(jar).forEach((name, octets) -> {
            if (name.startsWith(FOLDER + "Fixture$$L")) {
                StringBuilder form = new StringBuilder();
                new ClassReader(octets)
                        .accept(
                                new ClassVisitor(Opcodes.ASM9) {
                                    @Override
                                    public void visit(
                                            int version,
                                            int access,
                                            String own,
                                            String signature,
                                            String superName,
                                            String[] interfaces) {
                                        form.append(interfaces[0]);
                                    }

                                    @Override
                                    public FieldVisitor visitField(
                                            int access, String field, String type, String signature, Object value) {
                                        if ((access & Opcodes.ACC_STATIC) == 0) {
                                            form.append(' ').append(type);
                                        }
                                        return super.visitField(access, field, type, signature, value);
                                    }

                                    @Override
                                    public MethodVisitor visitMethod(
                                            int access,
                                            String method,
                                            String type,
                                            String signature,
                                            String[] exceptions) {
                                        factories.add(method);
                                        return super.visitMethod(access, method, type, signature, exceptions);
                                    }
                                },
                                0);
                forms.add(form.toString());
            }
        });
        assertThat(forms).isNotEmpty().doesNotHaveDuplicates();
        assertThat(factories).contains("of0", "of1", "of2");
    }

    @Test
    void whatIsNoJarIsLeft() throws Exception {
        Path file = Files.writeString(folder.resolve("a.jar"), "no jar");
        assertThatThrownBy(() -> Packing.link(file, FOLDER)).isInstanceOf(ZipException.class);
        assertThat(file).hasContent("no jar");
    }
}
