package dev.mailflow.compiler.ast;

import dev.mailflow.compiler.source.SourceFile;
import java.util.List;

/** One file's declarations in the order written. */
public record PolicyFile(SourceFile source, List<Declaration> declarations) {
    public PolicyFile {
        declarations = List.copyOf(declarations);
    }
}
