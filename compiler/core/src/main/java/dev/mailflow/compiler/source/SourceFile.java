package dev.mailflow.compiler.source;

import org.jspecify.annotations.Nullable;

/**
 * A text with the name under which messages speak of it.
 *
 * <p>Compared by identity: two files of equal text are two places.
 */
public final class SourceFile {
    private final String path;
    private final String text;
    /** Made when somebody asks for it. */
    private @Nullable LineMap lines;

    /**
     * @param path the name shown to the user, with {@code /} between folders, relative where it was given so
     * @param text the whole text, line ends and byte order mark as they stood in the file
     */
    public SourceFile(String path, String text) {
        this.path = path;
        this.text = text;
    }

    public String path() {
        return path;
    }

    public String text() {
        return text;
    }

    public LineMap lines() {
        LineMap known = lines;
        return known == null ? lines(text.toCharArray()) : known;
    }

    /**
     * As {@link #lines()}, for who has the letters in an array already.
     *
     * @param signs exactly those of {@link #text()}
     */
    public LineMap lines(char[] signs) {
        LineMap known = lines;
        if (known == null) {
            known = new LineMap(text, signs);
            lines = known;
        }
        return known;
    }

    /** The place of an offset; offsets past the end give the end. */
    public Position position(int offset) {
        return lines().position(offset);
    }

    @Override
    public String toString() {
        return path;
    }
}
