package dev.mailflow.compiler.targets;

import dev.mailflow.compiler.target.Target;
import dev.mailflow.compiler.targets.javaclass.JavaTarget;
import dev.mailflow.compiler.targets.relayconfig.RelayTarget;
import dev.mailflow.compiler.targets.testresource.TestResourceTarget;
import java.util.List;

/** Every system that a policy can be written for, in the order in which help texts name them. */
public final class Targets {
    private static final List<Target> ALL = List.of(new JavaTarget(), new RelayTarget(), new TestResourceTarget());

    private Targets() {}

    public static List<Target> all() {
        return ALL;
    }
}
