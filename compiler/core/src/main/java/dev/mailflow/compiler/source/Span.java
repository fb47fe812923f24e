package dev.mailflow.compiler.source;

/**
 * A half-open range of UTF-16 offsets in one file. Line and column are derived, never stored.
 *
 * @param start first offset
 * @param end one past the last; equal to {@code start} for a place between two characters
 */
public record Span(SourceFile file, int start, int end) {
    public Span {
        if (start < 0 || end < start || end > file.text().length()) {
            throw new IllegalArgumentException("span " + start + ".." + end + " is outside " + file.path());
        }
    }

    public String text() {
        return file.text().substring(start, end);
    }

    /** From the beginning of this span to the end of a later one in the same file. */
    public Span to(Span last) {
        return new Span(file, start, Math.max(end, last.end));
    }

    public Position position() {
        return file.position(start);
    }

    public int line() {
        return file.lines().lineOf(start);
    }

    /** {@code path:line}, the short form for comments in generated files and for traces. */
    public String location() {
        return file.path() + ":" + line();
    }
}
