package dev.mailflow.compiler.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Sorts by a text of each, in the order of {@link String#compareTo}; what has equal texts stays in its order. Of many, the first letters
 * in which they differ make a number each, and numbers side by side are sorted in a fraction of the time that texts take, which lie
 * anywhere in memory.
 */
public final class TextOrder {
    /** Below that, comparing is as quick. */
    private static final int MANY = 64;

    private static final int LETTER_BITS = 7;

    /** In a key: behind the last letter. */
    private static final long END = 0;

    /** In a key: a letter that has no number of its own, and all that follows it. */
    private static final long BEYOND = (1 << LETTER_BITS) - 1;

    private TextOrder() {}

    public static <T> void sort(List<T> list, Function<? super T, String> text) {
        int size = list.size();
        if (size < MANY) {
            list.sort((one, other) -> text.apply(one).compareTo(text.apply(other)));
            return;
        }
        List<T> before = new ArrayList<>(list);
        String[] texts = new String[size];
        long[] places = new long[size];
        for (int i = 0; i < size; i++) {
            texts[i] = text.apply(before.get(i));
            places[i] = i;
        }
        new Sorting(texts).sort(places, 0, size, 0);
        for (int i = 0; i < size; i++) {
            list.set(i, before.get((int) places[i]));
        }
    }

    private static final class Sorting {
        private final String[] texts;
        /** Of a key, the bits that say whose it is: of equal keys the first stays first. */
        private final int placeBits;

        private final int letters;

        Sorting(String[] texts) {
            this.texts = texts;
            this.placeBits = Integer.SIZE - Integer.numberOfLeadingZeros(texts.length - 1);
            this.letters = (Long.SIZE - 1 - placeBits) / LETTER_BITS;
        }

        /** @param alike so many letters are the same in all texts of that part, at least */
        void sort(long[] places, int from, int to, int alike) {
            if (to - from < MANY) {
                insert(places, from, to);
                return;
            }
            int shared = shared(places, from, to, alike);
            for (int i = from; i < to; i++) {
                places[i] |= key(texts[(int) places[i]], shared) << placeBits;
            }
            Arrays.sort(places, from, to);
            int begin = from;
            while (begin < to) {
                long key = places[begin] >>> placeBits;
                int end = begin;
                while (end < to && places[end] >>> placeBits == key) {
                    places[end++] &= (1L << placeBits) - 1;
                }
                if (end - begin > 1) {
                    settle(places, begin, end, key, shared + letters);
                }
                begin = end;
            }
        }

        /** What has one key. */
        private void settle(long[] places, int from, int to, long key, int alike) {
            long last = key & BEYOND;
            if (last == BEYOND) {
                compare(places, from, to);
            } else if (last != END) {
                sort(places, from, to, alike);
            }
        }

        private int shared(long[] places, int from, int to, int alike) {
            String first = texts[(int) places[from]];
            int shared = first.length();
            for (int i = from + 1; i < to && shared > alike; i++) {
                String text = texts[(int) places[i]];
                shared = Math.min(shared, text.length());
                for (int at = alike; at < shared; at++) {
                    if (text.charAt(at) != first.charAt(at)) {
                        shared = at;
                    }
                }
            }
            return shared;
        }

        /** The next letters, or fewer: behind the end there is nothing, and behind a letter that is no number the text decides. */
        private long key(String text, int at) {
            long key = 0;
            for (int i = at; i < at + letters; i++) {
                long letter = i < text.length() ? Math.min(text.charAt(i) + 1, BEYOND) : END;
                key = key << LETTER_BITS | letter;
                if (letter == BEYOND) {
                    int left = at + letters - 1 - i;
                    return (key + 1 << LETTER_BITS * left) - 1;
                }
            }
            return key;
        }

        private void insert(long[] places, int from, int to) {
            for (int i = from + 1; i < to; i++) {
                long place = places[i];
                String text = texts[(int) place];
                int at = i;
                while (at > from && texts[(int) places[at - 1]].compareTo(text) > 0) {
                    places[at] = places[--at];
                }
                places[at] = place;
            }
        }

        private void compare(long[] places, int from, int to) {
            List<Long> sorted = new ArrayList<>(to - from);
            for (int i = from; i < to; i++) {
                sorted.add(places[i]);
            }
            sorted.sort((one, other) -> texts[one.intValue()].compareTo(texts[other.intValue()]));
            for (int i = from; i < to; i++) {
                places[i] = sorted.get(i - from);
            }
        }
    }
}
