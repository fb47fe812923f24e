package dev.mailflow.languageserver;

import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import java.util.List;
import org.eclipse.lsp4j.TextEdit;

/** Changes of a text. */
final class Edits {
    private Edits() {}

    /** One edit of the lines between the first and the last that differ, so that a cursor elsewhere stays; none for equal texts. */
    static List<TextEdit> between(SourceFile before, String after) {
        String old = before.text();
        if (old.equals(after)) {
            return List.of();
        }
        int shorter = Math.min(old.length(), after.length());
        int start = 0;
        int lineStart = 0;
        while (start < shorter && old.charAt(start) == after.charAt(start)) {
            start++;
            if (old.charAt(start - 1) == '\n') {
                lineStart = start;
            }
        }
        int same = 0;
        int lineEnd = 0;
        while (same < shorter - lineStart
                && old.charAt(old.length() - 1 - same) == after.charAt(after.length() - 1 - same)) {
            if (old.charAt(old.length() - 1 - same) == '\n') {
                lineEnd = same;
            }
            same++;
        }
        Span changed = new Span(before, lineStart, old.length() - lineEnd);
        return List.of(new TextEdit(Ranges.of(changed), after.substring(lineStart, after.length() - lineEnd)));
    }
}
