package dev.mailflow.compiler.source;

import java.util.Arrays;

/** Where the lines of a text begin. A line ends with LF, CRLF or a lone CR. */
public final class LineMap {
    private final String text;
    private final int[] starts;

    LineMap(String text) {
        this.text = text;
        int[] found = new int[16];
        int count = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean ends = c == '\n' || (c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n'));
            if (ends) {
                if (count == found.length) {
                    found = Arrays.copyOf(found, count * 2);
                }
                found[count++] = i + 1;
            }
        }
        this.starts = Arrays.copyOf(found, count);
    }

    public int lineCount() {
        return starts.length;
    }

    public Position position(int offset) {
        int at = Math.max(0, Math.min(offset, text.length()));
        int line = lineOf(at);
        return new Position(line, text.codePointCount(starts[line - 1], at) + 1);
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
