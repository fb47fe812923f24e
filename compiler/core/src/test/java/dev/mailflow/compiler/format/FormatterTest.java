package dev.mailflow.compiler.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FormatterTest {
    private static void formats(String text, String expected) {
        assertThat(FormatterPropertyTest.formatted(text)).isEqualTo(expected);
        assertThat(FormatterPropertyTest.formatted(expected))
                .as("a second time")
                .isEqualTo(expected);
    }

    @Test
    void blocksHaveTheirValuesInOneColumn() {
        formats("organization contoso{domains contoso.com ,fabrikam.com relay domains x.example hop-limit 25}", """
                organization contoso {
                  domains       contoso.com, fabrikam.com
                  relay domains x.example
                  hop-limit     25
                }
                """);
    }

    @Test
    void anEndpointStaysOnItsLineUntilTheLineIsBroken() {
        formats("""
                endpoint a:partner{domains a.example}
                endpoint long-name : device { networks 192.0.2.1 cert a.example }
                endpoint b : server {
                  hosts mx.example }
                endpoint c : server {}
                """, """
                endpoint a         : partner { domains a.example }
                endpoint long-name : device  { networks 192.0.2.1  cert a.example }

                endpoint b : server {
                  hosts mx.example
                }

                endpoint c : server {}
                """);
    }

    /** On one line the last word would be a value without a comma. */
    @Test
    void wordsThatNameNoPropertyKeepTheirLines() {
        formats("""
                endpoint a : internet { unheard x
                  organis }
                """, """
                endpoint a : internet {
                  unheard x
                  organis
                }
                """);
    }

    /** A dash behind a comma is a value, however wrong: not a list of another language. */
    @Test
    void aDashMayBeginALine() {
        String values =
                IntStream.range(0, 9).mapToObj(i -> "partner-" + i + ".example").collect(Collectors.joining(", "));
        String once = FormatterPropertyTest.formatted("domains all = " + values + ", -, b.example");
        assertThat(once).contains("\n              -,\n");
        assertThat(FormatterPropertyTest.formatted(once)).isEqualTo(once);
    }

    @Test
    void aConnectorThatIsTooLongHasAClauseOnEachLine() {
        formats("""
                connector a from bank to office365 when sender bank.example require tls 1.2 cert *.contosobank.com size 10MiB
                  otherwise reject 550 5.7.51 "no"
                connector longer from bank to office365
                    may relay
                """, """
                connector a      from bank to office365
                  when sender bank.example
                  require tls 1.2 cert *.contosobank.com size 10MiB
                  otherwise reject 550 5.7.51 "no"
                connector longer from bank to office365 may relay
                """);
    }

    @Test
    void aListThatIsTooLongHasAValueOnEachLine() {
        String values =
                IntStream.range(0, 9).mapToObj(i -> "partner-" + i + ".example").collect(Collectors.joining(","));
        formats(
                "domains all=" + values + " domains few = a.example",
                "domains all = partner-0.example,\n"
                        + IntStream.range(1, 9)
                                .mapToObj(i -> "              partner-" + i + ".example")
                                .collect(Collectors.joining(",\n"))
                        + "\ndomains few = a.example\n");
    }

    @Test
    void commentsStayWhereTheyAre() {
        formats("""

                # The file.

                # Ours.
                networks office = 192.0.2.1 # first
                   , 192.0.2.2   #second
                connector a from b to c   # head
                  # own line
                  may relay # last
                # Under all.
                for each p in "p.csv" { # columns
                  # only this
                }
                #end
                """, """
                # The file.

                # Ours.
                networks office = 192.0.2.1,  # first
                                  192.0.2.2   #second
                connector a from b to c       # head
                  # own line
                  may relay  # last

                # Under all.
                for each p in "p.csv" {  # columns
                  # only this
                }
                #end
                """);
    }

    @Test
    void claimsAndTestsStandInColumns() {
        formats("""
                assert no message from internet reaches internet
                assert every message to bank leaves with tls
                test "t" at office365 { client mailbox message a@a.example->b@b.example expect deliver by x }
                """, """
                assert no    message from internet reaches internet
                assert every message to bank leaves with tls

                test "t" at office365 {
                  client  mailbox
                  message a@a.example -> b@b.example
                  expect  deliver by x
                }
                """);
    }

    @Test
    void lineEndsStayAndAByteOrderMarkGoes() {
        formats("\uFEFFlanguage   1\r\nfrom a to b\n", "language 1\r\nfrom a to b\r\n");
        formats("# only a comment", "# only a comment\n");
        formats(" \n\n", "");
    }

    @Test
    void aFileWithMistakesIsNotFormatted() {
        List<Diagnostic> found = new ArrayList<>();
        assertThat(Formatter.format(new SourceFile("a.mailflow", "conector a from b to c"), found::add))
                .isEmpty();
        assertThat(found).hasSize(1);
    }
}
