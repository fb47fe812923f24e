package dev.mailflow.compiler.targets.postfix.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.targets.postfix.importing.ClientRegions.Region;
import dev.mailflow.compiler.targets.postfix.importing.ClientTable.Entry;
import dev.mailflow.compiler.targets.postfix.importing.ClientTable.Side;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Each client in the longest network that holds it. */
class ClientRegionsTest {
    private static Network network(String text) {
        int slash = text.indexOf('/');
        return Network.around(
                IpAddress.parse(text.substring(0, slash)).orElseThrow(), Integer.parseInt(text.substring(slash + 1)));
    }

    /** Few bits, so that networks lie within each other and fill each other; IPv6 and the machine itself too. */
    private static List<Network> networks(Random random, int count) {
        List<Network> networks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            networks.add(
                    switch (random.nextInt(5)) {
                        case 0 ->
                            Network.around(new IpAddress(random.nextLong(), random.nextLong()), 1 + random.nextInt(6));
                        case 1 ->
                            Network.around(IpAddress.ofV4(0x7F000000 | random.nextInt(4)), 6 + random.nextInt(27));
                        default -> Network.around(IpAddress.ofV4(random.nextInt()), random.nextInt(7));
                    });
        }
        return networks;
    }

    @Property(tries = 500)
    void everyRegionHasAMemberOfItsOwnAndEveryOtherNetworkIsFull(
            @ForAll long seed, @ForAll @IntRange(max = 40) int count) {
        List<Network> networks = networks(new Random(seed), count);
        List<Region> regions = ClientRegions.of(networks);
        for (Region region : regions) {
            Optional<Network> longest = networks.stream()
                    .filter(network -> network.prefix() > 0 && network.contains(region.member()))
                    .max((one, other) -> Integer.compare(one.prefix(), other.prefix()));
            assertThat(region.network()).isEqualTo(longest);
        }
        List<Network> found =
                regions.stream().flatMap(region -> region.network().stream()).toList();
        for (Network network : networks) {
            if (network.prefix() > 0 && !found.contains(network)) {
                // Every address of it is in a longer one.
                Random random = new Random(seed);
                for (int i = 0; i < 50; i++) {
                    IpAddress client = member(network, random);
                    assertThat(networks.stream()
                                    .anyMatch(other -> other.prefix() > network.prefix()
                                            && network.contains(other)
                                            && other.contains(client)))
                            .isTrue();
                }
            }
        }
    }

    private static IpAddress member(Network network, Random random) {
        if (network.base().isV4()) {
            int host = network.prefix() == 0 ? -1 : (int) ((1L << (32 - network.prefix())) - 1);
            return IpAddress.ofV4((int) network.base().low() | random.nextInt() & host);
        }
        long high = network.prefix() == 0 ? -1 : (1L << (64 - network.prefix())) - 1;
        return new IpAddress(network.base().high() | random.nextLong() & high, random.nextLong());
    }

    /** Forty thousand networks, one in another and side by side: some times n log n looks, where n times n were 1,600,000,000. */
    @Test
    void manyNetworksAreNotComparedWithEachOther() {
        List<Network> networks = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            networks.add(Network.around(IpAddress.ofV4(0x0A000000 + i * 16), 28));
            networks.add(Network.of(IpAddress.ofV4(0x0A000000 + i * 16 + 3)));
        }
        AtomicLong looks = new AtomicLong();
        assertThat(ClientRegions.of(networks, looks::incrementAndGet)).hasSize(40_002);
        assertThat(looks.get()).isLessThan(40_000L * 20);
    }

    @Property(tries = 300)
    void aTableFindsTheFirstRowThatHolds(@ForAll long seed, @ForAll @IntRange(max = 30) int count) {
        Random random = new Random(seed);
        List<Entry> entries = new ArrayList<>();
        for (Network network : networks(random, count)) {
            Side side = random.nextInt(4) == 0 ? Side.OUTSIDE : Side.WITHIN;
            List<Entry> guards = random.nextInt(3) == 0
                    ? List.of(new Entry(
                            networks(random, 1).get(0), random.nextBoolean() ? Side.WITHIN : Side.OUTSIDE, ""))
                    : List.of();
            entries.add(new Entry(network, side, "v" + entries.size(), guards));
        }
        ClientTable table = ClientTable.ordered(entries);
        for (int i = 0; i < 40; i++) {
            IpAddress client = random.nextInt(4) == 0
                    ? new IpAddress(random.nextLong(), random.nextLong())
                    : IpAddress.ofV4(random.nextInt());
            assertThat(table.value(client))
                    .isEqualTo(entries.stream()
                            .filter(entry -> entry.holds(client))
                            .findFirst()
                            .map(Entry::value));
        }
    }

    @Test
    void oneNetworkFillsAnother() {
        List<Network> halves = List.of(network("10.0.0.0/8"), network("10.0.0.0/9"), network("10.128.0.0/9"));
        assertThat(ClientRegions.of(halves))
                .extracting(Region::network)
                .doesNotContain(Optional.of(network("10.0.0.0/8")));
        NetworkSet set = new NetworkSet(halves);
        assertThat(set.holds(network("10.1.0.0/16"))).isTrue();
        assertThat(set.holds(network("8.0.0.0/5"))).isFalse();
        assertThat(set.meets(network("8.0.0.0/5"))).isTrue();
        assertThat(set.meets(network("11.0.0.0/8"))).isFalse();
        assertThat(set.meets(network("2001:db8::/32"))).isFalse();
    }
}
