package dev.mailflow.packing;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The class that {@link java.lang.invoke.LambdaMetafactory#metafactory} would make at run time, of the same arguments.
 *
 * @param name internal name of the class
 * @param nestHost whose private methods it may call
 * @param method of the interface
 * @param factoryType what is captured, and the interface
 * @param erased type of the method as the interface declares it
 * @param implementation what the method calls
 * @param instantiated type of the method as this lambda is used
 */
record LambdaClass(
        String name,
        String nestHost,
        String method,
        String factoryType,
        Type erased,
        Handle implementation,
        Type instantiated) {
    /** The static method that gives an object; one that captures nothing is always the same. */
    static final String FACTORY = "of";

    private static final String ONLY = "ONLY";
    private static final String CONSTRUCTOR = "<init>";

    byte[] classFile(int version) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(
                version,
                Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC,
                name,
                null,
                "java/lang/Object",
                new String[] {Type.getReturnType(factoryType).getInternalName()});
        writer.visitNestHost(nestHost);
        constructor(writer);
        factory(writer);
        call(writer);
        writer.visitEnd();
        return writer.toByteArray();
    }

    private Type[] captured() {
        return Type.getArgumentTypes(factoryType);
    }

    private String constructorType() {
        return Type.getMethodDescriptor(Type.VOID_TYPE, captured());
    }

    private static String field(int capture) {
        return "c" + capture;
    }

    private void constructor(ClassWriter writer) {
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_PRIVATE, CONSTRUCTOR, constructorType(), null, null);
        code.visitCode();
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", CONSTRUCTOR, "()V", false);
        int local = 1;
        Type[] captured = captured();
        for (int i = 0; i < captured.length; i++) {
            writer.visitField(
                            Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL, field(i), captured[i].getDescriptor(), null, null)
                    .visitEnd();
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitVarInsn(captured[i].getOpcode(Opcodes.ILOAD), local);
            code.visitFieldInsn(Opcodes.PUTFIELD, name, field(i), captured[i].getDescriptor());
            local += captured[i].getSize();
        }
        code.visitInsn(Opcodes.RETURN);
        end(code);
    }

    private void factory(ClassWriter writer) {
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_STATIC, FACTORY, factoryType, null, null);
        code.visitCode();
        if (captured().length == 0) {
            String self = "L" + name + ";";
            int constant = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL;
            writer.visitField(constant, ONLY, self, null, null).visitEnd();
            MethodVisitor first = writer.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
            first.visitCode();
            make(first);
            first.visitFieldInsn(Opcodes.PUTSTATIC, name, ONLY, self);
            first.visitInsn(Opcodes.RETURN);
            end(first);
            code.visitFieldInsn(Opcodes.GETSTATIC, name, ONLY, self);
        } else {
            make(code);
        }
        code.visitInsn(Opcodes.ARETURN);
        end(code);
    }

    private void make(MethodVisitor code) {
        code.visitTypeInsn(Opcodes.NEW, name);
        code.visitInsn(Opcodes.DUP);
        int local = 0;
        for (Type type : captured()) {
            code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), local);
            local += type.getSize();
        }
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, name, CONSTRUCTOR, constructorType(), false);
    }

    private void call(ClassWriter writer) {
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_PUBLIC, method, erased.getDescriptor(), null, null);
        code.visitCode();
        boolean constructs = implementation.getTag() == Opcodes.H_NEWINVOKESPECIAL;
        if (constructs) {
            code.visitTypeInsn(Opcodes.NEW, implementation.getOwner());
            code.visitInsn(Opcodes.DUP);
        }
        Type[] captured = captured();
        for (int i = 0; i < captured.length; i++) {
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitFieldInsn(Opcodes.GETFIELD, name, field(i), captured[i].getDescriptor());
        }
        List<Type> expected = expected();
        Type[] given = erased.getArgumentTypes();
        Type[] used = instantiated.getArgumentTypes();
        int local = 1;
        for (int i = 0; i < given.length; i++) {
            code.visitVarInsn(given[i].getOpcode(Opcodes.ILOAD), local);
            local += given[i].getSize();
            Conversion.convert(code, given[i], used[i]);
            Conversion.convert(code, used[i], expected.get(captured.length + i));
        }
        code.visitMethodInsn(
                instruction(),
                implementation.getOwner(),
                implementation.getName(),
                implementation.getDesc(),
                implementation.isInterface());
        Type result = constructs
                ? Type.getObjectType(implementation.getOwner())
                : Type.getReturnType(implementation.getDesc());
        giveBack(code, result);
        end(code);
    }

    /** The types of the values that the implementation takes, the receiver among them. */
    private List<Type> expected() {
        List<Type> expected = new ArrayList<>();
        int tag = implementation.getTag();
        if (tag != Opcodes.H_INVOKESTATIC && tag != Opcodes.H_NEWINVOKESPECIAL) {
            expected.add(Type.getObjectType(implementation.getOwner()));
        }
        expected.addAll(List.of(Type.getArgumentTypes(implementation.getDesc())));
        return expected;
    }

    private int instruction() {
        return switch (implementation.getTag()) {
            case Opcodes.H_INVOKESTATIC -> Opcodes.INVOKESTATIC;
            case Opcodes.H_NEWINVOKESPECIAL -> Opcodes.INVOKESPECIAL;
            // A private method of the nest, also where javac says special (JVMS 5.4.6: it is the one that is selected).
            default -> implementation.isInterface() ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL;
        };
    }

    private void giveBack(MethodVisitor code, Type result) {
        Type wanted = erased.getReturnType();
        if (wanted.getSort() == Type.VOID) {
            if (result.getSize() > 0) {
                code.visitInsn(result.getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
            }
            code.visitInsn(Opcodes.RETURN);
        } else {
            Conversion.convert(code, result, instantiated.getReturnType());
            Conversion.convert(code, instantiated.getReturnType(), wanted);
            code.visitInsn(wanted.getOpcode(Opcodes.IRETURN));
        }
    }

    private static void end(MethodVisitor code) {
        // Counted by the writer.
        code.visitMaxs(0, 0);
        code.visitEnd();
    }
}
