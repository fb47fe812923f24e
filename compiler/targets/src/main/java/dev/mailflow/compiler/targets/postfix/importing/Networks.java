package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.targets.postfix.importing.ClientTable.Side;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.Network;
import java.util.Optional;

/** Networks in the forms that Postfix takes them in. */
final class Networks {
    private Networks() {}

    /** An address, {@code address/length}, IPv6 in brackets or not, or the first octets of IPv4 (access(5)). */
    static Optional<Network> parse(String written) {
        String plain = written.replace("[", "").replace("]", "");
        if (plain.matches("(\\d{1,3}\\.?){1,3}")) {
            int octets = plain.split("\\.").length;
            return around((plain.endsWith(".") ? plain : plain + ".") + "0.".repeat(4 - octets), 8 * octets);
        }
        int slash = plain.indexOf('/');
        String length = slash < 0 ? "" : plain.substring(slash + 1);
        if (slash >= 0 && !length.matches("\\d{1,3}")) {
            return Optional.empty();
        }
        return around(slash < 0 ? plain : plain.substring(0, slash), slash < 0 ? -1 : Integer.parseInt(length));
    }

    /** @param length −1: all of the address */
    private static Optional<Network> around(String address, int length) {
        return IpAddress.parse(address.replaceFirst("\\.$", "")).flatMap(base -> {
            int whole = base.isV4() ? 32 : 128;
            // ::ffff:a.b.c.d/n is a network of IPv4.
            int prefix = length < 0 ? whole : base.isV4() && address.indexOf(':') >= 0 ? length - 96 : length;
            return prefix < 0 || prefix > whole ? Optional.empty() : Optional.of(Network.around(base, prefix));
        });
    }

    /** With {@code !} before it: whatever is not in it. */
    static Optional<ClientTable.Entry> entry(String written, String value) {
        boolean negated = written.startsWith("!");
        return parse(negated ? written.substring(1).strip() : written)
                .map(network -> new ClientTable.Entry(network, negated ? Side.OUTSIDE : Side.WITHIN, value));
    }

    /** The machine itself: what comes from there is submitted at the site. */
    static boolean isLoopback(Network network) {
        return network.base().isV4()
                ? Network.around(IpAddress.ofV4(0x7F000000), 8).contains(network)
                : network.prefix() == 128
                        && network.base().high() == 0
                        && network.base().low() == 1;
    }
}
