package dev.mailflow.compiler.parse;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.LazyPattern;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.grammar.MailflowLexer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/**
 * Lists and columns as other languages write them: {@code [a, b]}, lines that begin with a dash, {@code {{row.column}}}.
 * The grammar would take their signs for words, so they are told and taken away before it reads.
 */
final class Habits {
    /** Of a bracketed list, in tokens: an unclosed bracket must not be looked for to the end of a huge file. */
    private static final int LONGEST = 1000;

    private static final LazyPattern ADDRESS = new LazyPattern("\\d{1,3}(\\.\\d{1,3}){3}(/\\d{1,2})?");
    private static final Set<String> RANGE_SIGNS = Set.of("-", "–", "—", "to", "..", "...");

    /** Of these something may have to be told; of words, if they begin like a list or a line of one. */
    private static final boolean[] REMARKABLE = remarkable();

    private static boolean[] remarkable() {
        boolean[] remarkable = Starts.declaring();
        remarkable[MailflowLexer.LBRACE] = true;
        remarkable[MailflowLexer.RBRACE] = true;
        remarkable[MailflowLexer.COMMA] = true;
        remarkable[MailflowLexer.NUMBER] = true;
        remarkable[MailflowLexer.SOFTWARE] = true;
        remarkable[MailflowLexer.TO] = true;
        return remarkable;
    }

    private final TokenRow row;
    private final Mistakes sink;
    /** What rows of tables are called so far. */
    private final Set<String> rows = new HashSet<>();

    /** What the last declaration begins with; EOF where a block has ended it. */
    private int opener = Token.EOF;

    private @Nullable Set<String> lists;

    private Habits(TokenRow row, Mistakes sink) {
        this.row = row;
        this.sink = sink;
    }

    static void mend(TokenRow row, Mistakes sink) {
        new Habits(row, sink).mend();
    }

    private void mend() {
        int depth = 0;
        OtherFormats formats = new OtherFormats(row, sink);
        for (int i = 0; isInText(i); i++) {
            if (isOrdinary(i)) {
                continue;
            }
            while (depth == 0
                    && mayBeForeign(i)
                    && row.firstOnLine(i)
                    && (formats.jsonDeclaration(i) || formats.yamlDeclaration(i))) {
                // What was lost is gone: the same place is another one now.
            }
            int type = row.type(i);
            opener = opener(i, type);
            switch (type) {
                case MailflowLexer.WORD -> i = word(i, depth);
                case MailflowLexer.LBRACE -> brace(i, formats);
                case MailflowLexer.COMMA -> comma(i);
                case MailflowLexer.NUMBER -> range(i);
                case MailflowLexer.SOFTWARE -> SoftwareHabits.mend(row, i, sink);
                case MailflowLexer.TO -> MissingParts.receiverMissing(row, i, sink);
                case MailflowLexer.FOR -> forEach(i);
                default -> {}
            }
            int now = row.type(i);
            depth += now == MailflowLexer.LBRACE ? 1 : now == MailflowLexer.RBRACE ? -1 : 0;
        }
    }

    private boolean isInText(int index) {
        return row.type(index) != Token.EOF && sink.count() < Mistakes.COUNTED;
    }

    /** Nine tokens of ten: nothing that is told here begins with them, and whoever follows is not in another declaration for them. */
    private boolean isOrdinary(int index) {
        int type = row.type(index);
        if (REMARKABLE[type] || row.type(index + 1) == MailflowLexer.COLON) {
            return false;
        }
        char first = type == MailflowLexer.WORD ? row.sign(index) : 0;
        return first != '[' && first != '-';
    }

    private void comma(int index) {
        boolean inConnector = opener == MailflowLexer.CONNECTOR || opener == MailflowLexer.FROM;
        Optional<Set<String>> clauses = inConnector ? Optional.of(lists()) : Optional.empty();
        if (!CommaRepairs.beforePart(row, index, clauses, sink) && opener == MailflowLexer.ASSERT) {
            CommaRepairs.beforeClaimEnd(row, index, sink);
        }
        opener = opener(index, row.type(index));
        commaInAddress(index);
    }

