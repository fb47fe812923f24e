package dev.mailflow.compiler.type;

import dev.mailflow.compiler.source.Span;

/** A value and the place it was read from. */
public record Spanned<T>(T value, Span span) {}
