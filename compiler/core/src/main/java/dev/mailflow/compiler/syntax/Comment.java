package dev.mailflow.compiler.syntax;

/**
 * A comment, from its {@code #} to the end of its line, without white space at the end.
 *
 * @param afterBlank a blank line stands before it
 */
public record Comment(String text, boolean afterBlank) {}
