package dev.mailflow.compiler.type;

import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.resolve.Places;
import dev.mailflow.compiler.resolve.Resolver;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the readers of values have in common: how they say that a word is none of theirs. */
final class ValueReports {
    private final DiagnosticSink sink;

    ValueReports(DiagnosticSink sink) {
        this.sink = sink;
    }

    /** A word that a phase before has complained of. */
    static boolean isReported(Word word) {
        return word.text().equals(Resolver.REPORTED);
    }

    /** The whole word is wrong. Always empty. */
    <T> Optional<T> bad(DiagnosticCode code, Word word, String message, String help) {
        return bad(code, word, message, help, null);
    }

    /** @param replacement the word that was surely meant, if there is one */
    <T> Optional<T> bad(DiagnosticCode code, Word word, String message, String help, @Nullable String replacement) {
        if (isReported(word)) {
            return Optional.empty();
        }
        Optional<Diagnostic> empty = Places.emptyCell(code, word);
        if (empty.isPresent()) {
            sink.report(empty.get());
            return Optional.empty();
        }
        if (isList(word)) {
            return listInCell(code, word);
        }
        Diagnostic diagnostic = Places.at(code, word, message).withHelp(help);
        if (replacement != null && !replacement.isEmpty() && word.cell().isEmpty()) {
            diagnostic = diagnostic.withFix(new Fix("replace by `" + replacement + "`", word.span(), replacement));
        }
        sink.report(diagnostic);
        return Optional.empty();
    }

    /** The part of the word from {@code start} to {@code end} is wrong. Always empty. */
    <T> Optional<T> badPart(DiagnosticCode code, Word word, int start, int end, String message, String help) {
        Optional<Diagnostic> empty = Places.emptyCell(code, word);
        if (empty.isPresent()) {
            sink.report(empty.get());
            return Optional.empty();
        }
        if (isList(word)) {
            return listInCell(code, word);
        }
        int last = Math.min(word.text().length(), end);
        sink.report(related(
                Diagnostic.of(code, start >= last ? Places.of(word) : Places.part(word, start, last), message)
                        .withHelp(help),
                word));
        return Optional.empty();
    }

    /** Whether the cell of a table holds several values, whatever separates them; {@code a,example} is a slip for one. */
    private static boolean isList(Word word) {
        if (word.cell().isEmpty()) {
            return false;
        }
        String[] parts = word.text().split("\\s*[,;]\\s*|\\s+", -1);
        return parts.length > 1
                && Stream.of(parts).allMatch(part -> part.chars().anyMatch(c -> c == '.' || c == ':' || c == '@'));
    }

    private <T> Optional<T> listInCell(DiagnosticCode code, Word word) {
        sink.report(Places.at(code, word, "a cell holds one value, and here are several: `" + word.text() + "`")
                .withHelp("give each a row or a column of its own: commas make a list only in the policy itself"));
        return Optional.empty();
    }

    void note(Diagnostic diagnostic, Word word) {
        sink.report(related(diagnostic, word));
    }

    private static Diagnostic related(Diagnostic diagnostic, Word word) {
        if (word.cell().isEmpty()) {
            return diagnostic;
        }
        Word.Cell cell = word.cell().get();
        return diagnostic
                .labelled("row " + cell.row() + ", column `" + cell.column() + "`")
                .withRelated(word.span().alone(), "used here");
    }

    /** What stands between quotes or brackets of other languages, where a bare word is wanted. */
    static Optional<String> unwrapped(String text) {
        if (text.length() < 3) {
            return Optional.empty();
        }
        char first = text.charAt(0);
        char last = text.charAt(text.length() - 1);
        boolean wrapped = first == '\'' && last == '\'' || first == '`' && last == '`' || first == '(' && last == ')';
        return wrapped ? Optional.of(text.substring(1, text.length() - 1)) : Optional.empty();
    }
}
