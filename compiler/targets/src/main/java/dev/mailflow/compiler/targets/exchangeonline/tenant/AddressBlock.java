package dev.mailflow.compiler.targets.exchangeonline.tenant;

import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.Network;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One entry of {@code SenderIPAddresses}: an IPv4 address, or a block with a prefix of 24 to 32. */
public final class AddressBlock {
    /** The widest block that the service takes. */
    public static final int WIDEST = 24;

    private AddressBlock() {}

    /** Host bits do not matter: the vendor's own examples have them. Empty if it is no address and no block. */
    public static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        Optional<IpAddress> address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        int most = address.get().bits();
        if (slash < 0) {
            return address.map(Network::of);
        }
        String prefix = text.substring(slash + 1);
        if (!prefix.matches("[0-9]{1,3}") || Integer.parseInt(prefix) > most) {
            return Optional.empty();
        }
        return Optional.of(Network.around(address.get(), Integer.parseInt(prefix)));
    }

    /** Those that are one. */
    public static Stream<Network> all(List<String> texts) {
        return texts.stream().flatMap(text -> parse(text).stream());
    }

    /** As the service takes it. */
    public static String text(Network network) {
        return network.prefix() == 32 ? network.base().toString() : network.toString();
    }

    public static boolean isTaken(Network network) {
        return network.base().isV4() && network.prefix() >= WIDEST;
    }
}
