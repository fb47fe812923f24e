package dev.mailflow.compiler.format;

import dev.mailflow.compiler.syntax.Comment;
import dev.mailflow.compiler.syntax.Lexeme;
import java.util.List;

/**
 * A text that can be laid out flat or broken, after Wadler, "A prettier printer" (2003). A group is flat if it fits on
 * the line and no comment stands between its words; else its own separators become line ends, while groups inside choose anew.
 */
sealed interface Doc {
    Doc NOTHING = new Concat(List.of());

    static Doc of(Doc... docs) {
        return new Concat(List.of(docs));
    }

    static Doc text(String text) {
        return new Text(text);
    }

    /** Letters that no comment belongs to. */
    record Text(String text) implements Doc {}

    /** A word with its comments, which stand on lines of their own before it and at the end of its line. */
    record Word(Lexeme lexeme) implements Doc {}

    /** A line end, or {@code flat} in a flat group. */
    record Separator(String flat) implements Doc {}

    /** A line end in every group, after an empty line if {@code paragraph}. */
    record LineEnd(boolean paragraph) implements Doc {}

    /** Comments on lines of their own. */
    record Comments(List<Comment> comments) implements Doc {
        public Comments {
            comments = List.copyOf(comments);
        }
    }

    /** Line ends inside go {@code columns} further to the right. */
    record Nest(int columns, Doc doc) implements Doc {}

    /** Line ends inside go to where it begins. */
    record Align(Doc doc) implements Doc {}

    record Group(Doc doc) implements Doc {}

    record Concat(List<Doc> docs) implements Doc {
        public Concat {
            docs = List.copyOf(docs);
        }
    }
}
