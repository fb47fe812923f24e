package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import java.util.List;

/**
 * What became of a Postfix configuration.
 *
 * @param policy a policy in mailflow's style
 * @param notUnderstood MF6110, at the places in the given files
 */
public record Imported(String policy, List<Diagnostic> notUnderstood) {
    public Imported {
        notUnderstood = List.copyOf(notUnderstood);
    }
}
