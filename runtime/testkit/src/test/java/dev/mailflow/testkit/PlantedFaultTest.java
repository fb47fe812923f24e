package dev.mailflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.runtime.RoutingPolicy;
import dev.mailflow.runtime.Transaction;
import dev.mailflow.testkit.HubRouting.Fault;
import java.util.EnumSet;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A fault in one comparison is found within 1 000 messages, whatever the seed; by messages of pure chance it is not. */
final class PlantedFaultTest {
    private static final int SEEDS = 100;

    /** Enough to show it; the figures of the README are of 100. */
    private static final int SEEDS_OF_CHANCE = Integer.getInteger("mailflow.seedsOfChance", 20);

    private static final int TRIES = 1000;

    /** What every second message of any kind shows, so that chance finds it as well. */
    private static final EnumSet<Fault> COARSE = EnumSet.of(Fault.RELAYS_FOR_ALL, Fault.HOPS_EXCLUSIVE);

    private static final RoutingPolicy RIGHT = new HubRouting();

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
    void isFoundAtTheBoundaries(Fault fault) {
        Messages messages = CompiledPolicy.load("small.mailflow").messages("hub");
        assertThat(seedsThatFind(fault, SEEDS, messages::next)).isGreaterThanOrEqualTo(99);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
    void isNotFoundByChance(Fault fault) {
        int found = seedsThatFind(fault, SEEDS_OF_CHANCE, UniformMessages::next);
        if (!COARSE.contains(fault)) {
            assertThat(found).isLessThanOrEqualTo(1);
        }
    }

    private static int seedsThatFind(Fault fault, int seeds, Function<Random, Message> source) {
        RoutingPolicy wrong = new HubRouting(fault);
        int found = 0;
        for (int seed = 0; seed < seeds; seed++) {
            Random random = new Random(seed);
            for (int i = 0; i < TRIES; i++) {
                Transaction message = source.apply(random).transaction();
                if (!RIGHT.decide(message).equals(wrong.decide(message))) {
                    found++;
                    break;
                }
            }
        }
        return found;
    }
}
