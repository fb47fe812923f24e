package dev.mailflow.runtime;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Texts that are needed seldom, packed: each is two octets of length and its UTF-8, equal ones stand once. */
final class Strings {
    private final byte[] octets;

    private Strings(byte[] octets) {
        this.octets = octets;
    }

    String text(int at) {
        return new String(octets, at + 2, octets[at] & 0xFF | (octets[at + 1] & 0xFF) << 8, StandardCharsets.UTF_8);
    }

    static final class Builder {
        private final Map<String, Integer> known = new HashMap<>();
        private byte[] octets = new byte[1024];
        private int end;

        /** Where it stands; equal texts stand at equal places. */
        int add(String text) {
            return known.computeIfAbsent(text, this::append);
        }

        private int append(String text) {
            byte[] added = text.getBytes(StandardCharsets.UTF_8);
            if (added.length > 0xFFFF) {
                throw new IllegalStateException("rules: a text too long");
            }
            if (end + 2 + added.length > octets.length) {
                octets = Arrays.copyOf(octets, 2 * octets.length + added.length);
            }
            int at = end;
            octets[at] = (byte) added.length;
            octets[at + 1] = (byte) (added.length >>> 8);
            System.arraycopy(added, 0, octets, at + 2, added.length);
            end += 2 + added.length;
            return at;
        }

        Strings build() {
            return new Strings(Arrays.copyOf(octets, end));
        }
    }
}
