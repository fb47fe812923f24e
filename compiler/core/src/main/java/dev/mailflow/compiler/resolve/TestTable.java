package dev.mailflow.compiler.resolve;

import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.TestParts;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.parse.PolicyParser;
import dev.mailflow.compiler.resolve.Table.Row;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code tests from "cases.csv"}: the lines of a test block are the columns, {@code test}, {@code at}, {@code client},
 * {@code message}, {@code remote} and {@code expect}; a cell holds what would stand on the line.
 */
final class TestTable {
    private static final List<String> COLUMNS = List.of("test", "at", "client", "message", "remote", "expect");
    private static final List<String> REQUIRED = List.of("at", "client", "message", "expect");

    private final Table table;
    private final Declaration.TestsFrom declaration;
    private final DiagnosticSink sink;

    TestTable(Table table, Declaration.TestsFrom declaration, DiagnosticSink sink) {
        this.table = table;
        this.declaration = declaration;
        this.sink = sink;
    }

    List<Declaration> tests() {
        for (String column : REQUIRED) {
            if (table.indexOf(column) < 0) {
                sink.report(Diagnostic.of(
                                DiagnosticCode.UNKNOWN_COLUMN,
                                declaration.table().span(),
                                "`" + table.file().path() + "` has no column `" + column + "`")
                        .withHelp("a table of tests has the columns: " + String.join(", ", COLUMNS)));
                return List.of();
            }
        }
        for (String column : table.columns()) {
            if (COLUMNS.stream().noneMatch(column::equalsIgnoreCase)) {
                sink.report(Diagnostic.of(
                                DiagnosticCode.UNKNOWN_COLUMN,
                                declaration.table().span(),
                                "a table of tests has no column `" + column + "`")
                        .withHelp("a table of tests has the columns: " + String.join(", ", COLUMNS)));
                return List.of();
            }
        }
        List<Declaration> tests = new ArrayList<>();
        for (Row row : table.rows()) {
            test(row).ifPresent(tests::add);
        }
        return tests;
    }

    private Optional<Declaration> test(Row row) {
        String title = cell(row, "test");
        StringBuilder text =
                new StringBuilder("test \"\" at ").append(cell(row, "at")).append(" {\n");
        for (String field : List.of("client", "message", "remote", "expect")) {
            String value = cell(row, field);
            if (!value.isEmpty()) {
                text.append(field)
                        .append(' ')
                        .append(value.replace('\n', ' ').replace('\r', ' '))
                        .append('\n');
            }
        }
        text.append("}\n");
        List<Diagnostic> mistakes = new ArrayList<>();
        List<Declaration> parsed = PolicyParser.parse(
                        new SourceFile(table.file().path(), text.toString()), mistakes::add)
                .declarations();
        if (!mistakes.isEmpty()) {
            Diagnostic first = mistakes.get(0);
            Diagnostic moved = Diagnostic.of(first.code(), place(row), first.message());
            sink.report(first.help().map(moved::withHelp).orElse(moved));
            return Optional.empty();
        }
        if (parsed.size() != 1 || !(parsed.get(0) instanceof Declaration.Test test)) {
            sink.report(Diagnostic.of(DiagnosticCode.BAD_TABLE, row.span(), "row " + row.number() + " is not a test"));
            return Optional.empty();
        }
        return Optional.of(new Moved(place(row)).test(test, title.isEmpty() ? "row " + row.number() : title));
    }

    private Span place(Row row) {
        return row.span().with(new Span.Counterpart(Span.Half.TEMPLATE, declaration.span(), row.number(), ""));
    }

    private String cell(Row row, String column) {
        int index = table.indexOf(column);
        return index < 0 ? "" : row.value(index);
    }

    /** The test as if it stood in the row. */
    private static final class Moved {
        private final Span place;

        Moved(Span place) {
            this.place = place;
        }

        Declaration test(Declaration.Test t, String title) {
            return new Declaration.Test(
                    place,
                    new Word(place, title),
                    word(t.site()),
                    t.client().map(this::client),
                    t.message().map(this::message),
                    t.remote()
                            .map(r -> new TestParts.Remote(
                                    place, r.offersTls(), r.version().map(this::word), words(r.certificates()))),
                    t.expect().map(this::expect));
        }

        private Word word(Word word) {
            return new Word(place, word.text());
        }

        private List<Word> words(List<Word> words) {
            return words.stream().map(this::word).toList();
        }

        private TestParts.Client client(TestParts.Client client) {
            if (client instanceof TestParts.Client.Connection c) {
                return new TestParts.Client.Connection(
                        place,
                        word(c.address()),
                        c.tls()
                                .map(tls ->
                                        new TestParts.Tls(place, tls.version().map(this::word))),
                        words(c.certificates()),
                        c.user().map(this::word));
            }
            return new TestParts.Client.LocalMailbox(place);
        }

        private TestParts.Message message(TestParts.Message m) {
            return new TestParts.Message(
                    place,
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
            return new TestParts.Expect(place, moved, e.by().map(this::word));
        }
    }
}
