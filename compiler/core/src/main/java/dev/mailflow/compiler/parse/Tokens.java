package dev.mailflow.compiler.parse;

import dev.mailflow.grammar.MailflowLexer;
import java.util.Arrays;
import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.CommonTokenFactory;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenFactory;
import org.antlr.v4.runtime.TokenSource;
import org.antlr.v4.runtime.misc.Pair;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a text, one after the other, exactly as {@link MailflowLexer} finds them. What most of every text is made
 * of, plain words between spaces, quoted texts, comments and signs, is found by a loop; all else is asked of the lexer, place
 * by place. In a table of 100 000 connectors the lexer's automaton was half of the time of reading; a small text is over
 * before the automaton has been set up.
 */
final class Tokens implements TokenSource {
    private static final int PLAIN = 1;
    private static final int END = 2;

    /** What may stand in a word without a rule of the lexer that could take more than the word; what surely ends one. */
    private static final byte[] KINDS = kinds();

    private static final int BUCKETS = 1 << 10;
    private static final Keyword[][] KEYWORDS = keywords();

    private record Keyword(String text, int type) {}

    private final String text;
    /** Of the text: to ask a string for each costs simply-compiled code several times as much. */
    private final char[] signs;

    private final Utf16Stream stream;
    private final Pair<TokenSource, CharStream> source;
    /** Made when something is first asked of it. */
    private @Nullable MailflowLexer lexer;

    private TokenFactory<?> factory = CommonTokenFactory.DEFAULT;
    private int at;
    private int line = 1;
    private int column;
    private boolean plain;
    // The last token.
    private int type;
    private int channel;
    private int start;
    private int stop;
    private int startLine;
    private int startColumn;
    private boolean tables;

    /** @param signs of the text */
    Tokens(String text, char[] signs, String name) {
        this.text = text;
        this.signs = signs;
        this.stream = new Utf16Stream(text, name);
        this.source = new Pair<>(this, stream);
    }

    /** Reads the next one, of any channel; at the end of the text that of the end, again and again. Gives its type. */
    int next() {
        plain = false;
        skipSpace();
        if (at >= signs.length) {
            return token(Token.EOF, Token.DEFAULT_CHANNEL, at);
        }
        char c = signs[at];
        return switch (c) {
            case '{' -> sign(MailflowLexer.LBRACE);
            case '}' -> sign(MailflowLexer.RBRACE);
            case ',' -> sign(MailflowLexer.COMMA);
            case ':' -> ends(at + 1) ? sign(MailflowLexer.COLON) : slow();
            case '=' -> ends(at + 1) ? sign(MailflowLexer.EQUALS) : slow();
            case '#' -> token(MailflowLexer.COMMENT, MailflowLexer.COMMENT_CHANNEL, endOfLine());
            case '"' -> quoted();
            case '-' -> text.startsWith("->", at) ? token(MailflowLexer.ARROW, Token.DEFAULT_CHANNEL, at + 2) : slow();
            case '<' -> text.startsWith("<>", at) ? token(MailflowLexer.EMPTY, Token.DEFAULT_CHANNEL, at + 2) : slow();
            // Begins a comment of other languages.
            case '/' -> slow();
            default -> c < 0x80 && KINDS[c] == PLAIN ? word() : slow();
        };
    }

    int type() {
        return type;
    }

    int channel() {
        return channel;
    }

    /** Where the last one begins. */
    int start() {
        return start;
    }

    boolean begins(char sign) {
        return start < signs.length && signs[start] == sign;
    }

    /** Its last character. */
    int stop() {
        return stop;
    }

    boolean ends(char sign) {
        return stop < signs.length && signs[stop] == sign;
    }

    void addTo(TokenTable table) {
        table.add(type, start, stop, startLine, startColumn);
    }

    /** The last one as an object. */
    CommonToken token() {
        CommonToken token = new CommonToken(source, type, channel, start, stop);
        token.setLine(startLine);
        token.setCharPositionInLine(startColumn);
        return token;
    }

    /** Whether one so far names a column, or has the sign of a place to be filled in. */
    boolean mayNameTables() {
        return tables;
    }

    /** Whether the last one is a word, number or keyword of plain letters. */
    boolean wasPlain() {
        return plain;
    }

    /** The next token is looked for there, on the same line as far as counting goes. */
    void readOnFrom(int offset) {
        at = Math.min(offset, signs.length);
    }

    private void skipSpace() {
        int index = at;
        while (index < signs.length) {
            char c = signs[index];
            if (c == '\n') {
                line++;
                column = 0;
            } else if (c == ' ' || c == '\t' || c == '\r' || c == '\f') {
                column++;
            } else {
                break;
            }
            index++;
        }
        at = index;
    }

    private boolean ends(int index) {
        return index >= signs.length || (signs[index] < 0x80 && KINDS[signs[index]] == END);
    }