    private void forEach(int index) {
        if (row.type(index + 1) == MailflowLexer.EACH) {
            rows.add(row.text(index + 2));
        }
        ClauseHabits.recipientsBehindFor(row, index, sink);
    }

    /** Most tokens are words, and nearly all of them are told by their first letter. */
    private int word(int index, int depth) {
        char first = row.sign(index);
        if (first == '[' && row.text(index).startsWith("[")) {
            if (!ColumnHabits.listForTable(row, index, sink)) {
                brackets(index);
            }
        } else if (first == '-' && row.text(index).equals("-") && row.firstOnLine(index)) {
            return dashes(index, depth);
        }
        return index;
    }

    private void brace(int index, OtherFormats formats) {
        if (row.type(index + 1) == MailflowLexer.STRING) {
            formats.jsonBlock(index);
        }
        if (row.type(index) == MailflowLexer.LBRACE && row.type(index + 1) == MailflowLexer.LBRACE) {
            ColumnHabits.doubleBraces(row, index, sink);
        } else if (row.type(index) == MailflowLexer.LBRACE && !rows.isEmpty()) {
            ColumnHabits.singleBraces(row, index, rows, sink);
        }
    }

    /** The declaration that this token belongs to: the last one that began. A claim has no block, so what opens one is not in it. */
    private int opener(int index, int type) {
        if (type == MailflowLexer.RBRACE || type == MailflowLexer.LBRACE && opener == MailflowLexer.ASSERT) {
            return Token.EOF;
        }
        boolean begins = Starts.mayDeclare(type)
                && (Starts.declaration(row, index)
                        || row.type(index - 1) == MailflowLexer.LBRACE && Starts.declarationShaped(row, index));
        return begins ? type : opener;
    }

    /**
     * Names of the lists that the file declares: items of a list may be called like any keyword. An imported file may declare one too;
     * of all clauses only these go on, behind their first word, as the clause before them could.
     */
    private Set<String> lists() {
        Set<String> names = lists;
        if (names == null) {
            names = new HashSet<>();
            for (int i = 0; row.type(i) != Token.EOF; i++) {
                boolean list = row.type(i) == MailflowLexer.NETWORKS || row.type(i) == MailflowLexer.DOMAINS;
                if (list && row.type(i + 2) == MailflowLexer.EQUALS) {
                    names.add(row.text(i + 1));
                } else if (row.type(i) == MailflowLexer.IMPORT && row.type(i + 1) == MailflowLexer.STRING) {
                    names.addAll(CommaRepairs.READ_ON);
                }
            }
            lists = names;
        }
        return names;
    }

    private boolean mayBeForeign(int index) {
        return row.type(index) == MailflowLexer.LBRACE || row.type(index + 1) == MailflowLexer.COLON;
    }

    /** {@code 10.0.0.1 - 10.0.0.20}: one word, which is told to be a range where networks are read. */
    private void range(int first) {
        boolean fits = row.type(first + 2) == MailflowLexer.NUMBER
                && RANGE_SIGNS.contains(row.text(first + 1))
                && ADDRESS.matcher(row.text(first)).matches()
                && !row.firstOnLine(first + 2)
                && row.text(first + 2).matches("[0-9.]+");
        if (fits) {
            row.merge(first, first + 2, MailflowLexer.WORD, row.text(first) + "-" + row.text(first + 2));
        }
    }

