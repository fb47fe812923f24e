package dev.mailflow.compiler.targets.testresource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.driver.CompileRequest;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.driver.Compiler;
import dev.mailflow.compiler.resolve.SourceLoader;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.PolicySource;
import dev.mailflow.compiler.target.TargetRequest;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is told of a policy, and how much of a large one. */
final class TestResourceTargetTest {
    private static final String SMALL = """
            language 1
            organization o { domains contoso.com }
            endpoint office365 : exchange-online { cert cloud.contoso.com  hosts cloud.contoso.com }
            endpoint onprem : server { cert mail.contoso.com  hosts mail.contoso.com  mailboxes ann@contoso.com }
            connector in from onprem to office365 when header X-Way "a\tb", "c" require tls 1.2 size 10MiB
            connector off from onprem to office365 when network 192.0.2.1 disabled
            test "a \\"quoted\\" title" at office365 {
              client  192.0.2.1 tls 1.3 cert mail.contoso.com
              message <> -> ann@contoso.com size 7
              expect  deliver by in
            }
            tests from "cases/some.csv"
            """;

    private static final String CASES = """
            test,at,client,message,remote,expect
            a row,office365,mailbox,bob@contoso.com -> ann@contoso.com,,deliver
            """;

    @Test
    void namesEveryBoundaryAndTest() {
        Artifact facts = emit("policies/inner/small.mailflow", "inner/small.mailflow", SMALL);
        assertThat(facts.path()).isEqualTo("META-INF/mailflow/inner/small.mailflow.facts");
        assertThat(facts.text())
                .startsWith("mailflow-facts\t1\npolicy\tinner/small.mailflow\nhop-limit\t100\naccepted\tcontoso.com\n")
                .contains("mailbox\tann@contoso.com\tonprem\n")
                .contains("site\toffice365\texchange-online\tmail.Office365Routing\n")
                .contains("in\tin\tonprem\tserver\ncert\tmail.contoso.com\nheader\tx-way\ta\\tb\tc\n"
                        + "require-tls\t1.2\nrequire-size\t10485760\n")
                .contains("out\tin\toffice365\texchange-online\n")
                .contains("recipient\t*\nheader\tx-way\ta\\tb\tc\n")
                .doesNotContain("in\toff\t")
                .contains("test\ta \"quoted\" title\tinner/small.mailflow\t7\toffice365\n"
                        + "client\t192.0.2.1\ntls\t1.3\tmail.contoso.com\nto\tann@contoso.com\nsize\t7\nhops\t0\n"
                        + "expect\tdeliver\nby\tin\n")
                .contains("test\ta row\tinner/cases/some.csv\t2\toffice365\nsubmitted\nfrom\tbob@contoso.com\n");
    }

    @Test
    void ofALargePolicyAPartIsToldThatIsSpreadOverAllOfIt() {
        StringBuilder text = new StringBuilder("language 1\norganization o { domains contoso.com }\n"
                + "endpoint hub : server { cert hub.contoso.com  hosts hub.contoso.com }\n");
        int partners = 5_000;
        for (int i = 0; i < partners; i++) {
            text.append("endpoint p")
                    .append(i)
                    .append(" : partner { domains p")
                    .append(i)
                    .append(".example }\n");
            text.append("connector c").append(i).append(" from p").append(i).append(" to hub require tls\n");
        }
        String facts = emit("large.mailflow", "large.mailflow", text.toString()).text();
        assertThat(facts)
                .contains("sampled\tin\t2000\t5000\n")
                .contains("in\tc0\t")
                .contains("in\tc999\t");
        assertThat(facts.lines().filter(line -> line.startsWith("in\t"))).hasSize(FactsWriter.MOST_RULES);
        assertThat(facts.length()).isLessThan(200_000);
    }

    @Test
    void spreadKeepsBothEnds() {
        List<Integer> all = java.util.stream.IntStream.range(0, 1000).boxed().toList();
        assertThat(FactLines.spread(all, 5)).containsExactly(0, 249, 499, 749, 999);
        assertThat(FactLines.spread(all, 1000)).isEqualTo(all);
    }

    @Test
    void nothingIsToldOfAModelWithoutAText() {
        DecisionModel model = compile("small.mailflow", SMALL).model().orElseThrow();
        assertThat(new TestResourceTarget().emit(new TargetRequest(model, List.of(), "", Wish.EXPLICIT), d -> {}))
                .isEmpty();
    }

    private static Artifact emit(String path, String name, String text) {
        CompileResult compiled = compile(path, text);
        DecisionModel model = compiled.model().orElseThrow(() -> new AssertionError(compiled.diagnostics()));
        TargetRequest request = new TargetRequest(
                        model,
                        model.sites().stream().map(DecisionModel.Site::name).toList(),
                        "mail",
                        Wish.DEFAULT)
                .of(new PolicySource(name, path, compiled.tests()));
        List<Artifact> artifacts = new TestResourceTarget().emit(request, diagnostic -> {
            throw new AssertionError(diagnostic.message());
        });
        assertThat(artifacts).hasSize(1);
        return artifacts.get(0);
    }

    private static CompileResult compile(String path, String text) {
        Map<String, String> files = Map.of("policies/inner/cases/some.csv", CASES, "cases/some.csv", CASES);
        SourceLoader loader = wanted -> files.containsKey(wanted)
                ? new SourceLoader.Loaded.Found(new SourceFile(wanted, files.get(wanted)))
                : new SourceLoader.Loaded.Unreadable("no such file");
        return Compiler.compile(new CompileRequest(new SourceFile(path, text), loader));
    }
}
