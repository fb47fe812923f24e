package dev.mailflow.compiler.targets.javaclass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.RemoteOffer;
import dev.mailflow.compiler.decision.TestCase;
import dev.mailflow.compiler.decision.Verdict;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.targets.javaclass.ContractCases.Group;
import dev.mailflow.compiler.targets.javaclass.ContractCases.Row;
import dev.mailflow.compiler.testing.Policies;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.Reason;
import dev.mailflow.runtime.RemoteTls;
import dev.mailflow.runtime.Route;
import dev.mailflow.runtime.RoutingPolicy;
import dev.mailflow.runtime.TlsDemand;
import dev.mailflow.runtime.TlsDemand.DestinationPolicy;
import dev.mailflow.runtime.TlsVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The sentences of language.md, sections 2 and 3: the interpreter and both generated classes, from text to verdict. */
class ContractTest {
    private static final List<String> FILES = List.of("source.txt", "routing.txt", "parts.txt");

    /** Each is asked of the interpreter and of two classes. */
    private static final int LEAST_ROWS = 180;

    @Test
    void noRowIsLost() {
        assertThat(FILES.stream()
                        .flatMap(file -> ContractCases.read(file).stream())
                        .mapToInt(group -> group.rows().size())
                        .sum())
                .isGreaterThanOrEqualTo(LEAST_ROWS);
    }

    @TestFactory
    Stream<DynamicContainer> sentences() {
        return FILES.stream().flatMap(file -> ContractCases.read(file).stream()).map(ContractTest::container);
    }

    /** One mistake, one message. */
    @TestFactory
    Stream<DynamicTest> refusedPolicies() {
        return ContractCases.refused("refused.txt").stream()
                .map(refused -> DynamicTest.dynamicTest(refused.sentence(), () -> {
                    CompileResult result = Policies.compile(refused.policy());
                    assertThat(result.diagnostics().stream()
                                    .filter(Diagnostic::isError)
                                    .map(diagnostic -> diagnostic.code().id()))
                            .as("%s%n%s", refused.sentence(), Policies.listing(result))
                            .containsExactly(refused.code());
                }));
    }

    /** What the compiler notices by itself (section 5), and where it has nothing to say; no more and no less. */
    @TestFactory
    Stream<DynamicTest> noticedPolicies() {
        return ContractCases.refused("noticed.txt").stream()
                .map(noticed -> DynamicTest.dynamicTest(noticed.sentence(), () -> {
                    CompileResult result = Policies.compile("language 1 " + noticed.policy());
                    assertThat(result.hasErrors()).as(Policies.listing(result)).isFalse();
                    assertThat(result.diagnostics().stream()
                                    .map(diagnostic -> diagnostic.code().id())
                                    .distinct()
                                    .sorted()
                                    .collect(Collectors.joining(" ")))
                            .as("%s%n%s", noticed.sentence(), Policies.listing(result))
                            .isEqualTo(noticed.code());
                }));
    }

    private static DynamicContainer container(Group group) {
        CompileResult result = Policies.compile(group.text());
        if (result.model().isEmpty() || result.tests().size() != group.rows().size()) {
            return DynamicContainer.dynamicContainer(
                    group.title(), Stream.of(DynamicTest.dynamicTest("compiles", () -> {
                        throw new AssertionError(group.title() + "\n" + Policies.listing(result));
                    })));
        }
        DecisionModel model = result.model().orElseThrow();
        Map<String, RoutingPolicy> plain = Compiled.of(model, Shape.PLAIN);
        Map<String, RoutingPolicy> table = Compiled.of(model, Shape.TABLE);
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < group.rows().size(); i++) {
            Row row = group.rows().get(i);
            TestCase test = result.tests().get(i);
            tests.add(DynamicTest.dynamicTest(row.title(), () -> {
                interpreted(model, test, row);
                generated("plain class", plain, test, row);
                generated("table class", table, test, row);
            }));
        }
        return DynamicContainer.dynamicContainer(group.title(), tests);
    }

    private static void interpreted(DecisionModel model, TestCase test, Row row) {
        Verdict verdict = test.remote()
                .map(remote -> Interpreter.decide(model, test.site(), test.message(), remote))
                .orElseGet(() -> Interpreter.decide(model, test.site(), test.message()));
        Decision decision = RuntimeValues.decision(verdict);
        assertThat(shown(verdict.words(), decision, row))
                .as("interpreter: %s", row.title())
                .isEqualTo(wanted(row));
    }

    private static void generated(String shape, Map<String, RoutingPolicy> policies, TestCase test, Row row) {
        Decision decision =
                Objects.requireNonNull(policies.get(test.site())).decide(RuntimeValues.transaction(test.message()));
        Optional<Reason> held = test.remote()
                .flatMap(remote -> decision.route().flatMap(route -> route.tls().judge(offer(remote))));
        if (held.isPresent()) {
            // A class decides before the next hop is known; the reply to what it then offers is not the class's.
            assertThat("defer " + held.get().id() + " by " + decision.by())
                    .as("%s: %s", shape, row.title())
                    .isEqualTo(row.verdict());
        } else {
            assertThat(shown(decision.toString(), decision, row))
                    .as("%s: %s", shape, row.title())
                    .isEqualTo(wanted(row));
        }
    }

    private static RemoteTls offer(RemoteOffer remote) {
        return new RemoteTls(
                remote.tls().map(v -> TlsVersion.valueOf(v.name())).orElse(TlsVersion.NONE), remote.certificateNames());
    }

    private static String wanted(Row row) {
        return row.detail().isEmpty() ? row.verdict() : row.verdict() + "; " + row.detail();
    }

    private static String shown(String words, Decision decision, Row row) {
        if (row.detail().isEmpty()) {
            return words;
        }
        String reply = decision.reply()
                .map(r -> row.detail().contains("\"")
                        ? r.code() + " " + r.status() + " \"" + r.text() + "\""
                        : r.code() + " " + r.status())
                .orElse("");
        return words + "; " + decision.route().map(ContractTest::route).orElse(reply);
    }

    private static String route(Route route) {
        String hops = switch (route.kind()) {
            case HOSTS -> route.hosts().stream().map(Object::toString).collect(Collectors.joining(", "));
            case RECIPIENT_MX -> "mx";
            case MX_OF -> "mx of " + route.mxDomain();
            case UNKNOWN -> "unknown";
        };
        TlsDemand tls = route.tls();
        String demand = switch (tls.level()) {
            case NEVER -> "tls off";
            case OPPORTUNISTIC -> "tls if offered";
            case REQUIRED ->
                "tls "
                        + (tls.minimum() == TlsVersion.NONE
                                ? "any"
                                : tls.minimum().text());
        };
        return hops + " " + demand + names(" server", tls.serverNames()) + names(" shows", tls.presented())
                + policy(" mta-sts ", tls.mtaSts(), "enforce") + policy(" dane ", tls.dane(), "require");
    }

    private static String policy(String word, DestinationPolicy policy, String demanded) {
        return switch (policy) {
            case WHEN_PUBLISHED -> "";
            case OFF -> word + "off";
            case REQUIRED -> word + demanded;
        };
    }

    private static String names(String word, List<?> names) {
        return names.isEmpty()
                ? ""
                : word + " " + names.stream().map(Object::toString).collect(Collectors.joining(", "));
    }
}
