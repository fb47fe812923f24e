package dev.mailflow.compiler.source;

import java.util.Arrays;

/** Where the lines of a text begin. A line ends with LF, CRLF or a lone CR. */
public final class LineMap {
    /** The byte order mark. */
    private static final char MARK = '\uFEFF';

    private final String text;
    private final int[] starts;

    LineMap(String text) {
        this.text = text;
        // Of most texts lines are long enough that it is quicker to ask for the next end than to look at each
        // character.
        int[] found = new int[16];
        int count = 1;
        int lf = text.indexOf('\n');
        int cr = text.indexOf('\r');
        while (lf >= 0 || cr >= 0) {
            boolean isLoneReturn = cr >= 0 && (lf < 0 || cr < lf - 1);
            if (count == found.length) {
                found = Arrays.copyOf(found, count * 2);
            }
            int end = isLoneReturn ? cr : lf;
            found[count++] = end + 1;
            lf = lf >= 0 && lf <= end ? text.indexOf('\n', end + 1) : lf;
            cr = cr >= 0 && cr <= end ? text.indexOf('\r', end + 1) : cr;
        }
        this.starts = Arrays.copyOf(found, count);
    }

    public int lineCount() {
        return starts.length;
    }

    public Position position(int offset) {
        int at = Math.max(0, Math.min(offset, text.length()));
        int line = lineOf(at);
        // A byte order mark is no character of its line: editors do not count it.
        int start = line == 1 && at > 0 && text.charAt(0) == MARK ? 1 : starts[line - 1];
        return new Position(line, text.codePointCount(start, at) + 1);
    }

    /** The line, from 1, that holds the offset. */
    public int lineOf(int offset) {
        int index = Arrays.binarySearch(starts, offset);
        return index >= 0 ? index + 1 : -index - 1;
    }

    /** The offset at which a line, counted from 1, begins. */
    public int startOf(int line) {
        return starts[line - 1];
    }

    /** The text of a line, counted from 1, without its end. */
    public String line(int line) {
        int start = starts[line - 1];
        int end = line < starts.length ? starts[line] : text.length();
        while (end > start && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return text.substring(start, end);
    }
}
