package dev.mailflow.relay.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.runtime.NextHop;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In which order exchangers are asked, after some of them could not be talked to. */
final class TurnsTest {
    private static final List<NextHop> ALL = Arrays.stream("a b c d e f g".split(" "))
            .map(host -> new NextHop(host, 25))
            .toList();

    private long now = Long.MAX_VALUE - 1000;
    private final Turns turns = new Turns(() -> now);

    @BeforeEach
    void firstAttempt() {
        assertThat(order()).isEqualTo("a b c d e f g");
        note(Set.of("a", "b", "c"), List.of(), true);
    }

    private String order() {
        return turns.order("away.test", ALL).stream().map(NextHop::host).collect(Collectors.joining(" "));
    }

    private void note(Set<String> failed, List<String> answered, boolean isCutShort) {
        turns.note("away.test", new Turns.Course(failed, answered, isCutShort, true));
    }

    /** Nobody was heard. */
    private void noteSilence(String... failed) {
        turns.note("away.test", new Turns.Course(Set.of(failed), List.of(), true, false));
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void theDeadComeLastTheLongestAgoFirst() {
        assertThat(order()).isEqualTo("d e f g a b c");
        pass(Duration.ofHours(5));
        note(Set.of("d", "e", "f"), List.of(), true);
        assertThat(order()).isEqualTo("g a b c d e f");
        pass(Duration.ofHours(5));
        note(Set.of("g", "a", "b"), List.of(), true);
        assertThat(order()).isEqualTo("c d e f a b g");
    }

    @Test
    void whereOneLivesThePreferredAreAskedAgainOneAtATime() {
        note(Set.of(), List.of("d"), false);
        assertThat(order()).isEqualTo("d e f g a b c");
        pass(Duration.ofMinutes(30));
        assertThat(order()).isEqualTo("a d e f g b c");
        assertThat(order()).isEqualTo("b d e f g c a");
        note(Set.of("b"), List.of("d"), false);
        assertThat(order()).isEqualTo("c d e f g a b");
        assertThat(order()).isEqualTo("d e f g a b c");
    }

    @Test
    void whoAnswersAgainHasItsPlace() {
        note(Set.of(), List.of("b"), true);
        assertThat(order()).isEqualTo("b d e f g a c");
        note(Set.of(), List.of("a"), false);
        note(Set.of(), List.of("c"), false);
        assertThat(order()).isEqualTo("a b c d e f g");
        assertThat(turns.size()).isZero();
    }

    /** Then nobody knows who lives, and each has its turn again. */
    @Test
    void theOneThatLivedMayDie() {
        note(Set.of(), List.of("d"), false);
        pass(Duration.ofMinutes(30));
        note(Set.of("d"), List.of(), true);
        assertThat(order()).isEqualTo("e f g a b c d");
    }

    @Test
    void whereAllAreAskedPreferenceStays() {
        turns.note("few.test", new Turns.Course(Set.of("a", "b"), List.of("c"), false, true));
        turns.note("few.test", new Turns.Course(Set.of("a", "b", "c"), List.of(), false, true));
        assertThat(turns.order("few.test", ALL)).isEqualTo(ALL);
        assertThat(turns.size()).isEqualTo(1);
    }

    @Test
    void forgetsWhoIsNoExchangerAnyMore() {
        assertThat(turns.order("away.test", ALL.subList(3, 5))).isEqualTo(ALL.subList(3, 5));
        note(Set.of("d"), List.of(), true);
        assertThat(order()).isEqualTo("a b c e f g d");
    }

    /** Then none of them is left for a later attempt, as where there are few of them by now. */
    @Test
    void whereAllAreDeadPreferenceIsBack() {
        assertThat(order()).isEqualTo("d e f g a b c");
        note(Set.of("a", "b", "c", "d", "e", "f", "g"), List.of(), false);
        assertThat(order()).isEqualTo("a b c d e f g");
        assertThat(turns.size()).isZero();
    }

    /** The DNS gave no address of anybody, or the attempt ended by a mistake of ours. */
    @Test
    void whereNobodyWasAskedNothingIsLearnt() {
        note(Set.of(), List.of("d"), false);
        assertThat(order()).isEqualTo("d e f g a b c");
        note(Set.of(), List.of(), false);
        note(Set.of("d"), List.of(), false);
        assertThat(order()).isEqualTo("e f g a b c d");
    }

    @Test
    void aHundredHaveTheirTurn() {
        List<NextHop> many =
                IntStream.range(0, 120).mapToObj(i -> new NextHop("h" + i, 25)).toList();
        Set<String> asked = new HashSet<>();
        for (int attempt = 0; attempt < 50; attempt++) {
            Set<String> failed = turns.order("many.test", many).stream()
                    .limit(5)
                    .map(NextHop::host)
                    .collect(Collectors.toSet());
            asked = attempt == 25 ? new HashSet<>() : asked;
            asked.addAll(failed);
            pass(Duration.ofHours(1));
            turns.note("many.test", new Turns.Course(failed, List.of(), true, true));
        }
        assertThat(asked).hasSize(Turns.MOST_HOSTS).contains("h0", "h99");
    }

    @Test
    void remembersSoManyAtMost() {
        for (int i = 0; i < 10_100; i++) {
            turns.note("d" + i + ".test", new Turns.Course(Set.of("a"), List.of(), true, true));
        }
        assertThat(turns.size()).isEqualTo(10_000);
        assertThat(order()).isEqualTo("a b c d e f g");
    }

    /** Our own network failed, perhaps: the turns go on, but the preferred are asked again as soon as anybody lives. */
    @Test
    void silenceOfAllIsNoFailureOfTheirs() {
        note(Set.of(), List.of("a"), true);
        note(Set.of(), List.of("b"), true);
        note(Set.of(), List.of("c"), true);
        noteSilence("a", "b", "c");
        assertThat(order()).isEqualTo("d e f g a b c");
        note(Set.of(), List.of("d"), false);
        assertThat(order()).isEqualTo("a d e f g b c");
        note(Set.of(), List.of("a"), false);
        assertThat(order()).isEqualTo("a b c d e f g");
        assertThat(turns.size()).isZero();
    }

    /** Then it was not our network: they are asked again once each, and then as seldom as all that are dead. */
    @Test
    void silenceOfSomeBesideOneThatLivesIsTheirs() {
        note(Set.of(), List.of("a"), true);
        noteSilence("a", "b");
        note(Set.of("d"), List.of("e"), false);
        assertThat(order()).isEqualTo("a e f g b c d");
        note(Set.of("a"), List.of("e"), false);
        assertThat(order()).isEqualTo("b e f g a c d");
        note(Set.of("b"), List.of("e"), false);
        assertThat(order()).isEqualTo("e f g a b c d");
    }

    /** While an attempt waits for one of doubt, the next waits for another. */
    @Test
    void onlyOneAttemptWaitsForAHostInDoubt() {
        note(Set.of(), List.of("d"), true);
        noteSilence("e", "f");
        note(Set.of(), List.of("d"), true);
        assertThat(order()).isEqualTo("d e g a b c f");
        assertThat(order()).isEqualTo("d f g a b c e");
        assertThat(order()).isEqualTo("d g a b c e f");
    }

    /** Of six only f can be reached from here, and was silent once. */
    @Test
    void theFirstToLiveAgainAnswersForNobodyElse() {
        turns.note("far.test", new Turns.Course(Set.of("a", "b", "c", "d", "e"), List.of(), true, false));
        turns.note("far.test", new Turns.Course(Set.of("f", "a", "b", "c", "d"), List.of(), true, false));
        turns.note("far.test", new Turns.Course(Set.of("e"), List.of("f"), false, true));
        for (String onTrial : List.of("a", "b", "c", "d")) {
            assertThat(turns.order("far.test", ALL.subList(0, 6)))
                    .extracting(NextHop::host)
                    .startsWith(onTrial, "f");
            turns.note("far.test", new Turns.Course(Set.of(onTrial), List.of("f"), false, true));
        }
        assertThat(turns.order("far.test", ALL.subList(0, 6)))
                .extracting(NextHop::host)
                .startsWith("f");
    }

    /** It is not dead because the attempt went on to another. */
    @Test
    void allThatAnswerInAnAttemptHaveTheirPlace() {
        turns.note("away.test", new Turns.Course(Set.of("d"), List.of("b", "e"), false, true));
        assertThat(order()).isEqualTo("b e f g a c d");
        note(Set.of(), List.of("a", "c", "d"), true);
        assertThat(turns.size()).isZero();
    }
}
