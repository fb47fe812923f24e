package dev.mailflow.compiler.check;

import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Alternatives;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.HeaderPattern;
import dev.mailflow.compiler.type.Identities;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.MailAddress;
import dev.mailflow.compiler.type.Network;
import dev.mailflow.compiler.type.Spanned;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A message that both of two connectors take, in the words of a test. */
record TieWitness(String client, String message) {
    /** Clients that no policy should hold anything of (RFC 5737, RFC 2544), the first free one is the stranger. */
    private static final List<IpAddress> STRANGERS = Stream.of("198.51.100.7", "203.0.113.7", "192.0.2.7", "198.18.0.7")
            .flatMap(text -> IpAddress.parse(text).stream())
            .toList();

    private static final String NOBODY = "anna@sender.example";

    /** At the site that both lead to. */
    static TieWitness inbound(CheckedPolicy policy, Connector a, Connector b) {
        List<List<Network>> networks = new ArrayList<>();
        Set<String> certificates = new LinkedHashSet<>();
        for (Connector connector : List.of(a, b)) {
            identity(connector, networks, certificates);
            connector.when().network().ifPresent(group -> networks.add(group.values()));
            connector.when().certificate().ifPresent(group -> shown(group.values(), certificates));
        }
        IpAddress client = common(networks).orElseGet(() -> stranger(policy));
        String names = certificates.isEmpty() ? "" : " tls 1.3 cert " + String.join(", ", certificates);
        Optional<MailAddress> recipient =
                common(a.when().recipient(), b.when().recipient()).orElseGet(() -> ours(policy));
        return new TieWitness(client + names, message(sender(a, b), recipient.orElseThrow(), a, b));
    }

    /** At the site that both lead from; submitted there, so that no other rule is in its way. */
    static TieWitness outbound(MailAddress recipient, Connector a, Connector b) {
        return new TieWitness(
                "mailbox",
                message(
                        common(a.when().sender(), b.when().sender())
                                .map(found -> found.map(MailAddress::toString).orElse("<>"))
                                .orElse(NOBODY),
                        recipient,
                        a,
                        b));
    }

    String words() {
        return "`client " + client + "`, `message " + message + "`";
    }

    private static void identity(Connector connector, List<List<Network>> networks, Set<String> certificates) {
        Endpoint from = connector.from();
        if (!from.kind().isTrusted()) {
            return;
        }
        if (Identities.isStated(connector)) {
            shown(from.certificates().stream().map(Spanned::value).toList(), certificates);
            if (!from.networks().isEmpty()) {
                networks.add(from.networks().stream().map(Spanned::value).toList());
            }
        } else if (Identities.isFromRequire(connector)) {
            connector.require().clientCertificate().ifPresent(group -> shown(group.values(), certificates));
            connector.require().network().ifPresent(group -> networks.add(group.values()));
        } else {
            certificates.add(Identities.SHARED_DEFAULT.text());
        }
    }

    private static void shown(List<CertificatePattern> alternatives, Set<String> names) {
        if (!alternatives.isEmpty()
                && alternatives.stream().noneMatch(one -> names.stream().anyMatch(one::matches))) {
            CertificatePattern first = alternatives.get(0);
            names.add(first.isWildcard() ? "mail" + first.text().substring(1) : first.text());
        }
    }

    /** The deepest block of each is enough: blocks nest or are apart. */
    private static Optional<IpAddress> common(List<List<Network>> groups) {
        return groups.stream()
                .flatMap(List::stream)
                .filter(one -> groups.stream().allMatch(group -> group.stream().anyMatch(other -> other.contains(one))))
                .map(Network::base)
                .findFirst();
    }

    private static IpAddress stranger(CheckedPolicy policy) {
        List<Network> known = policy.endpoints().values().stream()
                .flatMap(endpoint -> endpoint.networks().stream())
                .map(Spanned::value)
                .toList();
        return STRANGERS.stream()
                .filter(client -> known.stream().noneMatch(network -> network.contains(client)))
                .findFirst()
                .orElse(STRANGERS.get(0));
    }

    private static String sender(Connector a, Connector b) {
        return common(senders(a), senders(b))
                .map(found -> found.map(MailAddress::toString).orElse("<>"))
                .orElse(NOBODY);
    }

    private static Optional<Alternatives<AddressPattern>> senders(Connector connector) {
        Endpoint from = connector.from();
        return connector
                .when()
                .sender()
                .or(() -> from.kind().isTrusted() || from.domains().isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Alternatives<>(
                                from.domains().stream().map(Spanned::value).toList(),
                                from.domains().get(0).span())));
    }

    /** Empty where neither says anything. */
    private static Optional<Optional<MailAddress>> common(
            Optional<Alternatives<AddressPattern>> a, Optional<Alternatives<AddressPattern>> b) {
        return Stream.of(a, b)
                .flatMap(Optional::stream)
                .flatMap(group -> group.values().stream())
                .flatMap(pattern -> Overlap.typical(pattern).stream())
                .filter(address -> Stream.of(a, b)
                        .flatMap(Optional::stream)
                        .allMatch(group -> group.values().stream().anyMatch(pattern -> pattern.matches(address))))
                // An address shows more than the empty sender, where both are meant.
                .reduce((one, other) -> one.isPresent() ? one : other);
    }

    private static Optional<MailAddress> ours(CheckedPolicy policy) {
        return Stream.concat(policy.organization().authoritative().stream(), policy.organization().relayed().stream())
                .flatMap(domain -> Overlap.typical(domain.value()).stream())
                .findFirst()
                .orElseGet(() -> Overlap.typical(new AddressPattern.Any()).get(1));
    }

    private static String message(String sender, MailAddress recipient, Connector a, Connector b) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (HeaderPattern header : headers(a, b)) {
            headers.merge(header.name(), value(header, headers(a, b)), (first, same) -> first);
        }
        StringBuilder text = new StringBuilder(sender + " -> " + recipient);
        headers.forEach((name, value) ->
                text.append(" header ").append(name).append(" \"").append(value).append('"'));
        return text.toString();
    }

    private static List<HeaderPattern> headers(Connector a, Connector b) {
        return Stream.concat(a.when().headers().stream(), b.when().headers().stream())
                .map(Spanned::value)
                .toList();
    }

    private static String value(HeaderPattern header, List<HeaderPattern> all) {
        return Stream.concat(
                        header.values().stream(),
                        all.stream()
                                .flatMap(other ->
                                        other.name().equals(header.name()) ? other.values().stream() : Stream.empty()))
                .filter(value -> all.stream()
                        .filter(other -> other.name().equals(header.name()))
                        .allMatch(other ->
                                other.values().isEmpty() || other.values().contains(value)))
                .findFirst()
                .orElse("1");
    }
}
