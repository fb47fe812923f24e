package dev.mailflow.compiler.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Label;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.driver.Compiler;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.Target;
import dev.mailflow.compiler.target.TargetRequest;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import dev.mailflow.compiler.testing.Mistakes;
import dev.mailflow.compiler.testing.Policies;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables as people and spreadsheets write them: what is wrong is shown in the row and in the line that the row fills. */
class TableMistakesTest {
    private static final String POLICY = """
            language 1
            organization { domains contoso.com }
            endpoint office365 : exchange-online { tenant contoso.onmicrosoft.com }
            for each p in "p.csv" {
              endpoint ${p.id} : partner { domains ${p.domain} }
              connector to-${p.id} from office365 to ${p.id} via mx require tls cert ${p.cert}
            }
            """;

    private static CompileResult compile(String table) {
        return Policies.compile(POLICY, Map.of("p.csv", table));
    }

    private static Diagnostic only(String table) {
        CompileResult result = compile(table);
        assertThat(result.diagnostics()).as(Policies.listing(result)).hasSize(1);
        return result.diagnostics().get(0);
    }

    private static String rows(int count, int... wrong) {
        return "id,domain,cert\n"
                + IntStream.rangeClosed(2, count + 1)
                        .mapToObj(row -> "p" + row + ",d" + row + ".example,"
                                + (IntStream.of(wrong).anyMatch(w -> w == row) ? "mail..d" : "mail.d") + row
                                + ".example\n")
                        .collect(Collectors.joining());
    }

    @Test
    void aMistakeInOneRowShowsTheCellAndTheTemplate() {
        Diagnostic found = only(rows(200, 137));
        assertThat(found.code()).isEqualTo(DiagnosticCode.BAD_DOMAIN);
        assertThat(found.primary().span().location()).isEqualTo("p.csv:137");
        assertThat(found.primary().text()).isEqualTo("row 137, column `cert`");
        assertThat(found.primary().span().counterpart()).isEmpty();
        assertThat(found.related()).hasSize(1);
        Label template = found.related().get(0);
        assertThat(template.span().location()).isEqualTo("policy.mailflow:6");
        assertThat(template.span().text()).isEqualTo("${p.cert}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.example, *.a.example", "a.example;b.example", "x@a.example,b.example"})
    void aCellThatHoldsAListIsToldSo(String cell) {
        Diagnostic found = only("id,domain,cert\na,\"" + cell + "\",mail.a.example\n");
        assertThat(found.message()).isEqualTo("a cell holds one value, and here are several: `" + cell + "`");
        assertThat(found.primary().text()).isEqualTo("row 2, column `domain`");
        assertThat(found.help().orElse("")).contains("a row or a column of its own");
        Diagnostic certificate = only("id,domain,cert\na,a.example,\"mail.a.example, mx.a.example\"\n");
        assertThat(certificate.message()).startsWith("a cell holds one value");
        assertThat(certificate.primary().text()).isEqualTo("row 2, column `cert`");
    }

    @Test
    void theSameMistakeInManyRowsIsOneDiagnostic() {
        Diagnostic found = only(rows(200, IntStream.rangeClosed(50, 150).toArray()));
        assertThat(found.message())
                .isEqualTo("`mail..d50.example` has an empty label; 100 more rows have the same mistake");
        assertThat(found.primary().span().location()).isEqualTo("p.csv:50");
        assertThat(found.related())
                .extracting(label -> label.span().location() + " " + label.text())
                .containsExactly(
                        "policy.mailflow:6 used here",
                        "p.csv:51 row 51, column `cert`",
                        "p.csv:52 row 52, column `cert`");
    }

    @Test
    void differentMistakesAreTold() {
        assertThat(compile("id,domain,cert\na,a..example,m.example\nb,b.example,m..example\n")
                        .diagnostics())
                .extracting(found -> found.primary().text())
                .containsExactly("row 2, column `domain`", "row 3, column `cert`");
    }

