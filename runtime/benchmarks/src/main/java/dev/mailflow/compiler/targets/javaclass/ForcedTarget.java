package dev.mailflow.compiler.targets.javaclass;

import dev.mailflow.compiler.target.Target;
import java.util.Optional;

/** The target for Java with a shape that is not chosen by size, to measure where the choice should fall. */
public final class ForcedTarget {
    private ForcedTarget() {}

    /** @param shape {@code PLAIN} or {@code TABLE} */
    public static Target of(String shape) {
        return new JavaTarget(Optional.of(Shape.valueOf(shape)));
    }
}
