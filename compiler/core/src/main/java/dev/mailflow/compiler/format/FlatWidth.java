package dev.mailflow.compiler.format;

/** How wide a document is on one line, and whether it can be on one. */
final class FlatWidth {
    /** Wider than every line. Small enough to be added to. */
    private static final int NEVER = 1_000_000;

    private int columns;
    private boolean words;
    private boolean beginsWithComment;
    private boolean behindComment;

    private FlatWidth() {}

    static FlatWidth of(Doc doc) {
        FlatWidth width = new FlatWidth();
        width.add(doc);
        return width;
    }

    /** More than any line has where a comment or a line end stands between two of its words. */
    int columns() {
        return columns;
    }

    /** Its first word begins a line in any case. */
    boolean beginsWithComment() {
        return beginsWithComment;
    }

    private void add(Doc doc) {
        if (columns > Renderer.WIDTH && words) {
            return;
        }
        if (doc instanceof Doc.Text text) {
            columns += text.text().length();
        } else if (doc instanceof Doc.Separator separator) {
            columns += separator.flat().length();
        } else if (doc instanceof Doc.Word word) {
            boolean led = !word.lexeme().before().isEmpty();
            beginsWithComment |= led && !words;
            columns += (led && words) || behindComment
                    ? NEVER
                    : word.lexeme().text().length();
            behindComment = word.lexeme().after().isPresent();
            words = true;
        } else if (doc instanceof Doc.LineEnd || doc instanceof Doc.Comments) {
            columns += NEVER;
        } else if (doc instanceof Doc.Nest nest) {
            add(nest.doc());
        } else if (doc instanceof Doc.Align align) {
            add(align.doc());
        } else if (doc instanceof Doc.Group group) {
            add(group.doc());
        } else {
            ((Doc.Concat) doc).docs().forEach(this::add);
        }
    }
}
