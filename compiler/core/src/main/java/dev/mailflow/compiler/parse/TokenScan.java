package dev.mailflow.compiler.parse;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.grammar.MailflowLexer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;

/**
 * Text to tokens. What is wrong in the letters alone (an unclosed quote, a comment of another language, a space that
 * is none) is told here and read as it was meant.
 */
final class TokenScan {
    private static final String ZERO_WIDTH = "\u00AD\u200B\u200C\u200D\u200E\u200F\u2060\u2061\u2062\u2063\u2064\uFEFF"
            + "\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069";

    private final SourceFile source;
    private final Set<String> rows = new HashSet<>();
    private final Mistakes mistakes;
    private final Tokens supply;
    private final TokenTable tokens;
    private final ColumnWords columns;

    private TokenScan(SourceFile source, char[] signs, Mistakes mistakes) {
        this.source = source;
        this.mistakes = mistakes;
        this.columns = new ColumnWords(source, mistakes);
        this.supply = new Tokens(source.text(), signs, source.path());
        // A token takes six characters of most texts.
        this.tokens = new TokenTable(source.text(), signs, supply, signs.length / 6 + 10);
    }

    static TokenRow scan(SourceFile source, Mistakes mistakes) {
        return scan(source, source.text().toCharArray(), mistakes);
    }

    /** @param signs of the text */
    static TokenRow scan(SourceFile source, char[] signs, Mistakes mistakes) {
        TokenRow row = new TokenScan(source, signs, mistakes).row();
        Habits.mend(row, mistakes);
        return row;
    }

    private TokenRow row() {
        int joinAt = -1;
        while (supply.next() != Token.EOF) {
            if (supply.channel() == MailflowLexer.ODD_CHANNEL) {
                CommonToken token = supply.token();
                odd(token);
                joinAt = joins(token) ? token.getStopIndex() + 1 : -1;
            } else if (supply.channel() == Token.DEFAULT_CHANNEL) {
                if (joinAt >= 0 && joinAt == supply.start() && isWord(supply.type())) {
                    join(supply.token());
                } else {
                    take();
                }
                joinAt = -1;
            } else if (source.text().startsWith("#{", supply.start())) {
                joinAt = hashColumn(supply.token());
            }
        }
        supply.addTo(tokens);
        return new TokenRow(source, supply, tokens);
    }

    private void take() {
        switch (supply.type()) {
            case MailflowLexer.UNCLOSED_STRING -> unclosedString(supply.token());
            case MailflowLexer.UNCLOSED_COLUMN -> tokens.add(columns.unclosed(supply.token()));
            case MailflowLexer.SPACED_COLUMN -> tokens.add(columns.spaced(supply.token()));
            case MailflowLexer.WORD, MailflowLexer.NUMBER, MailflowLexer.COLUMN_WORD -> word();
            default -> supply.addTo(tokens);
        }
    }

    private int lastType() {
        return tokens.size() == 0 ? Token.EOF : tokens.type(tokens.size() - 1);
    }

    private void word() {
        int before = lastType();
        if (supply.wasPlain() && before != MailflowLexer.EACH && !isOdd(before)) {
            supply.addTo(tokens);
        } else {
            word(supply.token(), before);
        }
    }

    private void word(CommonToken token, int before) {
        if (before == MailflowLexer.ENDPOINT) {
            int colon = colonOutsideColumns(token.getText());
            if (colon > 0) {
                // `endpoint bank:partner`
                tokens.add(Habits.part(token, MailflowLexer.WORD, 0, colon));
                tokens.add(Habits.part(token, MailflowLexer.COLON, colon, colon + 1));
                tokens.add(Habits.part(
                        token, MailflowLexer.WORD, colon + 1, token.getText().length()));
                return;
            }
        }
        if (before == MailflowLexer.EACH) {
            rows.add(token.getText());
        }
        if (supply.wasPlain() && !isOdd(before)) {
            tokens.add(token);
            return;
        }
        String text = token.getText();
        if (Habits.hasWideSign(text)) {
            Habits.splitAtWideSigns(token, span(token), mistakes).forEach(tokens::add);
            return;
        }
        if (text.indexOf('$') >= 0) {
            Optional<CommonToken> dollar = columns.dollar(token, rows);
            if (dollar.isPresent()) {
                tokens.add(dollar.get());
                return;
            }
        }
        if (text.equals("REM") && startsLine(token)) {
            mistakes.report(OddCharacters.foreignComment(span(token)));
            supply.readOnFrom(endOfLine(token.getStopIndex()));
            return;
        }
        boolean file = (before == MailflowLexer.FROM || before == MailflowLexer.IN)
                && text.toLowerCase(Locale.ROOT).endsWith(".csv");
        if (file) {
            Span span = span(token);
            mistakes.report(
                    Diagnostic.of(DiagnosticCode.MISSING_QUOTES, span, "the file name `" + text + "` needs quotes")
                            .withHelp("write `" + Words.quote(text) + "`")
                            .withFix(new Fix("put quotes around it", span, Words.quote(text))));
            token.setType(MailflowLexer.STRING);
            token.setText(Words.quote(text));
        }
        boolean arrow = text.endsWith("-") && nextCharacter(token) == '>';
        if (arrow && text.length() > 1) {
            // `john@contoso.com->bob@contoso.com`: the lexer's longest match takes the dash into the word.
            supply.next();
            tokens.add(Habits.part(token, token.getType(), 0, text.length() - 1));
            CommonToken sign = Habits.part(token, MailflowLexer.ARROW, text.length() - 1, text.length());
            sign.setStopIndex(supply.stop());
            tokens.add(sign);
            return;
        }
        tokens.add(token);
    }

