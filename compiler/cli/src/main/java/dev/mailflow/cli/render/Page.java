package dev.mailflow.cli.render;

import dev.mailflow.cli.render.Style.Tone;
import java.util.List;

/**
 * What text is written on.
 *
 * @param width in columns
 */
public record Page(Style style, int width, Prose prose) {
    /** What becomes of sentences that are longer than a line. */
    public enum Prose {
        /** Programs and people find them by their words: they stay on one line. */
        WHOLE,
        /** A screen would break within words. */
        WRAPPED
    }

    /** A file: sentences stay whole. */
    public static Page file(Style style, int width) {
        return new Page(style, width, Prose.WHOLE);
    }

    public String paint(Tone tone, String text) {
        return style.paint(tone, text);
    }

    /**
     * The lines of a text.
     *
     * @param text that may be painted; its beginning is within the first line
     * @param indent columns before each further line
     */
    public List<String> lines(String text, int indent) {
        return prose == Prose.WHOLE ? List.of(text) : Wrapped.rows(text, indent, width);
    }

    /** As {@link #lines}, in one piece without a line end. */
    public String text(String text, int indent) {
        return String.join("\n", lines(text, indent));
    }
}
