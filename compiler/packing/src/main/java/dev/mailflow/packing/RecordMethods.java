package dev.mailflow.packing;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * A record's {@code hashCode} and {@code equals} as {@link java.lang.runtime.ObjectMethods} defines them. Each is what stands
 * in place of a call site in a method of nothing else, whose operands are on the stack and in the first locals.
 */
final class RecordMethods {
    /** In a bootstrap's arguments: the record, the names of its components, then a getter for each. */
    private static final int FIRST_GETTER = 2;

    private static final int FACTOR = 31;

    private RecordMethods() {}

    static void hashCode(MethodVisitor code, String record, Object... arguments) {
        code.visitInsn(Opcodes.POP);
        code.visitInsn(Opcodes.ICONST_0);
        for (Handle component : components(arguments)) {
            code.visitIntInsn(Opcodes.BIPUSH, FACTOR);
            code.visitInsn(Opcodes.IMUL);
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitFieldInsn(Opcodes.GETFIELD, record, component.getName(), component.getDesc());
            Type type = Type.getType(component.getDesc());
            if (Conversion.isPrimitive(type)) {
                call(code, Conversion.box(type), "hashCode", "(" + type.getDescriptor() + ")I");
            } else {
                call(code, "java/util/Objects", "hashCode", "(Ljava/lang/Object;)I");
            }
            code.visitInsn(Opcodes.IADD);
        }
    }

    static void equals(MethodVisitor code, String record, Object... arguments) {
        code.visitInsn(Opcodes.POP2);
        Label different = new Label();
        code.visitVarInsn(Opcodes.ALOAD, 1);
        code.visitTypeInsn(Opcodes.INSTANCEOF, record);
        code.visitJumpInsn(Opcodes.IFEQ, different);
        for (Handle component : components(arguments)) {
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitFieldInsn(Opcodes.GETFIELD, record, component.getName(), component.getDesc());
            code.visitVarInsn(Opcodes.ALOAD, 1);
            code.visitTypeInsn(Opcodes.CHECKCAST, record);
            code.visitFieldInsn(Opcodes.GETFIELD, record, component.getName(), component.getDesc());
            Type type = Type.getType(component.getDesc());
            if (Conversion.isPrimitive(type)) {
                String both = type.getDescriptor() + type.getDescriptor();
                call(code, Conversion.box(type), "compare", "(" + both + ")I");
                code.visitJumpInsn(Opcodes.IFNE, different);
            } else {
                call(code, "java/util/Objects", "equals", "(Ljava/lang/Object;Ljava/lang/Object;)Z");
                code.visitJumpInsn(Opcodes.IFEQ, different);
            }
        }
        code.visitInsn(Opcodes.ICONST_1);
        code.visitInsn(Opcodes.IRETURN);
        code.visitLabel(different);
        code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        code.visitInsn(Opcodes.ICONST_0);
    }

    private static List<Handle> components(Object... arguments) {
        List<Handle> components = new ArrayList<>();
        for (int i = FIRST_GETTER; i < arguments.length; i++) {
            components.add((Handle) arguments[i]);
        }
        return components;
    }

    private static void call(MethodVisitor code, String owner, String name, String type) {
        code.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, type, false);
    }
}