    /** Of a word of plain letters: whether one of the mistakes below can be in it all the same, {@code from users.csv} among them. */
    private boolean isOdd(int before) {
        return supply.begins('R') && source.text().startsWith("REM", supply.start())
                || (before == MailflowLexer.FROM || before == MailflowLexer.IN)
                        && (supply.ends('v') || supply.ends('V'));
    }

    private int nextCharacter(Token token) {
        int next = token.getStopIndex() + 1;
        return next < source.text().length() ? source.text().charAt(next) : -1;
    }

    private static int colonOutsideColumns(String text) {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '{') {
                depth++;
            } else if (c == '}') {
                depth--;
            } else if (c == ':' && depth == 0) {
                return i;
            }
        }
        return -1;
    }

    // A quote that is opened and not closed takes the rest of its line, but not the brace at its end.
    private void unclosedString(CommonToken token) {
        Optional<TextOverLines> overLines = TextOverLines.of(span(token), token);
        if (overLines.isPresent()) {
            mistakes.report(overLines.get().found());
            tokens.add(overLines.get().string());
            supply.readOnFrom(overLines.get().string().getStopIndex() + 1);
            return;
        }
        String text = token.getText().stripTrailing();
        int odd = indexOfOtherQuote(text);
        int end = odd > 0 ? odd : text.length();
        char last = text.charAt(text.length() - 1);
        boolean brace = odd < 0 && text.length() > 2 && (last == '{' || last == '}');
        if (brace) {
            end = text.substring(0, text.length() - 1).stripTrailing().length();
        }
        int block = odd < 0 ? blockBehind(text) : -1;
        if (block > 0) {
            brace = false;
            end = text.substring(0, block).stripTrailing().length();
        }
        int at = startsTitle() ? text.lastIndexOf(" at ") : -1;
        if (at > 0) {
            // `test "title at office365 {`: the title ends before the site.
            brace = false;
            block = at;
            end = at;
        }
        CommonToken string = Habits.part(token, MailflowLexer.STRING, 0, end);
        string.setText(Words.quote(text.substring(1, end)));
        Span span = span(string);
        Span behind = new Span(source, span.end(), span.end());
        Fix fix = odd > 0
                ? new Fix("use a straight quote", new Span(source, span.end(), span.end() + 1), "\"")
                : new Fix("close the quote", behind, "\"");
        mistakes.report(Diagnostic.of(DiagnosticCode.UNCLOSED_QUOTE, span, "this quote is not closed")
                .withHelp(
                        odd > 0
                                ? "it ends in `" + text.charAt(odd) + "`; close it with the same sign: `\"`"
                                : "close it with `\"` on the same line")
                .withFix(fix));
        mistakes.spoilLine(token.getLine());
        tokens.add(string);
        if (brace) {
            int type = last == '{' ? MailflowLexer.LBRACE : MailflowLexer.RBRACE;
            tokens.add(Habits.part(token, type, text.length() - 1, text.length()));
        } else if (block > 0) {
            supply.readOnFrom(token.getStartIndex() + block);
        } else if (odd > 0) {
            supply.readOnFrom(token.getStartIndex() + odd + 1);
        }
    }

    private boolean startsTitle() {
        return lastType() == MailflowLexer.TEST;
    }

    /** A brace that opens a block, not a column's. */
    private static int blockBehind(String text) {
        int brace = text.indexOf('{');
        while (brace > 0 && text.charAt(brace - 1) == '$') {
            brace = text.indexOf('{', brace + 1);
        }
        return brace;
    }

    private static int indexOfOtherQuote(String text) {
        for (int i = 1; i < text.length(); i++) {
            if (OddCharacters.isQuote(text.charAt(i))) {
                return i;
            }
        }
        return -1;
    }

    /**
     * {@code to-#{partner.id}}: where a value has to follow, and nobody writes a comment.
     *
     * @return where what follows goes on with it, -1 where it is a comment after all
     */
    private int hashColumn(CommonToken comment) {
        int last = tokens.size() - 1;
        int start = comment.getStartIndex();
        // A word that ends like that goes on; a comment may touch any other.
        boolean touches = last >= 0
                && tokens.stop(last) + 1 == start
                && isWord(tokens.type(last))
                && "-.@".indexOf(source.text().charAt(start - 1)) >= 0;
        if (mistakes.count() >= Mistakes.COUNTED || !touches && !ColumnWords.BEFORE_A_VALUE.contains(lastType())) {
            return -1;
        }
        Optional<CommonToken> column = columns.hash(comment, rows);
        column.ifPresent(token -> {
            if (touches) {
                join(token);
            } else {
                tokens.add(token);
            }
            supply.readOnFrom(token.getStopIndex() + 1);
        });
        return column.map(token -> token.getStopIndex() + 1).orElse(-1);
    }

    private void odd(Token token) {
        String text = token.getText();
        if (token.getStartIndex() == 0 && text.equals("\uFEFF")) {
            return; // a byte order mark at the beginning is how some editors save UTF-8
        }
        boolean semicolon = token.getType() == MailflowLexer.SEMICOLON;
        if (semicolon && endsAddressSpace(token)) {
            return;
        }
        if (semicolon && startsLine(token)) {
            mistakes.report(OddCharacters.foreignComment(span(token)));
            supply.readOnFrom(endOfLine(token.getStopIndex()));
            return;
        }
        if (semicolon && OddCharacters.separatesItems(source.text(), token.getStopIndex() + 1, tokens)) {
            CommonToken comma = new CommonToken(token);
            comma.setType(MailflowLexer.COMMA);
            comma.setText(",");
            mistakes.report(OddCharacters.betweenItems(span(token)));
            tokens.add(comma);
            return;
        }
        Optional<OddCharacters.Foreign> foreign = OddCharacters.foreignBlock(source, token.getStartIndex());
        if (foreign.isPresent()) {
            mistakes.report(foreign.get().found());
            supply.readOnFrom(foreign.get().end());
            return;
        }
        if (OddCharacters.endsArrow(text, tokens)) {
            CommonToken arrow = tokens.removeLast();
            arrow.setType(MailflowLexer.OTHER_ARROW);
            arrow.setStopIndex(token.getStopIndex());
            arrow.setText(source.text().substring(arrow.getStartIndex(), token.getStopIndex() + 1));
            tokens.add(arrow);
            return;
        }
        if (OddCharacters.isArrow(text, tokens)) {
            CommonToken arrow = new CommonToken(token);
            arrow.setType(MailflowLexer.OTHER_ARROW);
            tokens.add(arrow);
            return;
        }
        boolean bound = text.endsWith("=") || text.equals("<") || text.equals(">");
        int before = lastType();
        if (bound && (before == MailflowLexer.TLS || before == MailflowLexer.SIZE || before == MailflowLexer.HOPS)) {
            mistakes.report(OddCharacters.comparison(
                    span(token), before == MailflowLexer.TLS ? OddCharacters.Bound.LEAST : OddCharacters.Bound.MOST));
            return;
        }
        mistakes.report(OddCharacters.diagnose(token.getType(), span(token)));
    }

    /** {@code SMTP:contoso.com;1}: the cost belongs to the word, which is told as a whole. */
    private boolean endsAddressSpace(Token semicolon) {
        int end = semicolon.getStopIndex() + 1;
        while (end < source.text().length() && Character.isDigit(source.text().charAt(end))) {
            end++;
        }
        int last = tokens.size() - 1;
        boolean fits = last >= 0
                && end > semicolon.getStopIndex() + 1
                && tokens.stop(last) + 1 == semicolon.getStartIndex()
                && tokens.text(last).regionMatches(true, 0, "smtp:", 0, 5);
        if (fits) {
            CommonToken word = tokens.removeLast();
            word.setStopIndex(end - 1);
            word.setText(source.text().substring(word.getStartIndex(), end));
            tokens.add(word);
            supply.readOnFrom(end);
        }
        return fits;
    }

    private boolean startsLine(Token token) {
        int at = token.getStartIndex() - 1;
        while (at >= 0 && (source.text().charAt(at) == ' ' || source.text().charAt(at) == '\t')) {
            at--;
        }
        return at < 0 || source.text().charAt(at) == '\n' || source.text().charAt(at) == '\r';
    }

    private int endOfLine(int from) {
        int at = from;
        while (at < source.text().length()
                && source.text().charAt(at) != '\n'
                && source.text().charAt(at) != '\r') {
            at++;
        }
        return at;
    }

    /** Characters of no width split no word. */
    private boolean joins(Token odd) {
        int last = tokens.size() - 1;
        return odd.getType() == MailflowLexer.ODD_SPACE
                && last >= 0
                && tokens.stop(last) + 1 == odd.getStartIndex()
                && isWord(tokens.type(last))
                && odd.getText().chars().allMatch(c -> ZERO_WIDTH.indexOf(c) >= 0);
    }

    private void join(Token token) {
        CommonToken joined = tokens.removeLast();
        String text = joined.getText() + token.getText();
        joined.setStopIndex(token.getStopIndex());
        joined.setText(text);
        int plain = TokenRow.isPlainWord(joined.getType()) ? joined.getType() : MailflowLexer.WORD;
        joined.setType(Words.keyword(text).orElse(plain));
        tokens.add(joined);
    }

    private static boolean isWord(int type) {
        return TokenRow.isPlainWord(type) || TokenRow.isKeyword(type);
    }

    private Span span(Token token) {
        return new Span(source, token.getStartIndex(), token.getStopIndex() + 1);
    }
}