    /** {@code domains [contoso.com, fabrikam.com]}; an address literal is one word and closes itself. */
    private void brackets(int open) {
        if (row.text(open).indexOf(']') >= 0) {
            return;
        }
        int close = open + 1;
        while (inList(close) && close < open + LONGEST && !row.text(close).endsWith("]")) {
            close++;
        }
        if (!inList(close) || close == open + LONGEST) {
            return;
        }
        List<String> items = new ArrayList<>();
        for (int i = open; i <= close; i++) {
            String text = bare(row.text(i), i == open, i == close);
            if (row.type(i) != MailflowLexer.COMMA && !text.isEmpty()) {
                items.add(row.type(i) == MailflowLexer.STRING ? Words.unquote(text) : text);
            }
        }
        Span span = row.span(open, close);
        String meant = String.join(", ", items);
        sink.report(Diagnostic.of(DiagnosticCode.BRACKETED_LIST, span, "a list stands without brackets")
                .withHelp("write `" + meant + "`")
                .withFix(new Fix("replace by `" + meant + "`", span, meant)));
        strip(close, bare(row.text(close), false, true));
        strip(open, bare(row.text(open), true, false));
    }

    private boolean inList(int index) {
        int type = row.type(index);
        return TokenRow.isPlainWord(type) || type == MailflowLexer.STRING || type == MailflowLexer.COMMA;
    }

    private static String bare(String text, boolean first, boolean last) {
        String from = first ? text.substring(1) : text;
        return last ? from.substring(0, from.length() - 1) : from;
    }

    private void strip(int index, String text) {
        if (text.isEmpty()) {
            row.remove(index, index + 1);
        } else {
            boolean digit = Character.isDigit(text.charAt(0));
            row.retype(index, digit ? MailflowLexer.NUMBER : MailflowLexer.WORD, text);
        }
    }

    /** Clauses that begin with a dash, one a line. */
    private boolean dashedClauses(int first) {
        List<Integer> dashes = new ArrayList<>();
        int last = first;
        for (int i = first; row.type(i) != Token.EOF && i < first + LONGEST; i++) {
            boolean dash = row.text(i).equals("-") && row.firstOnLine(i);
            if (dash && Starts.clause(row, i + 1)) {
                dashes.add(i);
            } else if (row.firstOnLine(i)) {
                break;
            }
            last = i;
        }
        if (dashes.isEmpty()) {
            return false;
        }
        StringBuilder meant = new StringBuilder();
        for (int i = first; i <= last; i++) {
            if (!dashes.contains(i)) {
                String gap = i == first + 1
                        ? ""
                        : dashes.contains(i - 1) ? "\n  " : row.type(i) == MailflowLexer.COMMA ? "" : " ";
                meant.append(gap).append(row.span(i).text());
            }
        }
        Span span = row.span(first, last);
        sink.report(Diagnostic.of(DiagnosticCode.BRACKETED_LIST, row.span(first), "a clause does not begin with a dash")
                .withHelp("leave the dashes out: clauses follow each other, on one line or on several")
                .withFix(new Fix("remove the dashes", span, meant.toString())));
        for (int at = dashes.size() - 1; at >= 0; at--) {
            row.remove(dashes.get(at), dashes.get(at) + 1);
        }
        return true;
    }

    /** Lines that begin with a dash, one item each. */
    private int dashes(int first, int depth) {
        if (dashedClauses(first)) {
            return first;
        }
        List<Integer> found = new ArrayList<>();
        List<String> items = new ArrayList<>();
        int i = first;
        while (row.type(i) == MailflowLexer.WORD
                && row.text(i).equals("-")
                && row.firstOnLine(i)
                && row.type(i - 1) != MailflowLexer.COMMA
                && inList(i + 1)
                && row.type(i + 1) != MailflowLexer.COMMA
                && !row.firstOnLine(i + 1)) {
            found.add(i);
            items.add(row.text(i + 1));
            i += 2;
        }
        boolean colon = row.type(first - 1) == MailflowLexer.COLON;
        // Outside of braces the whole block is written so, and that is told where it begins.
        if (found.isEmpty() || first < 2 || (colon && depth == 0)) {
            return found.isEmpty() ? first : i - 1;
        }
        int keyAt = colon ? first - 2 : first - 1;
        Span span = row.span(first, i - 1);
        String meant = items.stream().collect(Collectors.joining(", "));
        String key = row.text(keyAt);
        Span whole = row.behind(keyAt).to(span);
        sink.report(Diagnostic.of(DiagnosticCode.BRACKETED_LIST, span, "the items of a list do not begin with a dash")
                .withHelp("write `" + key + " " + meant + "`")
                .withFix(new Fix("write them behind `" + key + "`", whole, " " + meant)));
        for (int at = found.size() - 1; at > 0; at--) {
            row.retype(found.get(at), MailflowLexer.COMMA, ",");
        }
        row.remove(keyAt + 1, first + 1);
        return keyAt;
    }

