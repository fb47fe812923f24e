package dev.mailflow.compiler.source;

/**
 * A place as people count it.
 *
 * @param line from 1
 * @param column from 1, in code points, so that an editor's column agrees also behind an emoji
 */
public record Position(int line, int column) {}
