package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.targets.postfix.importing.AccessLists.Place;
import dev.mailflow.compiler.targets.postfix.importing.AddressPatterns.Parents;
import dev.mailflow.compiler.targets.postfix.importing.Step.OfAddress;
import dev.mailflow.compiler.targets.postfix.importing.Step.OfAddress.Envelope;
import dev.mailflow.compiler.targets.postfix.importing.Step.OfCertificate;
import dev.mailflow.compiler.targets.postfix.importing.Step.OfClient;
import dev.mailflow.compiler.targets.postfix.importing.Step.OfUser;
import dev.mailflow.compiler.targets.postfix.importing.Tables.Form;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.Network;
import dev.mailflow.compiler.type.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Tables that lists of restrictions look up, each read once. */
final class AccessTables {
    /** Names of certificates by table, as the site's own configuration brings them to a machine. */
    private static final String CERTIFICATES = "certificates.tsv";

    /** Before the value of a row that stands behind what was not read; no value of a table begins so. */
    private static final String BEHIND = "\n";

    /** Where smtpd(8) takes a look-up in a look-up for one without end. */
    private static final int DEEPEST = 100;

    private final Configuration configuration;
    private final BiFunction<Place, String, Optional<List<Step>>> actions;
    private final Map<String, Optional<Step>> read = new LinkedHashMap<>();
    private final Nesting open = new Nesting();
    private final List<OfAddress> addresses = new ArrayList<>();
    private final List<OfClient> clients = new ArrayList<>();
    private final List<CertificatePattern> certificates = new ArrayList<>();

    /** @param actions what a right-hand side says; empty for what a policy cannot say */
    AccessTables(Configuration configuration, BiFunction<Place, String, Optional<List<Step>>> actions) {
        this.configuration = configuration;
        this.actions = actions;
    }

    OfClient known(OfClient step) {
        clients.add(step);
        return step;
    }

    List<AddressPattern> patterns(Envelope part) {
        return tables(part).stream().flatMap(step -> step.patterns().stream()).toList();
    }

    List<OfAddress> tables(Envelope part) {
        return addresses.stream().filter(step -> step.part() == part).toList();
    }

    List<Network> networks() {
        return clients.stream()
                .flatMap(step -> step.table().networks().stream())
                .toList();
    }

    List<OfClient> clients() {
        return clients;
    }

    List<CertificatePattern> certificates() {
        return certificates;
    }

    // Clients.

    Optional<Step> clients(Place place, Member member) {
        return once(
                place,
                member,
                () -> rows(place, member).map(rows -> {
                    Networks.Keys keys = Networks.Keys.of(member.argument());
                    List<ClientTable.Entry> entries = new ArrayList<>();
                    List<Tables.Row> others = new ArrayList<>();
                    for (Tables.Row row : rows) {
                        Optional<ClientTable.Entry> entry = Networks.entry(keys, row.key(), said(row, row.form()))
                                .map(one -> one.within(row.guards()));
                        if (row.isEverything()) {
                            entries.addAll(everybody(row.value()));
                        } else if (entry.isPresent()) {
                            entries.add(entry.get());
                        } else {
                            others.add(row);
                        }
                    }
                    notLookedUp(member, keys, others);
                    ClientTable table =
                            keys == Networks.Keys.CIDR ? ClientTable.ordered(entries) : ClientTable.indexed(entries);
                    return known(new OfClient(table, steps(member, rows, table.values())));
                }));
    }

    /** Rows that are about names, and such that no look-up ever finds. */
    private void notLookedUp(Member member, Networks.Keys keys, List<Tables.Row> all) {
        boolean indexed = keys == Networks.Keys.INDEXED;
        left(
                member,
                all.stream().filter(row -> indexed && isPartOfV6(row)).toList(),
                "are parts of IPv6 addresses, which are not read",
                "write them into a cidr table, as `2001:db8::/32`");
        List<Tables.Row> rows =
                all.stream().filter(row -> !indexed || !isPartOfV6(row)).toList();
        boolean inNumbers = rows.stream().anyMatch(row -> row.key().matches(".*[!/:\\[].*|[\\d.]+"));
        if (inNumbers && indexed) {
            left(
                    member,
                    rows,
                    "are not looked up: a table of this type is asked for whole addresses and for the first octets of IPv4",
                    "write networks into a cidr table");
        } else if (keys == Networks.Keys.CIDR) {
            left(
                    member,
                    rows,
                    "no client is in: a cidr table takes `address/length` without bits set behind the length, and IPv4 not as IPv6",
                    "write the network in full, if it is meant");
        } else {
            left(member, rows, "name a client otherwise than by its address", "write the networks of these clients");
        }
    }

    /** An indexed table is asked for these too, octet pair after octet pair taken away (access(5)). */
    private static boolean isPartOfV6(Tables.Row row) {
        return row.key().matches("[0-9A-Fa-f:]*:[0-9A-Fa-f:]*");
    }

    /** Another word for the same value, which {@link #steps} knows. */
    private static String said(Tables.Row row, Form form) {
        return form == Form.BEHIND_CONDITION ? BEHIND + row.value() : row.value();
    }

    /** What is let in before is let in behind it too. */
    private static boolean isLettingIn(Tables.Row row) {
        return row.value().matches("(?i)(ok|relay|[0-9]+)");
    }

    /** {@code static:}. */
    private static List<ClientTable.Entry> everybody(String value) {
        return List.of("0.0.0.0/0", "::/0").stream()
                .flatMap(network -> Networks.entry(network, value).stream())
                .toList();
    }

    // Senders and recipients.

