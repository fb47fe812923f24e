package dev.mailflow.compiler.driver;

import dev.mailflow.compiler.resolve.SourceLoader;
import dev.mailflow.compiler.source.SourceFile;

/**
 * @param root the file that the user named
 * @param loader for imports and tables
 */
public record CompileRequest(SourceFile root, SourceLoader loader) {}
