package dev.mailflow.compiler.parse;

import java.util.Arrays;
import java.util.TreeMap;
import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenSource;
import org.antlr.v4.runtime.misc.Pair;

/**
 * Tokens as columns of numbers: a large policy has millions, of which an object each would take three times the memory and be moved about
 * by the collector until the file is read. ANTLR's own objects are made when one is asked for.
 */
final class TokenTable {
    private final String text;
    private final char[] signs;
    private final Pair<TokenSource, CharStream> origin;
    private final Spellings spellings;
    private byte[] types;
    private int[] starts;
    private int[] stops;
    private int[] lines;
    private int[] columns;
    private int size;
    /** Of tokens that are not what is written there, what they are; nothing of a text without mistakes. */
    private final TreeMap<Integer, String> meant = new TreeMap<>();

    /**
     * @param signs of the text
     * @param expected about how many tokens there will be
     */
    TokenTable(String text, char[] signs, TokenSource lexer, int expected) {
        this.text = text;
        this.signs = signs;
        this.origin = new Pair<>(lexer, lexer.getInputStream());
        this.spellings = new Spellings(text, signs);
        types = new byte[expected];
        starts = new int[expected];
        stops = new int[expected];
        lines = new int[expected];
        columns = new int[expected];
    }

    int size() {
        return size;
    }

    int type(int index) {
        return types[index];
    }

    int start(int index) {
        return starts[index];
    }

    int stop(int index) {
        return stops[index];
    }

    int line(int index) {
        return lines[index];
    }

    /** What is written where it begins, 0 at the end of the text. */
    char sign(int index) {
        return starts[index] < signs.length ? signs[starts[index]] : 0;
    }

    String text(int index) {
        String other = meant.isEmpty() ? null : meant.get(index);
        return other != null ? other : written(starts[index], stops[index]);
    }

    /** What a token that was made here stands for. */
    String text(Token token) {
        return meant.isEmpty() ? written(token.getStartIndex(), token.getStopIndex()) : token.getText();
    }

    private String written(int start, int stop) {
        return start < text.length() ? spellings.of(start, Math.max(start, stop + 1)) : "<EOF>";
    }

    /** The token as an object of its own; to change it changes nothing here. */
    CommonToken token(int index) {
        CommonToken token = new Made(index, this);
        String other = meant.isEmpty() ? null : meant.get(index);
        if (other != null) {
            token.setText(other);
        }
        return token;
    }

    /** Without the questions that ANTLR's own constructor asks the lexer. */
    private static final class Made extends CommonToken {
        private static final long serialVersionUID = 1;

        Made(int index, TokenTable table) {
            super(table.types[index]);
            this.source = table.origin;
            this.start = table.starts[index];
            this.stop = table.stops[index];
            this.line = table.lines[index];
            this.charPositionInLine = table.columns[index];
            this.index = index;
        }
    }

    /** Taken away. */
    CommonToken removeLast() {
        CommonToken last = token(size - 1);
        remove(size - 1, size);
        return last;
    }

    void add(int type, int start, int stop, int line, int column) {
        if (size == types.length) {
            grow();
        }
        types[size] = (byte) type;
        starts[size] = start;
        stops[size] = stop;
        lines[size] = line;
        columns[size] = column;
        size++;
    }

    void add(Token token) {
        add(0, 0, 0, 0, 0);
        set(size - 1, token);
    }

    void set(int index, Token token) {
        types[index] = (byte) token.getType();
        starts[index] = token.getStartIndex();
        stops[index] = token.getStopIndex();
        lines[index] = token.getLine();
        columns[index] = token.getCharPositionInLine();
        String is = token.getText();
        if (is.equals(written(starts[index], stops[index]))) {
            meant.remove(index);
        } else {
            meant.put(index, is);
        }
    }

    /** Before the one at the index. */
    void insert(int index, Token token) {
        add(0, 0, 0, 0, 0);
        shift(index, index + 1, size - 1 - index);
        set(index, token);
    }

    /** @param to behind the last that is taken away */
    void remove(int from, int to) {
        if (to > from) {
            meant.subMap(from, to).clear();
            shift(to, from, size - to);
            size -= to - from;
        }
    }

    private void shift(int from, int to, int count) {
        System.arraycopy(types, from, types, to, count);
        for (int[] column : new int[][] {starts, stops, lines, columns}) {
            System.arraycopy(column, from, column, to, count);
        }
        TreeMap<Integer, String> moved = new TreeMap<>(meant.tailMap(from));
        moved.keySet().forEach(meant::remove);
        moved.forEach((index, is) -> meant.put(index + to - from, is));
    }

    private void grow() {
        int room = size + size / 2 + 16;
        types = Arrays.copyOf(types, room);
        starts = Arrays.copyOf(starts, room);
        stops = Arrays.copyOf(stops, room);
        lines = Arrays.copyOf(lines, room);
        columns = Arrays.copyOf(columns, room);
    }
}
