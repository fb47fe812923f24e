package dev.mailflow.packing;

import java.util.Map;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** From one type of value to another as a lambda's arguments and result are converted (JLS 5.1, 15.13.2). */
final class Conversion {
    /** Internal names of the classes of boxed values, by the primitive type's descriptor. */
    private static final Map<String, String> BOXES = Map.of(
            "Z", "java/lang/Boolean",
            "B", "java/lang/Byte",
            "C", "java/lang/Character",
            "S", "java/lang/Short",
            "I", "java/lang/Integer",
            "J", "java/lang/Long",
            "F", "java/lang/Float",
            "D", "java/lang/Double");

    private Conversion() {}

    static void convert(MethodVisitor code, Type from, Type to) {
        if (from.equals(to)) {
            return;
        }
        if (isPrimitive(from)) {
            if (isPrimitive(to)) {
                widen(code, from, to);
            } else {
                String box = box(from);
                code.visitMethodInsn(
                        Opcodes.INVOKESTATIC, box, "valueOf", "(" + from.getDescriptor() + ")L" + box + ";", false);
            }
        } else if (isPrimitive(to)) {
            unbox(code, from, to);
        } else if (!to.getInternalName().equals("java/lang/Object")) {
            code.visitTypeInsn(Opcodes.CHECKCAST, to.getInternalName());
        }
    }

    static boolean isPrimitive(Type type) {
        return BOXES.containsKey(type.getDescriptor());
    }

    /** The internal name of the class of its boxed values. */
    static String box(Type primitive) {
        String box = BOXES.get(primitive.getDescriptor());
        if (box == null) {
            throw new IllegalArgumentException(primitive + " has no box");
        }
        return box;
    }

    /** A type variable's value is what the primitive type's box is; a box may be of a narrower type. */
    private static void unbox(MethodVisitor code, Type from, Type to) {
        Type boxed = to;
        for (Map.Entry<String, String> box : BOXES.entrySet()) {
            if (box.getValue().equals(from.getInternalName())) {
                boxed = Type.getType(box.getKey());
            }
        }
        String box = box(boxed);
        if (!box.equals(from.getInternalName())) {
            code.visitTypeInsn(Opcodes.CHECKCAST, box);
        }
        code.visitMethodInsn(
                Opcodes.INVOKEVIRTUAL, box, boxed.getClassName() + "Value", "()" + boxed.getDescriptor(), false);
        if (!boxed.equals(to)) {
            widen(code, boxed, to);
        }
    }

    /** JLS 5.1.2. What fits into an int is one already. */
    private static void widen(MethodVisitor code, Type from, Type to) {
        int instruction = switch (numeric(from) + to.getDescriptor()) {
            case "IJ" -> Opcodes.I2L;
            case "IF" -> Opcodes.I2F;
            case "ID" -> Opcodes.I2D;
            case "JF" -> Opcodes.L2F;
            case "JD" -> Opcodes.L2D;
            case "FD" -> Opcodes.F2D;
            case "II", "IS" -> Opcodes.NOP;
            default -> throw new IllegalArgumentException(from + " does not widen to " + to);
        };
        if (instruction != Opcodes.NOP) {
            code.visitInsn(instruction);
        }
    }

    private static String numeric(Type type) {
        return switch (type.getSort()) {
            case Type.BYTE, Type.SHORT, Type.CHAR -> "I";
            default -> type.getDescriptor();
        };
    }
}
