package dev.mailflow.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.TestRunner;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.testing.Policies;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The message that a tie shows is one that the interpreter gives to either connector, once the other is gone. */
class TieWitnessTest {
    private static final String HEAD = """
            language 1
            organization o { domains a.example relay domains .r.example }
            endpoint c : exchange-online { tenant t.onmicrosoft.com mailboxes a.example }
            endpoint s : server { hosts s.a.example cert s.a.example mailboxes john@a.example }
            endpoint d : device { networks 10.0.0.0/8, 2001:db8::/32 }
            endpoint e : device { networks 10.0.0.0/8, 2001:db8::/32 }
            endpoint f : service { cert *.f.example networks 192.0.2.0/24 hosts f.example }
            endpoint g : service { cert *.f.example networks 192.0.2.0/24 hosts f.example }
            endpoint p : partner { domains .p.example }
            endpoint q : partner { domains .p.example }
            """;

    private static final Pattern WITNESS = Pattern.compile("both take `client (.*?)`, `message (.*)`$");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from d to c; from e to c",
                "from f to c; from g to c",
                "from f to c when cert x.a.example, *.f.example; from g to c when cert x.a.example, *.f.example",
                "from d to c when network 10.1.0.0/16; from e to c when network 10.1.0.0/16",
                "from s to c when sender a.example recipient *.r.example; from s to c when sender a.example recipient *.r.example",
                "from s to c when header X-A \"1\", \"2\"; from s to c when header X-A \"1\", \"2\"",
                "from p to c; from q to c",
                "from p to c when network 192.0.2.0/24; from q to c when network 192.0.2.64/28",
                "from p to c when recipient .r.example; from q to c when recipient x.r.example",
                "from p to c when header X-A \"1\", \"2\"; from q to c when header X-A \"2\" header X-B",
                "from internet to c; from internet to c require tls",
                "from internet to c when cert a.x.example; from internet to c when cert b.x.example",
                "from internet to c when sender <>; from internet to c when sender <>",
                "from c to p; from c to q",
                "from c to p when sender john@a.example; from c to q when sender a.example",
                "from c to f when recipient x.example; from c to g when recipient x.example",
                "from c to f when recipient *; from c to internet",
                "from c to p when header X-A \"1\"; from c to q when header X-B \"7\""
            })
    void isTakenByBoth(String pair) {
        String[] connectors = pair.split("; ");
        String first = "connector one " + connectors[0] + "\n";
        String second = "connector two " + connectors[1] + "\n";
        CompileResult result = Policies.compile(HEAD + first + second);
        List<Diagnostic> errors =
                result.diagnostics().stream().filter(Diagnostic::isError).toList();
        assertThat(errors).extracting(Diagnostic::code).containsExactly(DiagnosticCode.SAME_CRITERIA);
        Matcher witness = WITNESS.matcher(errors.get(0).help().orElseThrow());
        assertThat(witness.find()).as(errors.get(0).help().orElseThrow()).isTrue();
        boolean outbound = connectors[0].startsWith("from c ");
        for (String name : List.of("one", "two")) {
            String test = "test \"t\" at c {\n  client " + witness.group(1) + "\n  message " + witness.group(2)
                    + "\n  expect "
                    + (outbound ? "send via " + name : "deliver by " + name) + "\n}\n";
            CompileResult alone = Policies.compile(HEAD + (name.equals("one") ? first : second) + test);
            TestRunner.Result ran = TestRunner.run(
                    alone.model().orElseThrow(() -> new AssertionError(test + Policies.listing(alone))),
                    alone.tests().get(0));
            if (ran instanceof TestRunner.Failed failed) {
                // R4 refuses what was selected: attributed to the connector all the same.
                assertThat(failed.differences())
                        .as(test + failed.explanation().verdict().words())
                        .noneMatch(difference -> outbound || difference.part() == TestRunner.Part.ATTRIBUTION);
            }
        }
    }
}
