package dev.mailflow.compiler.diagnostic;

import java.util.List;

/**
 * A message that shows what a finding says, in the words of a {@code test} block.
 *
 * @param site where it arrives
 * @param client as {@code client} writes it
 * @param message as {@code message} writes it
 * @param outcome what becomes of it there, as {@code expect} writes it
 * @param onward how it arrives at each further site on its way, in order; they have none of their own
 */
public record Witness(String site, String client, String message, String outcome, List<Witness> onward) {
    public Witness {
        onward = List.copyOf(onward);
    }

    /** At one site. */
    public Witness(String site, String client, String message, String outcome) {
        this(site, client, message, outcome, List.of());
    }
}
