package dev.mailflow.languageserver;

import dev.mailflow.compiler.source.LineMap;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.Range;

/** Places of the compiler and of the protocol: both count UTF-16 units, the protocol in lines from 0. */
final class Ranges {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private Ranges() {}

    static Range of(Span span) {
        return new Range(position(span.file(), span.start()), position(span.file(), span.end()));
    }

    static Position position(SourceFile file, int offset) {
        LineMap lines = file.lines();
        int line = lines.lineOf(offset);
        // No character of its line, as an editor shows it.
        int mark = line == 1 && offset > 0 && file.text().charAt(0) == BYTE_ORDER_MARK ? 1 : 0;
        return new Position(line - 1, offset - lines.startOf(line) - mark);
    }

    /** A place behind the end of its line is that end; one behind the last line is the end of the file. */
    static int offset(SourceFile file, Position position) {
        LineMap lines = file.lines();
        if (position.getLine() >= lines.lineCount()) {
            return file.text().length();
        }
        int line = Math.max(0, position.getLine()) + 1;
        return lines.startOf(line)
                + Math.min(
                        Math.max(0, position.getCharacter()), lines.line(line).length());
    }

    static boolean holds(Span span, int offset) {
        return span.start() <= offset && offset <= span.end();
    }

    /** Whether two ranges have a place in common, be it a border. */
    static boolean meet(Range one, Range other) {
        return !isBefore(one.getEnd(), other.getStart()) && !isBefore(other.getEnd(), one.getStart());
    }

    private static boolean isBefore(Position one, Position other) {
        return one.getLine() != other.getLine()
                ? one.getLine() < other.getLine()
                : one.getCharacter() < other.getCharacter();
    }
}
