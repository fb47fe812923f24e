package dev.mailflow.packing;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The class that stands for all lambdas of one form in one host. A class is loaded for itself, even from an archive: one for
 * each lambda were more than all others together. A number tells the lambdas apart.
 */
final class LambdaClass {
    private static final String CONSTRUCTOR = "<init>";
    private static final String NUMBER = "number";

    private final String name;
    private final String nestHost;
    private final Lambda.Form form;
    private final List<Lambda> lambdas = new ArrayList<>();

    /**
     * @param name internal name of the class
     * @param nestHost whose private methods it may call
     */
    LambdaClass(String name, String nestHost, Lambda.Form form) {
        this.name = name;
        this.nestHost = nestHost;
        this.form = form;
    }

    String name() {
        return name;
    }

    /**
     * The static method that gives an object; of a lambda that captures nothing always the same.
     *
     * @param lambda of the form
     */
    String factory(Lambda lambda) {
        lambdas.add(lambda);
        return "of" + (lambdas.size() - 1);
    }

    static String field(int capture) {
        return "c" + capture;
    }

    byte[] classFile(int version) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(
                version,
                Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC,
                name,
                null,
                "java/lang/Object",
                new String[] {form.implemented()});
        writer.visitNestHost(nestHost);
        constructor(writer);
        if (form.captured().isEmpty()) {
            constants(writer);
        }
        for (int number = 0; number < lambdas.size(); number++) {
            factory(writer, number);
        }
        call(writer);
        writer.visitEnd();
        return writer.toByteArray();
    }

    /** What is captured, and the number. */
    private String constructorType() {
        List<Type> types = new ArrayList<>(form.captured());
        types.add(Type.INT_TYPE);
        return Type.getMethodDescriptor(Type.VOID_TYPE, types.toArray(Type[]::new));
    }

    private void constructor(ClassWriter writer) {
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_PRIVATE, CONSTRUCTOR, constructorType(), null, null);
        code.visitCode();
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", CONSTRUCTOR, "()V", false);
        int local = 1;
        for (int i = 0; i < form.captured().size(); i++) {
            Type type = form.captured().get(i);
            keep(writer, code, field(i), type, local);
            local += type.getSize();
        }
        keep(writer, code, NUMBER, Type.INT_TYPE, local);
        code.visitInsn(Opcodes.RETURN);
        end(code);
    }

    private void keep(ClassWriter writer, MethodVisitor code, String field, Type type, int local) {
        writer.visitField(Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL, field, type.getDescriptor(), null, null)
                .visitEnd();
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), local);
        code.visitFieldInsn(Opcodes.PUTFIELD, name, field, type.getDescriptor());
    }

    private String self() {
        return "L" + name + ";";
    }

    private static String constant(int number) {
        return "ONLY" + number;
    }

    private void constants(ClassWriter writer) {
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
        code.visitCode();
        for (int number = 0; number < lambdas.size(); number++) {
            int access = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL;
            writer.visitField(access, constant(number), self(), null, null).visitEnd();
            make(code, number);
            code.visitFieldInsn(Opcodes.PUTSTATIC, name, constant(number), self());
        }
        code.visitInsn(Opcodes.RETURN);
        end(code);
    }

    private void factory(ClassWriter writer, int number) {
        String type = lambdas.get(number).factoryType();
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_STATIC, "of" + number, type, null, null);
        code.visitCode();
        if (form.captured().isEmpty()) {
            code.visitFieldInsn(Opcodes.GETSTATIC, name, constant(number), self());
        } else {
            make(code, number);
        }
        code.visitInsn(Opcodes.ARETURN);
        end(code);
    }

    private void make(MethodVisitor code, int number) {
        code.visitTypeInsn(Opcodes.NEW, name);
        code.visitInsn(Opcodes.DUP);
        int local = 0;
        for (Type type : form.captured()) {
            code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), local);
            local += type.getSize();
        }
        code.visitLdcInsn(number);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, name, CONSTRUCTOR, constructorType(), false);
    }

    private void call(ClassWriter writer) {
        MethodVisitor code = writer.visitMethod(
                Opcodes.ACC_PUBLIC, form.method(), form.erased().getDescriptor(), null, null);
        code.visitCode();
        if (lambdas.size() == 1) {
            lambdas.get(0).call(code, name, form);
            end(code);
            return;
        }
        Label[] cases = new Label[lambdas.size()];
        for (int number = 0; number < cases.length; number++) {
            cases[number] = new Label();
        }
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitFieldInsn(Opcodes.GETFIELD, name, NUMBER, Type.INT_TYPE.getDescriptor());
        code.visitTableSwitchInsn(0, cases.length - 1, cases[0], cases);
        for (int number = 0; number < cases.length; number++) {
            code.visitLabel(cases[number]);
            code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
            lambdas.get(number).call(code, name, form);
        }
        end(code);
    }

    private static void end(MethodVisitor code) {
        // Counted by the writer.
        code.visitMaxs(0, 0);
        code.visitEnd();
    }
}
