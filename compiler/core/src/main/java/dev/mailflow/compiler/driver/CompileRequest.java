package dev.mailflow.compiler.driver;

import dev.mailflow.compiler.analysis.sites.OverSites;
import dev.mailflow.compiler.resolve.SourceLoader;
import dev.mailflow.compiler.source.SourceFile;

/**
 * @param root the file that the user named
 * @param loader for imports and tables
 * @param faults which findings are wanted that only hold after a fault
 */
public record CompileRequest(SourceFile root, SourceLoader loader, OverSites.Faults faults) {
    /** With the findings that are always told. */
    public CompileRequest(SourceFile root, SourceLoader loader) {
        this(root, loader, OverSites.Faults.CERTIFICATES_AND_ROUNDS);
    }
}
