package dev.mailflow.compiler.parse;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.source.LineMap;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import java.util.Locale;
import java.util.Optional;

/** Whether a text is worth reading at all. Finds at most one mistake, since behind the first all is guesswork. */
final class TextScreen {
    /** Longest line read, in UTF-16 units. A list that long belongs in a table. */
    static final int LONGEST_LINE = 1_000_000;

    private static final String OURS = "<<<<<<<";
    private static final String THEIRS = ">>>>>>>";

    private TextScreen() {}

    /** @param signs of the text */
    static Optional<Diagnostic> objection(SourceFile source, char[] signs) {
        LineMap lines = source.lines(signs);
        if (lines.control() >= 0) {
            return Optional.of(notText(source, lines.control(), signs[lines.control()]));
        }
        Optional<Diagnostic> merge = merge(source, signs);
        if (merge.isPresent()) {
            return merge;
        }
        for (int line = 1; line <= lines.lineCount(); line++) {
            int start = lines.startOf(line);
            int end = line < lines.lineCount() ? lines.startOf(line + 1) : signs.length;
            if (end - start > LONGEST_LINE) {
                return Optional.of(Diagnostic.of(
                                DiagnosticCode.LINE_TOO_LONG,
                                new Span(source, start, start),
                                "line " + line + " has " + (end - start) + " characters; at most " + LONGEST_LINE
                                        + " are read")
                        .withHelp("break the line, or keep a long list in a table: `mailboxes from \"users.csv\""
                                + " column mail`"));
            }
        }
        return Optional.empty();
    }

    /** Two versions of one text, one above the other: which of them is meant only the writer knows. */
    private static Optional<Diagnostic> merge(SourceFile source, char[] signs) {
        String text = source.text();
        int open = ours(source.lines(), text, signs);
        if (open < 0) {
            return Optional.empty();
        }
        int middle = text.indexOf("\n=======", open);
        int close = middle < 0 ? -1 : text.indexOf("\n" + THEIRS, middle);
        if (close < 0) {
            return Optional.empty();
        }
        return Optional.of(Diagnostic.of(
                        DiagnosticCode.MERGE_MARKS,
                        new Span(source, open, open + OURS.length()),
                        "a merge was not ended here: both versions of the text still stand in the file")
                .withRelated(new Span(source, middle + 1, middle + 8), "the other version begins here")
                .withRelated(new Span(source, close + 1, close + 1 + THEIRS.length()), "and ends here")
                .withHelp(
                        "keep what is meant, and remove the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>`"));
    }

    /** Where a line begins with the mark of one's own version; -1 if none does. */
    private static int ours(LineMap lines, String text, char[] signs) {
        for (int line = 1; line <= lines.lineCount(); line++) {
            int start = lines.startOf(line);
            if (start < signs.length && signs[start] == '<' && text.startsWith(OURS, start)) {
                return start;
            }
        }
        return -1;
    }

    private static Diagnostic notText(SourceFile source, int offset, char c) {
        String code = String.format(Locale.ROOT, "U+%04X", (int) c);
        return Diagnostic.of(
                        DiagnosticCode.NOT_TEXT,
                        new Span(source, offset, offset + 1),
                        "control character " + code + ": this is not a text file")
                .withHelp("give a policy as plain text in UTF-8");
    }
}
