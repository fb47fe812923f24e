package dev.mailflow.cli.render;

import dev.mailflow.compiler.source.SourceFile;
import org.jspecify.annotations.Nullable;

/**
 * Lines of sources as they are shown. The last long one is kept: an export may be one line of megabytes, and all that is found in it is shown
 * one after the other.
 */
final class ShownLines {
    /** Shorter lines are worked through anew, and do not take the place of a long one in another file. */
    private static final int LONG = 1_000;

    private record Shown(SourceFile file, int line, ShownLine shown) {}

    private @Nullable Shown last;

    /** @param line from 1 */
    ShownLine of(SourceFile file, int line) {
        Shown known = last;
        if (known == null || known.line() != line || known.file() != file) {
            String text = file.lines().line(line);
            known = new Shown(file, line, ShownLine.of(text));
            last = text.length() < LONG ? last : known;
        }
        return known.shown();
    }
}
