package dev.mailflow.compiler.ast;

import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.source.Span.Counterpart;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One word as written: a name, a pattern, an address, a size. From the parser it may still hold {@code ${row.column}};
 * the phases after {@code resolve} never see one that does.
 *
 * <p>A large policy has a million of them, which live as long as it does: a word holds its place in itself, and makes a {@link Span} of
 * it for whoever asks.
 */
public final class Word {
    private final SourceFile file;
    private final int start;
    private final int end;
    private final String text;
    private final @Nullable Filled filled;

    /** Of the few that a table has to do with. */
    private record Filled(Optional<Counterpart> counterpart, Optional<Cell> cell) {}

    public Word(Span span, String text) {
        this(span, text, Optional.empty());
    }

    /**
     * @param span where it is written; of a value out of a table, where the table is named
     * @param text without quotes where the user quoted it
     * @param cell the cell that the text, or part of it, comes from
     */
    public Word(Span span, String text, Optional<Cell> cell) {
        this.file = span.file();
        this.start = span.start();
        this.end = span.end();
        this.text = text;
        boolean plain = cell.isEmpty() && span.counterpart().isEmpty();
        this.filled = plain ? null : new Filled(span.counterpart(), cell);
    }

    /**
     * A cell of a table.
     *
     * @param field its value where it stands in the table, without quotes
     * @param row counted from 1 with the header as row 1, as a spreadsheet counts
     */
    public record Cell(Span field, int row, String column) {}

    /** Where it is written; of a value out of a table, where the table is named. */
    public Span span() {
        return new Span(file, start, end, filled == null ? Optional.empty() : filled.counterpart());
    }

    /** Without quotes where the user quoted it. */
    public String text() {
        return text;
    }

    /** The cell that the text, or part of it, comes from. */
    public Optional<Cell> cell() {
        return filled == null ? Optional.empty() : filled.cell();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Word word
                && file == word.file
                && start == word.start
                && end == word.end
                && text.equals(word.text)
                && Objects.equals(filled, word.filled);
    }

    @Override
    public int hashCode() {
        return Objects.hash(file, start, end, text, filled);
    }

    @Override
    public String toString() {
        return "Word[span=" + span() + ", text=" + text + ", cell=" + cell() + "]";
    }
}
