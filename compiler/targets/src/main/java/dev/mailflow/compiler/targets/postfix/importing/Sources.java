package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.targets.postfix.importing.ClientRegions.Region;
import dev.mailflow.compiler.targets.postfix.importing.Fit.Source;
import dev.mailflow.compiler.targets.postfix.importing.Matrix.At;
import dev.mailflow.compiler.targets.postfix.importing.Point.User;
import dev.mailflow.compiler.targets.postfix.importing.SourceFit.Rule;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.Network;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sources of mail in the words of the policy: networks and certificates that are treated otherwise than everybody else become
 * devices, everybody else the internet. Where no connector says the same, a message of which both judge differently is told.
 */
final class Sources {
    /** Patterns that a message names. */
    private static final int TOLD = 10;

    private final Configuration configuration;
    private final Found found;
    private final Kinds kinds;
    private final List<Region> regions;
    private final Function<IpAddress, Matrix> matrices;
    /** What is left for when all are known who may bring mail. */
    private final List<Refused> refused = new ArrayList<>();

    private record Refused(Found.Source source, Rule rule) {}

    /** Clients that are treated alike. */
    private record Like(Matrix matrix, List<Network> networks) {}

    Sources(
            Configuration configuration,
            Found found,
            Kinds kinds,
            List<Region> regions,
            Function<IpAddress, Matrix> matrices) {
        this.configuration = configuration;
        this.found = found;
        this.kinds = kinds;
        this.regions = regions;
        this.matrices = matrices;
    }

    void write() {
        List<Region> others =
                regions.stream().filter(region -> region.network().isEmpty()).toList();
        Matrix everybody = matrices.apply(
                others.isEmpty() ? IpAddress.ofV4(0) : others.get(0).member());
        for (Region other : others) {
            if (!matrices.apply(other.member()).isLike(everybody)) {
                configuration.report(
                        place().span(),
                        "clients of IPv4 and of IPv6 that no network holds are treated differently: the policy says what holds for "
                                + others.get(0).member(),
                        "write a connector for the others `from` a device with `networks 0.0.0.0/0` or `networks ::/0`");
            }
        }
        List<Integer> own = certificatesAlone(everybody);
        Predicate<At> usual = at -> !own.contains(at.certificate());
        trusted(everybody.where(usual), usual).forEach(this::device);
        for (int certificate : own) {
            certificate(certificate, everybody.encryptedWith(certificate));
        }
        Found.Source internet = internet(everybody.where(usual));
        refused();
        found.internet.addAll(internet.connectors);
    }

    /** Networks of clients that are treated otherwise than everybody else, and exceptions within them that are not. */
    private List<Like> trusted(Matrix everybody, Predicate<At> usual) {
        List<Like> trusted = new ArrayList<>();
        List<Network> usualNetworks = new ArrayList<>();
        for (Region region : regions) {
            region.network().ifPresent(network -> {
                Matrix matrix = matrices.apply(region.member()).where(usual);
                if (matrix.isLike(everybody)) {
                    usualNetworks.add(network);
                } else {
                    add(trusted, matrix, network);
                }
            });
        }
        NetworkSet all = new NetworkSet(
                trusted.stream().flatMap(like -> like.networks().stream()).toList());
        usualNetworks.stream().filter(all::holds).forEach(network -> add(trusted, everybody, network));
        return trusted;
    }

    private static void add(List<Like> all, Matrix matrix, Network network) {
        for (Like like : all) {
            if (like.matrix().isLike(matrix)) {
                like.networks().add(network);
                return;
            }
        }
        all.add(new Like(matrix, new ArrayList<>(List.of(network))));
    }

    /** Certificates of which the requirements of a connector cannot tell, so that they are an identity. */
    private List<Integer> certificatesAlone(Matrix everybody) {
        List<Integer> own = new ArrayList<>();
        if (kinds.certificates().size() > 1
                && (certificatesRelay(everybody) || !foreign(everybody).isExact())) {
            Matrix without = everybody.encryptedWith(0);
            for (int certificate = 1; certificate < kinds.certificates().size(); certificate++) {
                if (!everybody.encryptedWith(certificate).isLike(without)) {
                    own.add(certificate);
                }
            }
        }
        return own;
    }

    /** No requirement of a foreign source gives a right to relay, so whoever has it by a certificate is none. */
    private boolean certificatesRelay(Matrix everybody) {
        return everybody.accepted().stream()
                .anyMatch(at -> at.certificate() > 0 && at.user() == User.NOBODY && !kinds.isOurs(at.recipient()));
    }

    // Our own.

    private void device(Like like) {
        SourceFit fit = new SourceFit(kinds, like.matrix(), Source.TRUSTED);
        Set<Integer> shown = new TreeSet<>();
        like.matrix().all().forEach(at -> shown.add(at.certificate()));
        if (fit.isExact() || shown.size() == 1) {
            source(like.networks(), List.of(), fit, like.matrix());
            return;
        }
        Matrix plain = like.matrix().where(at -> at.certificate() == 0);
        source(like.networks(), List.of(), new SourceFit(kinds, plain, Source.TRUSTED), plain);
        shown.remove(0);
        for (int certificate : shown) {
            Matrix with = like.matrix().encryptedWith(certificate);
            if (!with.isLike(like.matrix().encryptedWith(0))) {
                source(like.networks(), names(List.of(certificate)), new SourceFit(kinds, with, Source.TRUSTED), with);
            }
        }
    }

