package dev.mailflow.compiler.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.TestCase;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.testing.Policies;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the parts of a test stand in its table. */
final class TestTableTest {
    private static final String HEAD = """
            language 1
            organization contoso { domains contoso.com }
            endpoint office365 : exchange-online { hosts cloud.contoso.com mailboxes contoso.com }
            connector in from onprem to office365 require tls cert m.contoso.com
            """;

    private static CompileResult compile(String table) {
        return Policies.compile(HEAD + "tests from \"t.csv\"\n", Map.of("t.csv", table));
    }

    private static Diagnostic only(String table) {
        CompileResult result = compile(table);
        assertThat(result.diagnostics()).as(Policies.listing(result)).hasSize(1);
        return result.diagnostics().get(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void placesAreThoseOfTheCellWhateverEndsALine(String end) {
        String table = String.join(
                end,
                "\uFEFFtest,at,client,message,expect",
                "\"a \"\"title\"\",",
                "of two lines\", office365 ,192.0.2.1,a@b.example -> c@contoso.com,\" deliver\"",
                "second,office365,192.0.2.1,\"a@b.example -> c@contoso.com header X-Part \"\"a, b\"\" size 9XB\",deliver");
        Diagnostic found = only(table);
        assertThat(found.code()).isEqualTo(DiagnosticCode.BAD_SIZE);
        assertThat(found.primary().span().text()).isEqualTo("9XB");
        assertThat(found.primary().span().file().path()).isEqualTo("t.csv");
        assertThat(found.primary().span().line()).isEqualTo(4);
        CompileResult good = compile(table.replace("9XB", "9"));
        assertThat(good.diagnostics()).as(Policies.listing(good)).isEmpty();
        TestCase first = good.tests().get(0);
        assertThat(first.title()).isEqualTo("a \"title\"," + end + "of two lines");
        assertThat(first.expectation().origin().text()).isEqualTo("deliver");
        assertThat(first.expectation().origin().line()).isEqualTo(3);
        assertThat(good.tests().get(1).message().headers())
                .extracting(header -> header.value())
                .containsExactly("a, b");
    }

    @Test
    void rowsWithoutATitleAreToldApartByTheirTable() {
        String row = "at,client,message,expect\noffice365,192.0.2.1,a@b.example -> c@contoso.com,deliver\n";
        CompileResult result = Policies.compile(
                HEAD + "tests from \"t.csv\"\ntests from \"u.csv\"\n", Map.of("t.csv", row, "u.csv", row));
        assertThat(result.diagnostics()).as(Policies.listing(result)).isEmpty();
        assertThat(result.tests()).extracting(TestCase::title).containsExactly("row 2 of t.csv", "row 2 of u.csv");
    }

    @Test
    void aFixIsOfferedInTheCell() {
        Diagnostic found =
                only("at,client,message,expect\noffice365,192.0.2.1,a@b.example -> c@contoso.com,\"delivr\"\n");
        assertThat(found.primary().span().text()).isEqualTo("delivr");
        assertThat(found.primary().text()).isEqualTo("row 2, column `expect`");
        assertThat(found.fixes()).singleElement().satisfies(fix -> {
            assertThat(fix.replace()).isEqualTo(found.primary().span());
            assertThat(fix.with()).isEqualTo("deliver");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mailbox expect deliver",
                "mailbox message a@b.example -> c@contoso.com",
                "mailbox } test \"\" at office365 { client mailbox",
                "mailbox } endpoint x : partner { domains x.example } test \"t\" at office365 {",
            })
    void aCellHoldsItsLineAlone(String client) {
        Diagnostic found = only("at,client,message,expect\noffice365,\"" + client.replace("\"", "\"\"")
                + "\",a@contoso.com -> c@contoso.com,deliver\n");
        assertThat(found.code()).isIn(DiagnosticCode.STRAY_TEST_LINE, DiagnosticCode.UNFINISHED);
        assertThat(found.primary().span().line()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.1 tls 1.3 cert,a@contoso.com -> c@contoso.com,deliver",
                "mailbox,a@contoso.com ->,deliver",
                "mailbox,a@contoso.com -> c@contoso.com header,deliver",
                "mailbox,a@contoso.com -> c@contoso.com,send via",
                "mailbox,a@contoso.com -> c@contoso.com,deliver by",
            })
    void anUnfinishedCellIsTheOneThatIsNamed(String cells) {
        Diagnostic found = only("at,client,message,expect\noffice365," + cells + "\n");
        assertThat(found.code()).isEqualTo(DiagnosticCode.UNFINISHED);
        assertThat(cells.split(",", -1)).contains(found.primary().span().text());
    }
}
