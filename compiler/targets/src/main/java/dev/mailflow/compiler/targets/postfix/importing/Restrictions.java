package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.targets.postfix.importing.AddressCells.Cell;
import dev.mailflow.compiler.targets.postfix.importing.ClientRegions.Region;
import dev.mailflow.compiler.targets.postfix.importing.Point.User;
import dev.mailflow.compiler.targets.postfix.importing.Step.OfAddress.Envelope;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.MailAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Who may send what: the lists of restrictions are asked about one client of every network, one address of every kind, and so on, and
 * the sources are written that give the same answers.
 */
final class Restrictions {
    private final Configuration configuration;
    private final Found found;
    private final List<AddressPattern> accepted;
    private final Set<AddressPattern> acceptedPatterns;

    Restrictions(Configuration configuration, Found found) {
        this.configuration = configuration;
        this.found = found;
        this.accepted = Stream.concat(found.domains.stream(), found.relayDomains.stream())
                .flatMap(pattern -> AddressPatterns.ofPolicy(pattern).stream())
                .toList();
        this.acceptedPatterns = Set.copyOf(accepted);
    }

    /** The lists alone, to be asked. */
    AccessLists lists() {
        AccessLists lists = new AccessLists(configuration, ownNetworks(), point -> isOurs(point.recipient()));
        lists.read();
        lists.asksOwnNetworks().filter(place -> ownNetworksAreSubnets()).ifPresent(this::subnets);
        return lists;
    }

    /** What {@code mynetworks} is where nothing is said of it: below level 2 not the machine alone (postconf(5)). */
    private boolean ownNetworksAreSubnets() {
        return configuration.main().get("mynetworks").isEmpty()
                && configuration.main().get("mynetworks_style").isEmpty()
                && configuration.level() < 2;
    }

    private void subnets(Span place) {
        configuration.report(
                place,
                "`mynetworks` is not set: below `compatibility_level = 2` it is every subnet that the machine is in, and these are not in this file",
                "give main.cf with the line that `postconf mynetworks` prints on the machine");
    }

    void read() {
        AccessLists lists = lists();
        List<Optional<CertificatePattern>> certificates = new ArrayList<>(List.of(Optional.empty()));
        lists.tables().certificates().stream().distinct().map(Optional::of).forEach(certificates::add);
        AddressCells senders = AddressCells.ofSenders(patterns(lists, Envelope.SENDER));
        AddressCells recipients = AddressCells.ofRecipients(patterns(lists, Envelope.RECIPIENT));
        Predicate<Cell> ours = cell -> cell.member().filter(this::isOurs).isPresent();
        Kinds kinds = new Kinds(
                certificates,
                usersAuthenticate() ? List.of(User.values()) : List.of(User.NOBODY),
                senders,
                senders.alike(told(lists, Envelope.SENDER, ours)),
                recipients,
                recipients.alike(told(lists, Envelope.RECIPIENT, ours)),
                ours);
        List<Region> regions = ClientRegions.of(lists.tables().networks());
        new Sources(configuration, found, kinds, regions, client -> new Matrix(lists, client, kinds)).write();
    }

    private boolean usersAuthenticate() {
        return configuration
                .take("smtpd_sasl_auth_enable")
                .filter(on -> on.value().equals("yes"))
                .isPresent();
    }

    private List<AddressPattern> patterns(AccessLists lists, Envelope part) {
        List<AddressPattern> all = new ArrayList<>(lists.tables().patterns(part));
        all.addAll(accepted);
        return all;
    }

    /** All that the lists ask of an address, by numbers that are equal for what is the same. */
    private static Function<Cell, List<Integer>> told(AccessLists lists, Envelope part, Predicate<Cell> ours) {
        Map<List<Step>, Integer> numbers = new HashMap<>(Map.of(List.of(), 0));
        List<Function<Cell, Integer>> questions = new ArrayList<>(List.of(cell -> ours.test(cell) ? 1 : 0));
        for (Step.OfAddress step : lists.tables().tables(part)) {
            Map<String, Integer> byValue = new HashMap<>();
            step.steps().forEach((value, steps) -> {
                numbers.putIfAbsent(steps, numbers.size());
                byValue.put(value, Objects.requireNonNull(numbers.get(steps)));
            });
            questions.add(cell -> step.table()
                    .value(cell.member())
                    .map(value -> byValue.getOrDefault(value, 0))
                    .orElse(0));
        }
        return cell -> questions.stream().map(question -> question.apply(cell)).toList();
    }

    private boolean isOurs(MailAddress address) {
        return AddressPatterns.meaning(Optional.of(address)).stream().anyMatch(acceptedPatterns::contains);
    }

    private ClientTable ownNetworks() {
        List<ClientTable.Entry> entries = new ArrayList<>();
        boolean stated = configuration.main().get("mynetworks").isPresent();
        if (stated
                || configuration
                        .main()
                        .get("mynetworks_style")
                        .filter(style -> style.value().equals("host"))
                        .isPresent()) {
            // Its own networks are listed, or the machine alone.
            configuration.understand("mynetworks_style");
        }
        configuration
                .take("mynetworks")
                .ifPresent(setting -> setting.members().forEach(member -> {
                    if (member.startsWith("/")) {
                        configuration.members(setting, member).forEach(line -> add(entries, line.text(), line));
                    } else if (Tables.isReference(member)) {
                        boolean whole = Tables.isIndexed(member);
                        for (Tables.Row row : configuration.rows(setting, member)) {
                            if (whole && IpAddress.parse(row.key()).isEmpty()) {
                                configuration.report(
                                        row.place(),
                                        "`" + row.key()
                                                + "` is not looked up: a table in `mynetworks` is asked for the whole address",
                                        "write networks into a cidr table");
                            } else {
                                // Found is listed, whatever the row says; its `!` is of cidr_table(5).
                                row.clients("")
                                        .ifPresentOrElse(
                                                entries::add,
                                                () -> tellOfNone(row.key(), new Line(row.key(), row.place())));
                            }
                        }
                    } else {
                        add(entries, member, new Line(member, setting.place()));
                    }
                }));
        if (!stated) {
            // Every `mynetworks_style` has these, whatever else the machine's own addresses are.
            Networks.LOOPBACK.forEach(
                    network -> entries.add(new ClientTable.Entry(network, ClientTable.Side.WITHIN, "")));
        }
        return ClientTable.ordered(entries);
    }

    private void add(List<ClientTable.Entry> entries, String written, Line line) {
        Optional<ClientTable.Entry> entry = Networks.entry(written, written.startsWith("!") ? "no" : "");
        entry.map(one -> written.startsWith("!")
                        ? new ClientTable.Entry(one.network(), ClientTable.Side.WITHIN, "no")
                        : one)
                .ifPresentOrElse(entries::add, () -> tellOfNone(written, line));
    }

    /** What Postfix takes for no network gives nobody a right: the way out is in main.cf, not in the policy. */
    private void tellOfNone(String written, Line line) {
        Optional<Networks.Refused> refused = Networks.refused(written);
        configuration.report(
                line.place(),
                refused.map(network -> "`" + written + "` has no client for Postfix: " + network.why())
                        .orElse("`" + written + "` is not understood as a network"),
                refused.map(network -> "write `" + network.meant()
                                + "` in its place if that is meant; the policy does without")
                        .orElse("see whether Postfix takes it, and only then write the network by hand"));
    }
}
