package dev.mailflow.compiler.resolve;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Text in CSV form (RFC 4180) to records, with the place of each field: commas between fields, quotes doubled within quotes, LF,
 * CRLF or CR behind a record, a byte order mark in front. White space around a value does not belong to it.
 *
 * <p>FastCSV reads; it tells no places. As it changes nothing but what quotes do, a field's place follows from the place of the
 * one before it and from what it holds.
 */
final class Csv {
    /**
     * @param value without quotes and surrounding white space
     * @param start where it stands in the text, within the quotes
     */
    record Field(String value, int start, int end) {
        /** For each character of the value its offset in the text, and one more for its end. */
        List<Integer> places(String text) {
            List<Integer> places = new ArrayList<>(value.length() + 1);
            int at = start;
            for (int i = 0; i < value.length(); i++) {
                places.add(at);
                // Two quotes in the text are one of the value, unless the value is the text as it stands.
                at += value.length() != end - start && text.charAt(at) == '"' ? 2 : 1;
            }
            places.add(at);
            return places;
        }
    }

    /** @param number from 1, lines without text counted, as a spreadsheet shows them */
    record Line(int number, int start, int end, List<Field> fields) {}

    /** @param at the character that is wrong */
    record Mistake(String what, String help, int at) {}

    private static final String DOUBLED =
            "a double quote that is part of a value is written twice, within a value in quotes";

    private static final int LONGEST_FIELD = 1 << 24;

    private final String text;
    private final List<Line> lines = new ArrayList<>();
    private Optional<Mistake> mistake = Optional.empty();

    private Csv(String text) {
        this.text = text;
    }

    /** Up to the first mistake. */
    static Csv read(String text) {
        Csv csv = new Csv(text);
        csv.read();
        return csv;
    }

    /** Those with text in them. */
    List<Line> lines() {
        return lines;
    }

    Optional<Mistake> mistake() {
        return mistake;
    }

    private void read() {
        int from = text.startsWith("\uFEFF") ? 1 : 0;
        Places places = new Places(from);
        // Rows of uneven length are the table's to tell, all at once. A quote that is never closed makes one field
        // of all that follows.
        CsvReader<Line> reader = CsvReader.builder()
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .skipEmptyLines(false)
                .allowExtraCharsAfterClosingQuote(false)
                .allowUnclosedQuote(false)
                .maxBufferSize(Math.max(LONGEST_FIELD, text.length() + 1))
                .build(places, text.substring(from));
        try {
            for (Line line : reader) {
                if (mistake.isPresent()) {
                    return;
                }
                if (line.fields().size() > 1
                        || !text.substring(line.start(), line.end()).isBlank()) {
                    lines.add(line);
                }
            }
        } catch (CsvParseException e) {
            if (mistake.isEmpty()) {
                brokenQuotes(places.next());
            }
        }
    }

    /** The reader's only complaint is of a field that begins with a quote: what of it, and where. */
    private void brokenQuotes(int open) {
        int at = open + 1;
        while (at < text.length()) {
            if (text.charAt(at) != '"') {
                at++;
            } else if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
                at += 2;
            } else {
                break;
            }
        }
        if (at + 1 >= text.length()) {
            fail("a double quote is not closed", "close it; " + DOUBLED, open);
            return;
        }
        char behind = text.charAt(at + 1);
        boolean blank = behind == ' ' || behind == '\t';
        fail(
                (blank ? "white space" : "text") + " behind the closing double quote of a value",
                blank ? "remove what stands between the quote and the comma" : DOUBLED,
                at + 1);
    }

    private void fail(String what, String help, int at) {
        mistake = Optional.of(new Mistake(what, help, at));
    }

    /** What FastCSV reads, with its places. */
    private final class Places extends AbstractBaseCsvCallbackHandler<Line> {
        private int number;
        private int start;
        /** Behind the last field. */
        private int at;

        private List<Field> fields = new ArrayList<>();

        Places(int from) {
            at = from;
        }

        /** Where the field begins that was not read to its end. */
        int next() {
            return getFieldCount() == 0 ? at : at + 1;
        }

        @Override
        protected void handleBegin(long startingLineNumber) {
            number++;
            start = at;
            fields = new ArrayList<>();
        }

        @Override
        protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
            int open = next(index);
            String raw = new String(buffer, offset, length);
            if (!quoted) {
                at = open + length;
                fields.add(field(raw, open, length));
                int quote = raw.indexOf('"');
                if (quote >= 0 && mistake.isEmpty()) {
                    boolean first = raw.substring(0, quote).isBlank();
                    fail(
                            first ? "white space before a double quote" : "a double quote within a value",
                            first ? "remove what stands between the comma and the quote" : DOUBLED,
                            open + quote);
                }
                return;
            }
            int written = length + (int) raw.chars().filter(c -> c == '"').count();
            at = open + 1 + written + 1;
            fields.add(field(raw, open + 1, written));
        }

        private int next(int index) {
            return index == 0 ? at : at + 1;
        }

        /** @param written how many characters the value takes in the text, white space included */
        private Field field(String raw, int from, int written) {
            String value = raw.strip();
            int before = raw.length() - raw.stripLeading().length();
            int behind = value.isEmpty()
                    ? written - before
                    : raw.length() - raw.stripTrailing().length();
            return new Field(value, from + before, from + written - behind);
        }

        @Override
        protected Line buildRecord() {
            Line line = new Line(number, start, at, fields);
            if (at < text.length() && text.charAt(at) == '\r') {
                at++;
            }
            if (at < text.length() && text.charAt(at) == '\n') {
                at++;
            }
            return line;
        }
    }
}
