package dev.mailflow.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** SIGHUP, by which administrators tell a service to read its configuration again. */
final class HangUp {
    private HangUp() {}

    /** By reflection: what handles signals is no part of the platform that one can compile against. */
    static void handle(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    HangUp.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), proxy);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            // No such signal here: a changed file is seen all the same.
            if (e instanceof InvocationTargetException wrapped && wrapped.getCause() instanceof Error error) {
                throw error;
            }
        }
    }
}
