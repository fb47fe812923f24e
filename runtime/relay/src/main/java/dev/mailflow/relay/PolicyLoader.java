package dev.mailflow.relay;

import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.runtime.RoutingPolicy;
import java.lang.reflect.InvocationTargetException;
import java.util.List;

/** Loads the routing class that a configuration names. */
public final class PolicyLoader {
    private PolicyLoader() {}

    /**
     * @param loader that sees the class, and this relay's own classes
     * @throws CannotStart if there is no such class or it is no policy
     */
    public static RoutingPolicy load(RelayConfiguration configuration, ClassLoader loader) throws CannotStart {
        String name = configuration.routingClass();
        try {
            Object instance = loader.loadClass(name).getConstructor().newInstance();
            if (instance instanceof RoutingPolicy policy) {
                return policy;
            }
            throw new CannotStart(List.of("`" + name + "` is not a routing policy"));
        } catch (ClassNotFoundException e) {
            throw new CannotStart(
                    List.of("there is no class `" + name + "` on the class path; compile the policy first"));
        } catch (InvocationTargetException | LinkageError e) {
            Throwable cause = e instanceof InvocationTargetException && e.getCause() != null ? e.getCause() : e;
            throw new CannotStart(List.of("`" + name + "` cannot be made: " + cause));
        } catch (ReflectiveOperationException e) {
            throw new CannotStart(List.of("`" + name + "` has no public constructor without parameters"));
        }
    }
}
