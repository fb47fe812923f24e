package dev.mailflow.compiler.resolve;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A CSV file with a header (RFC 4180): commas, quotes doubled within quotes, LF or CRLF, a byte order mark ignored. Empty
 * lines do not count.
 *
 * @param columns names of the header, trimmed
 * @param header the first row as it is written
 */
record Table(SourceFile file, List<String> columns, Row header, List<Row> rows) {
    /** @param number counted from 1 with the header as row 1 */
    record Row(Span span, int number, List<String> fields) {}

    /** The table, or empty after having reported why there is none. */
    static Optional<Table> read(SourceFile file, DiagnosticSink sink) {
        String text = file.text().startsWith("\uFEFF") ? file.text().substring(1) : file.text();
        int nul = file.text().indexOf('\0');
        if (nul >= 0) {
            sink.report(Diagnostic.of(DiagnosticCode.BAD_TABLE, new Span(file, nul, nul + 1), "this is not a text file")
                    .withHelp("save the table as CSV in UTF-8"));
            return Optional.empty();
        }
        List<Row> rows = new ArrayList<>();
        List<String> columns = List.of();
        Row header = new Row(new Span(file, 0, 0), 1, List.of());
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .commentStrategy(CommentStrategy.NONE)
                .skipEmptyLines(true)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(text)) {
            int number = 0;
            for (CsvRecord record : reader) {
                number++;
                Span span = lineOf(file, (int) record.getStartingLineNumber());
                if (number == 1) {
                    header = new Row(span, number, record.getFields());
                    columns = record.getFields().stream().map(String::strip).toList();
                    if (!headerIsGood(columns, span, sink)) {
                        return Optional.empty();
                    }
                    continue;
                }
                if (record.getFieldCount() != columns.size()) {
                    sink.report(Diagnostic.of(
                                    DiagnosticCode.BAD_TABLE,
                                    span,
                                    "row " + number + " has " + count(record.getFieldCount(), "field") + ", the header "
                                            + columns.size())
                            .withHelp("give every row one value for each of: " + String.join(", ", columns)
                                    + "; a value with a comma in it stands in double quotes"));
                    return Optional.empty();
                }
                rows.add(new Row(span, number, record.getFields()));
            }
        } catch (CsvParseException malformed) {
            sink.report(Diagnostic.of(DiagnosticCode.BAD_TABLE, new Span(file, 0, 0), "this is not a table in CSV form")
                    .withHelp("check the double quotes: one that is part of a value is written twice"));
            return Optional.empty();
        } catch (java.io.IOException impossible) {
            throw new java.io.UncheckedIOException(impossible);
        }
        // Quotes come in pairs, those within a value too; the reader takes an open one for a value up to the end.
        if (text.chars().filter(c -> c == '"').count() % 2 != 0) {
            Span last =
                    rows.isEmpty() ? lineOf(file, 1) : rows.get(rows.size() - 1).span();
            sink.report(Diagnostic.of(DiagnosticCode.BAD_TABLE, last, "a double quote is not closed")
                    .withHelp("check the double quotes: one that is part of a value is written twice"));
            return Optional.empty();
        }
        if (columns.isEmpty()) {
            sink.report(Diagnostic.of(DiagnosticCode.BAD_TABLE, new Span(file, 0, 0), "the table is empty")
                    .withHelp("the first row names the columns"));
            return Optional.empty();
        }
        return Optional.of(new Table(file, columns, header, List.copyOf(rows)));
    }

    private static boolean headerIsGood(List<String> columns, Span span, DiagnosticSink sink) {
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            if (column.isEmpty()) {
                sink.report(Diagnostic.of(DiagnosticCode.BAD_TABLE, span, "a column of the table has no name")
                        .withHelp("the first row names every column"));
                return false;
            }
            if (!seen.add(column.toLowerCase(Locale.ROOT))) {
                sink.report(Diagnostic.of(
                                DiagnosticCode.BAD_TABLE, span, "two columns of the table are called `" + column + "`")
                        .withHelp("rename one of them"));
                return false;
            }
        }
        return true;
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private static Span lineOf(SourceFile file, int line) {
        int start = file.lines().startOf(line);
        return new Span(file, start, start + file.lines().line(line).length());
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
        return new Word(
                use,
                row.fields().get(column).strip(),
                Optional.of(new Word.Cell(row.span(), row.number(), columns.get(column))));
    }
}
