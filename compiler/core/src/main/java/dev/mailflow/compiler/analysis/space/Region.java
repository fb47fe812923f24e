package dev.mailflow.compiler.analysis.space;

/** Something that takes the messages of a box. */
@FunctionalInterface
public interface Region {
    Box box();
}
