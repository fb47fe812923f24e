package dev.mailflow.compiler.targets;

import dev.mailflow.compiler.target.Target;
import java.util.List;

/** Every system that a policy can be written for, in the order in which help texts name them. */
public final class Targets {
    private Targets() {}

    public static List<Target> all() {
        return List.of();
    }
}
