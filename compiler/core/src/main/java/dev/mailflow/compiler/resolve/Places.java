package dev.mailflow.compiler.resolve;

import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.source.Span;
import java.util.Optional;

/** Where a message about a word points: at the word, or at the cell it comes from with the line of the policy beside it. */
public final class Places {
    private Places() {}

    public static Diagnostic at(DiagnosticCode code, Word word, String message) {
        if (word.cell().isEmpty()) {
            return Diagnostic.of(code, word.span(), message);
        }
        Word.Cell cell = word.cell().get();
        return Diagnostic.of(code, of(word), message)
                .labelled("row " + cell.row() + ", column `" + cell.column() + "`")
                .withRelated(word.span().alone(), "used here");
    }

    /** What is wrong with a word that an empty cell was put into; empty where there is no such cell. */
    public static Optional<Diagnostic> emptyCell(DiagnosticCode code, Word word) {
        return word.cell()
                .filter(cell -> cell.field().text().isBlank())
                .map(cell -> at(code, word, "this row has nothing in column `" + cell.column() + "`")
                        .withHelp("write a value there, or remove the row"));
    }

    /** The word, or the field of the table it comes from. */
    public static Span of(Word word) {
        if (word.cell().isEmpty()) {
            return word.span();
        }
        Word.Cell cell = word.cell().get();
        return cell.field()
                .with(new Span.Counterpart(Span.Half.TEMPLATE, word.span().alone(), cell.row(), cell.column()));
    }

    /** A part of the word, counted in its own text; the whole word where the text is not what stands at the place. */
    public static Span part(Word word, int start, int end) {
        Span whole = of(word);
        int shift = whole.text().equals(word.text()) ? 0 : 1;
        // Quoted in the policy: the text begins one character later.
        if (shift == 1 && !whole.text().equals("\"" + word.text() + "\"")) {
            return whole;
        }
        return new Span(whole.file(), whole.start() + shift + start, whole.start() + shift + end, whole.counterpart());
    }
}
