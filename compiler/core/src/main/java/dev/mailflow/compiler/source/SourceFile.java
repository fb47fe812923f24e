package dev.mailflow.compiler.source;

/**
 * A text with the name under which messages speak of it.
 *
 * <p>Compared by identity: two files of equal text are two places.
 */
public final class SourceFile {
    private final String path;
    private final String text;
    private final LineMap lines;

    /**
     * @param path the name shown to the user, with {@code /} between folders, relative where it was given so
     * @param text the whole text, line ends and byte order mark as they stood in the file
     */
    public SourceFile(String path, String text) {
        this.path = path;
        this.text = text;
        this.lines = new LineMap(text);
    }

    public String path() {
        return path;
    }

    public String text() {
        return text;
    }

    public LineMap lines() {
        return lines;
    }

    /** The place of an offset; offsets past the end give the end. */
    public Position position(int offset) {
        return lines.position(offset);
    }

    @Override
    public String toString() {
        return path;
    }
}
