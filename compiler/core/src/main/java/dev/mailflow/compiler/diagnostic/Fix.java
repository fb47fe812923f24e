package dev.mailflow.compiler.diagnostic;

import dev.mailflow.compiler.source.Span;

/**
 * A replacement that a tool may apply without asking anything.
 *
 * @param title in the imperative, lower case: {@code replace by `contoso.com`}
 */
public record Fix(String title, Span replace, String with) {}