    /** Wherever its client is, and, where that makes a difference, in a network. */
    private void certificate(int certificate, Matrix anywhere) {
        source(List.of(), names(List.of(certificate)), new SourceFit(kinds, anywhere, Source.TRUSTED), anywhere);
        List<Like> within = new ArrayList<>();
        for (Region region : regions) {
            if (region.network().isPresent()) {
                Matrix matrix = matrices.apply(region.member()).encryptedWith(certificate);
                if (!matrix.isLike(anywhere)) {
                    add(within, matrix, region.network().get());
                }
            }
        }
        for (Like like : within) {
            source(
                    like.networks(),
                    names(List.of(certificate)),
                    new SourceFit(kinds, like.matrix(), Source.TRUSTED),
                    like.matrix());
        }
    }

    private List<CertificatePattern> names(List<Integer> certificates) {
        return certificates.stream()
                .flatMap(number -> kinds.certificates().get(number).stream())
                .toList();
    }

    private void source(List<Network> networks, List<CertificatePattern> certificates, SourceFit fit, Matrix matrix) {
        List<List<Network>> apart =
                fit.rules().stream().anyMatch(rule -> rule.fit().relays())
                        ? EveryTenant.apart(networks)
                        : List.of(networks);
        if (apart.size() > 1) {
            apart.forEach(part -> source(part, certificates, fit, matrix));
            return;
        }
        Found.Source source = new Found.Source(networks, certificates);
        found.sources.add(source);
        for (Rule rule : fit.rules()) {
            if (rule.fit().refusesAll()) {
                refused.add(new Refused(source, rule));
            } else {
                Found.Connector connector = connector(rule);
                source.connectors.add(connector);
                misses(rule, matrix, networks);
                if (connector.relay == Found.Relay.GRANTED) {
                    EveryTenant.tell(networks, certificates).ifPresent(told -> {
                        connector.relay = Found.Relay.DENIED;
                        configuration.report(place().span(), told.message(), told.help());
                    });
                }
            }
        }
    }

    /** Mail that is refused whatever it is, for a policy mail that only others may bring. */
    private void refused() {
        List<Found.Source> others = found.sources.stream()
                .filter(source -> !source.connectors.isEmpty() && source.certificates.isEmpty())
                .toList();
        for (Refused each : refused) {
            NetworkSet own = new NetworkSet(each.source().networks);
            List<Network> networks = others.stream()
                    .flatMap(source -> source.networks.stream())
                    .filter(network -> !own.meets(network))
                    .toList();
            if (networks.isEmpty()) {
                refused(each.rule(), each.source().networks);
            } else {
                each.source().connectors.add(only(each.rule(), networks));
            }
        }
        found.sources.removeIf(source -> source.connectors.isEmpty());
    }

    private Found.Connector only(Rule rule, List<Network> networks) {
        Found.Connector connector = connector(rule);
        connector.require.clear();
        connector.require.add(
                "network " + networks.stream().map(PolicyText::written).collect(Collectors.joining(", ")));
        connector.otherwise = rule.fit().otherwise();
        return connector;
    }

    private void refused(Rule rule, List<Network> networks) {
        configuration.report(
                place().span(),
                "all mail" + from(networks) + by(rule) + " is refused, and a policy has no words for that",
                "keep that restriction in Postfix, or say by `require` what is asked of it");
    }

    private static String from(List<Network> networks) {
        return networks.isEmpty()
                ? ""
                : " from `" + networks.get(0) + "`"
                        + switch (networks.size()) {
                            case 1 -> "";
                            case 2 -> " and one more network";
                            default -> " and " + (networks.size() - 1) + " more networks";
                        };
    }

    private static String by(Rule rule) {
        return (rule.senders().isEmpty() ? "" : " of senders " + words(rule.senders()))
                + (rule.recipients().isEmpty() ? "" : " to " + words(rule.recipients()));
    }

    private Found.Connector connector(Rule rule) {
        Found.Connector connector = new Found.Connector();
        Fit.patterns(Optional.of(rule.senders())).ifPresent(list -> connector.when.add("sender " + list));
        Fit.patterns(Optional.of(rule.recipients())).ifPresent(list -> connector.when.add("recipient " + list));
        connector.require.addAll(rule.fit().requirements());
        connector.relay = rule.fit().relays() ? Found.Relay.GRANTED : Found.Relay.DENIED;
        if (!connector.require.isEmpty()) {
            connector.otherwise = rule.fit().otherwise();
        }
        return connector;
    }

