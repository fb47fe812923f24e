package dev.mailflow.compiler.source;

import java.util.Arrays;

/**
 * What a look at each letter of a text tells: where its lines begin, and whether it has control characters. A line ends with LF, CRLF
 * or a lone CR.
 */
public final class LineMap {
    /** The byte order mark. */
    private static final char MARK = '\uFEFF';

    private static final char DELETE = 0x7F;

    private final String text;
    private final int[] starts;
    private final int control;

    /** @param signs of the text: a large one is looked at once, sign by sign, and an array is quicker at that */
    LineMap(String text, char[] signs) {
        this.text = text;
        int[] found = new int[16];
        int count = 1;
        int firstControl = -1;
        for (int i = 0; i < signs.length; i++) {
            char c = signs[i];
            if (c >= ' ' && c != DELETE) {
                continue;
            }
            if (c == '\n' || c == '\r' && (i + 1 == signs.length || signs[i + 1] != '\n')) {
                if (count == found.length) {
                    found = Arrays.copyOf(found, count * 2);
                }
                found[count++] = i + 1;
            } else if (firstControl < 0 && c != '\t' && c != '\r' && c != '\f') {
                firstControl = i;
            }
        }
        this.starts = Arrays.copyOf(found, count);
        this.control = firstControl;
    }

    /** Where the first control character stands that no text has: all but tab, form feed and the ends of lines. -1 where none does. */
    public int control() {
        return control;
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
