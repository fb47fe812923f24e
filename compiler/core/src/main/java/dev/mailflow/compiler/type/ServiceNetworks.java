package dev.mailflow.compiler.type;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The networks from which Exchange Online sends the mail of all its tenants. They tell no tenant from another, as its certificate does not.
 *
 * <p>Source: "Office 365 URLs and IP address ranges", which Microsoft publishes for each of its clouds, the rows of Exchange Online with TCP
 * port 25. Worldwide: endpoint list 2023073100, row 10; the ranges were the same in lists of July 2026 and in the SPF record of
 * {@code spf.protection.outlook.com}, which leaves out a part. 40.95.0.0/16 is the pool of what tenants pass on for others ("Outbound delivery
 * pools"). Government: 2023073100, row 6 of GCC High and of DoD. 21Vianet: 2023062900, row 2.
 */
final class ServiceNetworks {
    /** A wider network means everybody, whoever sends from there: it is told as an open relay (MF5032). */
    private static final int WIDEST_V4 = 8;

    private static final int WIDEST_V6 = 16;

    private static final List<Network> WORLDWIDE = networks(
            "40.92.0.0/15",
            "40.95.0.0/16",
            "40.107.0.0/16",
            "52.100.0.0/14",
            "104.47.0.0/17",
            "2a01:111:f400::/48",
            "2a01:111:f403::/48");

    private static final List<Network> US_GOVERNMENT = networks(
            "23.103.191.0/24",
            "23.103.199.0/24",
            "23.103.204.0/22",
            "23.103.208.0/22",
            "52.227.182.149/32",
            "52.238.74.212/32",
            "52.244.65.13/32",
            "2001:489a:2202::/62",
            "2001:489a:2202:4::/62",
            "2001:489a:2202:8::/62",
            "2001:489a:2202:c::/62",
            "2001:489a:2202:2000::/63");

    private static final List<Network> CHINA = networks(
            "42.159.33.192/27",
            "42.159.36.0/24",
            "42.159.161.192/27",
            "42.159.164.0/24",
            "139.219.16.0/27",
            "139.219.17.0/24",
            "139.219.24.0/22",
            "139.219.145.0/27",
            "139.219.146.0/24",
            "139.219.156.0/22",
            "2406:e500:4420::/43",
            "2406:e500:4440::/43",
            "2406:e500:c020::/44",
            "2406:e500:c120::/44");

    private static final List<Network> ALL =
            Stream.of(WORLDWIDE, US_GOVERNMENT, CHINA).flatMap(List::stream).toList();

    private ServiceNetworks() {}

    private static List<Network> networks(String... texts) {
        return Stream.of(texts).map(ServiceNetworks::network).toList();
    }

    private static Network network(String text) {
        int slash = text.indexOf('/');
        IpAddress address = IpAddress.parse(text.substring(0, slash)).orElseThrow();
        return Network.around(address, Integer.parseInt(text.substring(slash + 1)));
    }

    /** The range that is in the network, or in which the network is. */
    static Optional<Network> within(Network network) {
        if (network.prefix() < (network.base().isV4() ? WIDEST_V4 : WIDEST_V6)) {
            return Optional.empty();
        }
        return ranges(network).findFirst();
    }

    /** Whether mail of every tenant comes from the network, however wide it is. */
    static boolean meet(Network network) {
        return ranges(network).findFirst().isPresent();
    }

    private static Stream<Network> ranges(Network network) {
        return ALL.stream().filter(range -> range.contains(network) || network.contains(range));
    }
}
