package dev.mailflow.relay.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The same work in the same order as from a plain list. */
final class SchedulePropertyTest {
    @Property(tries = 300)
    void takesTheLongestDueOfTheOthersFirst(
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 79) Integer> places,
            @ForAll @Size(max = 4) Set<@IntRange(min = 0, max = 7) Integer> closed,
            @ForAll @IntRange(min = 0, max = 10) int now,
            @ForAll @IntRange(min = 1, max = 9) int most) {
        List<Schedule.Item> all = items(places, 8);
        Schedule schedule = new Schedule();
        all.forEach(item -> schedule.add(item.key(), item.work(), item.due()));
        Set<String> excluded = new HashSet<>();
        closed.forEach(number -> excluded.add("d" + number));
        List<Schedule.Item> taken = new ArrayList<>();
        List<Schedule.Item> some;
        while (!(some = schedule.take(most, excluded::contains, now)).isEmpty()) {
            assertThat(some.size()).isLessThanOrEqualTo(most);
            taken.addAll(some);
        }
        List<Schedule.Item> wanted = all.stream()
                .filter(item -> item.due() <= now && !excluded.contains(item.key()))
                .toList();
        assertThat(taken).containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(taken).extracting(Schedule.Item::due).isSorted();
        Set<Long> left = new HashSet<>();
        schedule.works(left);
        assertThat(left).hasSize(all.size() - wanted.size());
    }

    /** The others are where they were, and come in their order. */
    @Property(tries = 300)
    void takesOfOneWhatIsDueAndLeavesTheRest(
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 29) Integer> places,
            @ForAll @IntRange(min = 0, max = 10) int now,
            @ForAll @IntRange(min = 1, max = 9) int most) {
        List<Schedule.Item> all = items(places, 3);
        Schedule schedule = new Schedule();
        all.forEach(item -> schedule.add(item.key(), item.work(), item.due()));
        all.sort(Schedule.BY_TIME);
        List<Schedule.Item> wanted = all.stream()
                .filter(item -> item.due() <= now && item.key().equals("d1"))
                .limit(most)
                .toList();
        assertThat(schedule.takeOf("d1", most, now)).isEqualTo(wanted);
        all.removeAll(wanted);
        all.sort(Comparator.comparingLong(Schedule.Item::due)
                .thenComparing(Schedule.Item::key)
                .thenComparing(Schedule.Item::work));
        assertThat(schedule.take(100, key -> false, Long.MAX_VALUE)).isEqualTo(all);
        assertThat(schedule.takeOf("d1", most, Long.MAX_VALUE)).isEmpty();
    }

    /** Of so many destinations. */
    private static List<Schedule.Item> items(List<Integer> places, int destinations) {
        List<Schedule.Item> items = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            items.add(new Schedule.Item("d" + places.get(i) % destinations, i, places.get(i) / destinations));
        }
        return items;
    }
}
