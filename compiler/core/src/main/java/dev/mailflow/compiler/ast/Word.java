package dev.mailflow.compiler.ast;

import dev.mailflow.compiler.source.Span;
import java.util.Optional;

/**
 * One word as written: a name, a pattern, an address, a size. From the parser it may still hold {@code ${row.column}};
 * the phases after {@code resolve} never see one that does.
 *
 * @param span where it is written; of a value out of a table, where the table is named
 * @param text without quotes where the user quoted it
 * @param cell the cell that the text, or part of it, comes from
 */
public record Word(Span span, String text, Optional<Cell> cell) {
    public Word(Span span, String text) {
        this(span, text, Optional.empty());
    }

    /**
     * A cell of a table.
     *
     * @param field its value where it stands in the table, without quotes
     * @param row counted from 1 with the header as row 1, as a spreadsheet counts
     */
    public record Cell(Span field, int row, String column) {}
}
