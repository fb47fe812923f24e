package dev.mailflow.compiler.resolve;

import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.TestParts;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.parse.PolicyParser;
import dev.mailflow.compiler.resolve.Table.Row;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code tests from "cases.csv"}: the lines of a test block are the columns, {@code test}, {@code at}, {@code client},
 * {@code message}, {@code remote} and {@code expect}; a cell holds what would stand on the line.
 */
final class TestTable {
    private static final List<String> COLUMNS = List.of("test", "at", "client", "message", "remote", "expect");
    private static final List<String> REQUIRED = List.of("at", "client", "message", "expect");
    private static final List<String> LINES = List.of("client", "message", "remote", "expect");

    private final Table table;
    private final Declaration.TestsFrom declaration;
    private final DiagnosticSink sink;

    TestTable(Table table, Declaration.TestsFrom declaration, DiagnosticSink sink) {
        this.table = table;
        this.declaration = declaration;
        this.sink = sink;
    }

    List<Declaration> tests() {
        if (!columnsAreGood()) {
            return List.of();
        }
        List<Declaration> tests = new ArrayList<>();
        for (Row row : table.rows()) {
            if (isComplete(row)) {
                test(row).ifPresent(tests::add);
            }
        }
        return tests;
    }

    private boolean columnsAreGood() {
        Row header = table.header();
        for (String column : REQUIRED) {
            if (table.indexOf(column) < 0) {
                sink.report(
                        aboutColumns(header.span(), "`" + table.file().path() + "` has no column `" + column + "`"));
                return false;
            }
        }
        for (int i = 0; i < table.columns().size(); i++) {
            String column = table.columns().get(i);
            if (COLUMNS.stream().noneMatch(column::equalsIgnoreCase)) {
                Span place = CellText.field(header, i).orElse(header.span());
                Diagnostic diagnostic = aboutColumns(place, "a table of tests has no column `" + column + "`");
                sink.report(Suggestions.nearest(column.toLowerCase(Locale.ROOT), COLUMNS)
                        .filter(near -> table.indexOf(near) < 0)
                        .map(near -> diagnostic.withHelp("did you mean `" + near + "`?"))
                        .orElse(diagnostic));
                return false;
            }
        }
        return true;
    }

    private Diagnostic aboutColumns(Span place, String message) {
        return Diagnostic.of(DiagnosticCode.UNKNOWN_COLUMN, place, message)
                .labelled("row " + table.header().number())
                .withRelated(declaration.table().span(), "read here")
                .withHelp("a table of tests has the columns: " + String.join(", ", COLUMNS));
    }

    private boolean isComplete(Row row) {
        List<String> missing = REQUIRED.stream()
                .filter(column -> cell(row, column).isEmpty())
                .map(column -> "`" + column + "`")
                .toList();
        if (!missing.isEmpty()) {
            sink.report(
                    Diagnostic.of(DiagnosticCode.BAD_TEST, row.span(), "this test has no " + String.join(", ", missing))
                            .labelled("row " + row.number())
                            .withRelated(declaration.span(), "read here")
                            .withHelp("a row needs a value in the columns `at`, `client`, `message` and `expect`"));
        }
        return missing.isEmpty();
    }

    private Optional<Declaration> test(Row row) {
        CellText text = new CellText(row);
        Map<String, Span> lines = new HashMap<>();
        text.add("test \"\" at ").add(table, "at").add(" {\n");
        SourceFile file = new SourceFile(table.file().path(), written(row, text, lines));
        List<Diagnostic> mistakes = new ArrayList<>();
        List<Declaration> parsed = PolicyParser.parse(file, mistakes::add).declarations();
        if (!mistakes.isEmpty() || parsed.size() != 1 || !(parsed.get(0) instanceof Declaration.Test test)) {
            sink.report(cellMistake(row)
                    .orElseGet(() -> mistakes.isEmpty()
                            ? stray(row, row.span(), "the cells of this row hold more than one test")
                            : moved(mistakes.get(0), row, text)));
            return Optional.empty();
        }
        Optional<Diagnostic> stray = strayLine(test, row, text, lines);
        if (stray.isPresent()) {
            sink.report(stray.get());
            return Optional.empty();
        }
        return Optional.of(new Moved(row.span(), text).test(test, title(row)));
    }

