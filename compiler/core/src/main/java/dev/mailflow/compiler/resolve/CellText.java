package dev.mailflow.compiler.resolve;

import dev.mailflow.compiler.resolve.Table.Row;
import dev.mailflow.compiler.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A text put together from the cells of one row, which remembers where each of its characters stands in the table: a
 * message about the text can point into the cell.
 */
final class CellText {
    private final Row row;
    private final StringBuilder text = new StringBuilder();
    private final List<Piece> pieces = new ArrayList<>();

    CellText(Row row) {
        this.row = row;
    }

    /**
     * A cell's part of the text.
     *
     * @param start its offset in the text
     * @param places for each character of the cell its offset in the table, and one more for its end
     */
    private record Piece(String column, int start, List<Integer> places) {
        int end() {
            return start + places.size() - 1;
        }
    }

    CellText add(String literal) {
        text.append(literal);
        return this;
    }

    /** The cell's value without the white space around it, on one line. */
    CellText add(Table table, String column) {
        int index = table.indexOf(column);
        String value = row.fields().get(index);
        String stripped = value.strip();
        int from = value.indexOf(stripped);
        int start = text.length();
        text.append(stripped.replace('\n', ' ').replace('\r', ' '));
        places(row, index)
                .map(places -> places.subList(from, from + stripped.length() + 1))
                .ifPresent(places -> pieces.add(new Piece(column, start, places)));
        return this;
    }

    int length() {
        return text.length();
    }

    @Override
    public String toString() {
        return text.toString();
    }

    /**
     * What stands in the table for a part of the text: the first cell it touches, as far as it does; else the end of the
     * cell before it, which then lacks something; else the row.
     */
    Span place(Span part) {
        return pieceAt(part)
                .map(piece -> span(
                        piece,
                        Math.min(Math.max(part.start(), piece.start()), piece.end()),
                        Math.min(part.end(), piece.end())))
                .orElse(row.span());
    }

    /** The column that {@link #place} points into. */
    Optional<String> column(Span part) {
        return pieceAt(part).map(Piece::column);
    }

    /** Exactly what stands in the table for a part of the text; empty if that is more than a part of one cell. */
    Optional<Span> exactPlace(Span part) {
        return pieceAt(part)
                .filter(piece -> part.start() >= piece.start() && part.end() <= piece.end())
                .map(piece -> span(piece, part.start(), part.end()))
                .filter(span -> span.text().equals(text.substring(part.start(), part.end())));
    }

    private Optional<Piece> pieceAt(Span part) {
        return pieces.stream()
                .filter(piece -> part.start() <= piece.end() && part.end() >= piece.start())
                .findFirst()
                .or(() -> pieces.stream()
                        .filter(piece -> piece.end() <= part.start())
                        .reduce((first, second) -> second));
    }

    private Span span(Piece piece, int start, int end) {
        return new Span(
                row.span().file(),
                piece.places().get(start - piece.start()),
                piece.places().get(end - piece.start()));
    }

    /** The whole of a field; empty where it cannot be told. */
    static Optional<Span> field(Row row, int index) {
        return places(row, index)
                .map(places -> new Span(row.span().file(), places.get(0), places.get(places.size() - 1)));
    }

    /**
     * For each character of a field its offset in the table, and one more for the field's end. Reads RFC 4180 once more,
     * as the reader of tables tells values without their places; empty where the two should not agree.
     */
    private static Optional<List<Integer>> places(Row row, int index) {
        String table = row.span().file().text();
        int at = row.span().start();
        if (at == 0 && table.startsWith("\uFEFF")) {
            at++;
        }
        for (int field = 0; ; field++) {
            List<Integer> places = new ArrayList<>();
            StringBuilder value = new StringBuilder();
            boolean quoted = at < table.length() && table.charAt(at) == '"';
            int end = -1;
            if (quoted) {
                at++;
            }
            while (at < table.length()) {
                char c = table.charAt(at);
                if (quoted && c == '"') {
                    if (!table.startsWith("\"\"", at)) {
                        quoted = false;
                        end = at++;
                        continue;
                    }
                    at++;
                } else if (!quoted && (c == ',' || c == '\n' || c == '\r')) {
                    break;
                }
                value.append(c);
                places.add(at++);
            }
            places.add(end < 0 ? at : end);
            if (field == index) {
                return value.toString().equals(row.fields().get(index)) ? Optional.of(places) : Optional.empty();
            }
            if (at >= table.length() || table.charAt(at) != ',') {
                return Optional.empty();
            }
            at++;
        }
    }
}
