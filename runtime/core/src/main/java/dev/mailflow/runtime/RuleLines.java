package dev.mailflow.runtime;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Lines of a letter and fields divided by tabs, the first field right behind the letter; read in place. */
final class RuleLines {
    private final byte[] octets;
    private int next;
    /** Where each field of the line begins, and one behind the end of the last. */
    private int[] starts = new int[16];

    private int fields;

    RuleLines(byte[] octets) {
        this.octets = octets;
    }

    /** Goes to the next line; false behind the last. */
    boolean next() {
        if (next >= octets.length) {
            return false;
        }
        fields = 0;
        field(next);
        field(next + 1);
        int i = next;
        for (; i < octets.length && octets[i] != '\n'; i++) {
            if (octets[i] == '\t') {
                field(i + 1);
            }
        }
        field(Math.max(i, next + 1) + 1);
        fields--;
        next = i + 1;
        return true;
    }

    private void field(int start) {
        if (fields == starts.length) {
            starts = Arrays.copyOf(starts, 2 * fields);
        }
        starts[fields++] = start;
    }

    int fields() {
        return fields;
    }

    /** Of all lines. */
    byte[] octets() {
        return octets;
    }

    /** Where a field begins. */
    int start(int field) {
        return starts[field];
    }

    /** Behind the last octet of a field. */
    int end(int field) {
        return starts[field + 1] - 1;
    }

    /** The letter that a line begins with. */
    char kind() {
        return (char) octets[starts[0]];
    }

    /** The whole line. */
    String whole() {
        return new String(octets, starts[0], starts[fields] - 1 - starts[0], StandardCharsets.UTF_8);
    }

    /** Fields are counted from 1. */
    String raw(int field) {
        return new String(octets, start(field), end(field) - start(field), StandardCharsets.UTF_8);
    }

    boolean is(int field, char wanted) {
        return starts[field + 1] - starts[field] == 2 && octets[starts[field]] == wanted;
    }

    boolean isEmpty(int field) {
        return starts[field + 1] - starts[field] == 1;
    }

    int number(int field) {
        int number = 0;
        for (int i = starts[field]; i < starts[field + 1] - 1; i++) {
            number = 10 * number + octets[i] - '0';
        }
        return number;
    }

    /** With its escapes undone: a backslash and four hexadecimal digits are one character. */
    String text(int field) {
        String text = raw(field);
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                plain.append(c);
            } else {
                plain.append((char) Integer.parseInt(text.substring(i + 1, i + 5), 16));
                i += 4;
            }
        }
        return plain.toString();
    }
}