    /** Completes the text of the test, a line for a column, and notes which line is where. */
    private String written(Row row, CellText text, Map<String, Span> lines) {
        Map<String, Integer> starts = new LinkedHashMap<>();
        for (String column : LINES) {
            if (!cell(row, column).isEmpty()) {
                starts.put(column, text.length());
                text.add(column).add(" ").add(table, column).add("\n");
            }
        }
        text.add("}\n");
        SourceFile whole = new SourceFile(table.file().path(), text.toString());
        starts.forEach((column, start) ->
                lines.put(column, new Span(whole, start, whole.text().indexOf('\n', start))));
        return text.toString();
    }

    private Word title(Row row) {
        String title = cell(row, "test");
        return title.isEmpty()
                // Of two tables both have a second row: the title says of which one.
                ? new Word(
                        row.span(),
                        "row " + row.number() + " of " + table.file().path())
                : new Word(field(row, "test"), title);
    }

    /** Read together, a mistake in one cell shows in the next: what is wrong with the first that is wrong by itself. */
    private Optional<Diagnostic> cellMistake(Row row) {
        CellText site = new CellText(row);
        site.add("test \"\" at ").add(table, "at").add(" {}\n");
        Optional<Diagnostic> first = cellMistake(row, "at", site);
        for (String column : LINES) {
            if (first.isEmpty() && !cell(row, column).isEmpty()) {
                CellText line = new CellText(row);
                line.add("test \"\" at x {\n" + column + " ").add(table, column).add("\n}\n");
                first = cellMistake(row, column, line);
            }
        }
        return first;
    }

    private Optional<Diagnostic> cellMistake(Row row, String column, CellText text) {
        List<Diagnostic> mistakes = new ArrayList<>();
        List<Declaration> parsed = PolicyParser.parse(
                        new SourceFile(table.file().path(), text.toString()), mistakes::add)
                .declarations();
        if (!mistakes.isEmpty()) {
            Diagnostic mistake = mistakes.get(0);
            Span place = mistake.primary().span();
            boolean isInCell = place.start() < place.end()
                    && text.exactPlace(place).isPresent()
                    && mistake.code() != DiagnosticCode.UNFINISHED;
            return Optional.of(isInCell ? moved(mistake, row, text) : unfinished(row, column));
        }
        if (parsed.size() != 1 || !(parsed.get(0) instanceof Declaration.Test test)) {
            return Optional.of(stray(row, field(row, column), "this cell holds more than its line"));
        }
        return parts(test).entrySet().stream()
                .filter(part -> !part.getKey().equals(column))
                .map(part -> stray(row, part.getKey(), text.place(part.getValue())))
                .findFirst();
    }

    private Diagnostic unfinished(Row row, String column) {
        return Diagnostic.of(
                        DiagnosticCode.UNFINISHED,
                        field(row, column),
                        "`" + cell(row, column) + "` is not a whole `" + column + "`")
                .labelled("row " + row.number() + ", column `" + column + "`")
                .withRelated(declaration.span(), "read here")
                .withHelp(
                        switch (column) {
                            case "at" -> "write the name of a site";
                            case "client" -> "write `mailbox`, or ADDRESS [tls VERSION] [cert NAME, …] [auth USER]";
                            case "message" -> "write SENDER -> RECIPIENT [size N] [hops N] [header NAME \"value\"]";
                            case "remote" -> "write `no tls`, or `tls` [VERSION] [cert NAME, …]";
                            default ->
                                "write `deliver`, `send via CONNECTOR`, `send to internet`, `reject REASON` or"
                                        + " `defer REASON`, and `by NAME` where it matters";
                        });
    }

    private Span field(Row row, String column) {
        return CellText.field(row, table.indexOf(column)).orElse(row.span());
    }

    private static Map<String, Span> parts(Declaration.Test test) {
        Map<String, Span> parts = new LinkedHashMap<>();
        test.client().ifPresent(client -> parts.put("client", client.span()));
        test.message().ifPresent(message -> parts.put("message", message.span()));
        test.remote().ifPresent(remote -> parts.put("remote", remote.span()));
        test.expect().ifPresent(expect -> parts.put("expect", expect.span()));
        return parts;
    }

