package dev.mailflow.compiler.resolve;

import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.Item;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.Span;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Checks the placeholders of a body once, however many rows there are. */
final class Template extends Rewriter {
    private static final String OPEN = "${";

    private final Declaration.ForEach forEach;
    private final Table table;
    private final DiagnosticSink sink;
    private final Map<Span, Boolean> filled = new IdentityHashMap<>();
    /** By the column that there is not: wherever it is named, the mistake may be the table's. */
    private final Map<String, Diagnostic> unknown = new LinkedHashMap<>();

    private boolean named;
    private boolean good = true;

    Template(Declaration.ForEach forEach, Table table, DiagnosticSink sink) {
        this.forEach = forEach;
        this.table = table;
        this.sink = sink;
    }

    Table table() {
        return table;
    }

    /** Whether a row changes what stands there; asked again for each row, by the same spans. */
    boolean isFilled(Span span) {
        return filled.computeIfAbsent(span, place -> place.text().contains(OPEN));
    }

    boolean isGood(List<Declaration> body) {
        body.forEach(this::declaration);
        boolean isHeaderMissing = !named && unknown.size() > 1;
        if (isHeaderMissing) {
            sink.report(headerMissing());
        } else {
            unknown.values().forEach(sink::report);
        }
        return good;
    }

    @Override
    Word word(Word word) {
        String text = word.text();
        int at = text.indexOf(OPEN);
        if (at < 0) {
            bare(word);
        }
        while (at >= 0) {
            int end = text.indexOf('}', at);
            String inner = end < 0 ? text.substring(at + 2) : text.substring(at + 2, end);
            int dot = inner.indexOf('.');
            String row = dot < 0 ? inner : inner.substring(0, dot);
            if (end < 0 || dot < 0 || !row.equals(forEach.row().text())) {
                String name = forEach.row().text();
                bad(Diagnostic.of(
                                DiagnosticCode.TEMPLATE_OUTSIDE,
                                word.span(),
                                "`" + word.text() + "` does not name a column of `" + name + "`")
                        .withHelp(
                                dot > 0 && end > 0 && table.indexOf(inner.substring(dot + 1)) >= 0
                                        ? "did you mean `${" + name + inner.substring(dot) + "}`?"
                                        : "write `${" + name + ".COLUMN}` with one of: "
                                                + String.join(", ", table.columns())));
                return word;
            }
            String column = inner.substring(dot + 1);
            if (table.indexOf(column) < 0) {
                good = false;
                // What was written in other signs is told already, and how it is read is a guess.
                if (word.span().text().contains(OPEN)) {
                    unknown.putIfAbsent(column, unknownColumn(word, column, table));
                }
                return word;
            }
            named = true;
            at = text.indexOf(OPEN, end);
        }
        return word;
    }

    /** {@code r.id}: a domain by its looks, and a column by its name. */
    private void bare(Word word) {
        String text = word.text();
        String row = forEach.row().text();
        if (text.length() > row.length() + 1
                && text.startsWith(row)
                && text.charAt(row.length()) == '.'
                && table.indexOf(text.substring(row.length() + 1)) >= 0) {
            named = true;
            String meant = OPEN + text + "}";
            bad(Diagnostic.of(
                            DiagnosticCode.BAD_COLUMN_WORD,
                            word.span(),
                            "`" + text + "` is not filled in: a column has a sign and braces")
                    .withHelp("write `" + meant + "`")
                    .withFix(new Fix("replace by `" + meant + "`", word.span(), meant)));
        }
    }

    @Override
    List<Item> items(List<Item> items, ItemKind kind) {
        for (Item item : items) {
            if (item instanceof Item.Literal literal) {
                word(literal.word());
            }
        }
        return items;
    }

    private void bad(Diagnostic diagnostic) {
        good = false;
        named = true;
        sink.report(diagnostic);
    }

    private Diagnostic headerMissing() {
        Diagnostic first = unknown.values().iterator().next();
        String wanted = String.join(", ", new TreeSet<>(unknown.keySet()));
        return Diagnostic.of(
                        DiagnosticCode.UNKNOWN_COLUMN,
                        first.primary().span(),
                        "`" + table.file().path() + "` has none of the columns that are named here")
                .withHelp("its first row is the names of its columns, and there stands: "
                        + String.join(", ", table.columns()) + "; wanted are: " + wanted);
    }

    static Diagnostic unknownColumn(Word word, String column, Table table) {
        Diagnostic diagnostic = Diagnostic.of(
                DiagnosticCode.UNKNOWN_COLUMN,
                word.span(),
                "`" + table.file().path() + "` has no column `" + column + "`");
        return diagnostic.withHelp(Suggestions.nearest(column, table.columns())
                .map(near -> "did you mean `" + near + "`?")
                .orElse("its columns are: " + String.join(", ", table.columns())));
    }
}
