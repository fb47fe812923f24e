package dev.mailflow.maven;

import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.target.Target;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import dev.mailflow.compiler.targets.Targets;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which targets a goal asks, and whether the user named them.
 *
 * @param targets in the order of {@link Targets#all}
 */
record TargetChoice(List<Target> targets, Wish wish) {
    /** Read by a program from its class path and by a relay from its folder: {@code emit} writes it too. */
    private static final String RELAY = "relay";

    TargetChoice {
        targets = List.copyOf(targets);
    }

    /** What a program has on its class path. */
    static TargetChoice toGenerate(List<String> named, DiagnosticSink sink) {
        return of(named, Targets.compiled(), sink);
    }

    /** What is installed on systems. */
    static TargetChoice toEmit(List<String> named, DiagnosticSink sink) {
        Stream<Target> relay =
                Targets.compiled().stream().filter(target -> target.id().equals(RELAY));
        return of(named, Stream.concat(relay, Targets.emitted().stream()).toList(), sink);
    }

    /** One setting can name targets of both goals: each takes its own. */
    private static TargetChoice of(List<String> named, List<Target> own, DiagnosticSink sink) {
        if (named.isEmpty()) {
            return new TargetChoice(own, Wish.DEFAULT);
        }
        List<String> known = Targets.all().stream().map(Target::id).toList();
        for (String name : named) {
            if (!known.contains(name)) {
                sink.report(Setting.TARGETS.mistake(
                        DiagnosticCode.UNKNOWN_TARGET,
                        "there is no target `" + name + "`",
                        "write some of `" + String.join("`, `", known) + "`"));
            }
        }
        return new TargetChoice(
                own.stream().filter(target -> named.contains(target.id())).toList(), Wish.EXPLICIT);
    }

    List<String> ids() {
        return targets.stream().map(Target::id).toList();
    }
}