    /** {@code 10.20,0.1}. */
    private void commaInAddress(int comma) {
        boolean fits = row.type(comma - 1) == MailflowLexer.NUMBER
                && row.type(comma + 1) == MailflowLexer.NUMBER
                && row.type(comma - 2) != MailflowLexer.TLS
                && row.touchesPrevious(comma)
                && row.touchesPrevious(comma + 1);
        if (!fits) {
            return;
        }
        String meant = row.text(comma - 1) + "." + row.text(comma + 1);
        if (!ADDRESS.matcher(meant).matches()) {
            return;
        }
        Span span = row.span(comma - 1, comma + 1);
        sink.report(Diagnostic.of(
                        DiagnosticCode.SPLIT_VALUE, span, "`" + span.text() + "` is an address with a comma in it")
                .withHelp("write `" + meant + "`")
                .withFix(new Fix("replace by `" + meant + "`", span, meant)));
        row.merge(comma - 1, comma + 1, MailflowLexer.NUMBER, meant);
    }

    /** Signs of East Asian keyboards that look like ours. */
    static int plainSign(char c) {
        return switch (c) {
            case '\uFF0C', '\u3001' -> MailflowLexer.COMMA;
            case '\uFF5B' -> MailflowLexer.LBRACE;
            case '\uFF5D' -> MailflowLexer.RBRACE;
            case '\uFF1A' -> MailflowLexer.COLON;
            case '\uFF1D' -> MailflowLexer.EQUALS;
            default -> -1;
        };
    }

    static boolean hasWideSign(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (plainSign(text.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** A word with such signs in it, as the tokens that were meant. */
    static List<CommonToken> splitAtWideSigns(CommonToken token, Span span, DiagnosticSink sink) {
        String text = token.getText();
        List<CommonToken> parts = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i <= text.length(); i++) {
            int sign = i < text.length() ? plainSign(text.charAt(i)) : -1;
            if (i < text.length() && sign < 0) {
                continue;
            }
            if (i > begin) {
                String part = text.substring(begin, i);
                int plain = Character.isDigit(part.charAt(0)) ? MailflowLexer.NUMBER : MailflowLexer.WORD;
                parts.add(part(token, Words.keyword(part).orElse(plain), begin, i));
            }
            if (sign >= 0) {
                parts.add(part(token, sign, i, i + 1));
                Span place = new Span(span.file(), span.start() + i, span.start() + i + 1);
                String meant = Words.spelling(sign);
                sink.report(Diagnostic.of(
                                DiagnosticCode.ODD_CHARACTER,
                                place,
                                "`" + text.charAt(i) + "` is a wide sign of another keyboard")
                        .withHelp("write `" + meant + "`")
                        .withFix(new Fix("replace by `" + meant + "`", place, meant)));
                parts.get(parts.size() - 1).setText(meant);
            }
            begin = i + 1;
        }
        return parts;
    }

    /** Of a token what stands from one to another character of it. */
    static CommonToken part(CommonToken token, int type, int from, int to) {
        CommonToken part = new CommonToken(token);
        part.setType(type);
        part.setStartIndex(token.getStartIndex() + from);
        part.setStopIndex(token.getStartIndex() + to - 1);
        part.setText(token.getText().substring(from, to));
        return part;
    }
}
