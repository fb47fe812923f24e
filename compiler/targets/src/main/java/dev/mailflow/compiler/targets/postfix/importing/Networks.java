package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.targets.postfix.importing.ClientTable.Side;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.Network;
import java.util.List;
import java.util.Optional;

/** Networks in the forms that Postfix takes them in. */
final class Networks {
    private Networks() {}

    /** How a key names clients; each kind of table and list knows its own forms. */
    enum Keys {
        /** An address, or the first octets of one of IPv4; a network with its length is never looked up (access(5)). */
        INDEXED,
        /** An address or {@code address/length}, IPv6 in brackets or not, {@code !} before it (cidr_table(5), {@code mynetworks}). */
        CIDR,
        /** None: expressions. */
        NONE;

        static Keys of(String reference) {
            return Tables.isIndexed(reference) ? INDEXED : Tables.isCidr(reference) ? CIDR : NONE;
        }
    }

    static Optional<ClientTable.Entry> entry(Keys keys, String written, String value) {
        return switch (keys) {
            case INDEXED -> indexed(written).map(network -> new ClientTable.Entry(network, Side.WITHIN, value));
            case CIDR -> entry(written, value);
            case NONE -> Optional.empty();
        };
    }

    /** As smtpd(8) writes the address of a client, of which it takes octet after octet away. */
    private static Optional<Network> indexed(String written) {
        if (written.matches("\\d{1,3}(\\.\\d{1,3}){0,2}")) {
            int octets = written.split("\\.").length;
            return IpAddress.parse(written + ".0".repeat(4 - octets))
                    .filter(base -> base.toString().startsWith(written + "."))
                    .map(base -> Network.around(base, 8 * octets));
        }
        return IpAddress.parse(written)
                .filter(address -> address.toString().equals(written))
                .map(Network::of);
    }

    /** Postfix takes no network whose address has bits set behind its length. */
    private static Optional<Network> parse(String written) {
        return written(written).filter(Spelled::isTaken).map(Spelled::network);
    }

    /**
     * A network of an address and a length.
     *
     * @param address before the length
     * @param network around that address
     * @param mapped whether IPv4 is written as IPv6, as no client ever is
     */
    private record Spelled(IpAddress address, Network network, boolean mapped) {
        boolean hasBitsBehind() {
            return !network.base().equals(address);
        }

        boolean isTaken() {
            return !hasBitsBehind() && (!mapped || isLoopback(network));
        }
    }

    private static Optional<Spelled> written(String written) {
        String plain = written.replace("[", "").replace("]", "");
        int slash = plain.indexOf('/');
        String length = slash < 0 ? "" : plain.substring(slash + 1);
        if (slash >= 0 && !length.matches("\\d{1,3}")) {
            return Optional.empty();
        }
        String address = slash < 0 ? plain : plain.substring(0, slash);
        return IpAddress.parse(address).flatMap(base -> {
            int whole = base.bits();
            boolean mapped = base.isV4() && address.indexOf(':') >= 0;
            int prefix = slash < 0 ? whole : Integer.parseInt(length) - (mapped ? 96 : 0);
            return Optional.of(prefix)
                    .filter(bits -> bits >= 0 && bits <= whole)
                    .map(bits -> new Spelled(base, Network.around(base, bits), mapped));
        });
    }

    /** A network that no client is in for Postfix, however it looks. */
    record Refused(String why, Network meant) {}

    /** Why a network that can be read has no clients; empty if it has some, or is none. */
    static Optional<Refused> refused(String written) {
        return written(written.startsWith("!") ? written.substring(1).strip() : written)
                .filter(network -> !network.isTaken())
                .map(network -> new Refused(
                        network.hasBitsBehind()
                                ? "bits are set behind its length"
                                : "a client of IPv4 is never written as one of IPv6",
                        network.network()));
    }

    /** With {@code !} before it: whatever is not in it. */
    static Optional<ClientTable.Entry> entry(String written, String value) {
        boolean negated = written.startsWith("!");
        return parse(negated ? written.substring(1).strip() : written)
                .map(network -> new ClientTable.Entry(network, negated ? Side.OUTSIDE : Side.WITHIN, value));
    }

    /** The machine itself, from which programs send by SMTP as from anywhere else. */
    static final List<Network> LOOPBACK =
            List.of(Network.around(IpAddress.ofV4(0x7F00_0000), 8), Network.of(new IpAddress(0, 1)));

    private static boolean isLoopback(Network network) {
        return LOOPBACK.stream().anyMatch(own -> own.contains(network));
    }
}
