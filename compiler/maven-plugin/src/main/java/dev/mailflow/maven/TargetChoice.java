package dev.mailflow.maven;

import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.target.Target;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import dev.mailflow.compiler.targets.Targets;
import java.util.List;

/**
 * Which targets are asked, and whether the user named them.
 *
 * @param targets in the order of {@link Targets#all}
 */
record TargetChoice(List<Target> targets, Wish wish) {
    /** What a running program takes from its class path; {@code generate} asks these, {@code emit} the others. */
    private static final List<String> OF_CLASS_PATH = List.of("java", "testkit");

    /** Of the others, the one whose artifacts a program also reads from its class path. */
    private static final String RELAY = "relay";

    TargetChoice {
        targets = List.copyOf(targets);
    }

    static TargetChoice toGenerate(List<String> named, DiagnosticSink sink) {
        return of(
                named,
                Targets.all().stream()
                        .filter(target -> isOfClassPath(target) || target.id().equals(RELAY))
                        .toList(),
                sink);
    }

    static TargetChoice toEmit(List<String> named, DiagnosticSink sink) {
        return of(
                named,
                Targets.all().stream().filter(target -> !isOfClassPath(target)).toList(),
                sink);
    }

    private static boolean isOfClassPath(Target target) {
        return OF_CLASS_PATH.contains(target.id());
    }

    private static TargetChoice of(List<String> named, List<Target> usual, DiagnosticSink sink) {
        if (named.isEmpty()) {
            return new TargetChoice(usual, Wish.DEFAULT);
        }
        List<String> known = Targets.all().stream().map(Target::id).toList();
        for (String name : named) {
            if (!known.contains(name)) {
                sink.report(Setting.TARGETS.mistake(
                        DiagnosticCode.UNKNOWN_TARGET,
                        "there is no target `" + name + "`",
                        "the targets are `" + String.join("`, `", known) + "`"));
            }
        }
        return new TargetChoice(
                Targets.all().stream()
                        .filter(target -> named.contains(target.id()))
                        .toList(),
                Wish.EXPLICIT);
    }

    List<String> ids() {
        return targets.stream().map(Target::id).toList();
    }
}
