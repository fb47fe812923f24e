package dev.mailflow.compiler.parse;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.LineMap;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.grammar.MailflowLexer;
import java.util.Locale;
import java.util.Optional;
import org.antlr.v4.runtime.CommonToken;

/**
 * A text that is closed on a later line than the one it was opened on: one mistake, and not two quotes that are not closed.
 *
 * @param string what is meant, on one line
 */
record TextOverLines(CommonToken string, Diagnostic found) {
    private static final int MOST_LINES = 3;

    /** @param token a quote and the rest of its line */
    static Optional<TextOverLines> of(Span token, CommonToken from) {
        LineMap lines = token.file().lines();
        int first = token.line();
        for (int line = first + 1; line < first + MOST_LINES && line <= lines.lineCount(); line++) {
            String written = lines.line(line);
            int quote = written.indexOf('"');
            boolean isClosed = quote >= 0;
            String said = isClosed ? written.substring(0, quote) : written;
            // Too few texts rather than one that takes clauses with it.
            if (said.isBlank() && !isClosed || said.indexOf('#') >= 0 || beginsPart(said)) {
                return Optional.empty();
            }
            if (isClosed) {
                boolean isLast = written.substring(quote + 1).isBlank();
                int end = lines.startOf(line) + quote + 1;
                return isLast
                        ? Optional.of(joined(new Span(token.file(), token.start(), end), from))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static boolean beginsPart(String line) {
        String first = line.strip().split("[\\s{:=,]+", 2)[0].toLowerCase(Locale.ROOT);
        int keyword = Words.keyword(first).orElse(-1);
        return Starts.mayDeclare(keyword)
                || Starts.CLAUSES.contains(keyword)
                || Starts.PROPERTIES.contains(keyword)
                || Starts.CRITERIA.contains(keyword)
                || Starts.REQUIREMENTS.contains(keyword)
                || Starts.TEST_LINES.contains(keyword)
                || first.startsWith("}");
    }

    private static TextOverLines joined(Span span, CommonToken from) {
        String meant = Words.quote(Words.unquote(span.text()).strip().replaceAll("\\s*[\\r\\n]\\s*", " "));
        CommonToken string = new CommonToken(from);
        string.setType(MailflowLexer.STRING);
        string.setStopIndex(span.end() - 1);
        string.setText(meant);
        return new TextOverLines(
                string,
                Diagnostic.of(DiagnosticCode.UNCLOSED_QUOTE, span, "a text stands on one line")
                        .withHelp("write `" + meant + "`")
                        .withFix(new Fix("write it on one line", span, meant)));
    }
}
