package dev.mailflow.compiler.syntax;

/** A phrase or one word of it. */
public sealed interface Part permits Lexeme, Phrase {
    /** Its first word. */
    Lexeme first();

    /** Its last word. */
    Lexeme last();

    <R> R accept(Visitor<R> visitor);

    interface Visitor<R> {
        R lexeme(Lexeme lexeme);

        R phrase(Phrase phrase);
    }
}
