package dev.mailflow.compiler.targets.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.TargetRequest;
import dev.mailflow.compiler.testing.Policies;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Smart hosts by sender: what the tables leave to the sender, and what is told where they cannot. */
class SenderRoutesTest {
    private static final String POLICY = """
            language 1
            organization { domains r.example }
            endpoint relay : server { software postfix hosts relay.r.example networks 192.0.2.1 }
            endpoint smart : service { hosts smart.isp.example }
            endpoint bank  : partner { domains bank.example }
            """;

    private static final String SMART = "connector s from relay to smart when sender k1.example recipient *\n";

    private static List<Artifact> emit(String policy, List<Diagnostic> found) {
        DecisionModel model = Policies.model(policy);
        return new PostfixTarget()
                .emit(new TargetRequest(model, List.of("relay"), "", TargetRequest.Wish.EXPLICIT), found::add);
    }

    private static String file(List<Artifact> artifacts, String name) {
        return artifacts.stream()
                .filter(artifact -> artifact.path().endsWith(name))
                .map(Artifact::text)
                .findFirst()
                .orElse("");
    }

    /** transport(5): a domain as key names nothing below it, so what is there still goes by its sender. */
    @Test
    void whatIsBelowAnotherConnectorsDomainGoesByItsSender() {
        List<Diagnostic> found = new ArrayList<>();
        List<Artifact> artifacts = emit(
                POLICY + SMART + "connector p from relay to bank when recipient bank.example require tls\n", found);
        assertThat(found).noneMatch(Diagnostic::isError);
        assertThat(file(artifacts, "tables/transport").lines().filter(line -> !line.startsWith("#")))
                .containsExactlyInAnyOrder("bank.example  smtp:", "r.example     :");
        assertThat(file(artifacts, "tables/transport_by_sender")).contains("smtp:[smart.isp.example]");
        assertThat(file(artifacts, "tables/tls_policy").lines().filter(line -> !line.startsWith("#")))
                .containsExactly("bank.example  encrypt");
    }

    /** A sender's way to recipients that another connector names cannot be said; the finding speaks of them as the policy does. */
    @Test
    void namedRecipientsCannotGoByTheirSender() {
        List<Diagnostic> found = new ArrayList<>();
        List<Artifact> artifacts = emit(
                POLICY
                        + "connector s from relay to smart when sender k1.example recipient *.bank.example, teller@bank.example\n",
                found);
        assertThat(artifacts).isEmpty();
        assertThat(found)
                .filteredOn(Diagnostic::isError)
                .singleElement()
                .satisfies(diagnostic -> assertThat(diagnostic.message())
                        .doesNotContain("mailflow-other")
                        .containsAnyOf("`teller@bank.example`", "addresses below `bank.example`"));
    }

    @Test
    void whatIsBelowADomainIsCalledSo() {
        List<Diagnostic> found = new ArrayList<>();
        emit(POLICY + "connector s from relay to smart when sender k1.example recipient *.bank.example\n", found);
        assertThat(found)
                .filteredOn(Diagnostic::isError)
                .singleElement()
                .satisfies(diagnostic ->
                        assertThat(diagnostic.message()).contains("`s` would route addresses below `bank.example` so"));
    }

    /** Not one after the other has been taken out. */
    @Test
    void eachConnectorThatRoutesANamedRecipientByItsSenderIsTold() {
        List<Diagnostic> found = new ArrayList<>();
        emit(
                POLICY
                        + "connector s from relay to smart when sender k1.example recipient bank.example\n"
                        + "connector t from relay to smart when sender k2.example recipient bank.example\n",
                found);
        assertThat(found.stream().filter(Diagnostic::isError).map(Diagnostic::message))
                .hasSize(2)
                .anySatisfy(message -> assertThat(message).contains("`s` would route `bank.example` so"))
                .anySatisfy(message -> assertThat(message).contains("`t` would route `bank.example` so"));
    }

    /** R9 by sender is no question that a table of recipients answers: told. */
    @Test
    void whatGoesBackByItsSenderIsTold() {
        String smart = POLICY.replace("hosts smart.isp.example", "hosts smart.isp.example networks 192.0.2.9") + SMART;
        for (String right : List.of("may relay", "no relay")) {
            List<Diagnostic> found = new ArrayList<>();
            assertThat(emit(smart + "connector back from smart to relay " + right + "\n", found))
                    .isNotEmpty();
            assertThat(found.stream().map(Diagnostic::message))
                    .filteredOn(message -> message.contains("goes back to it by `s`"))
                    .hasSize(right.equals("may relay") ? 1 : 0);
        }
    }
}
