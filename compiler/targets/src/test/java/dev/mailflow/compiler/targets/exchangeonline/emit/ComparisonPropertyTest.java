package dev.mailflow.compiler.targets.exchangeonline.emit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import dev.mailflow.compiler.targets.exchangeonline.emit.Comparison.Difference;
import dev.mailflow.compiler.targets.exchangeonline.emit.Comparison.Documented;
import dev.mailflow.compiler.testing.BoundaryMessages;
import dev.mailflow.compiler.testing.RandomPolicies;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** What the search finds by boxes is what all combinations of representatives show, and what random messages show. */
class ComparisonPropertyTest {
    private static final int MESSAGES = 60;
    private static final long MOST_COMBINATIONS = 60_000;
    private static final String SEED = "8160161";

    @Property(tries = 40, shrinking = ShrinkingMode.OFF, seed = SEED)
    void twoWaysToTheSameDifferences(@ForAll long seed) {
        DecisionModel model = RandomPolicies.model(new Random(seed));
        Translation translation = Translation.of(model, "cloud", Wish.DEFAULT, diagnostic -> {});
        Optional<List<Difference>> all = Representatives.differences(model, "cloud", translation, MOST_COMBINATIONS);
        Assume.that(all.isPresent());
        Comparison.Result result = Comparison.of(model, "cloud", translation);
        assertThat(result.complete()).as("seed %d", seed).isTrue();
        assertThat(kinds(result.differences())).as("seed %d", seed).containsAll(kinds(all.get()));
        // What the search has found besides, no combination can show.
        Set<String> known = kinds(all.get());
        assertThat(result.differences())
                .as("seed %d", seed)
                .allMatch(difference -> known.contains(difference.kind())
                        || isBeyondRepresentatives(difference.witness())
                        || difference.documented() == Documented.NO);
    }

    /** They bring two names of certificates and one header field at most. */
    private static boolean isBeyondRepresentatives(Message message) {
        boolean manyNames = message.origin() instanceof Connection client
                && client.certificateNames().size() > 2;
        return manyNames || message.headers().size() > 1;
    }

    private static SortedSet<String> kinds(List<Difference> differences) {
        return differences.stream().map(Difference::kind).collect(Collectors.toCollection(TreeSet::new));
    }

    @Property(tries = 40, shrinking = ShrinkingMode.OFF, seed = SEED)
    void noDifferenceIsMissed(@ForAll long seed) {
        Random random = new Random(seed);
        DecisionModel model = RandomPolicies.model(random);
        Translation translation = Translation.of(model, "cloud", Wish.DEFAULT, diagnostic -> {});
        Comparison.Result result = Comparison.of(model, "cloud", translation);
        assertThat(result.complete()).as("seed %d", seed).isTrue();
        Set<String> kinds = kinds(result.differences());
        BothMeanings meanings = new BothMeanings(model, model.site("cloud"), translation);
        BoundaryMessages messages = new BoundaryMessages(model, "cloud");
        for (int i = 0; i < MESSAGES; i++) {
            Message message = plain(messages.message(random));
            meanings.difference(message)
                    .ifPresent(difference ->
                            assertThat(kinds).as("%s, seed %d", message, seed).contains(difference.kind()));
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
