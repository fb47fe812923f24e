package dev.mailflow.compiler.parse;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.grammar.MailflowLexer;
import dev.mailflow.grammar.MailflowParser;
import java.util.Set;
import org.antlr.v4.runtime.Token;

/** Columns and tables in the manner of other languages; told before the grammar takes their braces for a block. */
final class ColumnHabits {
    /** Of a list in brackets, in tokens. */
    private static final int LONGEST = 1000;

    private ColumnHabits() {}

    /** {@code {{p.id}}}. */
    static void doubleBraces(TokenRow row, int open, DiagnosticSink sink) {
        boolean fits = TokenRow.isPlainWord(row.type(open + 2))
                && row.touchesPrevious(open + 1)
                && row.type(open + 3) == MailflowLexer.RBRACE
                && row.type(open + 4) == MailflowLexer.RBRACE
                && row.touchesPrevious(open + 4);
        if (fits) {
            column(row, open, open + 4, row.text(open + 2), sink);
        }
    }

    /**
     * {@code {p.id}}, {@code %{p.id}}.
     *
     * @param rows names of rows, as {@code for each} has given them so far
     */
    static void singleBraces(TokenRow row, int open, Set<String> rows, DiagnosticSink sink) {
        if (!TokenRow.isPlainWord(row.type(open + 1))
                || row.type(open + 2) != MailflowLexer.RBRACE
                || !row.touchesPrevious(open + 1)
                || !row.touchesPrevious(open + 2)) {
            return;
        }
        String inner = row.text(open + 1);
        int dot = inner.indexOf('.');
        if (dot > 0 && rows.contains(inner.substring(0, dot))) {
            column(row, open, open + 2, inner, sink);
        }
    }

    /** With what touches it on both sides: {@code to-{p.id}} is one word. But the keyword of {@code to{p.id}} is none of it. */
    private static void column(TokenRow row, int open, int close, String inner, DiagnosticSink sink) {
        boolean touchesBefore = open > 0 && row.touchesPrevious(open) && Starts.isName(row.type(open - 1));
        boolean hasBehind = row.touchesPrevious(close + 1) && Starts.isName(row.type(close + 1));
        String before = touchesBefore ? row.text(open - 1).replaceFirst("[%@&]$", "") : "";
        int keyword = Words.keyword(before).orElse(Token.INVALID_TYPE);
        boolean isApart = ColumnWords.BEFORE_A_VALUE.contains(keyword)
                && !ColumnWords.BEFORE_A_VALUE.contains(row.type(open - 2));
        boolean isSigned = touchesBefore && !before.equals(row.text(open - 1));
        int first = touchesBefore && (isSigned || !isApart) ? open - 1 : open;
        int last = hasBehind ? close + 1 : close;
        Span span = row.span(first, last);
        String word = (isApart ? "" : before) + "${" + inner + "}" + (hasBehind ? row.text(close + 1) : "");
        String meant = isApart ? before + " " + word : word;
        String with = isApart ? isSigned ? meant : " " + word : word;
        sink.report(Diagnostic.of(DiagnosticCode.BAD_COLUMN_WORD, span, "`" + span.text() + "` is not a column here")
                .withHelp("write `" + meant + "`")
                .withFix(new Fix("replace by `" + with.strip() + "`", span, with)));
        if (isApart && isSigned) {
            row.retype(open - 1, keyword, before);
        }
        row.merge(
                isApart ? open : first,
                last,
                isApart || before.isEmpty() ? MailflowLexer.COLUMN_WORD : MailflowLexer.WORD,
                word);
    }

