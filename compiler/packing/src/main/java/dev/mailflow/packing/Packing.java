package dev.mailflow.packing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * Rewrites a jar in place: in classes of one package and those below, what Java would link at run time is linked
 * ({@link LinkedClass}). Order and times of the entries stay, so that the same jar gives the same jar.
 */
public final class Packing {
    private static final String CLASS = ".class";
    private static final List<String> STREAMS = List.of("Streams.class", "Streams$First.class");

    private Packing() {}

    /** @param arguments jar, and the package as a folder in it, as in {@code dev/mailflow/} */
    public static void main(String[] arguments) throws IOException {
        link(Path.of(arguments[0]), arguments[1]);
    }

    /**
     * @param folder whose classes are rewritten, {@code /} behind it
     * @throws IOException if the jar cannot be read or written; then it is as it was
     */
    public static void link(Path jar, String folder) throws IOException {
        Map<ZipEntry, byte[]> entries = read(jar);
        addStreams(entries);
        Map<String, LinkedClass> linked = new LinkedHashMap<>();
        Map<String, List<String>> nests = new TreeMap<>();
        entries.forEach((entry, content) -> {
            if (isClass(entry.getName()) && entry.getName().startsWith(folder)) {
                LinkedClass one = LinkedClass.of(content);
                linked.put(entry.getName(), one);
                nests.computeIfAbsent(one.nestHost(), host -> new ArrayList<>())
                        .addAll(one.made().keySet());
            }
        });
        Path staged = jar.resolveSibling(jar.getFileName() + ".tmp");
        try (OutputStream file = Files.newOutputStream(staged);
                ZipOutputStream out = new ZipOutputStream(file)) {
            for (Map.Entry<ZipEntry, byte[]> entry : entries.entrySet()) {
                String name = entry.getKey().getName();
                LinkedClass one = linked.get(name);
                if (one == null) {
                    put(out, entry.getKey(), name, entry.getValue());
                    continue;
                }
                String own = name.substring(0, name.length() - CLASS.length());
                put(out, entry.getKey(), name, withMembers(one.classFile(), nests.getOrDefault(own, List.of())));
                for (Map.Entry<String, byte[]> made : one.made().entrySet()) {
                    put(out, entry.getKey(), made.getKey() + CLASS, made.getValue());
                }
            }
        }
        Files.move(staged, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What rewritten classes call, behind all others. */
    private static void addStreams(Map<ZipEntry, byte[]> entries) throws IOException {
        LocalDateTime time = entries.keySet().iterator().next().getTimeLocal();
        for (String name : STREAMS) {
            try (InputStream in = Objects.requireNonNull(Packing.class.getResourceAsStream(name))) {
                ZipEntry entry = new ZipEntry(Packing.class.getPackageName().replace('.', '/') + "/" + name);
                entry.setTimeLocal(time);
                entries.put(entry, in.readAllBytes());
            }
        }
    }

    private static Map<ZipEntry, byte[]> read(Path jar) throws IOException {
        Map<ZipEntry, byte[]> entries = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                entries.put(entry, zip.getInputStream(entry).readAllBytes());
            }
        }
        return entries;
    }

    private static boolean isClass(String name) {
        return name.endsWith(CLASS) && !name.endsWith("-info.class");
    }

    private static void put(ZipOutputStream out, ZipEntry like, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(like.getTimeLocal());
        out.putNextEntry(entry);
        out.write(content);
        out.closeEntry();
    }

    /** The host of a nest names its members, and they it. */
    private static byte[] withMembers(byte[] classFile, List<String> members) {
        if (members.isEmpty()) {
            return classFile;
        }
        ClassWriter writer = new ClassWriter(0);
        new ClassReader(classFile)
                .accept(
                        new ClassVisitor(Opcodes.ASM9, writer) {
                            @Override
                            public void visitEnd() {
                                members.forEach(super::visitNestMember);
                                super.visitEnd();
                            }
                        },
                        0);
        return writer.toByteArray();
    }
}
