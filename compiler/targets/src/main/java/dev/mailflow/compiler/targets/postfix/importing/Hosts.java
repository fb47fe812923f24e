package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.IpAddress;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Next hops as transport(5) writes them, as a policy writes them. */
final class Hosts {
    private final Configuration configuration;
    /** By file, domains whose exchangers are meant: told where the first row of a table names them. */
    private final Set<String> exchangers = new HashSet<>();

    Hosts(Configuration configuration) {
        this.configuration = configuration;
    }

    /** {@code [host]:port}; without brackets the mail exchangers of a domain are meant, and told. Empty, and told: no host. */
    Optional<String> host(Span place, String nextHop) {
        String plain = nextHop.replaceFirst("^\\[(?i:ipv6:)?([^\\]]*)\\].*", "$1");
        String name = nextHop.startsWith("[") ? plain : nextHop.replaceFirst(":.*", "");
        if (IpAddress.parse(name).isEmpty() && AddressPatterns.domain(name).isEmpty()) {
            configuration.report(place, "`" + nextHop + "` is not understood as a host", "write the host by hand");
            return Optional.empty();
        }
        return Optional.of(dotted(written(place, nextHop)));
    }

    /** As a policy writes it: without its dot, a name of one label would be a list's. */
    static String dotted(String name) {
        return name.matches("[A-Za-z0-9_-]+") ? name + "." : name;
    }

    private String written(Span place, String nextHop) {
        if (!nextHop.startsWith("[")) {
            if (exchangers.add(place.file().path() + " " + nextHop)) {
                configuration.report(
                        place,
                        "`" + nextHop + "` means the mail exchangers of that domain; the policy names the host itself",
                        "name the hosts in `via`, or leave `via mx` where it is the recipient's own domain");
            }
            int colon = nextHop.indexOf(':');
            return colon < 0 ? nextHop : nextHop.substring(0, colon) + port(place, nextHop.substring(colon));
        }
        int end = nextHop.indexOf(']');
        String host = nextHop.substring(1, end).replaceFirst("(?i)^ipv6:", "");
        String port = port(place, nextHop.substring(end + 1));
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + port;
    }

    /** By number, as a policy writes it; nothing for the usual one. */
    private String port(Span place, String written) {
        return switch (written) {
            case "", ":25", ":smtp" -> "";
            case ":submission" -> ":587";
            case ":smtps", ":submissions", ":urd" -> ":465";
            default -> {
                if (written.matches(":\\d{1,5}")) {
                    yield written;
                }
                configuration.report(place, "the port `" + written + "` is not understood", "write its number");
                yield "";
            }
        };
    }
}
