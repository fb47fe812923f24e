package dev.mailflow.cli.render;

import dev.mailflow.compiler.source.LazyPattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;

/** Text in lines that fit: a terminal breaks within words. */
public final class Wrapped {
    /** Behind what stands before it a text has this much room at least, or its further lines begin more to the left. */
    static final int NARROWEST = 20;

    private static final int SHALLOW = 4;
    private static final String RESET = "\u001b[0m";

    /** A run of blanks, a painting, or neither. */
    private static final LazyPattern PIECE = new LazyPattern(" +|\u001b\\[[0-9;]*m|[^ \u001b]+|\u001b");

    private final int indent;
    private final int width;
    private final List<String> rows = new ArrayList<>();
    private final StringBuilder row = new StringBuilder();
    private int column;
    /** Blanks before the next word, if it comes on the same line. */
    private String gap = "";
    /** The colour of the next word, and that of the one before. */
    private String next = "";

    private String current = "";

    private Wrapped(int indent, int width) {
        this.indent = indent;
        this.width = width;
    }

    /** At least one line; a word that is longer than a line stands alone on one. Lines of the text stay lines. */
    public static List<String> lines(String text, int width) {
        return rows(text, 0, width);
    }

    /**
     * As {@link #lines}, for text that may be painted: colours count for nothing, and one that goes on over the end of a
     * line is taken up again on the next.
     *
     * @param indent columns before each line but the first; what the text itself has in them is not broken
     */
    static List<String> rows(String text, int indent, int width) {
        int before = width - indent < NARROWEST ? Math.min(indent, SHALLOW) : indent;
        return Arrays.stream(text.split("\n", -1))
                .flatMap(line -> new Wrapped(before, width).fold(line).stream())
                .toList();
    }

    private List<String> fold(String line) {
        if (line.length() <= width && isPlain(line)) {
            rows.add(line);
            return rows;
        }
        Matcher pieces = PIECE.matcher(line);
        while (pieces.find()) {
            String piece = pieces.group();
            if (piece.charAt(0) == ' ') {
                gap += piece;
            } else if (piece.equals(RESET)) {
                row.append(current.isEmpty() ? "" : RESET);
                current = "";
                next = "";
            } else if (piece.charAt(0) == '\u001b') {
                next = piece;
            } else {
                word(piece);
            }
        }
        rows.add(row.toString());
        return rows;
    }

    /** Of letters of one column each and without blanks at its end: as most lines are, which a pattern takes longer to set up for. */
    private static boolean isPlain(String line) {
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) < ' ' || line.charAt(i) > '~') {
                return false;
            }
        }
        return !line.endsWith(" ");
    }

    private void word(String word) {
        int size = Printable.width(word);
        if (column > indent && !gap.isEmpty() && column + gap.length() + size > width) {
            rows.add(row + (current.isEmpty() ? "" : RESET));
            row.setLength(0);
            row.append(" ".repeat(indent)).append(current);
            column = indent;
        } else {
            row.append(gap);
            column += gap.length();
        }
        row.append(next).append(word);
        current = next.isEmpty() ? current : next;
        next = "";
        gap = "";
        column += size;
    }
}
