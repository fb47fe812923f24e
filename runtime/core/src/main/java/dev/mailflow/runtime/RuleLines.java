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
        byte[] all = octets;
        int start = next;
        if (start >= all.length) {
            return false;
        }
        int[] found = starts;
        found[0] = start;
        found[1] = start + 1;
        int count = 2;
        int i = start;
        for (; i < all.length; i++) {
            byte b = all[i];
            if (b > '\n') {
                continue;
            }
            if (b == '\n') {
                break;
            }
            if (b == '\t') {
                if (count + 1 >= found.length) {
                    found = Arrays.copyOf(found, 2 * found.length);
                }
                found[count++] = i + 1;
            }
        }
        found[count] = Math.max(i, start + 1) + 1;
        starts = found;
        fields = count;
        next = i + 1;
        return true;
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

    /** Of a field as {@link Network#of} reads it. */
    Network network(int field) {
        byte[] all = octets;
        int end = end(field);
        int bits = 0;
        int dots = 0;
        int number = 0;
        // What nearly all are, dotted decimal and a prefix, without a text for each part: there may be a hundred
        // thousand.
        for (int i = start(field); i < end; i++) {
            int digit = all[i] - '0';
            if (digit >= 0 && digit <= 9) {
                number = 10 * number + digit;
            } else if (number <= 0xFF && (all[i] == '.' && dots < 3 || all[i] == '/' && dots == 3)) {
                bits = bits << 8 | number;
                dots++;
                number = 0;
            } else {
                return Network.of(raw(field));
            }
        }
        return dots == 4 ? new Network(IpAddress.ofV4(bits), number) : Network.of(raw(field));
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
