package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.targets.postfix.importing.MainCf.Setting;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who may send to everybody: networks that every list permits before it refuses other people's domains. The lists are looked at in
 * turn and each must let a client through (SMTPD_ACCESS_README), so that a network permitted by one alone has no right to relay.
 */
final class Restrictions {
    private static final List<String> LISTS = List.of(
            "smtpd_client_restrictions",
            "smtpd_helo_restrictions",
            "smtpd_sender_restrictions",
            "smtpd_relay_restrictions",
            "smtpd_recipient_restrictions",
            "smtpd_data_restrictions",
            "smtpd_end_of_data_restrictions",
            "smtpd_etrn_restrictions");

    private static final Set<String> TRUSTED_LOOPBACK =
            Set.of("127.0.0.0/8", "[::1]/128", "127.0.0.1", "[::ffff:127.0.0.0]/104", "::1/128", "[::1]", "::1");

    private final Configuration configuration;
    private final Set<String> own = new LinkedHashSet<>();
    private final List<Granting> granting = new ArrayList<>();

    Restrictions(Configuration configuration) {
        this.configuration = configuration;
    }

    void read(Found found) {
        networks();
        configuration.take("smtpd_restriction_classes");
        boolean said = false;
        for (String name : LISTS) {
            Optional<Setting> setting = configuration.take(name);
            if (setting.isPresent()) {
                said |= name.equals("smtpd_relay_restrictions") || name.equals("smtpd_recipient_restrictions");
                new Walk(setting.get(), found).all();
            }
        }
        if (configuration.main().get("smtpd_relay_restrictions").isEmpty() && granting.isEmpty()) {
            // The default: permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination.
            granting.add(new Granting("the default of smtpd_relay_restrictions", own, true));
        } else if (said && granting.isEmpty()) {
            Setting first = LISTS.stream()
                    .flatMap(name -> configuration.main().get(name).stream())
                    .findFirst()
                    .orElseThrow();
            configuration.report(
                    first.place(),
                    "no restriction refuses other people's domains: everybody may relay here, which a policy cannot say",
                    "add `reject_unauth_destination` to Postfix; the policy refuses to relay for strangers");
        }
        relayRights(found);
    }

    /** A list that refuses other people's domains, with who does not come so far. */
    private record Granting(String list, Set<String> networks, boolean users) {}

    private void relayRights(Found found) {
        Set<String> all = new LinkedHashSet<>();
        granting.forEach(list -> all.addAll(list.networks()));
        for (String network : all) {
            Optional<Granting> refusing = granting.stream()
                    .filter(list -> !list.networks().contains(network))
                    .findFirst();
            if (refusing.isEmpty()) {
                found.trustedNetworks.add(network);
            } else {
                Setting place = configuration.main().get(refusing.get().list()).orElseThrow();
                configuration.report(
                        place.place(),
                        "`" + network + "` may not relay: another list permits it, `" + place.name() + "` does not",
                        "permit it in both, if it is meant to relay; the policy gives it no right");
            }
        }
        boolean offered = configuration
                .main()
                .get("smtpd_sasl_auth_enable")
                .filter(on -> on.value().equals("yes"))
                .isPresent();
        granting.stream()
                .filter(list -> offered && !list.users())
                .findFirst()
                .ifPresent(list -> configuration.report(
                        configuration.main().get(list.list()).orElseThrow().place(),
                        "users who authenticate may not relay by `" + list.list() + "`; by the policy they may",
                        "add `permit_sasl_authenticated`, if users are meant to send"));
    }

    // Own networks.

    private void networks() {
        configuration
                .take("mynetworks")
                .ifPresent(setting -> setting.members().forEach(member -> {
                    if (member.startsWith("/")) {
                        configuration
                                .members(setting, member)
                                .forEach(listed ->
                                        network(listed.place(), listed.text()).ifPresent(own::add));
                    } else if (Tables.isReference(member)) {
                        configuration
                                .rows(setting, member)
                                .forEach(row -> network(row.place(), row.key()).ifPresent(own::add));
                    } else {
                        network(setting.place(), member).ifPresent(own::add);
                    }
                }));
    }

