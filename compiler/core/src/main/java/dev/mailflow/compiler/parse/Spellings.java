package dev.mailflow.compiler.parse;

import org.jspecify.annotations.Nullable;

/**
 * Words out of a text. One that came a short while before is the same object: an endpoint's name where a connector names it, kinds, keys
 * and versions everywhere. Of a large policy that is half of its words, which need no memory of their own and are found equal at once.
 */
final class Spellings {
    private static final int SLOTS = 1 << 12;
    /** Longer texts are descriptions, and no two are equal. */
    private static final int LONGEST = 64;

    private final String text;
    private final char[] signs;
    /** By their hash; what comes later takes the place. */
    private final @Nullable String[] recent = new String[SLOTS];

    /** Most words are new: that is seen here, without a look at the one in the place. */
    private final int[] hashes = new int[SLOTS];

    /** @param signs of the text */
    Spellings(String text, char[] signs) {
        this.text = text;
        this.signs = signs;
    }

    String of(int start, int end) {
        if (end - start > LONGEST) {
            return text.substring(start, end);
        }
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + signs[i];
        }
        int slot = (hash ^ hash >>> 12) & SLOTS - 1;
        String known = hashes[slot] == hash ? recent[slot] : null;
        if (known != null && known.length() == end - start && text.startsWith(known, start)) {
            return known;
        }
        String made = text.substring(start, end);
        recent[slot] = made;
        hashes[slot] = hash;
        return made;
    }
}
