package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.targets.postfix.importing.AddressPatterns.Parents;
import dev.mailflow.compiler.targets.postfix.importing.Found.Way;
import dev.mailflow.compiler.targets.postfix.importing.MainCf.Setting;
import dev.mailflow.compiler.type.AddressPattern;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Next hops by sender. {@code relayhost} and its table by sender say nothing where {@code default_transport} has a host of its own, and
 * no table by sender does where the transport table has a row for everything (postconf(5)).
 */
final class SenderWays {
    private final Configuration configuration;
    private final TlsPolicies tls;
    private final Found found;
    private final Hosts names;

    SenderWays(Configuration configuration, TlsPolicies tls, Found found) {
        this.configuration = configuration;
        this.tls = tls;
        this.found = found;
        this.names = new Hosts(configuration);
    }

    void read() {
        configuration.take("sender_dependent_relayhost_maps").ifPresent(setting -> {
            if (isRelayHostUnused()) {
                leftover(setting, "`default_transport` or a row for `*` goes before it");
            } else {
                bySender(setting);
            }
        });
        configuration.take("sender_dependent_default_transport_maps").ifPresent(setting -> {
            if (found.everythingIsRouted) {
                leftover(setting, "a row for `*` goes before it");
            } else {
                bySender(setting);
            }
        });
    }

    /** The host for all that nothing else names. */
    Optional<Setting> relayhost() {
        Optional<Setting> setting = configuration.take("relayhost");
        if (isRelayHostUnused()) {
            setting.ifPresent(unused -> leftover(unused, "`default_transport` or a row for `*` goes before it"));
            return Optional.empty();
        }
        return setting;
    }

    private boolean isRelayHostUnused() {
        return found.everythingIsRouted
                || configuration
                        .main()
                        .get("default_transport")
                        .filter(setting -> setting.value().matches("[^:]+:.+|(error|retry|discard).*"))
                        .isPresent();
    }

    private void leftover(Setting setting, String why) {
        configuration.report(
                setting.place(),
                "nothing goes to `" + setting.name() + "`: " + why,
                "nothing to do if it is a leftover");
    }

    private void bySender(Setting setting) {
        Map<Boolean, List<Tables.Row>> rows =
                configuration.rows(setting).stream().collect(Collectors.partitioningBy(SenderWays::findsASender));
        rows.getOrDefault(false, List.of())
                .forEach(row -> configuration.report(
                        row.place(),
                        "no sender is found by `" + row.key()
                                + "`: a table by sender is asked for the whole address, then for `@` and its domain",
                        "write `@` before a domain, one row for each; or nothing to do if it is a leftover"));
        List<Tables.Row> asked = rows.getOrDefault(true, List.of());
        asked.forEach(row -> bySender(row, asked));
    }

    /** Unlike in transport(5), no domain without {@code @}, nothing below one and no {@code *} is a key (postconf(5)). */
    private static boolean findsASender(Tables.Row row) {
        boolean isKey = row.form() == Tables.Form.KEY
                && !row.isExpression()
                && row.meaning().isEmpty();
        return !isKey || !row.key().matches("\\*|@\\..*|[^@]*\\.[^@]*");
    }

    private static Optional<String> sender(Tables.Row row) {
        return row.key().equals("<>")
                ? Optional.of(new AddressPattern.EmptySender().text())
                : AddressPatterns.ofTransportRow(row, Parents.NEED_A_DOT);
    }

    private void bySender(Tables.Row row, List<Tables.Row> all) {
        Optional<String> sender = sender(row);
        String nextHop = hop(row);
        boolean usual = row.value().equalsIgnoreCase("DUNNO");
        if (sender.isEmpty() || nextHop.isBlank()) {
            configuration.report(
                    row.place(), "the row of `" + row.key() + "` is not understood", "write the sender's way by hand");
            return;
        }
        boolean within = all.stream()
                .filter(other -> !other.value().equals(row.value()))
                .flatMap(other -> sender(other).stream())
                .anyMatch(wider -> !wider.equals(sender.get()) && Written.covers(wider, sender.get()));
        if (within) {
            configuration.report(
                    row.place(),
                    "`" + row.key() + "` has another way than the senders around it, and a policy ranks no senders",
                    "write out the senders that go the other way");
            return;
        }
        if (usual) {
            return;
        }
        String service = row.value().substring(0, row.value().length() - nextHop.length());
        Optional<String> policy = configuration.services().policy(service.replace(":", ""));
        if (policy.isEmpty() && !service.matches("((smtp|relay):)?")) {
            configuration.report(
                    row.place(),
                    "the delivery service `" + service.replace(":", "") + "` of the row of `" + row.key()
                            + "` is not understood: the policy only says which host comes next",
                    "check which TLS it asks for");
        }
        List<String> hosts = Stream.of(nextHop.split("[,\\s]+"))
                .filter(hop -> !hop.isEmpty())
                .flatMap(hop -> names.host(row.place(), hop).stream())
                .toList();
        if (hosts.isEmpty()) {
            return;
        }
        Way way = found.ways.computeIfAbsent("by sender " + row.value(), unknown -> new Way(hosts));
        way.tls =
                policy.isPresent() ? tls.clause(policy.get(), nextHop, row.place()) : tls.ofHosts(nextHop, row.place());
        way.recipients.add("*");
        way.senders.add(sender.get());
    }

    private static String hop(Tables.Row row) {
        return row.value().replaceFirst("^[a-zA-Z][\\w-]*:(?!\\d+$)", "");
    }
}
