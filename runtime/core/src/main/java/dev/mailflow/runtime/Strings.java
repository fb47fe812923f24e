package dev.mailflow.runtime;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Texts that are needed seldom, packed: each is two octets of length and its UTF-8, equal ones stand once. */
final class Strings {
    private final byte[] octets;

    private Strings(byte[] octets) {
        this.octets = octets;
    }

    String text(int at) {
        return new String(octets, at + 2, length(octets, at), StandardCharsets.UTF_8);
    }

    static final class Builder {
        private byte[] octets = new byte[1024];
        private int end;
        /** Of the texts so far, by their hash: where each stands, plus one; 0 is free. */
        private int[] slots;

        private int count;

        /** @param texts about so many are to come */
        Builder(int texts) {
            this.slots = new int[Math.max(256, 2 * Integer.highestOneBit(Math.max(1, texts)))];
        }

        /** Where the UTF-8 of a text stands from now on; equal texts stand at equal places. */
        int add(byte[] text, int from, int to) {
            int mask = slots.length - 1;
            int slot = hash(text, from, to) & mask;
            for (; slots[slot] != 0; slot = slot + 1 & mask) {
                int start = slots[slot] + 1;
                if (Arrays.equals(octets, start, start + length(octets, start - 2), text, from, to)) {
                    return start - 2;
                }
            }
            int at = append(text, from, to - from);
            slots[slot] = at + 1;
            if (2 * ++count > slots.length) {
                enlarge();
            }
            return at;
        }

        private static int hash(byte[] text, int from, int to) {
            int hash = 0;
            for (int i = from; i < to; i++) {
                hash = 31 * hash + text[i];
            }
            // Names that are counted (in1, in2) are neighbours here, and would stand in rows that every look-up walks
            // along.
            hash *= 0x9E3779B9;
            return hash ^ hash >>> 16;
        }

        private void enlarge() {
            int[] larger = new int[2 * slots.length];
            int mask = larger.length - 1;
            for (int at : slots) {
                if (at != 0) {
                    int slot = hash(octets, at + 1, at + 1 + length(octets, at - 1)) & mask;
                    while (larger[slot] != 0) {
                        slot = slot + 1 & mask;
                    }
                    larger[slot] = at;
                }
            }
            slots = larger;
        }

        private int append(byte[] text, int from, int length) {
            if (length > 0xFFFF) {
                throw new IllegalStateException("rules: a text too long");
            }
            if (end + 2 + length > octets.length) {
                octets = Arrays.copyOf(octets, 2 * octets.length + length);
            }
            int at = end;
            octets[at] = (byte) length;
            octets[at + 1] = (byte) (length >>> 8);
            System.arraycopy(text, from, octets, at + 2, length);
            end += 2 + length;
            return at;
        }

        Strings build() {
            return new Strings(Arrays.copyOf(octets, end));
        }
    }

    private static int length(byte[] octets, int at) {
        return octets[at] & 0xFF | (octets[at + 1] & 0xFF) << 8;
    }
}
