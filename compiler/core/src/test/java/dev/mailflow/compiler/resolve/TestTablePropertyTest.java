package dev.mailflow.compiler.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.TestCase;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.testing.Policies;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

final class TestTablePropertyTest {
    private static final String POLICY = """
            language 1
            organization contoso { domains contoso.com }
            endpoint office365 : exchange-online { hosts cloud.contoso.com mailboxes contoso.com }
            connector in from onprem to office365 require tls cert m.contoso.com
            tests from "t.csv"
            """;

    private static final List<String> OUTCOMES =
            List.of("deliver", "deliver by in", "reject tls-required", "send to internet by internet");

    private static final List<String> SCRAPS = List.of(
            "",
            "\"",
            "\"\"",
            ",",
            "\n",
            "\r\n",
            "\r",
            "{",
            "}",
            "#",
            "<>",
            "->",
            "deliver",
            "expect",
            "client mailbox",
            "\uFEFF",
            "\uD83D",
            "😀",
            "\u0000",
            "header",
            "size",
            "*",
            "test \"\" at office365 {",
            "${x}",
            "\t",
            "\u2028");

    /** However it is quoted, spaced and ended: the expectation's place is what stands in its cell. */
    @Property(tries = 300)
    void placesAreExact(@ForAll long seed) {
        Random random = new Random(seed);
        String end = List.of("\n", "\r\n", "\r").get(random.nextInt(3));
        List<String> columns = new ArrayList<>(List.of("test", "at", "client", "message", "expect", "remote"));
        Collections.shuffle(columns, random);
        List<String> outcomes = new ArrayList<>();
        StringBuilder table = new StringBuilder(random.nextBoolean() ? "\uFEFF" : "");
        table.append(String.join(",", columns)).append(end);
        for (int row = 0; row < 1 + random.nextInt(4); row++) {
            String outcome = OUTCOMES.get(random.nextInt(OUTCOMES.size()));
            outcomes.add(outcome);
            Map<String, String> cells = Map.of(
                    "test",
                    "case " + row + (random.nextBoolean() ? ", \"quoted\"" + end + "and 😀 long" : ""),
                    "at",
                    "office365",
                    "client",
                    "192.0.2.1 tls 1.3 cert a.example, b.example",
                    "message",
                    "a@b.example -> c@contoso.com header X-A \"v, w\"",
                    "expect",
                    outcome,
                    "remote",
                    random.nextBoolean() ? "" : "no tls");
            table.append(String.join(
                            ",",
                            columns.stream()
                                    .map(column -> written(cells.getOrDefault(column, ""), random))
                                    .toList()))
                    .append(end);
        }
        CompileResult result = Policies.compile(POLICY, Map.of("t.csv", table.toString()));
        assertThat(result.hasErrors()).as(Policies.listing(result) + table).isFalse();
        assertThat(result.tests()).hasSameSizeAs(outcomes);
        for (int i = 0; i < outcomes.size(); i++) {
            TestCase test = result.tests().get(i);
            assertThat(test.expectation().origin().text()).isEqualTo(outcomes.get(i));
            assertThat(test.title()).startsWith("case " + i);
            assertThat(test.message().headers().get(0).value()).isEqualTo("v, w");
        }
    }

    private static String written(String value, Random random) {
        String spaced = " ".repeat(random.nextInt(3)) + value + " ".repeat(random.nextInt(3));
        boolean quoted = random.nextBoolean() || value.matches("(?s).*[,\"\r\n].*");
        return quoted ? "\"" + spaced.replace("\"", "\"\"") + "\"" : spaced.stripLeading();
    }

    /** Whatever is in the table, it is read or complained of at a place in it, once. */
    @Property(tries = 400)
    void anyTableIsReadOrComplainedOf(@ForAll long seed) {
        Random random = new Random(seed);
        StringBuilder table = new StringBuilder("test,at,client,message,expect,remote\n"
                + "one,office365,192.0.2.1 tls 1.3 cert a.example,a@b.example -> c@contoso.com,deliver,\n"
                + "\"two \"\"2\"\"\",office365,mailbox,\"a@contoso.com -> x@y.example header X-A \"\"v\"\"\",send to"
                + " internet,no tls\n");
        for (int i = 0; i <= random.nextInt(4); i++) {
            int at = random.nextInt(table.length());
            table.replace(
                    at, Math.min(table.length(), at + random.nextInt(6)), SCRAPS.get(random.nextInt(SCRAPS.size())));
        }
        CompileResult result = Policies.compile(POLICY, Map.of("t.csv", table.toString()));
        assertThat(result.model().isPresent()).isEqualTo(!result.hasErrors());
        assertThat(new HashSet<>(result.diagnostics())).hasSameSizeAs(result.diagnostics());
        for (Diagnostic diagnostic : result.diagnostics()) {
            Span place = diagnostic.primary().span();
            assertThat(place.file().path()).as(diagnostic.message()).isIn("t.csv", Policies.ROOT);
            // The text that a row is read as is no file of the user's.
            assertThat(place.file().text()).isIn(table.toString(), POLICY);
            diagnostic
                    .fixes()
                    .forEach(fix -> assertThat(fix.replace().file().text()).isIn(table.toString(), POLICY));
            diagnostic
                    .related()
                    .forEach(label -> assertThat(label.span().file().text()).isIn(table.toString(), POLICY));
        }
        for (TestCase test : result.tests()) {
            assertThat(test.origin().file().path()).isEqualTo("t.csv");
            assertThat(test.expectation().origin().text()).isNotBlank();
        }
    }
}