    /** {@code for each p in ["a", "b"]}: values stand in a file, which is named here. */
    static boolean listForTable(TokenRow row, int open, DiagnosticSink sink) {
        if (row.type(open - 1) != MailflowLexer.IN
                || row.type(open - 3) != MailflowLexer.EACH
                || row.text(open).endsWith("]")) {
            return false;
        }
        int close = open + 1;
        while (close < open + LONGEST
                && !row.text(close).endsWith("]")
                && (TokenRow.isPlainWord(row.type(close))
                        || row.type(close) == MailflowLexer.STRING
                        || row.type(close) == MailflowLexer.COMMA)) {
            close++;
        }
        if (!row.text(close).endsWith("]")) {
            return false;
        }
        String name = row.text(open - 2);
        sink.report(Diagnostic.of(
                        DiagnosticCode.BRACKETED_LIST,
                        row.span(open, close),
                        "a table is named here, and values do not stand in the policy")
                .withHelp(
                        "write them into a CSV file, the names of its columns in the first row, and name it: `for each "
                                + name + " in \"" + name + "s.csv\"`; a value is then `${" + name + ".COLUMN}`"));
        row.merge(open, close, MailflowLexer.STRING, "\"" + ContextRepairs.REPORTED + "\"");
        return true;
    }

    /** {@code for each in "labs.csv"}: called as the columns call it. */
    static boolean rowNameMissing(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        boolean fits = place.type() == MailflowLexer.STRING
                && place.expects(MailflowLexer.IN)
                && row.type(index - 1) == MailflowLexer.IN
                && row.type(index - 2) == MailflowLexer.EACH
                && place.inside(MailflowParser.RULE_forEachHead);
        if (!fits) {
            return false;
        }
        String name = "row";
        for (int i = index + 1; i < index + LONGEST && row.type(i) != Token.EOF; i++) {
            String text = row.text(i);
            int dot = text.indexOf('.');
            if (text.startsWith("${") && dot > 2) {
                name = text.substring(2, dot);
                break;
            }
        }
        Span behind = row.behind(index - 2);
        sink.report(Diagnostic.of(
                        DiagnosticCode.MISSING_WORD, row.span(index - 1), "a name for the row is missing before `in`")
                .withHelp("write `for each " + name + " in " + place.text() + "`; its columns are then `${" + name
                        + ".COLUMN}`")
                .withFix(new Fix("insert `" + name + "`", behind, " " + name)));
        row.insert(index - 1, MailflowLexer.WORD, name);
        return true;
    }

    /** {@code mailboxes "people.csv" column mail}. */
    static boolean fromMissing(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int file = place.index() - 1;
        boolean fits = place.type() == MailflowLexer.COLUMN
                && row.type(file) == MailflowLexer.STRING
                && row.type(file - 1) != MailflowLexer.FROM
                && place.inside(MailflowParser.RULE_items)
                && (Starts.isName(row.type(place.index() + 1)) || row.type(place.index() + 1) == MailflowLexer.STRING);
        if (!fits) {
            return false;
        }
        Span span = row.span(file);
        sink.report(
                Diagnostic.of(DiagnosticCode.MISSING_WORD, span, "`from` is missing before `" + row.text(file) + "`")
                        .withHelp("write `from " + row.text(file) + " column " + row.text(place.index() + 1) + "`")
                        .withFix(new Fix("insert `from`", new Span(span.file(), span.start(), span.start()), "from ")));
        row.insert(file, MailflowLexer.FROM, "from");
        return true;
    }

    /** {@code mailboxes from "people.csv"}, and then the next line: that is no name of a column. */
    static boolean columnMissing(Place place, DiagnosticSink sink) {
        TokenRow row = place.row();
        int index = place.index();
        boolean fits = place.expects(MailflowLexer.COLUMN)
                && row.type(index - 1) == MailflowLexer.STRING
                && row.type(index - 2) == MailflowLexer.FROM
                && (row.firstOnLine(index) || place.type() == MailflowLexer.RBRACE);
        if (!fits) {
            return false;
        }
        String file = row.text(index - 1);
        sink.report(
                Diagnostic.of(DiagnosticCode.MISSING_WORD, row.span(index - 1), "no `column` follows `" + file + "`")
                        .withHelp("write which of its columns is meant: `from " + file + " column mail`"));
        row.insert(index, MailflowLexer.WORD, ContextRepairs.REPORTED);
        row.insert(index, MailflowLexer.COLUMN, "column");
        return true;
    }
}
