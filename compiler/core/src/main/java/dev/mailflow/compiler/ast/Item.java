package dev.mailflow.compiler.ast;

import dev.mailflow.compiler.source.Span;

/** One item of a list: a word, or a column of a table. */
public sealed interface Item {
    Span span();

    /** A literal value or the name of a declared list; {@code resolve} tells which. */
    record Literal(Word word) implements Item {
        @Override
        public Span span() {
            return word.span();
        }
    }

    /** {@code from "file.csv" column name}. */
    record Column(Span span, Word file, Word column) implements Item {}
}