    /** A message of which the connector says otherwise than the lists, if there is one; of a right to relay that is lost one too. */
    private void misses(Rule rule, Matrix matrix, List<Network> networks) {
        List<At> misses = rule.fit().misses();
        Predicate<At> relayed = at -> matrix.accepts(at) && !kinds.isOurs(at.recipient());
        Stream.of(relayed, relayed.negate())
                .flatMap(kind -> misses.stream().filter(kind).limit(1))
                .forEach(at -> configuration.report(
                        place().span(),
                        "mail" + from(networks) + ", such as " + words(at)
                                + (matrix.accepts(at)
                                        ? ", is taken by Postfix, and not by the policy"
                                        : ", is refused by Postfix, and not by the policy"),
                        "a connector asks one thing of all its mail: write what is missing by hand"));
        rule.fit().missesOfUsers().stream()
                .filter(at -> misses.isEmpty())
                .findFirst()
                .ifPresent(at -> configuration.report(
                        place().span(),
                        "mail of users who authenticate, such as " + words(at)
                                + (matrix.accepts(at)
                                        ? ", is taken by Postfix, and not by the policy"
                                        : ", is refused by Postfix; by the policy users may send to everybody"),
                        "check whether users are meant to send on this port"));
    }

    private String words(At at) {
        String sender = kinds.senders().get(at.sender()).get(0).key().text();
        String recipient = kinds.recipients().get(at.recipient()).get(0).key().text();
        return "that of `" + sender + "` to `" + recipient + "`"
                + (at.session() == Point.Session.ENCRYPTED ? "" : " without TLS");
    }

    // Everybody else.

    private SourceFit foreign(Matrix everybody) {
        return new SourceFit(kinds, othersThanUs(everybody), Source.FOREIGN);
    }

    /** Where nobody outside may send in our name, what is left. */
    private Matrix othersThanUs(Matrix everybody) {
        return refusesOurs(everybody) ? everybody.where(at -> !kinds.isFromOurs(at.sender())) : everybody;
    }

    private boolean refusesOurs(Matrix everybody) {
        Set<Boolean> ours = new LinkedHashSet<>();
        Set<Boolean> others = new LinkedHashSet<>();
        everybody.all().stream()
                .filter(at -> at.user() == User.NOBODY)
                .forEach(at -> (kinds.isFromOurs(at.sender()) ? ours : others).add(everybody.accepts(at)));
        return ours.equals(Set.of(false)) && others.contains(true);
    }

    private Found.Source internet(Matrix everybody) {
        if (refusesOurs(everybody)) {
            found.directSend = Found.DirectSend.REFUSED;
        }
        openRelay(everybody);
        Found.Source internet = new Found.Source(List.of(), List.of());
        for (Rule rule : foreign(everybody).rules()) {
            if (rule.fit().refusesAll()) {
                refused.add(new Refused(internet, rule));
            } else {
                internet.connectors.add(connector(rule));
                misses(rule, everybody, List.of());
            }
        }
        return internet;
    }

    /** Mail to other people's domains that is taken from whoever says that he is somebody. */
    private void openRelay(Matrix everybody) {
        Set<Integer> senders = new TreeSet<>();
        Set<Integer> recipients = new TreeSet<>();
        for (At at : everybody.accepted()) {
            if (at.user() == User.NOBODY && !kinds.isOurs(at.recipient())) {
                senders.add(at.sender());
                recipients.add(at.recipient());
            }
        }
        if (senders.isEmpty()) {
            return;
        }
        boolean fromAll = senders.contains(kinds.senders().size() - 1);
        boolean toAll = recipients.contains(kinds.recipients().size() - 1);
        configuration.report(
                place().span(),
                fromAll && toAll
                        ? "no restriction refuses other people's domains: everybody may relay here, which a policy cannot say"
                        : "mail"
                                + (fromAll
                                        ? ""
                                        : " of "
                                                + words(kinds.senderCells()
                                                        .nearest(kinds.cells(kinds.senders(), senders))))
                                + (toAll
                                        ? ""
                                        : " to "
                                                + words(kinds.recipientCells()
                                                        .nearest(kinds.cells(kinds.recipients(), recipients))))
                                + " is passed on for whoever says so: everybody may relay here, which a policy cannot say",
                toAll
                        ? "let `reject_unauth_destination` go before it in Postfix; the policy refuses to relay for strangers"
                        : "name the domains in `relay_domains`; the policy refuses to relay for strangers");
    }

    /** The first of them: a table may have thousands. */
    private static String words(List<AddressPattern> patterns) {
        String first =
                patterns.stream().limit(TOLD).map(AddressPattern::text).collect(Collectors.joining(", ", "`", "`"));
        return first + (patterns.size() > TOLD ? " and " + (patterns.size() - TOLD) + " more" : "");
    }

    private AccessLists.Place place() {
        Optional<MainCf.Setting> list = Stream.of(
                        "smtpd_recipient_restrictions",
                        AccessLists.RELAY,
                        "smtpd_client_restrictions",
                        "smtpd_sender_restrictions")
                .flatMap(name -> configuration.main().get(name).stream())
                .findFirst();
        return list.map(setting -> new AccessLists.Place(setting.name(), setting.place()))
                .orElseGet(() -> new AccessLists.Place("main.cf", configuration.start()));
    }
}
