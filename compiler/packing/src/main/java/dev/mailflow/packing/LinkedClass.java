package dev.mailflow.packing;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * A class without the call sites that Java links when they are first reached (JVMS 6.5, invokedynamic): a lambda or method
 * reference becomes an object of a class of the host, a record's {@code equals} and {@code hashCode} plain comparisons, and the ends of
 * streams are asked of {@link Streams}, for Java's own begin with such call sites. They mean what they meant. Call sites of other kinds stay.
 *
 * @param nestHost internal name of the class whose nest the made ones belong to, for their use of private methods (JVMS 4.7.28)
 * @param classFile of the class itself
 * @param made class files of lambdas by internal name
 */
record LinkedClass(String nestHost, byte[] classFile, Map<String, byte[]> made) {
    private static final String LAMBDAS = "java/lang/invoke/LambdaMetafactory";
    private static final String RECORDS = "java/lang/runtime/ObjectMethods";
    private static final String STREAM = "java/util/stream/Stream";
    private static final String STREAMS = Type.getInternalName(Streams.class);

    /** Methods of a stream that {@link Streams} has, by name and type. */
    private static final Set<String> ENDS = Set.of(
            "toList()Ljava/util/List;",
            "anyMatch(Ljava/util/function/Predicate;)Z",
            "allMatch(Ljava/util/function/Predicate;)Z",
            "noneMatch(Ljava/util/function/Predicate;)Z",
            "findFirst()Ljava/util/Optional;");

    LinkedClass {
        made = Collections.unmodifiableMap(new LinkedHashMap<>(made));
    }

    static LinkedClass of(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        Linking linking = new Linking(writer, reader.getClassName());
        reader.accept(linking, 0);
        Map<String, byte[]> made = new LinkedHashMap<>();
        linking.lambdas.values().forEach(lambda -> made.put(lambda.name(), lambda.classFile(linking.version)));
        return new LinkedClass(linking.nestHost, writer.toByteArray(), made);
    }

    private static final class Linking extends ClassVisitor {
        private final String name;
        private final Map<Lambda.Form, LambdaClass> lambdas = new LinkedHashMap<>();
        private String nestHost;
        private int version;

        Linking(ClassVisitor next, String name) {
            super(Opcodes.ASM9, next);
            this.name = name;
            this.nestHost = name;
        }

        @Override
        public void visit(
                int version, int access, String name, String signature, String superName, String[] interfaces) {
            this.version = version;
            super.visit(version, access, name, signature, superName, interfaces);
        }

        @Override
        public void visitNestHost(String host) {
            nestHost = host;
            super.visitNestHost(host);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String method, String descriptor, String signature, String[] exceptions) {
            MethodVisitor next = super.visitMethod(access, method, descriptor, signature, exceptions);
            return new MethodVisitor(Opcodes.ASM9, next) {
                @Override
                public void visitMethodInsn(
                        int instruction, String owner, String called, String type, boolean isInterface) {
                    if (owner.equals(STREAM) && ENDS.contains(called + type)) {
                        String asked = type.replace("(", "(L" + STREAM + ";");
                        super.visitMethodInsn(Opcodes.INVOKESTATIC, STREAMS, called, asked, false);
                    } else {
                        super.visitMethodInsn(instruction, owner, called, type, isInterface);
                    }
                }

                @Override
                public void visitInvokeDynamicInsn(String called, String type, Handle bootstrap, Object... arguments) {
                    if (bootstrap.getOwner().equals(LAMBDAS)
                            && bootstrap.getName().equals("metafactory")) {
                        Lambda lambda = new Lambda(type, (Handle) arguments[1], (Type) arguments[2]);
                        LambdaClass standing = lambdas.computeIfAbsent(
                                lambda.form(called, (Type) arguments[0]),
                                form -> new LambdaClass(name + "$$L" + lambdas.size(), nestHost, form));
                        super.visitMethodInsn(
                                Opcodes.INVOKESTATIC, standing.name(), standing.factory(lambda), type, false);
                    } else if (bootstrap.getOwner().equals(RECORDS) && called.equals("hashCode")) {
                        RecordMethods.hashCode(mv, name, arguments);
                    } else if (bootstrap.getOwner().equals(RECORDS) && called.equals("equals")) {
                        RecordMethods.equals(mv, name, arguments);
                    } else {
                        super.visitInvokeDynamicInsn(called, type, bootstrap, arguments);
                    }
                }
            };
        }
    }
}