    /** A name that is wrong is named three times in the template. */
    @Test
    void aCellIsWrongOnce() {
        assertThat(only("id,domain,cert\na.b,a.example,m.example\n").code()).isEqualTo(DiagnosticCode.NOT_A_NAME);
    }

    @Test
    void namesThatComeAgain() {
        Diagnostic found = only("id,domain,cert\na,a.example,m.example\na,b.example,m.example\n");
        assertThat(found.code()).isEqualTo(DiagnosticCode.DUPLICATE_NAME);
        assertThat(found.primary().text()).isEqualTo("row 3, column `id`");
        assertThat(found.related())
                .extracting(label -> label.span().location() + " " + label.text())
                .containsExactly("policy.mailflow:5 used here", "p.csv:2 the first one");
    }

    /** What only a whole connector can tell. */
    @Test
    void checksNameTheRowToo() {
        Diagnostic found = only("id,domain,cert\na,x.example,m.example\nb,x.example,m.example\n");
        assertThat(found.code()).isEqualTo(DiagnosticCode.SAME_CRITERIA);
        assertThat(found.primary().span().location()).isEqualTo("p.csv:3");
        assertThat(found.primary().text()).isEqualTo("row 3, column `domain`");
        assertThat(found.related())
                .extracting(label -> label.span().location() + " " + label.text())
                .containsExactly("policy.mailflow:5 used here", "p.csv:2 of `a` here");
    }

    @Test
    void aFixOfOneRowLeavesTheTemplate() {
        CompileResult result = Policies.compile(
                POLICY.replace("to ${p.id}", "to ${p.to}"),
                Map.of("p.csv", "id,domain,cert,to\nalpha,a.example,m.example,alpah\n"));
        assertThat(result.diagnostics()).hasSize(1);
        assertThat(result.diagnostics().get(0).help()).contains("did you mean `alpha`?");
        assertThat(result.diagnostics().get(0).fixes()).isEmpty();
    }

    @Test
    void whatIsWrongInTheTemplateIsToldOnceWithoutRows() {
        CompileResult result =
                Policies.compile(POLICY.replace("via mx", "via mx treat as internal"), Map.of("p.csv", rows(5)));
        assertThat(result.diagnostics().stream().filter(Diagnostic::isError).toList())
                .as(Policies.listing(result))
                .allMatch(found -> found.primary().span().file().path().equals("policy.mailflow"))
                .hasSizeLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void lineEndsMarksQuotesAndCommas(String end) {
        String table = "\uFEFF\"id\", domain ,CERT" + end + "\"a\",\" a.example \",\"m.example\"" + end + end
                + "b,b.example,m..example";
        Diagnostic found = only(table);
        assertThat(found.primary().text()).isEqualTo("row 4, column `CERT`");
        assertThat(found.primary()
                        .span()
                        .file()
                        .text()
                        .substring(found.primary().span().start()))
                .startsWith("..example");
    }

    @Test
    void aCommaOrALineEndInQuotesBelongsToTheValue() {
        Diagnostic comma = only("id,domain,cert\na,\"a.example,b.example\",m.example\n");
        assertThat(comma.primary().text()).isEqualTo("row 2, column `domain`");
        assertThat(only("id,domain,cert\na,a.example,m.example\n\"b\nc\",b.example,m.example\n")
                        .primary()
                        .text())
                .isEqualTo("row 3, column `id`");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "a,\"a.example,m.example      | 2 | 3  | a double quote is not closed",
                "a,\"a.example\"x,m.example   | 2 | 14 | text behind the closing double quote of a value",
                "a,a\"b\".example,m.example   | 2 | 4  | a double quote within a value",
                "a, \"a.example\",m.example   | 2 | 4  | white space before a double quote",
            })
    void quotesThatDoNotFit(String row, int line, int column, String message) {
        Diagnostic found = only("id,domain,cert\n" + row + "\nb,b.example,m.example\n");
        assertThat(found.code()).isEqualTo(DiagnosticCode.BAD_TABLE);
        assertThat(found.message()).isEqualTo(message);
        assertThat(found.primary().span().position().line()).isEqualTo(line);
        assertThat(found.primary().span().position().column()).isEqualTo(column);
    }

