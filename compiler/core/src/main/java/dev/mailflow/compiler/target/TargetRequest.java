package dev.mailflow.compiler.target;

import dev.mailflow.compiler.decision.DecisionModel;
import java.util.List;
import java.util.Optional;

/**
 * What a target is asked to emit.
 *
 * @param sites names of the sites wanted, each a site of the model
 * @param packageName Java package of generated classes
 * @param wish whether the user named this target or site, so that what it cannot say is an error and not a warning
 * @param source where the model came from; absent: nobody will test what is emitted
 * @param digest of the policy's files, for headers: the same files give the same octets
 */
public record TargetRequest(
        DecisionModel model,
        List<String> sites,
        String packageName,
        Wish wish,
        Optional<PolicySource> source,
        String digest) {
    public TargetRequest {
        sites = List.copyOf(sites);
    }

    /** Of a model whose text nobody will ask for. */
    public TargetRequest(DecisionModel model, List<String> sites, String packageName, Wish wish) {
        this(model, sites, packageName, wish, Optional.empty(), "unknown");
    }

    public TargetRequest of(PolicySource policy) {
        return new TargetRequest(model, sites, packageName, wish, Optional.of(policy), digest);
    }

    /** For targets whose files say of which policy they are. */
    public TargetRequest withDigest(String ofFiles) {
        return new TargetRequest(model, sites, packageName, wish, source, ofFiles);
    }

    public enum Wish {
        EXPLICIT,
        DEFAULT
    }
}
