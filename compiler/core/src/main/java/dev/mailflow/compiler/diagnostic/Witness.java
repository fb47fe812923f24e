package dev.mailflow.compiler.diagnostic;

/**
 * A message that shows what a finding says, in the words of a {@code test} block.
 *
 * @param site where it arrives
 * @param client as {@code client} writes it
 * @param message as {@code message} writes it
 * @param outcome what becomes of it there, as {@code expect} writes it
 */
public record Witness(String site, String client, String message, String outcome) {}