    /** As the policy writes it; empty for loopback, and for what is none. */
    private Optional<String> network(Span place, String written) {
        if (TRUSTED_LOOPBACK.contains(written)) {
            return Optional.empty();
        }
        if (written.startsWith("!")) {
            configuration.report(
                    place,
                    "the exception `" + written + "` of a list of networks has no counterpart",
                    "list the networks without it");
            return Optional.empty();
        }
        String plain = written.replace("[", "").replace("]", "");
        if (plain.matches("(\\d{1,3}\\.?){1,3}")) {
            return Optional.of(shortened(plain.endsWith(".") ? plain : plain + "."));
        }
        if (!plain.matches("\\d{1,3}(\\.\\d{1,3}){3}(/\\d{1,2})?")
                && !plain.matches("[0-9a-fA-F:]*:[0-9a-fA-F:.]*(/\\d{1,3})?")) {
            configuration.report(
                    place, "`" + written + "` is not understood as a network", "write the network by hand");
            return Optional.empty();
        }
        return Optional.of(plain);
    }

    /** {@code 192.0.2.} stands for the network (access(5)). */
    private static String shortened(String prefix) {
        int octets = prefix.split("\\.").length;
        return (prefix + "0.".repeat(4 - octets)).replaceFirst("\\.$", "") + "/" + 8 * octets;
    }

    /** One list from its first member to its last. */
    private final class Walk {
        private final Setting list;
        private final Found found;
        private final boolean relaying;
        private final Set<String> permitted = new LinkedHashSet<>();
        private boolean users;
        private boolean closed;

        Walk(Setting list, Found found) {
            this.list = list;
            this.found = found;
            this.relaying = list.name().equals("smtpd_relay_restrictions")
                    || list.name().equals("smtpd_recipient_restrictions");
        }

        void all() {
            List<String> members = list.members();
            for (int i = 0; i < members.size(); i++) {
                String member = members.get(i);
                boolean argument = i + 1 < members.size()
                        && (Usual.TAKES_ARGUMENT.matcher(member).matches());
                if (argument) {
                    i++;
                }
                one(member, argument ? members.get(i) : "");
            }
        }

        private void one(String member, String argument) {
            switch (member) {
                case "permit_mynetworks" -> permitted.addAll(closed ? Set.of() : own);
                case "permit_sasl_authenticated" -> users |= !closed;
                case "reject_unauth_destination", "defer_unauth_destination" -> close();
                case "reject", "defer" -> refuseTheRest(member);
                case "permit" -> {
                    if (relaying && !closed) {
                        notUnderstood(member);
                    }
                }
                case "check_client_access" -> configuration.rows(list, argument).forEach(this::client);
                default -> {
                    if (argument.isEmpty() && Usual.RESTRICTIONS.contains(member)) {
                        return;
                    }
                    notUnderstood(argument.isEmpty() ? member : member + " " + argument);
                }
            }
        }

        private void notUnderstood(String what) {
            configuration.report(
                    list.place(),
                    "`" + what + "` of `" + list.name() + "` is not understood",
                    "write what it lets in or refuses as a connector with `when` and `require`");
        }

        private void close() {
            if (!closed) {
                closed = true;
                granting.add(new Granting(list.name(), permitted, users));
            }
        }

        /** Nobody else comes in, not even with mail for our domains. */
        private void refuseTheRest(String member) {
            if (relaying && closed) {
                notUnderstood(member);
                return;
            }
            close();
            if (users || permitted.isEmpty()) {
                notUnderstood(member);
            } else {
                found.internetRequirements.add("network " + String.join(", ", permitted));
            }
        }

        private void client(Tables.Row row) {
            boolean permits = row.value().matches("(?i)ok|permit|relay|\\d+") || isPermit(row.value());
            boolean silent = row.value().matches("(?i)dunno") || permits && !relaying;
            Optional<String> network =
                    permits && relaying && !closed && row.key().matches("!?[\\[0-9a-fA-F.:\\]]+(/\\d+)?")
                            ? network(row.place(), row.key())
                            : Optional.empty();
            if (network.isPresent()) {
                permitted.add(network.get());
            } else if (!silent) {
                configuration.report(
                        row.place(),
                        "the row of `" + row.key() + "` is not understood",
                        permits
                                ? "it lets by what is refused later in the list: write that as a connector with `when network`"
                                : "write it as a connector with `when network` and `require`");
            }
        }

        /** A class that does nothing but permit. */
        private boolean isPermit(String value) {
            return configuration
                    .main()
                    .get("smtpd_restriction_classes")
                    .filter(classes -> classes.members().contains(value))
                    .flatMap(classes -> configuration.main().get(value))
                    .filter(members -> members.members().equals(List.of("permit")))
                    .isPresent();
        }
    }
}
