package dev.mailflow.compiler.parse;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.LazyPattern;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.grammar.MailflowLexer;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;

/** Columns of a table in one word of the lexer, written as other templates have them: {@code $partner.cert}, {@code #{partner.cert}}. */
final class ColumnWords {
    /** What ends no line: a value follows. */
    static final Set<Integer> BEFORE_A_VALUE = Set.of(
            MailflowLexer.ENDPOINT,
            MailflowLexer.CONNECTOR,
            MailflowLexer.FROM,
            MailflowLexer.TO,
            MailflowLexer.DOMAINS,
            MailflowLexer.HOSTS,
            MailflowLexer.NETWORKS,
            MailflowLexer.CERT,
            MailflowLexer.SENDER,
            MailflowLexer.RECIPIENT,
            MailflowLexer.NETWORK,
            MailflowLexer.VIA);

    private static final LazyPattern DOLLAR =
            new LazyPattern("([^$@{}]*)[$](?:([A-Za-z_][\\w-]*)[.]([A-Za-z_]\\w*)(-[\\w-]*)?"
                    + "|[(]([A-Za-z_][\\w-]*)[.]([A-Za-z_][\\w-]*)[)]([\\w.-]*))");
    private static final LazyPattern HASH = new LazyPattern("#[{]([A-Za-z_][\\w-]*)[.]([A-Za-z_][\\w-]*)[}]");

    /** The first word of the next line, past lines of comments. */
    private static final LazyPattern NEXT_LINE =
            new LazyPattern("[ \\t]*\\R(?:\\s++|#[^\\r\\n]*+\\R){0,20}+([\\w$\\[.*?<\"][^\\s,]*)");

    private final SourceFile source;
    private final DiagnosticSink sink;

    ColumnWords(SourceFile source, DiagnosticSink sink) {
        this.source = source;
        this.sink = sink;
    }

    /** {@code ${partner.cert}. */
    CommonToken unclosed(CommonToken token) {
        Span span = span(token);
        sink.report(Diagnostic.of(DiagnosticCode.BAD_COLUMN_WORD, span, "`" + token.getText() + "` has no closing `}`")
                .withHelp("a column of a table is written `${row.column}`")
                .withFix(new Fix("close it", new Span(source, span.end(), span.end()), "}")));
        return meant(token, token.getText() + "}");
    }

    /**
     * {@code $partner.cert}, {@code $(partner.cert)}, as shells write it.
     *
     * @param rows names of rows, as {@code for each} has given them so far
     */
    Optional<CommonToken> dollar(CommonToken token, Set<String> rows) {
        Matcher dollar = DOLLAR.matcher(token.getText());
        if (!dollar.matches()) {
            return Optional.empty();
        }
        boolean bare = dollar.group(2) != null;
        String row = dollar.group(bare ? 2 : 5);
        if (!rows.contains(row)) {
            return Optional.empty();
        }
        // Without brackets a dash ends the name, as it does for whoever writes columns so.
        String behind = Optional.ofNullable(dollar.group(bare ? 4 : 7)).orElse("");
        String meant = dollar.group(1) + "${" + row + "." + dollar.group(bare ? 3 : 6) + "}" + behind;
        Span span = span(token);
        sink.report(Diagnostic.of(DiagnosticCode.BAD_COLUMN_WORD, span, "`" + token.getText() + "` has no braces")
                .withHelp("a column of a table is written `" + meant + "`")
                .withFix(new Fix("replace by `" + meant + "`", span, meant)));
        return Optional.of(meant(token, meant));
    }

    /** {@code #{partner.cert}} at the beginning of a comment. */
    Optional<CommonToken> hash(CommonToken comment, Set<String> rows) {
        Matcher hash = HASH.matcher(comment.getText());
        if (!hash.lookingAt() || !rows.contains(hash.group(1))) {
            return Optional.empty();
        }
        int start = comment.getStartIndex();
        if (valueOnNextLine(start + hash.end())) {
            return Optional.empty();
        }
        CommonToken token = Habits.part(comment, MailflowLexer.COLUMN_WORD, 0, hash.end());
        String meant = "${" + hash.group(1) + "." + hash.group(2) + "}";
        Span span = span(token);
        // Words that end otherwise stay apart from it.
        String apart = start > 0 && Character.isLetter(source.text().charAt(start - 1)) ? " " : "";
        sink.report(Diagnostic.of(
                        DiagnosticCode.BAD_COLUMN_WORD,
                        span,
                        "`" + hash.group() + "` begins a comment, it is no column")
                .withHelp("a column of a table is written `" + meant + "`")
                .withFix(new Fix("replace by `" + meant + "`", span, apart + meant)));
        return Optional.of(meant(token, meant));
    }

    /** The value stands there, so what ends this line is a comment after all. */
    private boolean valueOnNextLine(int behind) {
        Matcher next =
                NEXT_LINE.matcher(source.text()).region(behind, source.text().length());
        return next.lookingAt() && Words.keyword(next.group(1)).isEmpty();
    }

    /** {@code ${ partner.cert }}. */
    CommonToken spaced(CommonToken token) {
        Span span = span(token);
        String mended = token.getText().replace(" ", "").replace("\t", "");
        sink.report(
                mended.contains("${}")
                        ? Diagnostic.of(
                                        DiagnosticCode.BAD_COLUMN_WORD,
                                        span,
                                        "`" + token.getText() + "` names no column")
                                .withHelp("a column of a table is written `${row.column}`")
                        : Diagnostic.of(
                                        DiagnosticCode.BAD_COLUMN_WORD,
                                        span,
                                        "`" + token.getText() + "` has spaces in it")
                                .withHelp("write `" + mended + "`")
                                .withFix(new Fix("remove the spaces", span, mended)));
        return meant(token, mended);
    }

    private static CommonToken meant(CommonToken token, String text) {
        token.setType(MailflowLexer.COLUMN_WORD);
        token.setText(text);
        return token;
    }

    private Span span(Token token) {
        return new Span(source, token.getStartIndex(), token.getStopIndex() + 1);
    }
}
