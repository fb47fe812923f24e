package dev.mailflow.compiler.parse;

import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.IntStream;
import org.antlr.v4.runtime.misc.Interval;

/**
 * A string as the lexer reads it: one unit per UTF-16 unit, so that token offsets are span offsets. ANTLR's own
 * streams count code points and refuse lone surrogates.
 */
final class Utf16Stream implements CharStream {
    private final String text;
    private final String name;
    private int at;

    Utf16Stream(String text, String name) {
        this.text = text;
        this.name = name;
    }

    @Override
    public String getText(Interval interval) {
        int start = Math.min(interval.a, text.length());
        int end = Math.min(interval.b + 1, text.length());
        return end <= start ? "" : text.substring(start, end);
    }

    @Override
    public void consume() {
        if (at >= text.length()) {
            throw new IllegalStateException("read past the end of the text");
        }
        at++;
    }

    @Override
    public int LA(int distance) {
        if (distance == 0) {
            return 0;
        }
        int index = distance > 0 ? at + distance - 1 : at + distance;
        return index < 0 || index >= text.length() ? IntStream.EOF : text.charAt(index);
    }

    @Override
    public int mark() {
        return -1;
    }

    @Override
    public void release(int marker) {}

    @Override
    public int index() {
        return at;
    }

    @Override
    public void seek(int index) {
        at = Math.min(index, text.length());
    }

    @Override
    public int size() {
        return text.length();
    }

    @Override
    public String getSourceName() {
        return name;
    }
}