    /** What the parser says of the text, said of the table. */
    private Diagnostic moved(Diagnostic mistake, Row row, CellText text) {
        Span place = mistake.primary().span();
        Diagnostic moved = Diagnostic.of(mistake.code(), text.place(place), mistake.message())
                .labelled("row " + row.number()
                        + text.column(place)
                                .map(column -> ", column `" + column + "`")
                                .orElse(""))
                .withRelated(declaration.span(), "read here");
        if (mistake.help().isPresent()) {
            moved = moved.withHelp(mistake.help().get());
        }
        for (Fix fix : mistake.fixes()) {
            Optional<Span> replace = text.exactPlace(fix.replace()).filter(span -> isPlain(fix.with()));
            if (replace.isPresent()) {
                moved = moved.withFix(new Fix(fix.title(), replace.get(), fix.with()));
            }
        }
        return moved;
    }

    /** Whether the text means itself in a cell, with and without quotes around it. */
    private static boolean isPlain(String text) {
        return text.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
    }

    /** A cell must hold its own line and no other: what is in no column of its own would go unseen. */
    private Optional<Diagnostic> strayLine(Declaration.Test test, Row row, CellText text, Map<String, Span> lines) {
        return parts(test).entrySet().stream()
                .filter(part -> !isWithin(part.getValue(), Optional.ofNullable(lines.get(part.getKey()))))
                .map(part -> stray(row, part.getKey(), text.place(part.getValue())))
                .findFirst();
    }

    private static boolean isWithin(Span part, Optional<Span> line) {
        return line.isPresent()
                && part.start() >= line.get().start()
                && part.end() <= line.get().end();
    }

    private Diagnostic stray(Row row, String line, Span place) {
        return stray(row, place, "a line `" + line + "` stands in the cell of another");
    }

    private Diagnostic stray(Row row, Span place, String message) {
        return Diagnostic.of(DiagnosticCode.STRAY_TEST_LINE, place, message)
                .labelled("row " + row.number())
                .withRelated(declaration.span(), "read here")
                .withHelp("a cell holds what stands behind the word that names its column, and nothing else");
    }

    private String cell(Row row, String column) {
        int index = table.indexOf(column);
        return index < 0 ? "" : row.fields().get(index).strip();
    }

    /** The test as if it stood in the row. */
    private record Moved(Span row, CellText text) {
        Declaration test(Declaration.Test t, Word title) {
            return new Declaration.Test(
                    row,
                    title,
                    word(t.site()),
                    t.client().map(this::client),
                    t.message().map(this::message),
                    t.remote()
                            .map(r -> new TestParts.Remote(
                                    at(r.span()), r.offersTls(), r.version().map(this::word), words(r.certificates()))),
                    t.expect().map(this::expect));
        }

        private Span at(Span span) {
            return text.place(span);
        }

        private Word word(Word word) {
            return new Word(at(word.span()), word.text());
        }

        private List<Word> words(List<Word> words) {
            return words.stream().map(this::word).toList();
        }

        private TestParts.Client client(TestParts.Client client) {
            if (client instanceof TestParts.Client.Connection c) {
                return new TestParts.Client.Connection(
                        at(c.span()),
                        word(c.address()),
                        c.tls()
                                .map(tls -> new TestParts.Tls(
                                        at(tls.span()), tls.version().map(this::word))),
                        words(c.certificates()),
                        c.user().map(this::word));
            }
            return new TestParts.Client.LocalMailbox(at(client.span()));
        }

        private TestParts.Message message(TestParts.Message m) {
            return new TestParts.Message(
                    at(m.span()),
                    word(m.sender()),
                    word(m.recipient()),
                    m.size().map(this::word),
                    m.hops().map(this::word),
                    m.headers().stream()
                            .map(h -> new TestParts.Header(word(h.name()), word(h.value())))
                            .toList());
        }

        private TestParts.Expect expect(TestParts.Expect e) {
            TestParts.Outcome outcome = e.outcome();
            Span place = at(outcome.span());
            TestParts.Outcome moved;
            if (outcome instanceof TestParts.Outcome.SendVia via) {
                moved = new TestParts.Outcome.SendVia(place, word(via.connector()));
            } else if (outcome instanceof TestParts.Outcome.Reject reject) {
                moved = new TestParts.Outcome.Reject(place, word(reject.reason()));
            } else if (outcome instanceof TestParts.Outcome.Defer defer) {
                moved = new TestParts.Outcome.Defer(place, word(defer.reason()));
            } else if (outcome instanceof TestParts.Outcome.Deliver) {
                moved = new TestParts.Outcome.Deliver(place);
            } else {
                moved = new TestParts.Outcome.SendToInternet(place);
            }
            return new TestParts.Expect(at(e.span()), moved, e.by().map(this::word));
        }
    }
}
