package dev.mailflow.compiler.resolve;

import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.Item;
import dev.mailflow.compiler.ast.PolicyFile.Tables;
import dev.mailflow.compiler.ast.Property;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Severity;
import dev.mailflow.compiler.resolve.Program.Placed;
import dev.mailflow.compiler.resolve.Table.Row;
import dev.mailflow.compiler.source.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Turns every {@code for each} into its declarations and every {@code from "x.csv" column c} into its values. */
final class Unrolling {
    private static final String OPEN = "${";

    private final Program program;
    private final DiagnosticSink sink;
    /** Columns of whose empty cells was told: a {@code for each} names one once for each row. */
    private final Set<Span> toldEmpty = new HashSet<>();
    /** Names that a body would have declared, had its table been read. */
    private final List<Pattern> lost = new ArrayList<>();

    Unrolling(Program program, DiagnosticSink sink) {
        this.program = program;
        this.sink = sink;
    }

    /**
     * Whether a name may be declared where a table could not be read, or a file that was to be imported: that was told, and what they
     * would have declared is not missed as well.
     */
    boolean mayDeclare(String name) {
        return program.lacksFiles()
                || lost.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    private void lose(List<Declaration> body) {
        for (Declaration declaration : body) {
            if (declaration instanceof Declaration.Endpoint endpoint) {
                lose(endpoint.name().text());
            } else if (declaration instanceof Declaration.NetworkList list) {
                lose(list.name().text());
            } else if (declaration instanceof Declaration.DomainList list) {
                lose(list.name().text());
            } else if (declaration instanceof Declaration.Connector connector) {
                lose(connector.calledName());
            }
        }
    }

    /** The name with any text in place of its columns. */
    private void lose(String name) {
        StringBuilder pattern = new StringBuilder();
        int from = 0;
        for (int at = name.indexOf(OPEN); at >= 0; at = name.indexOf(OPEN, from)) {
            int end = name.indexOf('}', at);
            pattern.append(Pattern.quote(name.substring(from, at))).append(".*");
            from = end < 0 ? name.length() : end + 1;
        }
        lost.add(Pattern.compile(
                pattern.append(Pattern.quote(name.substring(from))).toString()));
    }

    List<Declaration> unroll() {
        List<Declaration> unrolled = new ArrayList<>();
        for (Placed placed : program.declarations()) {
            if (placed.declaration() instanceof Declaration.ForEach forEach) {
                unroll(forEach, placed.folder(), unrolled);
            } else if (placed.declaration() instanceof Declaration.TestsFrom testsFrom) {
                program.table(testsFrom.table(), placed.folder())
                        .ifPresent(table -> unrolled.addAll(new TestTable(table, testsFrom, sink).tests()));
            } else if (placed.tables() == Tables.NONE) {
                unrolled.add(placed.declaration());
            } else {
                unrolled.add(new Outside(placed.folder()).declaration(placed.declaration()));
            }
        }
        return unrolled;
    }

    private void unroll(Declaration.ForEach forEach, String folder, List<Declaration> unrolled) {
        List<Declaration> body = new ArrayList<>();
        for (Declaration declaration : forEach.body()) {
            if (belongs(declaration)) {
                body.add(declaration);
            } else if (declaration instanceof Declaration.ForEach nested) {
                sink.report(Diagnostic.of(
                                DiagnosticCode.NOT_IN_FOR_EACH,
                                nested.span()
                                                .file()
                                                .equals(nested.table().span().file())
                                        ? new Span(
                                                nested.span().file(),
                                                nested.span().start(),
                                                nested.table().span().end())
                                        : nested.span(),
                                "a `for each` cannot stand within another")
                        .withHelp("put what both need into one table, or the two one after the other"));
            } else {
                sink.report(Diagnostic.of(
                                DiagnosticCode.NOT_IN_FOR_EACH,
                                declaration.span(),
                                "only endpoints, connectors, lists, tests and claims can be repeated")
                        .withHelp(wayOut(declaration, forEach)));
            }
        }
        Optional<Table> found = program.table(forEach.table(), folder);
        if (found.isEmpty()) {
            lose(body);
            return;
        }
        Table table = found.get();
        Template template = new Template(forEach, table, sink);
        if (!template.isGood(body)) {
            lose(body);
            return;
        }
        if (table.rows().isEmpty()) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.EMPTY_TABLE,
                            forEach.table().span(),
                            "`" + forEach.table().text() + "` has a header and no rows: nothing is declared here")
                    .withHelp("add rows, or remove the `for each`"));
        }
        for (Row row : table.rows()) {
            Filled filled = new Filled(template, row, folder);
            for (Declaration declaration : body) {
                unrolled.add(filled.declaration(declaration));
            }
        }
    }

    /** There is one organization, and its lists take a whole column of a table. */
    private static String wayOut(Declaration declaration, Declaration.ForEach forEach) {
        String move = "move this out of the `for each`";
        if (!(declaration instanceof Declaration.Organization organization)) {
            return move;
        }
        String row = OPEN + forEach.row().text() + ".";
        for (Property property : organization.properties()) {
            if (property.key() != Property.Key.DOMAINS && property.key() != Property.Key.RELAY_DOMAINS) {
                continue;
            }
            for (Item item : property.items()) {
                String text = item.span().text();
                int at = text.indexOf(row);
                int end = at < 0 ? -1 : text.indexOf('}', at);
                if (end >= 0) {
                    return move + "; there a list takes the column by itself: `"
                            + property.key().words() + " from \""
                            + forEach.table().text() + "\" column "
                            + text.substring(at + row.length(), end) + "`";
                }
            }
        }
        return move;
    }

    private static boolean belongs(Declaration declaration) {
        return declaration instanceof Declaration.Endpoint
                || declaration instanceof Declaration.Connector
                || declaration instanceof Declaration.NetworkList
                || declaration instanceof Declaration.DomainList
                || declaration instanceof Declaration.Assert
                || declaration instanceof Declaration.Test
                || declaration instanceof Declaration.Malformed;
    }

    /** Columns of tables become their values. */
    private abstract class Columns extends Rewriter {
        private final String folder;

        Columns(String folder) {
            this.folder = folder;
        }

        @Override
        List<Item> items(List<Item> items, ItemKind kind) {
            List<Item> filled = each(items, this::literal);
            if (!holdsColumn(filled)) {
                return filled;
            }
            List<Item> expanded = new ArrayList<>(filled.size());
            for (Item item : filled) {
                if (item instanceof Item.Column column) {
                    column(column, expanded);
                } else {
                    expanded.add(item);
                }
            }
            return expanded;
        }

        private static boolean holdsColumn(List<Item> items) {
            for (Item item : items) {
                if (item instanceof Item.Column) {
                    return true;
                }
            }
            return false;
        }

        private Item literal(Item item) {
            if (!(item instanceof Item.Literal literal)) {
                return item;
            }
            Word word = word(literal.word());
            return isSame(word, literal.word()) ? literal : new Item.Literal(word);
        }

        private void column(Item.Column item, List<Item> expanded) {
            Optional<Table> found = program.table(word(item.file()), folder);
            if (found.isEmpty()) {
                expanded.add(new Item.Literal(new Word(item.span(), Resolver.REPORTED)));
                return;
            }
            Table table = found.get();
            int index = table.indexOf(item.column().text());
            if (index < 0) {
                if (!item.column().text().equals(Resolver.REPORTED)) {
                    sink.report(
                            Template.unknownColumn(item.column(), item.column().text(), table));
                }
                expanded.add(new Item.Literal(new Word(item.span(), Resolver.REPORTED)));
                return;
            }
            List<Row> empty = new ArrayList<>();
            for (Row row : table.rows()) {
                Word value = table.word(row, index, item.span());
                if (value.text().isEmpty()) {
                    empty.add(row);
                } else {
                    expanded.add(new Item.Literal(value));
                }
            }
            if (!empty.isEmpty() && toldEmpty.add(item.span().alone())) {
                sink.report(emptyCells(item, table, index, empty));
            }
        }
    }

    /** Beside the others the value may only be missing by mistake; whoever is meant by the row is left out. */
    private static Diagnostic emptyCells(Item.Column item, Table table, int column, List<Row> rows) {
        String name = "column `" + table.columns().get(column) + "`";
        Row first = rows.get(0);
        int more = rows.size() - 1;
        Diagnostic diagnostic = Diagnostic.of(
                        DiagnosticCode.BAD_TABLE,
                        first.place(column),
                        "row " + first.number() + " has nothing in " + name
                                + (more == 0
                                        ? ""
                                        : "; " + more + " more " + (more == 1 ? "row has" : "rows have")
                                                + " nothing there")
                                + ": " + (more == 0 ? "it counts" : "they count") + " for nothing here")
                .withSeverity(Severity.WARNING)
                .labelled("row " + first.number() + ", " + name)
                .withRelated(item.span().alone(), "used here")
                .withHelp("write a value there, or remove the row");
        for (Row row : rows.subList(1, Math.min(Table.SHOWN, rows.size()))) {
            diagnostic = diagnostic.withRelated(row.place(column), "row " + row.number());
        }
        return diagnostic;
    }

    private final class Outside extends Columns {
        Outside(String folder) {
            super(folder);
        }

        @Override
        Word word(Word word) {
            if (!word.text().contains(OPEN)) {
                return word;
            }
            sink.report(Diagnostic.of(
                            DiagnosticCode.TEMPLATE_OUTSIDE,
                            word.span(),
                            "`" + word.text() + "` stands outside of any `for each`")
                    .withHelp("`${row.column}` is filled in only inside of `for each row in \"table.csv\" { … }`"));
            return new Word(word.span(), Resolver.REPORTED);
        }
    }

    private final class Filled extends Columns {
        private final Template template;
        private final Row row;
        private final Span.Counterpart place;

        Filled(Template template, Row row, String folder) {
            super(folder);
            this.template = template;
            this.row = row;
            this.place = new Span.Counterpart(Span.Half.ROW, row.span(), row.number(), "");
        }

        @Override
        Span span(Span span) {
            return template.isFilled(span) ? span.with(place) : span;
        }

        @Override
        Word word(Word word) {
            String text = word.text();
            int at = text.indexOf(OPEN);
            if (at < 0) {
                return word;
            }
            StringBuilder filled = new StringBuilder(text.length() + 16);
            int from = 0;
            int column = -1;
            while (at >= 0) {
                int end = text.indexOf('}', at);
                column = template.table().indexOf(text.substring(text.indexOf('.', at) + 1, end));
                filled.append(text, from, at).append(row.value(column));
                from = end + 1;
                at = text.indexOf(OPEN, from);
            }
            filled.append(text, from, text.length());
            return new Word(
                    word.span().with(place),
                    filled.toString(),
                    Optional.of(template.table().cell(row, column)));
        }
    }
}
