package dev.mailflow.compiler.syntax;

import java.util.List;
import java.util.Optional;

/**
 * One word or sign as written, with what belongs to it and means nothing.
 *
 * @param text quotes and escapes included; empty for the end of the file
 * @param before comments on lines of their own between the word before and this one
 * @param after the comment behind it on its line
 * @param afterBlank a blank line stands before it (behind its comments)
 * @param beginsLine nothing but white space stands before it on its line
 */
public record Lexeme(String text, List<Comment> before, Optional<Comment> after, boolean afterBlank, boolean beginsLine)
        implements Part {
    public Lexeme {
        before = List.copyOf(before);
    }

    public boolean hasComments() {
        return !before.isEmpty() || after.isPresent();
    }

    /** Whether a blank line stands before it and all that belongs to it. */
    public boolean beginsParagraph() {
        return before.isEmpty() ? afterBlank : before.get(0).afterBlank();
    }

    @Override
    public Lexeme first() {
        return this;
    }

    @Override
    public Lexeme last() {
        return this;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.lexeme(this);
    }
}