    private int word() {
        int hash = 0;
        int end = at;
        boolean colons = false;
        while (end < signs.length) {
            char c = signs[end];
            if (c < 0x80 && KINDS[c] == PLAIN) {
                hash = hash * 31 + c;
                end++;
            } else if (c == ':' && joins(end + 1)) {
                colons = true;
                end += 2;
            } else {
                break;
            }
        }
        if (!ends(end)) {
            return slow();
        }
        // No keyword has a colon, and what one stands for is looked at where words are.
        plain = !colons;
        char first = signs[at];
        int found = first >= '0' && first <= '9' ? MailflowLexer.NUMBER : keyword(hash, end);
        tables |= found == MailflowLexer.COLUMN;
        return token(found, Token.DEFAULT_CHANNEL, end);
    }

    /** Whether a colon goes on as a word with what stands there, as in {@code 2001:db8::/32}. */
    private boolean joins(int index) {
        return index < signs.length && (signs[index] == ':' || signs[index] < 0x80 && KINDS[signs[index]] == PLAIN);
    }

    private int endOfLine() {
        int end = at;
        while (end < signs.length && signs[end] != '\n' && signs[end] != '\r') {
            end++;
        }
        return end;
    }

    /** A text in quotes on one line; with a backslash in it, or without an end, it is the lexer's. */
    private int quoted() {
        for (int i = at + 1; i < signs.length; i++) {
            char c = signs[i];
            if (c == '"') {
                return token(MailflowLexer.STRING, Token.DEFAULT_CHANNEL, i + 1);
            }
            tables |= c == '$';
            if (c == '\\' || c == '\n' || c == '\r') {
                break;
            }
        }
        return slow();
    }

    private int keyword(int hash, int end) {
        for (Keyword keyword : KEYWORDS[hash & BUCKETS - 1]) {
            if (keyword.text().length() == end - at && text.startsWith(keyword.text(), at)) {
                return keyword.type();
            }
        }
        return MailflowLexer.WORD;
    }

    private int sign(int type) {
        return token(type, Token.DEFAULT_CHANNEL, at + 1);
    }

    private int token(int type, int channel, int end) {
        this.type = type;
        this.channel = channel;
        start = at;
        stop = end - 1;
        startLine = line;
        startColumn = column;
        column += end - at;
        at = end;
        return type;
    }

    private int slow() {
        MailflowLexer asked = lexer;
        if (asked == null) {
            asked = new MailflowLexer(stream);
            asked.removeErrorListeners();
            lexer = asked;
        }
        stream.seek(at);
        asked._hitEOF = false;
        asked.setLine(line);
        asked.setCharPositionInLine(column);
        Token token = asked.nextToken();
        type = token.getType();
        channel = token.getChannel();
        start = token.getStartIndex();
        stop = token.getStopIndex();
        startLine = token.getLine();
        startColumn = token.getCharPositionInLine();
        at = stream.index();
        line = asked.getLine();
        column = asked.getCharPositionInLine();
        tables |= type == MailflowLexer.COLUMN;
        for (int i = start; i < at; i++) {
            tables |= signs[i] == '$';
        }
        return type;
    }

    // As the source of a row of tokens.

    @Override
    public Token nextToken() {
        next();
        return token();
    }

    @Override
    public int getLine() {
        return line;
    }

    @Override
    public int getCharPositionInLine() {
        return column;
    }

    @Override
    public CharStream getInputStream() {
        return stream;
    }

    @Override
    public String getSourceName() {
        return stream.getSourceName();
    }

    @Override
    public void setTokenFactory(TokenFactory<?> factory) {
        this.factory = factory;
    }

    @Override
    public TokenFactory<?> getTokenFactory() {
        return factory;
    }

    private static byte[] kinds() {
        byte[] kinds = new byte[0x80];
        for (char c = '!'; c <= '~'; c++) {
            // A colon, a dollar and a closing angle can join what stands before them to something else.
            kinds[c] = (byte) ("{}\",=#<>;:$".indexOf(c) < 0 ? PLAIN : 0);
        }
        for (char c : " \t\r\n\f{},".toCharArray()) {
            kinds[c] = END;
        }
        return kinds;
    }

    private static Keyword[][] keywords() {
        Keyword[][] buckets = new Keyword[BUCKETS][0];
        for (int type = MailflowLexer.LANGUAGE; type <= MailflowLexer.DELIVERED; type++) {
            String spelling = Words.spelling(type);
            int bucket = spelling.hashCode() & BUCKETS - 1;
            Keyword[] all = Arrays.copyOf(buckets[bucket], buckets[bucket].length + 1);
            all[all.length - 1] = new Keyword(spelling, type);
            buckets[bucket] = all;
        }
        return buckets;
    }
}