    @Test
    void raggedRowsAreOneDiagnostic() {
        Diagnostic found = only("id,domain,cert\na,a.example\nb\nc,c.example,m.example,x\nd\n");
        assertThat(found.message()).isEqualTo("row 2 has 2 fields, the header 3; it is one of 4 such rows");
        assertThat(found.related())
                .extracting(Label::text)
                .isEqualTo(List.of("row 3 has 1 field", "row 4 has 4 fields"));
    }

    @Test
    void columnsOfTheHeader() {
        assertThat(only("id,domain,cert,Domain\n").primary().span().text()).isEqualTo("Domain");
        assertThat(only("id,,cert\n").message()).isEqualTo("column 2 of the table has no name");
        Diagnostic missing = only("id,domains,cert\na,a.example,m.example\n");
        assertThat(missing.code()).isEqualTo(DiagnosticCode.UNKNOWN_COLUMN);
        assertThat(missing.help()).contains("did you mean `domains`?");
        assertThat(missing.primary().span().text()).isEqualTo("${p.domain}");
    }

    /** A target speaks of connectors, and a table makes many of one line. */
    @Test
    void whatATargetCannotSayOfManyRowsIsOneDiagnostic() {
        DecisionModel model = compile(rows(100)).model().orElseThrow();
        Target target = new Target() {
            @Override
            public String id() {
                return "nothing";
            }

            @Override
            public String description() {
                return "says nothing";
            }

            @Override
            public List<Artifact> emit(TargetRequest request, DiagnosticSink sink) {
                request.model()
                        .site("office365")
                        .outbound()
                        .forEach(rule -> sink.report(Diagnostic.of(
                                DiagnosticCode.SAID_NEARLY,
                                rule.connector().origin(),
                                "nothing is said of `" + rule.connector().name() + "`")));
                return List.of();
            }
        };
        List<Diagnostic> found = Compiler.emit(
                        new TargetRequest(model, List.of("office365"), "mail", Wish.EXPLICIT), List.of(target))
                .diagnostics();
        assertThat(found).singleElement().satisfies(diagnostic -> {
            assertThat(diagnostic.message())
                    .isEqualTo("nothing is said of `to-p10`; 99 more rows have the same mistake");
            assertThat(diagnostic.primary().span().counterpart()).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id;domain;cert\nbank;bank.example;mx.bank.example\n",
                "\uFEFFid;domain;cert\r\nbank;bank.example;mx.bank.example\r\n",
                "\"id\";\"domain\";\"cert\"\n\"bank\";\"bank.example\";\"a, b\"\n",
                "\n  \nid;domain;cert\nbank;bank.example;1,5\n",
            })
    void columnsBetweenSemicolonsAreOneMistake(String table) {
        Diagnostic found = only(table);
        assertThat(found.code()).isEqualTo(DiagnosticCode.BAD_TABLE);
        assertThat(found.message()).isEqualTo("the columns of the table are separated by `;`, a comma is wanted");
        assertThat(found.primary().span().text()).isEqualTo(";");
        assertThat(found.help().orElseThrow()).startsWith("save it as CSV with commas");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sep=;", "sep=,", "SEP=\t", "\"sep=;\""})
    void theLineByWhichSpreadsheetsAreToldTheSeparatorGoes(String line) {
        Diagnostic found = only("\uFEFF" + line + "\r\nid;domain;cert\r\nbank;bank.example;mx.bank.example\r\n");
        assertThat(found.code()).isEqualTo(DiagnosticCode.BAD_TABLE);
        assertThat(found.primary().span().text()).isEqualTo(line);
        assertThat(found.help().orElseThrow()).startsWith("remove this line");
    }

