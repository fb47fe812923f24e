package dev.mailflow.compiler.target;

import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import java.util.List;
import java.util.Map;

/** A system that a policy can be written for. */
public interface Target {
    /** As {@code --target} names it: {@code java}, {@code relay}. */
    String id();

    /** In a few words, for help texts. */
    String description();

    /** How well the system says each construct; one that is missing is exact. */
    default Map<Construct, Capability> capabilities() {
        return Map.of();
    }

    /** The artifacts, in a fixed order; what the system cannot say is reported as MF6xxx and, if an error, not emitted. */
    List<Artifact> emit(TargetRequest request, DiagnosticSink sink);
}
