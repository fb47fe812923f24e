package dev.mailflow.compiler.targets.exchangeonline.importing;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.targets.exchangeonline.importing.Found.Raw;
import dev.mailflow.compiler.targets.exchangeonline.importing.Found.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code Export-Csv}, with lists joined by a script; without one a list is only the name of its type. */
final class CsvExport {
    private CsvExport() {}

    static boolean isIn(String text) {
        return header(text).filter(line -> separator(line) != 0).isPresent();
    }

    private static Optional<String> header(String text) {
        return text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#TYPE"))
                .findFirst();
    }

    private static char separator(String header) {
        for (char candidate : new char[] {',', ';', '\t'}) {
            if (header.indexOf(candidate) >= 0) {
                return candidate;
            }
        }
        return 0;
    }

    static List<Found> read(SourceFile file) throws UnreadableExport {
        String text = file.text();
        int from = text.startsWith("#TYPE") ? Math.max(0, text.indexOf('\n') + 1) : 0;
        int skipped = from == 0 ? 0 : 1;
        List<Found> found = new ArrayList<>();
        List<String> names = List.of();
        try {
            for (CsvRecord record : CsvReader.builder()
                    .fieldSeparator(separator(header(text).orElse(",")))
                    .allowMissingFields(true)
                    .allowExtraFields(true)
                    .ofCsvRecord(text.substring(from))) {
                int line = (int) record.getStartingLineNumber() + skipped;
                Span place = line(file, line);
                if (names.isEmpty()) {
                    names = record.getFields().stream().map(String::strip).toList();
                    continue;
                }
                if (record.getFieldCount() != names.size()) {
                    throw new UnreadableExport(
                            place, "the line has " + record.getFieldCount() + " fields and the header " + names.size());
                }
                Map<String, Raw> properties = new LinkedHashMap<>();
                for (int i = 0; i < names.size(); i++) {
                    properties.put(names.get(i), value(record.getField(i), place));
                }
                found.add(new Found(place, Optional.empty(), properties));
            }
        } catch (CsvParseException e) {
            throw new UnreadableExport(new Span(file, 0, 0), "the table cannot be read");
        }
        return List.copyOf(found);
    }

    private static Raw value(String field, Span place) {
        boolean lost = field.startsWith("System.Collections") || field.startsWith("Microsoft.Exchange.Data.");
        return new Raw(lost ? Shape.OPAQUE : Shape.ONE, List.of(field.strip()), place);
    }

    private static Span line(SourceFile file, int number) {
        int start = 0;
        for (int i = 1; i < number; i++) {
            int next = file.text().indexOf('\n', start);
            if (next < 0) {
                break;
            }
            start = next + 1;
        }
        int end = file.text().indexOf('\n', start);
        int last = end < 0 ? file.text().length() : end;
        if (last > start && file.text().charAt(last - 1) == '\r') {
            last--;
        }
        return new Span(file, start, last);
    }
}
