package dev.mailflow.compiler.target;

import dev.mailflow.compiler.decision.DecisionModel;
import java.util.List;

/**
 * What a target is asked to emit.
 *
 * @param sites names of the sites wanted, each a site of the model
 * @param packageName Java package of generated classes
 * @param wish whether the user named this target or site, so that what it cannot say is an error and not a warning
 * @param digest of the policy's files, for headers: the same files give the same octets
 */
public record TargetRequest(DecisionModel model, List<String> sites, String packageName, Wish wish, String digest) {
    /** Without a digest: for targets that write none. */
    public TargetRequest(DecisionModel model, List<String> sites, String packageName, Wish wish) {
        this(model, sites, packageName, wish, "unknown");
    }

    public TargetRequest {
        sites = List.copyOf(sites);
    }

    public enum Wish {
        EXPLICIT,
        DEFAULT
    }
}
