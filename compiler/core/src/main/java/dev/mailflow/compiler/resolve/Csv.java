package dev.mailflow.compiler.resolve;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Text in CSV form (RFC 4180) to records, with the place of each field: commas between fields, quotes doubled within quotes, LF,
 * CRLF or CR behind a record, a byte order mark in front. White space around a value does not belong to it.
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

    private final String text;
    private final List<Line> lines = new ArrayList<>();
    private Optional<Mistake> mistake = Optional.empty();
    private int at;

    private Csv(String text) {
        this.text = text;
    }

    /** Up to the first mistake. */
    static Csv read(String text) {
        Csv csv = new Csv(text);
        csv.at = text.startsWith("\uFEFF") ? 1 : 0;
        for (int number = 1; csv.at < text.length() && csv.mistake.isEmpty(); number++) {
            csv.line(number);
        }
        return csv;
    }

    /** Those with text in them. */
    List<Line> lines() {
        return lines;
    }

    Optional<Mistake> mistake() {
        return mistake;
    }

    private void line(int number) {
        int start = at;
        List<Field> fields = new ArrayList<>();
        boolean more = true;
        while (more && mistake.isEmpty()) {
            fields.add(at < text.length() && text.charAt(at) == '"' ? quoted() : bare());
            more = at < text.length() && text.charAt(at) == ',';
            at += more ? 1 : 0;
        }
        int end = at;
        if (at < text.length() && text.charAt(at) == '\r') {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '\n') {
            at++;
        }
        if (mistake.isEmpty()
                && (fields.size() > 1
                        || end > start && !text.substring(start, end).isBlank())) {
            lines.add(new Line(number, start, end, fields));
        }
    }

    private Field bare() {
        int start = at;
        while (at < text.length() && !isEnd(text.charAt(at))) {
            if (text.charAt(at) == '"') {
                boolean first = text.substring(start, at).isBlank();
                fail(
                        first ? "white space before a double quote" : "a double quote within a value",
                        first ? "remove what stands between the comma and the quote" : DOUBLED);
                return new Field("", start, start);
            }
            at++;
        }
        return field(start, at);
    }

    private Field quoted() {
        int open = at++;
        boolean doubled = false;
        while (at < text.length()) {
            if (text.charAt(at) != '"') {
                at++;
            } else if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
                doubled = true;
                at += 2;
            } else {
                int close = at++;
                if (at < text.length() && !isEnd(text.charAt(at))) {
                    boolean blank = text.charAt(at) == ' ' || text.charAt(at) == '\t';
                    fail(
                            (blank ? "white space" : "text") + " behind the closing double quote of a value",
                            blank ? "remove what stands between the quote and the comma" : DOUBLED);
                }
                Field field = field(open + 1, close);
                return doubled ? new Field(field.value().replace("\"\"", "\""), field.start(), field.end()) : field;
            }
        }
        at = open;
        fail("a double quote is not closed", "close it; " + DOUBLED);
        return new Field("", open, open);
    }

    private Field field(int from, int to) {
        int start = from;
        int end = to;
        while (start < end && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return new Field(text.substring(start, end), start, end);
    }

    private void fail(String what, String help) {
        mistake = Optional.of(new Mistake(what, help, at));
    }

    private static boolean isEnd(char c) {
        return c == ',' || c == '\n' || c == '\r';
    }
}
