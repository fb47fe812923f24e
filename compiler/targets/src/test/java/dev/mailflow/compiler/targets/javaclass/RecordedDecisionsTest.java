package dev.mailflow.compiler.targets.javaclass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.TargetRequest;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import dev.mailflow.compiler.testing.BoundaryMessages;
import dev.mailflow.compiler.testing.RandomPolicies;
import dev.mailflow.runtime.Decision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Writes down what the interpreter says of random policies, beside their rules, for the tests of the runtime: it stands alone
 * and cannot see the interpreter. Only with {@code -Dgolden.update=true}; to be done when the contract or the rules' form
 * changes.
 */
class RecordedDecisionsTest {
    private static final Path FOLDER = Path.of("../../runtime/core/src/test/resources/dev/mailflow/runtime/recorded");
    private static final int POLICIES = 40;
    private static final int MESSAGES = 60;

    @Test
    void writes() throws Exception {
        if (!Boolean.getBoolean("golden.update")) {
            // A skipped test would count as one that nobody wants to run.
            assertThat(FOLDER).isDirectoryContaining("glob:**.rules");
            return;
        }
        Files.createDirectories(FOLDER);
        for (int seed = 0; seed < POLICIES; seed++) {
            Random random = new Random(seed);
            DecisionModel model = RandomPolicies.model(random);
            List<DecisionModel.Site> sites = model.sites();
            String site = sites.get(seed % sites.size()).name();
            List<Artifact> artifacts = new JavaTarget(Optional.of(Shape.TABLE))
                    .emit(new TargetRequest(model, List.of(site), "", Wish.EXPLICIT), diagnostic -> {
                        throw new AssertionError(diagnostic.message());
                    });
            Artifact rules = artifacts.get(1);
            assertThat(rules.path()).endsWith(".rules");
            Files.writeString(FOLDER.resolve(seed + ".rules"), rules.text());
            BoundaryMessages messages = new BoundaryMessages(model, site);
            StringBuilder cases = new StringBuilder();
            for (int i = 0; i < MESSAGES; i++) {
                Message message = messages.message(random);
                cases.append(line(message, RuntimeValues.decision(Interpreter.decide(model, site, message))));
            }
            Files.writeString(FOLDER.resolve(seed + ".cases"), cases.toString());
        }
    }

    /** Fields between tabs: client, TLS, certificates, user, sender, recipient, size, hops, headers, decision. */
    private static String line(Message message, Decision decision) {
        String origin = "submitted\t\t\t";
        if (message.origin() instanceof Message.Connection c) {
            origin = c.client() + "\t" + c.tls().map(Enum::name).orElse("NONE") + "\t"
                    + String.join(" ", c.certificateNames()) + "\t" + c.user().orElse("");
        }
        String text = origin + "\t" + message.sender().map(Object::toString).orElse("") + "\t" + message.recipient()
                + "\t" + message.size() + "\t" + message.hops() + "\t"
                + message.headers().stream()
                        .map(h -> h.name() + "=" + h.value())
                        .collect(Collectors.joining("|"))
                + "\t" + decision.outcome() + " " + decision.by() + " " + decision.reason() + " " + decision.reply()
                + " " + decision.via() + " " + decision.destination() + " " + decision.route();
        assertThat(text).doesNotContain("\n");
        return text + "\n";
    }
}
