package dev.mailflow.compiler.ast;

import dev.mailflow.compiler.source.SourceFile;
import java.util.List;

/**
 * One file's declarations in the order written.
 *
 * @param tables whether something in them can stand for what a table holds
 */
public record PolicyFile(SourceFile source, List<Declaration> declarations, Tables tables) {
    /** Columns, and words with a place to be filled in. */
    public enum Tables {
        POSSIBLE,
        /** There is neither: of a large policy nothing needs to be looked through. */
        NONE
    }

    public PolicyFile {
        declarations = List.copyOf(declarations);
    }
}