    @Test
    void tabsTooAndWhereverATableIsRead() {
        assertThat(only("id\tdomain\tcert\nbank\tbank.example\tmx.bank.example\n")
                        .message())
                .contains("separated by a tab");
        CompileResult result = Policies.compile(
                """
                language 1
                organization { domains contoso.com }
                endpoint office365 : exchange-online { tenant contoso.onmicrosoft.com mailboxes from "u.csv" column mail }
                tests from "t.csv"
                """, Map.of("u.csv", "name;mail\nAnn;ann@contoso.com\n", "t.csv", "at;client;message;expect\n"));
        assertThat(result.diagnostics())
                .as(Policies.listing(result))
                .extracting(Diagnostic::code)
                .containsExactly(DiagnosticCode.BAD_TABLE, DiagnosticCode.BAD_TABLE);
    }

    @Test
    void aSemicolonWithinAColumnsNameOrAValueSeparatesNothing() {
        assertThat(compile("id,domain,cert,\"a;b\"\nbank,bank.example,mx.bank.example,x;y\n")
                        .diagnostics())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'bank,,mx.bank.example', domain",
        "'bank,\"\",mx.bank.example', domain",
        "'bank,bank.example,', cert",
        "'\"\",x.example,mx.x.example', id"
    })
    void anEmptyCellIsCalledEmpty(String row, String column) {
        Diagnostic found = only("id,domain,cert\nshop,shop.example,mx.shop.example\n" + row + "\n");
        assertThat(found.message()).isEqualTo("this row has nothing in column `" + column + "`");
        assertThat(found.primary().text()).isEqualTo("row 3, column `" + column + "`");
        assertThat(found.help()).contains("write a value there, or remove the row");
        assertThat(found.fixes()).isEmpty();
    }

    /** What a template puts around the cell changes nothing of what is wrong. */
    @ParameterizedTest
    @ValueSource(strings = {"po_st.example", "post..example", ""})
    void aCellUsedInTwoFormsIsWrongOnce(String domain) {
        CompileResult result = Policies.compile("""
                language 1
                organization { domains contoso.com }
                endpoint office365 : exchange-online { tenant contoso.onmicrosoft.com }
                for each p in "p.csv" {
                  endpoint ${p.id} : partner { domains ${p.domain}, *.${p.domain} }
                  connector from-${p.id} from ${p.id} to office365 when sender .${p.domain} require tls
                }
                """, Map.of("p.csv", "id,domain\npost," + domain + "\n"));
        assertThat(result.diagnostics()).as(Policies.listing(result)).hasSize(1);
    }

    @Test
    void rowsWithoutAValueForAListAreSaidOnce() {
        CompileResult result =
                Policies.compile("""
                language 1
                organization { domains contoso.com }
                endpoint office365 : exchange-online { tenant contoso.onmicrosoft.com mailboxes from "u.csv" column mail }
                """, Map.of("u.csv", "name,mail\nAnn,ann@contoso.com\nBob,\nCid,\"\"\nDan, \n"));
        assertThat(result.diagnostics()).singleElement().satisfies(found -> {
            assertThat(found.code()).isEqualTo(DiagnosticCode.BAD_TABLE);
            assertThat(found.isError()).isFalse();
            assertThat(found.message())
                    .isEqualTo("row 3 has nothing in column `mail`; 2 more rows have nothing there: they count for"
                            + " nothing here");
            assertThat(found.related()).extracting(Label::text).containsExactly("used here", "row 4", "row 5");
        });
        assertThat(result.model()).isPresent();
    }

    /** How it is to be written is told, and what is read meanwhile is a guess: no second mistake. */
    @Test
    void aColumnInOtherSignsIsToldOnce() {
        for (String written : new String[] {"$p.id-x", "$p.idd", "%{p.idd}", "{{p.idd}}"}) {
            Mistakes told = Mistakes.in(
                    "endpoint hub : server { hosts h.contoso.com cert h.contoso.com mailboxes contoso.com }\n"
                            + "organization { domains contoso.com }\nfor each p in \"p.csv\" {\n  endpoint " + written
                            + " : partner { domains ${p.domain} }\n}\n",
                    Map.of("p.csv", "id,domain\na,a.example\n"));
            assertThat(told.codes())
                    .as(written)
                    .containsOnlyOnce(DiagnosticCode.BAD_COLUMN_WORD)
                    .doesNotContain(DiagnosticCode.UNKNOWN_COLUMN);
        }
    }
}
