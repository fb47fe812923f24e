package dev.mailflow.compiler.resolve;

import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A CSV file with a header. Empty lines do not count.
 *
 * @param columns names of the header, trimmed
 * @param header the first row as it is written
 */
record Table(SourceFile file, List<String> columns, Row header, List<Row> rows) {
    /** How many places of one mistake are shown. */
    static final int SHOWN = 3;

    /** @param number counted from 1 with the header as row 1, as a spreadsheet counts */
    record Row(Span span, int number, List<Csv.Field> fields) {
        String value(int column) {
            return fields.get(column).value();
        }

        Span place(int column) {
            Csv.Field field = fields.get(column);
            return new Span(span.file(), field.start(), field.end());
        }
    }

    /** What a spreadsheet program may write before the header. */
    private static final Pattern SEPARATOR_LINE = Pattern.compile("\"?sep=(.|\\t)?\"?\\s*", Pattern.CASE_INSENSITIVE);

    /** The table, or empty after having reported why there is none. */
    static Optional<Table> read(SourceFile file, DiagnosticSink sink) {
        int nul = file.text().indexOf('\0');
        if (nul >= 0) {
            sink.report(Diagnostic.of(DiagnosticCode.BAD_TABLE, new Span(file, nul, nul + 1), "this is not a text file")
                    .withHelp("save the table as CSV in UTF-8"));
            return Optional.empty();
        }
        Optional<Diagnostic> separator = otherSeparator(file);
        if (separator.isPresent()) {
            sink.report(separator.get());
            return Optional.empty();
        }
        Csv csv = Csv.read(file.text());
        List<Row> rows = new ArrayList<>(csv.lines().size());
        for (Csv.Line line : csv.lines()) {
            rows.add(new Row(new Span(file, line.start(), line.end()), line.number(), line.fields()));
        }
        if (csv.mistake().isPresent()) {
            Csv.Mistake mistake = csv.mistake().get();
            sink.report(Diagnostic.of(
                            DiagnosticCode.BAD_TABLE, new Span(file, mistake.at(), mistake.at() + 1), mistake.what())
                    .withHelp(mistake.help()));
            return Optional.empty();
        }
        if (rows.isEmpty()) {
            sink.report(Diagnostic.of(DiagnosticCode.BAD_TABLE, new Span(file, 0, 0), "the table is empty")
                    .withHelp("the first row names the columns"));
            return Optional.empty();
        }
        Row header = rows.remove(0);
        List<String> columns = header.fields().stream().map(Csv.Field::value).toList();
        if (!headerIsGood(header, sink) || !rowsAreEven(columns, rows, sink)) {
            return Optional.empty();
        }
        return Optional.of(new Table(file, columns, header, List.copyOf(rows)));
    }

    /**
     * Spreadsheets separate by what the region's settings say, {@code ;} where the comma is for decimals. One column's name holds no
     * such character.
     */
    private static Optional<Diagnostic> otherSeparator(SourceFile file) {
        String text = file.text();
        int at = 0;
        while (at < text.length() && (Character.isWhitespace(text.charAt(at)) || text.charAt(at) == '\uFEFF')) {
            at++;
        }
        int end = at;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        if (SEPARATOR_LINE.matcher(text.substring(at, end)).matches()) {
            return Optional.of(Diagnostic.of(
                            DiagnosticCode.BAD_TABLE,
                            new Span(file, at, end),
                            "`sep=` tells a spreadsheet how columns are separated; here it would name the columns")
                    .withHelp("remove this line, and separate the columns by commas"));
        }
        int found = -1;
        boolean isQuoted = false;
        for (; at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r'; at++) {
            char c = text.charAt(at);
            isQuoted ^= c == '"';
            if (c == ',' && !isQuoted) {
                return Optional.empty();
            }
            if ((c == ';' || c == '\t') && !isQuoted && found < 0) {
                found = at;
            }
        }
        if (found < 0) {
            return Optional.empty();
        }
        String shown = text.charAt(found) == ';' ? "`;`" : "a tab";
        return Optional.of(Diagnostic.of(
                        DiagnosticCode.BAD_TABLE,
                        new Span(file, found, found + 1),
                        "the columns of the table are separated by " + shown + ", a comma is wanted")
                .withHelp("save it as CSV with commas, or replace each " + (text.charAt(found) == ';' ? "`;`" : "tab")
                        + " by a comma; a value with a comma in it stands in double quotes"));
    }

    private static boolean rowsAreEven(List<String> columns, List<Row> rows, DiagnosticSink sink) {
        List<Row> uneven = rows.stream()
                .filter(row -> row.fields().size() != columns.size())
                .toList();
        if (uneven.isEmpty()) {
            return true;
        }
        Diagnostic diagnostic = Diagnostic.of(
                        DiagnosticCode.BAD_TABLE,
                        uneven.get(0).span(),
                        fields(uneven.get(0)) + ", the header " + columns.size() + more(uneven.size()))
                .withHelp("give every row one value for each of: " + String.join(", ", columns)
                        + "; a value with a comma in it stands in double quotes");
        for (Row row : uneven.subList(1, Math.min(SHOWN, uneven.size()))) {
            diagnostic = diagnostic.withRelated(row.span(), fields(row));
        }
        sink.report(diagnostic);
        return false;
    }

    private static String fields(Row row) {
        int count = row.fields().size();
        return "row " + row.number() + " has " + count + " field" + (count == 1 ? "" : "s");
    }

    private static String more(int uneven) {
        return uneven == 1 ? "" : "; it is one of " + uneven + " such rows";
    }

    private static boolean headerIsGood(Row header, DiagnosticSink sink) {
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < header.fields().size(); i++) {
            String column = header.value(i);
            if (column.isEmpty()) {
                sink.report(Diagnostic.of(
                                DiagnosticCode.BAD_TABLE,
                                header.span(),
                                "column " + (i + 1) + " of the table has no name")
                        .withHelp("the first row names every column"));
                return false;
            }
            Integer other = seen.putIfAbsent(column.toLowerCase(Locale.ROOT), i);
            if (other != null) {
                sink.report(Diagnostic.of(
                                DiagnosticCode.BAD_TABLE,
                                header.place(i),
                                "two columns of the table are called `" + column + "`")
                        .withRelated(header.place(other), "the first one")
                        .withHelp("rename one of them"));
                return false;
            }
        }
        return true;
    }

    /** Index of the column, its name compared without case; −1 if there is none. */
    int indexOf(String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).equalsIgnoreCase(column)) {
                return i;
            }
        }
        return -1;
    }

    /** @param use where the policy speaks of the cell */
    Word word(Row row, int column, Span use) {
        return new Word(use, row.value(column), Optional.of(cell(row, column)));
    }

    Word.Cell cell(Row row, int column) {
        return new Word.Cell(row.place(column), row.number(), columns.get(column));
    }
}
