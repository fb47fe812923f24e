package dev.mailflow.cli.render;

/** One line of a source as a terminal shows it: tabs widened, odd characters made visible, columns known. */
final class ShownLine {
    private static final int TAB = 4;
    private static final String CUT = "…";

    private final String shown;
    private final int[] offsets;
    private final int[] columns;

    private ShownLine(String shown, int[] offsets, int[] columns) {
        this.shown = shown;
        this.offsets = offsets;
        this.columns = columns;
    }

    static ShownLine of(String line) {
        StringBuilder shown = new StringBuilder(line.length());
        int[] offsets = new int[line.length() + 1];
        int[] columns = new int[line.length() + 1];
        int column = 0;
        for (int i = 0; i < line.length(); ) {
            int codePoint = line.codePointAt(i);
            int next = i + Character.charCount(codePoint);
            String piece = codePoint == '\t' ? " ".repeat(TAB - column % TAB) : Printable.of(codePoint);
            for (int j = i; j < next; j++) {
                offsets[j] = shown.length();
                columns[j] = column;
            }
            shown.append(piece);
            column += Printable.width(piece);
            i = next;
        }
        offsets[line.length()] = shown.length();
        columns[line.length()] = column;
        return new ShownLine(shown.toString(), offsets, columns);
    }

    /** In columns. */
    int width() {
        return columns[columns.length - 1];
    }

    /** The column, from 0, at which the character at that UTF-16 offset of the line begins; past the end, the end. */
    int column(int offset) {
        return columns[Math.max(0, Math.min(offset, columns.length - 1))];
    }

    /**
     * Where a window on a line that is too long for it begins: what matters stands in its first third.
     *
     * @param from the first column of what matters
     * @param to the column behind it
     * @param columns of the window
     */
    int windowStart(int from, int to, int columns) {
        return width() <= columns || to < columns ? 0 : Math.max(0, Math.min(from - columns / 3, width() - columns));
    }

    /** What a window shows, with a mark at each end that is cut off. */
    String window(int start, int columns) {
        int end = Math.min(width(), start + columns);
        boolean cutLeft = start > 0;
        boolean cutRight = end < width();
        return (cutLeft ? CUT : "")
                + between(start + (cutLeft ? 1 : 0), end - (cutRight ? 1 : 0))
                + (cutRight ? CUT : "");
    }

    /** What stands between two columns; a wide character that does not fit whole gives blanks. */
    String between(int from, int to) {
        StringBuilder cut = new StringBuilder();
        int at = from;
        for (int i = firstAt(from); i + 1 < columns.length && columns[i + 1] <= to; i++) {
            cut.append(" ".repeat(Math.max(0, columns[i] - at))).append(shown, offsets[i], offsets[i + 1]);
            at = columns[i + 1];
        }
        return cut.toString();
    }

    /** The first character that begins at the column or behind it. */
    private int firstAt(int column) {
        int low = 0;
        int high = columns.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (columns[middle] < column) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
