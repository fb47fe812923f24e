package dev.mailflow.compiler.source;

import java.util.Optional;

/**
 * A half-open range of UTF-16 offsets in one file. Line and column are derived, never stored.
 *
 * @param start first offset
 * @param end one past the last; equal to {@code start} for a place between two characters
 * @param counterpart where the other half of it stands, if a row of a table was filled into a template
 */
public record Span(SourceFile file, int start, int end, Optional<Counterpart> counterpart) {
    /** Which half the counterpart is. */
    public enum Half {
        TEMPLATE,
        ROW
    }

    /**
     * @param half what {@code place} is
     * @param row counted from 1 with the header as row 1, as a spreadsheet counts
     * @param column empty where the row as a whole is meant
     */
    public record Counterpart(Half half, Span place, int row, String column) {}

    public Span(SourceFile file, int start, int end) {
        this(file, start, end, Optional.empty());
    }

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
        return new Span(file, start, Math.max(end, last.end), counterpart.or(last::counterpart));
    }

    public Span with(Counterpart other) {
        return new Span(file, start, end, Optional.of(other));
    }

    /** The same place, whatever was filled into it. */
    public Span alone() {
        return counterpart.isEmpty() ? this : new Span(file, start, end);
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

    /** The place alone, which is enough to find it. */
    @Override
    public String toString() {
        return "Span[file=" + file + ", start=" + start + ", end=" + end + "]";
    }
}
