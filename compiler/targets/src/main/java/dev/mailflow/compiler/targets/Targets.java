package dev.mailflow.compiler.targets;

import dev.mailflow.compiler.target.Target;
import dev.mailflow.compiler.targets.exchangeonline.emit.ExchangeOnlineTarget;
import dev.mailflow.compiler.targets.javaclass.JavaTarget;
import dev.mailflow.compiler.targets.postfix.PostfixTarget;
import dev.mailflow.compiler.targets.relayconfig.RelayTarget;
import dev.mailflow.compiler.targets.testresource.TestResourceTarget;
import java.util.List;
import java.util.stream.Stream;

/** Every system that a policy can be written for, in the order in which help texts name them. */
public final class Targets {
    private static final List<Target> COMPILED = List.of(new JavaTarget(), new RelayTarget(), new TestResourceTarget());

    private static final List<Target> NATIVE = List.of(new ExchangeOnlineTarget(), new PostfixTarget());

    private Targets() {}

    public static List<Target> all() {
        return Stream.concat(COMPILED.stream(), NATIVE.stream()).toList();
    }

    /** What runs as a part of mailflow: {@code compile} writes it, all of it if nothing is named. */
    public static List<Target> compiled() {
        return COMPILED;
    }

    /** Systems of others: {@code emit} writes them, one by name. */
    public static List<Target> emitted() {
        return NATIVE;
    }
}