    Optional<Step> addresses(Place place, Member member, Envelope part) {
        return once(
                place,
                member,
                () -> rows(place, member).map(rows -> {
                    Parents parents = configuration.parents("smtpd_access_maps");
                    List<AddressTable.Entry> entries = new ArrayList<>();
                    List<Tables.Row> others = new ArrayList<>();
                    boolean ordered = Tables.isExpressions(member.argument());
                    Form form = Form.KEY;
                    for (Tables.Row row : rows) {
                        // The empty sender has no @, and `*` would mean it too.
                        Optional<AddressPattern> pattern = row.pattern(parents)
                                .filter(meant -> !(meant instanceof AddressPattern.Any)
                                        || part == Envelope.RECIPIENT
                                        || row.key().indexOf('@') < 0);
                        if (pattern.isPresent()) {
                            entries.add(new AddressTable.Entry(
                                    pattern.get(), said(row, form == Form.KEY ? row.form() : form)));
                        } else {
                            others.add(row);
                            form = ordered && !isLettingIn(row) ? Form.BEHIND_CONDITION : form;
                        }
                    }
                    left(
                            member,
                            others,
                            "are no addresses or domains as a policy writes them",
                            form == Form.KEY
                                    ? "write them by hand"
                                    : "write them by hand; rows behind them let nobody in here, because these might refuse first");
                    AddressTable table = ordered ? AddressTable.ordered(entries) : AddressTable.indexed(entries);
                    OfAddress step = new OfAddress(part, table, steps(member, rows, table.values()));
                    addresses.add(step);
                    return step;
                }));
    }

    private void left(Member member, List<Tables.Row> rows, String what, String help) {
        if (!rows.isEmpty()) {
            configuration.report(
                    rows.get(0).place(),
                    "the row of `" + rows.get(0).key() + "` is not understood"
                            + (rows.size() == 1 ? "" : ", nor are " + (rows.size() - 1) + " more of its table")
                            + ": keys of `" + member.text() + "` that " + what,
                    help);
        }
    }

    // Users and certificates.

    /** One thing of all users; what a table says of each is told. */
    Optional<Step> users(Place place, Member member) {
        return once(place, member, () -> ofUsers(member));
    }

    private Optional<Step> ofUsers(Member member) {
        return !member.argument().startsWith("static:")
                ? Optional.empty()
                : rows(new Place(member.text(), configuration.start()), member)
                        .map(rows -> new OfUser(steps(member, rows, List.of())
                                .getOrDefault(rows.get(0).value(), List.of())));
    }

    /** By fingerprint nobody knows whose they are; a table that `mailflow emit` has made has its names beside it. */
    Optional<Step> certificates(Place place, Member member) {
        return once(place, member, () -> ofCertificates(member));
    }

    private Optional<Step> ofCertificates(Member member) {
        String table = member.argument().replaceFirst(".*[:/]", "");
        Map<CertificatePattern, List<Step>> steps = new LinkedHashMap<>();
        configuration.tables().file(CERTIFICATES).ifPresent(file -> {
            for (Line line : Line.of(file)) {
                String[] columns = line.text().split("\\s+", 3);
                if (columns.length == 3 && columns[0].equals(table)) {
                    steps.put(
                            new CertificatePattern(columns[1]),
                            actions.apply(new Place(member.text(), line.place()), columns[2])
                                    .orElse(List.of()));
                }
            }
        });
        certificates.addAll(steps.keySet());
        return steps.isEmpty() ? Optional.empty() : Optional.of(new OfCertificate(steps));
    }

    // All of them.

    private Optional<Step> once(Place place, Member member, Supplier<Optional<? extends Step>> reading) {
        String name = member.text();
        Optional<Step> again = open.again(name);
        if (again.isPresent() || open.depth() >= DEEPEST) {
            if (open.isToBeTold(name)) {
                configuration.report(
                        configuration.within(place.span(), name),
                        "`" + name + "` "
                                + (again.isPresent()
                                        ? "leads back to itself"
                                        : "is reached by too many tables in a row")
                                + ": Postfix gives up there and defers the mail",
                        "name another table, or end the row with `OK`, `REJECT` or `DUNNO`");
            }
            return again.or(() -> Optional.of(new Step.Always(AccessLists.refused(Reply.Verdict.DEFER))));
        }
        Optional<Step> known = read.get(name);
        if (known == null) {
            known = open.read(
                    name,
                    () -> reading.get().map(step -> (Step) step),
                    step -> step.stream().toList());
            read.put(name, known);
        }
        return known;
    }

    private Optional<List<Tables.Row>> rows(Place place, Member member) {
        return Tables.isReference(member.argument())
                ? configuration.tables().rows(member.argument(), place.span()).map(configuration::once)
                : Optional.empty();
    }

    /** What each right-hand side says; one that a policy cannot say is told at its first row, and says nothing. */
    private Map<String, List<Step>> steps(Member member, List<Tables.Row> rows, List<String> values) {
        Map<String, List<Step>> steps = new LinkedHashMap<>();
        for (Tables.Row row : rows) {
            if (!steps.containsKey(row.value())) {
                Optional<List<Step>> said = actions.apply(new Place(row.key(), row.place()), row.value());
                if (said.isEmpty()) {
                    configuration.report(
                            row.place(),
                            "the row of `" + row.key() + "` is not understood: a policy has no word for `" + row.value()
                                    + "`",
                            "keep `" + member.text() + "` in Postfix for what it does besides");
                }
                steps.put(row.value(), said.orElse(List.of()));
            }
        }
        for (String value : values) {
            if (value.startsWith(BEHIND)) {
                List<Step> said = steps.getOrDefault(value.substring(BEHIND.length()), List.of());
                steps.put(value, List.of(new Step.Behind(said)));
            }
        }
        return steps;
    }
}
