package dev.mailflow.compiler.target;

/**
 * One file that a target wants written.
 *
 * @param path relative to the output folder, {@code /} between folders
 * @param text whole content, lines ended by LF
 */
public record Artifact(String path, String text) {}
