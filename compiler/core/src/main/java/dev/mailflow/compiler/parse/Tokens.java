package dev.mailflow.compiler.parse;

import dev.mailflow.grammar.MailflowLexer;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenSource;
import org.antlr.v4.runtime.misc.Pair;

/**
 * The tokens of a text, one after the other, exactly as {@link MailflowLexer} finds them. What most of every text is made
 * of, plain words between spaces and single signs, is found by a loop; all else is asked of the lexer, place by place. In
 * a table of 100 000 connectors the lexer's automaton was half of the time of reading.
 */
final class Tokens {
    private static final int PLAIN = 1;
    private static final int END = 2;

    /** What may stand in a word without a rule of the lexer that could take more than the word; what surely ends one. */
    private static final byte[] KINDS = kinds();

    private static final int BUCKETS = 1 << 10;
    private static final List<List<Keyword>> KEYWORDS = keywords();

    private record Keyword(String text, int type) {}

    private final String text;
    private final MailflowLexer lexer;
    private final Pair<TokenSource, CharStream> source;
    private int at;
    private int line = 1;
    private int column;
    private boolean plain;

    Tokens(String text, String name) {
        this.text = text;
        this.lexer = new MailflowLexer(new Utf16Stream(text, name));
        this.source = new Pair<>(lexer, lexer.getInputStream());
        lexer.removeErrorListeners();
    }

    /** For a row of tokens, which must name one. */
    TokenSource lexer() {
        return lexer;
    }

    /** The next one, of any channel; at the end of the text that of the end, again and again. */
    CommonToken next() {
        plain = false;
        skipSpace();
        if (at >= text.length()) {
            return slow();
        }
        char c = text.charAt(at);
        return switch (c) {
            case '{' -> sign(MailflowLexer.LBRACE);
            case '}' -> sign(MailflowLexer.RBRACE);
            case ',' -> sign(MailflowLexer.COMMA);
            case ':' -> ends(at + 1) ? sign(MailflowLexer.COLON) : slow();
            case '=' -> ends(at + 1) ? sign(MailflowLexer.EQUALS) : slow();
            // These begin what is not a word: comments, arrows.
            case '/', '-' -> slow();
            default -> c < 0x80 && KINDS[c] == PLAIN ? word() : slow();
        };
    }

    /** Whether the last one is a word, number or keyword of plain letters. */
    boolean wasPlain() {
        return plain;
    }

    /** The next token is looked for there, on the same line as far as counting goes. */
    void readOnFrom(int offset) {
        at = Math.min(offset, text.length());
        lexer._hitEOF = false;
    }

    private void skipSpace() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                line++;
                column = 0;
            } else if (c == ' ' || c == '\t' || c == '\r' || c == '\f') {
                column++;
            } else {
                return;
            }
            at++;
        }
    }

    private boolean ends(int index) {
        return index >= text.length() || (text.charAt(index) < 0x80 && KINDS[text.charAt(index)] == END);
    }

    private CommonToken word() {
        int hash = 0;
        int end = at;
        int length = text.length();
        while (end < length) {
            char c = text.charAt(end);
            if (c >= 0x80 || KINDS[c] != PLAIN) {
                break;
            }
            hash = hash * 31 + c;
            end++;
        }
        if (!ends(end)) {
            return slow();
        }
        plain = true;
        char first = text.charAt(at);
        int type = first >= '0' && first <= '9' ? MailflowLexer.NUMBER : keyword(hash, end);
        return token(type, end);
    }

    private int keyword(int hash, int end) {
        List<Keyword> found = KEYWORDS.get(hash & BUCKETS - 1);
        for (int i = 0; i < found.size(); i++) {
            Keyword keyword = found.get(i);
            if (keyword.text().length() == end - at && text.startsWith(keyword.text(), at)) {
                return keyword.type();
            }
        }
        return MailflowLexer.WORD;
    }

    private CommonToken sign(int type) {
        return token(type, at + 1);
    }

    private CommonToken token(int type, int end) {
        CommonToken token = new CommonToken(source, type, Token.DEFAULT_CHANNEL, at, end - 1);
        token.setLine(line);
        token.setCharPositionInLine(column);
        column += end - at;
        at = end;
        return token;
    }

    private CommonToken slow() {
        lexer.getInputStream().seek(at);
        lexer.setLine(line);
        lexer.setCharPositionInLine(column);
        CommonToken token = (CommonToken) lexer.nextToken();
        at = lexer.getInputStream().index();
        line = lexer.getLine();
        column = lexer.getCharPositionInLine();
        return token;
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

    private static List<List<Keyword>> keywords() {
        List<List<Keyword>> buckets = new ArrayList<>(BUCKETS);
        for (int i = 0; i < BUCKETS; i++) {
            buckets.add(List.of());
        }
        for (int type = MailflowLexer.LANGUAGE; type <= MailflowLexer.DELIVERED; type++) {
            String spelling = Words.spelling(type);
            int bucket = spelling.hashCode() & BUCKETS - 1;
            List<Keyword> all = new ArrayList<>(buckets.get(bucket));
            all.add(new Keyword(spelling, type));
            buckets.set(bucket, List.copyOf(all));
        }
        return buckets;
    }
}
