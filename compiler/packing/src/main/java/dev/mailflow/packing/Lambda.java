package dev.mailflow.packing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * One lambda or method reference, as {@link java.lang.invoke.LambdaMetafactory#metafactory} is told of it.
 *
 * @param factoryType what is captured, and the interface
 * @param implementation what the method calls
 * @param instantiated type of the method as this lambda is used
 */
record Lambda(String factoryType, Handle implementation, Type instantiated) {
    private static final Type OBJECT = Type.getObjectType("java/lang/Object");

    /**
     * What lambdas have in common that one class can be: an object of it does not tell by its class which it is, but whoever is
     * handed one sees no other interface than of the lambda itself.
     *
     * @param implemented internal name of the interface
     * @param method of the interface
     * @param erased type of the method as the interface declares it
     * @param captured of what is captured, an object of any class being an object
     */
    record Form(String implemented, String method, Type erased, List<Type> captured) {
        Form {
            captured = List.copyOf(captured);
        }
    }

    Form form(String method, Type erased) {
        List<Type> captured = Arrays.stream(captured())
                .map(type -> isObject(type) ? OBJECT : type)
                .toList();
        return new Form(Type.getReturnType(factoryType).getInternalName(), method, erased, captured);
    }

    Type[] captured() {
        return Type.getArgumentTypes(factoryType);
    }

    private static boolean isObject(Type type) {
        return type.getSort() == Type.OBJECT || type.getSort() == Type.ARRAY;
    }

    /**
     * Calls the implementation, from the method of the interface.
     *
     * @param owner the class of the object, whose fields hold what was captured
     */
    void call(MethodVisitor code, String owner, Form form) {
        boolean constructs = implementation.getTag() == Opcodes.H_NEWINVOKESPECIAL;
        if (constructs) {
            code.visitTypeInsn(Opcodes.NEW, implementation.getOwner());
            code.visitInsn(Opcodes.DUP);
        }
        Type[] captured = captured();
        for (int i = 0; i < captured.length; i++) {
            Type held = form.captured().get(i);
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitFieldInsn(Opcodes.GETFIELD, owner, LambdaClass.field(i), held.getDescriptor());
            if (!held.equals(captured[i])) {
                code.visitTypeInsn(Opcodes.CHECKCAST, captured[i].getInternalName());
            }
        }
        List<Type> expected = expected();
        Type[] given = form.erased().getArgumentTypes();
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
        giveBack(code, result, form.erased().getReturnType());
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

    private void giveBack(MethodVisitor code, Type result, Type wanted) {
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
}
