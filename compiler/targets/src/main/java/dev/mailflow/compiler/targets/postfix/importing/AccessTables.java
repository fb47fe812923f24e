package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.targets.postfix.importing.AccessLists.Place;
import dev.mailflow.compiler.targets.postfix.importing.AddressPatterns.Parents;
import dev.mailflow.compiler.targets.postfix.importing.Step.OfAddress;
import dev.mailflow.compiler.targets.postfix.importing.Step.OfAddress.Envelope;
import dev.mailflow.compiler.targets.postfix.importing.Step.OfCertificate;
import dev.mailflow.compiler.targets.postfix.importing.Step.OfClient;
import dev.mailflow.compiler.targets.postfix.importing.Step.OfUser;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** Tables that lists of restrictions look up, each read once. */
final class AccessTables {
    /** Names of certificates by table, as the site's own configuration brings them to a machine. */
    private static final String CERTIFICATES = "certificates.tsv";

    private final Configuration configuration;
    private final BiFunction<Place, String, Optional<List<Step>>> actions;
    private final Map<String, Optional<Step>> read = new LinkedHashMap<>();
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
                member,
                () -> rows(place, member).map(rows -> {
                    List<ClientTable.Entry> entries = new ArrayList<>();
                    List<Tables.Row> names = new ArrayList<>();
                    for (Tables.Row row : rows) {
                        Optional<ClientTable.Entry> entry =
                                row.key().equals("*") ? Optional.empty() : Networks.entry(row.key(), row.value());
                        if (row.key().equals("*")) {
                            everybody(row.value()).forEach(entries::add);
                        } else if (entry.isPresent()) {
                            entries.add(entry.get());
                        } else {
                            names.add(row);
                        }
                    }
                    left(
                            member,
                            names,
                            "name a client otherwise than by its address",
                            "write the networks of these clients");
                    boolean cidr = member.argument().matches("(proxy:)?cidr:.*");
                    return known(new OfClient(
                            cidr ? ClientTable.ordered(entries) : ClientTable.indexed(entries), steps(member, rows)));
                }));
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
                member,
                () -> rows(place, member).map(rows -> {
                    Parents parents = configuration.parents("smtpd_access_maps");
                    List<AddressTable.Entry> entries = new ArrayList<>();
                    List<Tables.Row> others = new ArrayList<>();
                    for (Tables.Row row : rows) {
                        Optional<AddressPattern> pattern = row.pattern(parents);
                        if (pattern.isPresent()) {
                            entries.add(new AddressTable.Entry(pattern.get(), row.value()));
                        } else {
                            others.add(row);
                        }
                    }
                    left(member, others, "are no addresses or domains as a policy writes them", "write them by hand");
                    boolean ordered = Tables.isExpressions(member.argument());
                    OfAddress step = new OfAddress(
                            part,
                            ordered ? AddressTable.ordered(entries) : AddressTable.indexed(entries),
                            steps(member, rows));
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
    Optional<Step> users(Member member) {
        return !member.argument().startsWith("static:")
                ? Optional.empty()
                : rows(new Place(member.text(), configuration.start()), member)
                        .map(rows -> new OfUser(
                                steps(member, rows).getOrDefault(rows.get(0).value(), List.of())));
    }

    /** By fingerprint nobody knows whose they are; a table that `mailflow emit` has made has its names beside it. */
    Optional<Step> certificates(Member member) {
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

    private Optional<Step> once(Member member, java.util.function.Supplier<Optional<? extends Step>> reading) {
        Optional<Step> known = read.get(member.text());
        if (known == null) {
            known = reading.get().map(step -> step);
            read.put(member.text(), known);
        }
        return known;
    }

    private Optional<List<Tables.Row>> rows(Place place, Member member) {
        return Tables.isReference(member.argument())
                ? configuration.tables().rows(member.argument(), place.span()).map(configuration::once)
                : Optional.empty();
    }

    /** What each right-hand side says; one that a policy cannot say is told at its first row, and says nothing. */
    private Map<String, List<Step>> steps(Member member, List<Tables.Row> rows) {
        Map<String, List<Step>> steps = new LinkedHashMap<>();
        for (Tables.Row row : rows) {
            if (!steps.containsKey(row.value())) {
                // Said before it is known, so that a class that leads back here ends.
                steps.put(row.value(), List.of());
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
        return steps;
    }
}
