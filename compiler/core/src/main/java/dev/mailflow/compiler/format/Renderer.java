package dev.mailflow.compiler.format;

import dev.mailflow.compiler.syntax.Comment;
import dev.mailflow.compiler.syntax.Lexeme;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lays a {@link Doc} out in lines of at most {@value #WIDTH} columns where that is possible. */
final class Renderer {
    static final int WIDTH = 100;

    private final List<Line> lines = new ArrayList<>();
    private StringBuilder line = new StringBuilder();
    private Optional<String> comment = Optional.empty();
    private boolean paragraph;
    /** Where the line begins once something stands on it. */
    private int start;

    /** One line; {@code comment} stands at its end. */
    record Line(String text, Optional<String> comment) {}

    static List<Line> render(Doc doc) {
        Renderer renderer = new Renderer();
        renderer.put(doc, 0, true);
        renderer.endLine(0);
        return renderer.lines;
    }

    private void put(Doc doc, int indent, boolean broken) {
        if (doc instanceof Doc.Text text) {
            letters(text.text(), indent);
        } else if (doc instanceof Doc.Word word) {
            word(word.lexeme(), indent);
        } else if (doc instanceof Doc.Separator separator) {
            if (broken) {
                endLine(indent);
            } else {
                letters(separator.flat(), indent);
            }
        } else if (doc instanceof Doc.LineEnd end) {
            endLine(indent);
            paragraph |= end.paragraph();
        } else if (doc instanceof Doc.Comments comments) {
            comments(comments.comments(), indent);
        } else if (doc instanceof Doc.Nest nest) {
            put(nest.doc(), indent + nest.columns(), broken);
        } else if (doc instanceof Doc.Align align) {
            put(align.doc(), blank() ? start : line.length(), broken);
        } else if (doc instanceof Doc.Group group) {
            FlatWidth flat = FlatWidth.of(group.doc());
            int column = line.length();
            if (blank()) {
                column = start;
            } else if (comment.isPresent() || flat.beginsWithComment()) {
                column = indent;
            }
            put(group.doc(), indent, column + flat.columns() > WIDTH);
        } else {
            for (Doc part : ((Doc.Concat) doc).docs()) {
                put(part, indent, broken);
            }
        }
    }

    private boolean blank() {
        return line.toString().isBlank();
    }

    private void letters(String text, int indent) {
        if (text.isEmpty()) {
            return;
        }
        if (comment.isPresent()) {
            endLine(indent);
        }
        if (line.length() == 0) {
            if (text.isBlank()) {
                return;
            }
            line.append(" ".repeat(start));
        }
        line.append(text);
    }

    private void comments(List<Comment> comments, int indent) {
        for (Comment own : comments) {
            if (!blank()) {
                endLine(indent);
            }
            paragraph |= own.afterBlank();
            letters(own.text(), indent);
            endLine(start);
        }
    }

    private void word(Lexeme lexeme, int indent) {
        comments(lexeme.before(), indent);
        if (!lexeme.before().isEmpty()) {
            paragraph |= lexeme.afterBlank();
        }
        letters(lexeme.text(), indent);
        lexeme.after().ifPresent(after -> comment = Optional.of(after.text()));
    }

    /** At the beginning and the end of a file or a block stands no empty line. */
    private boolean edge() {
        return lines.isEmpty()
                || lines.get(lines.size() - 1).text().endsWith("{")
                || line.toString().stripLeading().startsWith("}");
    }

    /** Nothing on an empty line. {@code next}: where the line after it begins. */
    private void endLine(int next) {
        if (blank() && comment.isEmpty()) {
            line = new StringBuilder();
            start = next;
            return;
        }
        if (paragraph && !edge()) {
            lines.add(new Line("", Optional.empty()));
        }
        lines.add(new Line(line.toString().stripTrailing(), comment));
        line = new StringBuilder();
        comment = Optional.empty();
        paragraph = false;
        start = next;
    }
}
