package dev.mailflow.compiler.ast;

import dev.mailflow.compiler.source.Span;

/**
 * One word as written: a name, a pattern, an address, a size. May still hold {@code ${row.column}}; the phases after
 * {@code resolve} never see one that does.
 *
 * @param text without quotes where the user quoted it
 */
public record Word(Span span, String text) {}
