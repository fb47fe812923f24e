package dev.mailflow.compiler.syntax;

import java.util.ArrayList;
import java.util.List;

/**
 * A rule of the grammar with what it is made of, in the order written.
 *
 * @param parts never empty
 */
public record Phrase(Shape shape, List<Part> parts) implements Part {
    public Phrase {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("an empty " + shape);
        }
    }

    @Override
    public Lexeme first() {
        return parts.get(0).first();
    }

    @Override
    public Lexeme last() {
        return parts.get(parts.size() - 1).last();
    }

    /** All words of it, at every depth, in the order written. */
    public List<Lexeme> lexemes() {
        List<Lexeme> lexemes = new ArrayList<>();
        collect(this, lexemes);
        return lexemes;
    }

    private static void collect(Phrase phrase, List<Lexeme> into) {
        for (Part part : phrase.parts()) {
            if (part instanceof Phrase inner) {
                collect(inner, into);
            } else {
                into.add((Lexeme) part);
            }
        }
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.phrase(this);
    }
}
