package dev.mailflow.compiler.parse;

import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.grammar.MailflowLexer;
import java.util.List;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.RuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenSource;
import org.antlr.v4.runtime.TokenStream;
import org.antlr.v4.runtime.misc.Interval;

/**
 * The tokens that the grammar sees, in order, the last one the end of file. Can be mended: a mistake is repaired here
 * and the declaration read again, so that the tree never holds a hole.
 */
final class TokenRow implements TokenStream {
    private final SourceFile source;
    private final TokenSource lexer;
    private final List<Token> tokens;
    private int at;

    /** @param tokens kept, and changed by what mends them: nobody else holds them */
    TokenRow(SourceFile source, TokenSource lexer, List<Token> tokens) {
        this.source = source;
        this.lexer = lexer;
        this.tokens = tokens;
    }

    SourceFile source() {
        return source;
    }

    int type(int index) {
        return index < 0 ? Token.INVALID_TYPE : get(index).getType();
    }

    String text(int index) {
        return index < 0 ? "" : get(index).getText();
    }

    Span span(int index) {
        return span(get(index));
    }

    Span span(Token token) {
        return span(token, token);
    }

    /** From the first to the last token, both included. */
    Span span(int first, int last) {
        return span(get(first), get(last));
    }

    Span span(Token first, Token last) {
        int start = Math.min(first.getStartIndex(), source.text().length());
        int end = Math.min(
                Math.max(first.getStopIndex(), last.getStopIndex()) + 1,
                source.text().length());
        return new Span(source, start, Math.max(start, end));
    }

    /** The empty place just behind a token. */
    Span behind(int index) {
        int end = span(index).end();
        return new Span(source, end, end);
    }

    boolean firstOnLine(int index) {
        return index == 0 || get(index).getLine() != get(index - 1).getLine();
    }

    /** Nothing between a token and the one before it. */
    boolean touchesPrevious(int index) {
        return index > 0 && span(index - 1).end() == span(index).start();
    }

    // Mending.

    void retype(int index, int type) {
        CommonToken token = new CommonToken(get(index));
        token.setType(type);
        tokens.set(index, token);
    }

    void retype(int index, int type, String text) {
        CommonToken token = new CommonToken(get(index));
        token.setType(type);
        token.setText(text);
        tokens.set(index, token);
    }

    /** One token of the given type for the tokens {@code first} to {@code last}. */
    void merge(int first, int last, int type, String text) {
        CommonToken token = new CommonToken(get(first));
        token.setType(type);
        token.setStopIndex(get(last).getStopIndex());
        token.setText(text);
        remove(first, last + 1);
        tokens.add(first, token);
    }

    /** A token that was not written, of no width, just behind the one before {@code index}. */
    void insert(int index, int type, String text) {
        CommonToken token = new CommonToken(get(Math.max(0, index - 1)));
        int place = index == 0 ? 0 : get(index - 1).getStopIndex() + 1;
        token.setType(type);
        token.setText(text);
        token.setStartIndex(place);
        token.setStopIndex(place - 1);
        tokens.add(index, token);
    }

    /** Lets an inserted token stand for what was written there: a later complaint of it underlines that. */
    void standFor(int index, Span span) {
        CommonToken token = new CommonToken(get(index));
        token.setStartIndex(span.start());
        token.setStopIndex(span.end() - 1);
        tokens.set(index, token);
    }

    /** A keyword and the value that a colon joined to it, as two tokens. */
    void splitAt(int index, int colon, int keyword) {
        CommonToken key = new CommonToken(get(index));
        CommonToken value = new CommonToken(get(index));
        String text = key.getText();
        key.setType(keyword);
        key.setStopIndex(key.getStartIndex() + colon - 1);
        key.setText(text.substring(0, colon));
        value.setStartIndex(key.getStartIndex() + colon + 1);
        value.setText(text.substring(colon + 1));
        tokens.set(index, key);
        tokens.add(index + 1, value);
    }

    void remove(int from, int to) {
        tokens.subList(from, Math.min(to, tokens.size() - 1)).clear();
    }

    // What ANTLR asks.

    @Override
    public Token get(int index) {
        return tokens.get(Math.min(index, tokens.size() - 1));
    }

    @Override
    public Token LT(int distance) {
        int index = distance > 0 ? at + distance - 1 : at + distance;
        return get(Math.max(0, index));
    }

    @Override
    public int LA(int distance) {
        return LT(distance).getType();
    }

    @Override
    public void consume() {
        if (at >= tokens.size() - 1) {
            throw new IllegalStateException("read past the end of file");
        }
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
        at = Math.min(index, tokens.size() - 1);
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
