package dev.mailflow.compiler.analysis.space;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A block holds an address exactly where the network does, at the borders of all networks and of both families. */
class ClientAtomsPropertyTest {
    private static final List<IpAddress> BORDERS = List.of(
            new IpAddress(0, 0),
            new IpAddress(0, 1),
            new IpAddress(0, 0xFFFE_FFFF_FFFFL),
            new IpAddress(0, 0xFFFF_0000_0000L),
            new IpAddress(0, 0xFFFF_FFFF_FFFFL),
            new IpAddress(0, 0x1_0000_0000_0000L),
            new IpAddress(0, -1L),
            new IpAddress(1, 0),
            new IpAddress(Long.MAX_VALUE, -1L),
            new IpAddress(Long.MIN_VALUE, 0),
            new IpAddress(-1L, -1L));

    @Property(tries = 300)
    void atomsHoldWhatNetworksHold(@ForAll long seed) {
        Random random = new Random(seed);
        List<Network> networks = new ArrayList<>();
        for (int i = random.nextInt(12); i > 0; i--) {
            IpAddress base = address(random);
            networks.add(Network.around(base, random.nextInt(base.isV4() ? 33 : 129)));
        }
        ClientAtoms atoms = new ClientAtoms(networks);
        List<IpAddress> asked = new ArrayList<>(BORDERS);
        for (Network network : networks) {
            asked.add(network.base());
            asked.add(network.last());
            asked.add(moved(network.base(), -1));
            asked.add(moved(network.last(), 1));
        }
        for (int i = 0; i < 20; i++) {
            asked.add(address(random));
        }
        for (IpAddress address : asked) {
            int atom = atoms.of(address);
            assertThat(atom).isBetween(0, atoms.count() - 1);
            for (Network network : networks) {
                assertThat(atoms.of(network).contains(atom))
                        .as("%s in %s", address, network)
                        .isEqualTo(network.contains(address));
            }
            assertThat(atoms.of(networks).contains(atom))
                    .isEqualTo(networks.stream().anyMatch(network -> network.contains(address)));
        }
        for (int atom = 0; atom < atoms.count(); atom++) {
            assertThat(atoms.of(atoms.address(atom))).isEqualTo(atom);
        }
    }

    private static IpAddress address(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> IpAddress.ofV4(random.nextInt());
            case 1 -> BORDERS.get(random.nextInt(BORDERS.size()));
            case 2 -> new IpAddress(random.nextInt(3), random.nextLong());
            default -> new IpAddress(random.nextLong(), random.nextLong());
        };
    }

    /** One further or back, around the ends. */
    private static IpAddress moved(IpAddress address, int by) {
        long low = address.low() + by;
        boolean carries = by > 0 ? low == 0 : low == -1L;
        return new IpAddress(carries ? address.high() + by : address.high(), low);
    }
}
