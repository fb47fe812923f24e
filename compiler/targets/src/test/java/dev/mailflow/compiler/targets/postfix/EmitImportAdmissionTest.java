package dev.mailflow.compiler.targets.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.compiler.decision.Verdict;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.targets.postfix.importing.Imported;
import dev.mailflow.compiler.testing.BoundaryMessages;
import dev.mailflow.compiler.testing.Policies;
import dev.mailflow.compiler.testing.RandomPolicies;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What was written for Postfix and is read back lets in whom the policy lets in, with mail to whom it says, by network,
 * certificate, TLS, user, sender and recipient; or the report says with a message where it does not.
 */
class EmitImportAdmissionTest {
    private static final int POLICIES = 150;
    private static final int MESSAGES = 60;
    /** Little more than there are: a tie of what is read back, and whatever is told as different, is not compared. */
    private static final int MOST_TIES = 30;

    private static final int MOST_TOLD = 80;

    /** A policy has no word for what is refused whatever is sent, or the two differ for a message that is named. */
    private static final String DIFFERS =
            "(?s).*(, and not by the policy|no words for that|has no word for|may relay here"
                    + "|are treated differently|by the policy users may|is not understood|was not read).*";

    @Test
    void thereAndBackLetsInTheSame() {
        int exact = 0;
        int compared = 0;
        int ties = 0;
        int toldAsDifferent = 0;
        for (int seed = 0; seed < POLICIES; seed++) {
            Random random = new Random(seed);
            DecisionModel model = Tamed.of(RandomPolicies.model(random));
            List<String> servers = model.sites().stream()
                    .filter(site -> site.kind() == EndpointKind.SERVER)
                    .map(DecisionModel.Site::name)
                    .toList();
            String site = servers.get(random.nextInt(servers.size()));
            Imported imported = EmitImportPropertyTest.there(model, site);
            String told =
                    imported.notUnderstood().stream().map(Diagnostic::message).collect(Collectors.joining("\n"));
            CompileResult result = Policies.compile(imported.policy());
            // Ties, or a right to relay by a certificate of every tenant: the random policy itself, as text, is refused
            // for that.
            boolean tie = Policies.listing(result).matches("(?s).*(MF4006|MF3018).*");
            assertThat(result.model().isPresent() || tie)
                    .as("%s%s, seed %d", imported.policy(), Policies.listing(result), seed)
                    .isTrue();
            if (tie) {
                ties++;
                continue;
            }
            if (told.matches(DIFFERS)) {
                toldAsDifferent++;
                continue;
            }
            exact++;
            DecisionModel back = result.model().orElseThrow();
            // Else whether there are users is the machine's own to say, and not in these files.
            boolean asksForUsers = model.site(site).inbound().stream()
                    .anyMatch(rule -> rule.connector().isEnabled()
                            && rule.requirements().auth().isPresent());
            BoundaryMessages boundary = new BoundaryMessages(model, site);
            for (int i = 0; i < MESSAGES; i++) {
                Optional<Message> message = Tamed.message(boundary.message(random))
                        .filter(EmitImportAdmissionTest::isCompared)
                        .filter(one -> asksForUsers || isOfNoUser(one));
                if (message.isPresent()) {
                    compared++;
                    Verdict first = Interpreter.decide(model, site, message.get());
                    Verdict second = Interpreter.decide(back, "mail", message.get());
                    assertThat(isRefused(second))
                            .as(
                                    "%s\n%s\n%s, seed %d\n%s\n%s",
                                    message.get(), first.words(), second.words(), seed, told, imported.policy())
                            .isEqualTo(isRefused(first));
                }
            }
        }
        assertThat(exact).isGreaterThan(POLICIES / 4);
        assertThat(compared).isGreaterThan(500);
        // More would be a fault that hides behind the excuse.
        assertThat(ties).as("ties").isLessThanOrEqualTo(MOST_TIES);
        assertThat(toldAsDifferent).as("told as different").isLessThanOrEqualTo(MOST_TOLD);
    }

    /** A certificate with two names is, for Postfix, two: which of its rows holds is a matter of order. */
    private static boolean isCompared(Message message) {
        return message.origin() instanceof Connection connection
                && connection.certificateNames().size() < 2;
    }

    private static boolean isOfNoUser(Message message) {
        return message.origin() instanceof Connection connection
                && connection.user().isEmpty();
    }

    private static boolean isRefused(Verdict verdict) {
        return verdict.outcome() instanceof Outcome.Refuse;
    }
}
