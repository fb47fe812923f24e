package dev.mailflow.compiler.targets.javaclass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.TargetRequest;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import dev.mailflow.compiler.testing.BoundaryMessages;
import dev.mailflow.compiler.testing.Policies;
import dev.mailflow.runtime.RoutingPolicy;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a generated class must bear: any name, any number. */
class JavaTargetTest {
    @ParameterizedTest
    @EnumSource(Shape.class)
    void everyNameOfTheLanguageMakesAJavaName(Shape shape) {
        DecisionModel model = model("""
                language 1
                organization { domains contoso.com }
                endpoint class    : server { hosts a.contoso.com  cert a.contoso.com }
                endpoint Class    : server { hosts b.contoso.com  cert b.contoso.com }
                endpoint 1-2      : server { hosts c.contoso.com  cert c.contoso.com }
                endpoint _        : server { hosts d.contoso.com  cert d.contoso.com }
                endpoint bank     : partner { domains bank.example }
                connector class     from class to Class when sender one@contoso.com
                connector CLASS     from Class to class
                connector bank-in   from bank to 1-2
                connector bank_in   from bank to 1-2 when sender clerk@bank.example
                connector mailbox-  from _ to 1-2
                connector INTERNET  from internet to _
                connector 9         from 1-2 to internet
                """);
        assertSame(model, shape);
    }

    /** The limits of a class file: 64 KiB a method, 65 535 constants. */
    @Test
    void thousandsOfConnectorsAreCompiledAndDecideAsTheInterpreter() {
        StringBuilder text = new StringBuilder("""
                language 1
                organization { domains contoso.com }
                endpoint hub : server { hosts hub.contoso.com  cert hub.contoso.com }
                """);
        for (int i = 0; i < 3000; i++) {
            String pattern = (i % 2 == 0 ? "" : ".") + "p" + i + ".example";
            text.append("endpoint p")
                    .append(i)
                    .append(" : partner { domains ")
                    .append(pattern)
                    .append(" }\n");
            text.append("connector in").append(i).append(" from p").append(i);
            text.append(" to hub require tls 1.2 cert mail.p").append(i).append(".example network 10.");
            text.append(i / 256).append('.').append(i % 256).append(".0/24\n");
            text.append("connector out").append(i).append(" from hub to p").append(i);
            text.append(" via mx require tls cert mail.p").append(i).append(".example\n");
        }
        DecisionModel model = model(text.toString());
        assertThat(Shape.of(model, model.site("hub"))).isEqualTo(Shape.TABLE);
        RoutingPolicy policy =
                Objects.requireNonNull(Compiled.of(model, Shape.TABLE).get("hub"));
        BoundaryMessages messages = new BoundaryMessages(model, "hub");
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            Message message = messages.message(random);
            assertThat(policy.decide(RuntimeValues.transaction(message)))
                    .isEqualTo(RuntimeValues.decision(Interpreter.decide(model, "hub", message)));
        }
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void aTextOfTheUserNeverEndsACommentOrAString(Shape shape) {
        DecisionModel model = model("""
                language 1
                organization { domains contoso.com, büro.example }
                endpoint hub : server { hosts hub.contoso.com  cert hub.contoso.com  mailboxes "o\\'b"@contoso.com }
                endpoint bank : partner { domains bank.example }
                connector in from bank to hub when header X-Note "*/ \\u000a \\" $T", "ü	tab" require tls
                    otherwise reject 550 5.7.1 "no */ $L $$ \\\\u0022 here"
                """.replace("mailboxes \"o\\'b\"@contoso.com", "mailboxes o'b@contoso.com"));
        assertSame(model, shape);
    }

    @Test
    void theSameModelGivesTheSameText() {
        DecisionModel model = model("language 1\nfrom onprem to office365 require tls cert *.contoso.com\n");
        assertThat(emit(model)).isEqualTo(emit(model));
    }

    @Test
    void smallPoliciesArePlainJava() {
        DecisionModel model = model("language 1\nfrom onprem to office365 require tls cert *.contoso.com\n");
        List<Artifact> artifacts = emit(model);
        assertThat(artifacts)
                .extracting(Artifact::path)
                .containsExactly("mail/OnpremRouting.java", "mail/Office365Routing.java");
        assertThat(artifacts.get(1).text())
                .contains("// from onprem to office365 require tls cert *.contoso.com")
                .contains("DomainName DOMAIN_CONTOSO_COM = DomainName.of(\"contoso.com\");")
                .contains("if (Matching.hasCertificateOneBelow(t, DOMAIN_CONTOSO_COM))");
    }

    @Test
    void domainsThatDifferInSignsAloneAreConstantsOfTheirOwn() {
        DecisionModel model = model("""
                language 1
                organization { domains a-b.com, a.b.com }
                endpoint onprem : server { hosts mx.a-b.com  cert mx.a-b.com }
                endpoint p : partner { domains .a-b.c }
                connector in from p to onprem require cert a.b.c, *.a-b.c
                """);
        assertThat(emit(model).get(0).text())
                .contains("DomainName DOMAIN_A_B_COM = DomainName.of(\"a-b.com\");")
                .contains("DomainName DOMAIN_A_B_COM_2 = DomainName.of(\"a.b.com\");");
    }

    private static List<Artifact> emit(DecisionModel model) {
        List<String> sites =
                model.sites().stream().map(DecisionModel.Site::name).toList();
        return new JavaTarget().emit(new TargetRequest(model, sites, "mail", Wish.DEFAULT), diagnostic -> {
            throw new AssertionError(diagnostic.message());
        });
    }

    private static void assertSame(DecisionModel model, Shape shape) {
        Map<String, RoutingPolicy> policies = Compiled.of(model, shape);
        assertThat(policies).hasSize(model.sites().size());
        Random random = new Random(11);
        policies.forEach((site, policy) -> {
            BoundaryMessages messages = new BoundaryMessages(model, site);
            for (int i = 0; i < 500; i++) {
                Message message = messages.message(random);
                assertThat(policy.decide(RuntimeValues.transaction(message)))
                        .isEqualTo(RuntimeValues.decision(Interpreter.decide(model, site, message)));
            }
        });
    }

    private static DecisionModel model(String text) {
        var result = Policies.compile(text);
        return result.model()
                .orElseThrow(() -> new AssertionError(result.diagnostics().toString()));
    }
}
