package dev.mailflow.languageserver;

import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.source.Span;
import java.util.Optional;

/**
 * A name where it is written.
 *
 * @param declares the declaration, where it is the name of one; empty where the name is used
 */
record Occurrence(Kind kind, String name, Span span, Optional<Declaration> declares) {
    /** What the name is of. */
    enum Kind {
        ENDPOINT("endpoint"),
        CONNECTOR("connector"),
        LIST("list");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    boolean isDeclaration() {
        return declares.isPresent();
    }

    boolean isOfSame(Occurrence other) {
        return kind == other.kind && name.equals(other.name);
    }
}
