package dev.mailflow.cli.render;

import dev.mailflow.compiler.analysis.difference.Difference;
import dev.mailflow.compiler.source.SourceFile;
import java.util.Optional;

/**
 * Two policies and how they differ.
 *
 * @param before what the user calls the old one
 * @param after what the user calls the new one
 * @param source of the new one; empty if there is none
 */
public record Compared(String before, String after, Difference difference, Optional<SourceFile> source) {}
