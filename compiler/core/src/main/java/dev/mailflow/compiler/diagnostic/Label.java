package dev.mailflow.compiler.diagnostic;

import dev.mailflow.compiler.source.Span;

/**
 * A place and what is said of it.
 *
 * @param text may be empty: then the place is only underlined
 */
public record Label(Span span, String text) {}
