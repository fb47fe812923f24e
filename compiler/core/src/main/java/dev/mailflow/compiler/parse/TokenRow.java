package dev.mailflow.compiler.parse;

import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.grammar.MailflowLexer;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.RuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenSource;
import org.antlr.v4.runtime.TokenStream;
import org.antlr.v4.runtime.misc.Interval;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that the grammar sees, in order, the last one the end of file. Can be mended: a mistake is repaired here
 * and the declaration read again, so that the tree never holds a hole.
 */
final class TokenRow implements TokenStream {
    private final SourceFile source;
    private final Tokens lexer;
    private final TokenTable tokens;
    private int at;
    /** The one to be read and the one read before, if ANTLR has asked for them. */
    private @Nullable Token next;

    private @Nullable Token last;

    /** @param tokens kept, and changed by what mends them: nobody else holds them */
    TokenRow(SourceFile source, Tokens lexer, TokenTable tokens) {
        this.source = source;
        this.lexer = lexer;
        this.tokens = tokens;
    }

    SourceFile source() {
        return source;
    }

    /** Of a text in which nothing was mended: a column is named by its keyword, a place to fill in has its sign. */
    boolean mayNameTables() {
        return lexer.mayNameTables();
    }

    /** Behind the end of the file is the end of the file. */
    private int within(int index) {
        return Math.min(index, tokens.size() - 1);
    }

    int type(int index) {
        return index < 0 ? Token.INVALID_TYPE : tokens.type(within(index));
    }

    /** What the file has where the token begins: most tokens are asked for no more than this. */
    char sign(int index) {
        return tokens.sign(within(index));
    }

    String text(int index) {
        return index < 0 ? "" : tokens.text(within(index));
    }

    String text(Token token) {
        return tokens.text(token);
    }

    Span span(int index) {
        return span(index, index);
    }

    Span span(Token token) {
        return span(token, token);
    }

    /** From the first to the last token, both included. */
    Span span(int first, int last) {
        int begin = within(first);
        return written(tokens.start(begin), Math.max(tokens.stop(begin), tokens.stop(within(last))));
    }

    Span span(Token first, Token last) {
        return written(first.getStartIndex(), Math.max(first.getStopIndex(), last.getStopIndex()));
    }

    private Span written(int first, int last) {
        int length = source.text().length();
        int start = Math.min(first, length);
        return new Span(source, start, Math.max(start, Math.min(last + 1, length)));
    }

    /** The empty place just behind a token. */
    Span behind(int index) {
        int end = span(index).end();
        return new Span(source, end, end);
    }

    boolean firstOnLine(int index) {
        return index == 0 || tokens.line(within(index)) != tokens.line(within(index - 1));
    }

    /** Nothing between a token and the one before it. */
    boolean touchesPrevious(int index) {
        return index > 0 && span(index - 1).end() == span(index).start();
    }

    /** A comment stands between two tokens: who writes anew what is around it would lose it. */
    boolean remarkBetween(int first, int last) {
        for (int i = first; i < last; i++) {
            int begin = span(i).end();
            int end = span(i + 1).start();
            if (begin < end && source.text().substring(begin, end).indexOf('#') >= 0) {
                return true;
            }
        }
        return false;
    }

    // Mending.

    void retype(int index, int type) {
        CommonToken token = mended(index);
        token.setType(type);
        tokens.set(index, token);
    }

    void retype(int index, int type, String text) {
        CommonToken token = mended(index);
        token.setType(type);
        token.setText(text);
        tokens.set(index, token);
    }

    /** One token of the given type for the tokens {@code first} to {@code last}. */
    void merge(int first, int last, int type, String text) {
        CommonToken token = mended(first);
        token.setType(type);
        token.setStopIndex(tokens.stop(within(last)));
        token.setText(text);
        remove(first, last + 1);
        tokens.insert(first, token);
    }

    /** A token that was not written, of no width, just behind the one before {@code index}. */
    void insert(int index, int type, String text) {
        CommonToken token = mended(Math.max(0, index - 1));
        int place = index == 0 ? 0 : tokens.stop(within(index - 1)) + 1;
        token.setType(type);
        token.setText(text);
        token.setStartIndex(place);
        token.setStopIndex(place - 1);
        tokens.insert(index, token);
    }

    /** Lets an inserted token stand for what was written there: a later complaint of it underlines that. */
    void standFor(int index, Span span) {
        CommonToken token = mended(index);
        token.setStartIndex(span.start());
        token.setStopIndex(span.end() - 1);
        tokens.set(index, token);
    }

    /** A keyword and the value that a colon joined to it, as two tokens. */
    void splitAt(int index, int colon, int keyword) {
        CommonToken key = mended(index);
        CommonToken value = mended(index);
        String text = key.getText();
        key.setType(keyword);
        key.setStopIndex(key.getStartIndex() + colon - 1);
        key.setText(text.substring(0, colon));
        value.setStartIndex(key.getStartIndex() + colon + 1);
        value.setText(text.substring(colon + 1));
        tokens.set(index, key);
        tokens.insert(index + 1, value);
    }

    void remove(int from, int to) {
        tokens.remove(from, Math.min(to, tokens.size() - 1));
        forget();
    }

    /** A copy of what stands there, to be put into its place or beside it. */
    private CommonToken mended(int index) {
        forget();
        return tokens.token(within(index));
    }

    private void forget() {
        next = null;
        last = null;
    }

    // What ANTLR asks.

    @Override
    public Token get(int index) {
        return tokens.token(within(index));
    }

    @Override
    public Token LT(int distance) {
        if (distance == 1) {
            return next();
        }
        if (distance == -1 && last != null) {
            return last;
        }
        int index = distance > 0 ? at + distance - 1 : at + distance;
        return get(Math.max(0, index));
    }

    private Token next() {
        Token known = next;
        if (known == null) {
            known = get(at);
            next = known;
        }
        return known;
    }

    @Override
    public int LA(int distance) {
        int index = distance > 0 ? at + distance - 1 : at + distance;
        return tokens.type(within(Math.max(0, index)));
    }

    @Override
    public void consume() {
        if (at >= tokens.size() - 1) {
            throw new IllegalStateException("read past the end of file");
        }
        last = next;
        next = null;
        at++;
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
        at = within(index);
        forget();
    }

    @Override
    public int size() {
        return tokens.size();
    }

    @Override
    public String getSourceName() {
        return source.path();
    }

    @Override
    public TokenSource getTokenSource() {
        return lexer;
    }

    @Override
    public String getText(Interval interval) {
        return getText(get(interval.a), get(interval.b));
    }

    @Override
    public String getText() {
        return source.text();
    }

    @Override
    public String getText(RuleContext context) {
        return getText(context.getSourceInterval());
    }

    @Override
    public String getText(Token start, Token stop) {
        return span(start).to(span(stop)).text();
    }

    /** Words of the language: everything that `name` takes besides plain words. */
    static boolean isKeyword(int type) {
        return type >= MailflowLexer.LANGUAGE && type <= MailflowLexer.DELIVERED;
    }

    static boolean isPlainWord(int type) {
        return type == MailflowLexer.WORD || type == MailflowLexer.NUMBER || type == MailflowLexer.COLUMN_WORD;
    }
}
