package dev.mailflow.compiler.targets.exchangeonline.emit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import dev.mailflow.compiler.testing.BoundaryMessages;
import dev.mailflow.compiler.testing.RandomPolicies;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Representatives stand for all: a message that differs is of a kind that the comparison has found. */
class ComparisonPropertyTest {
    private static final int MESSAGES = 60;

    @Property(tries = 40, shrinking = ShrinkingMode.OFF)
    void noDifferenceIsMissed(@ForAll long seed) {
        Random random = new Random(seed);
        DecisionModel model = RandomPolicies.model(random);
        Translation translation = Translation.of(model, "cloud", Wish.DEFAULT, diagnostic -> {});
        Comparison.Result result = Comparison.of(model, "cloud", translation);
        Assume.that(result.complete());
        Set<String> kinds =
                result.differences().stream().map(Comparison.Difference::kind).collect(Collectors.toSet());
        BoundaryMessages messages = new BoundaryMessages(model, "cloud");
        for (int i = 0; i < MESSAGES; i++) {
            Message message = plain(messages.message(random));
            Comparison.kindOf(model, "cloud", translation, message)
                    .ifPresent(kind ->
                            assertThat(kinds).as("%s, seed %d", message, seed).contains(kind));
        }
    }

    /** Without the parts of a message that the comparison leaves to the table of capabilities. */
    private static Message plain(Message message) {
        Message.Origin origin = message.origin();
        if (origin instanceof Connection client) {
            origin = new Connection(
                    client.client(),
                    client.tls().map(version -> TlsVersion.TLS_1_3),
                    client.certificateNames(),
                    Optional.empty());
        }
        return new Message(origin, message.sender(), message.recipient(), 1, 0, List.of());
    }
}
