package dev.mailflow.compiler.check;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CarriedRecipients;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Alternatives;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.When;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.HeaderPattern;
import dev.mailflow.compiler.type.Identities;
import dev.mailflow.compiler.type.Network;
import dev.mailflow.compiler.type.Spanned;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Ties that can be seen without searching: two connectors of one site that say the same. Only what is certain is
 * reported; ties that need a message to be found belong to the analysis.
 */
final class ConnectorsDistinct implements Check {
    /** With how many connectors of equal patterns one is compared, so that a table of any length takes linear time. */
    private static final int COMPARED = 64;

    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        // Two connectors between the same sites can tie at both of their ends: one mistake.
        Set<Span> told = new HashSet<>();
        DiagnosticSink once = found -> {
            if (told.add(found.primary().span())) {
                sink.report(found);
            }
        };
        Bucket<Object> trusted = new Bucket<>(once, "recognise the same source: none of them goes before the other");
        Bucket<Object> foreign = new Bucket<>(once, "take the same senders: none of them goes before the other");
        Bucket<Object> outbound = new Bucket<>(once, "carry the same recipients: none of them goes before the other");
        Departures departures = new Departures(policy);
        for (Connector connector : policy.connectors()) {
            if (!connector.isEnabled()) {
                continue;
            }
            if (connector.to().kind().isSite()) {
                if (connector.from().kind().isTrusted()) {
                    TrustedKey key = TrustedKey.of(connector);
                    trusted.add(
                            key,
                            connector,
                            (a, b) -> key.canHold() ? Optional.of(TieWitness.inbound(policy, a, b)) : Optional.empty());
                } else {
                    foreign.add(
                            foreignKey(connector),
                            connector,
                            (a, b) -> canHoldTogether(a, b)
                                    ? Optional.of(TieWitness.inbound(policy, a, b))
                                    : Optional.empty());
                }
            }
            if (connector.from().kind().isSite()) {
                List<AddressPattern> recipients = connector
                        .when()
                        .recipient()
                        .map(Alternatives::values)
                        .orElseGet(() -> CarriedRecipients.byDefault(connector, policy.organization()));
                outbound.add(
                        List.of(
                                connector.from().name(),
                                Set.copyOf(recipients),
                                connector.when().sender().isPresent()),
                        connector,
                        (a, b) -> Overlap.possible(a.when().sender(), b.when().sender())
                                        && headersCanHold(a.when(), b.when())
                                ? departures
                                        .leaving(connector.from(), recipients)
                                        .map(recipient -> TieWitness.outbound(recipient, a, b))
                                : Optional.empty());
            }
        }
    }

    private static Object foreignKey(Connector connector) {
        Set<AddressPattern> senders = connector
                .when()
                .sender()
                .map(group -> Set.copyOf(group.values()))
                .orElseGet(() -> connector.from().kind() == EndpointKind.PARTNER
                        ? Set.copyOf(connector.from().domains().stream()
                                .map(Spanned::value)
                                .toList())
                        : Set.of(new AddressPattern.Any()));
        return List.of(connector.to().name(), connector.from().kind(), senders);
    }

    /** Certificates always can: one certificate may have many names. */
    private static boolean canHoldTogether(Connector a, Connector b) {
        return Overlap.possibleNetworks(a.when().network(), b.when().network())
                && Overlap.possible(a.when().recipient(), b.when().recipient())
                && headersCanHold(a.when(), b.when());
    }

    /** A message can have a header twice; whoever tells connectors apart by its value does not mean that. */
    private static boolean headersCanHold(When a, When b) {
        for (Spanned<HeaderPattern> one : a.headers()) {
            for (Spanned<HeaderPattern> other : b.headers()) {
                Set<String> common = new HashSet<>(one.value().values());
                common.retainAll(other.value().values());
                if (one.value().name().equals(other.value().name())
                        && !one.value().values().isEmpty()
                        && !other.value().values().isEmpty()
                        && common.isEmpty()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Connectors by what they say; the second that says the same is reported. */
    private static final class Bucket<K> {
        private final DiagnosticSink sink;
        private final String what;
        private final Map<K, List<Connector>> earlier = new HashMap<>();

        Bucket(DiagnosticSink sink, String what) {
            this.sink = sink;
            this.what = what;
        }

        void add(K key, Connector connector, BiFunction<Connector, Connector, Optional<TieWitness>> meeting) {
            List<Connector> same = earlier.computeIfAbsent(key, k -> new ArrayList<>());
            for (Connector other : same) {
                Optional<TieWitness> witness = meeting.apply(other, connector);
                if (witness.isPresent()) {
                    sink.report(Diagnostic.of(
                                    DiagnosticCode.SAME_CRITERIA,
                                    connector.head(),
                                    "`" + connector.name() + "` and `" + other.name() + "` " + what)
                            .withRelated(other.head(), "the first one")
                            .withHelp("add a criterion after `when` to one of them, or disable one; both take "
                                    + witness.get().words()));
                    return;
                }
            }
            if (same.size() < COMPARED) {
                same.add(connector);
            }
        }
    }

    /** All that R2 selects and ranks by. */
    private record TrustedKey(
            String site,
            Set<Set<CertificatePattern>> certificates,
            Set<Set<Network>> networks,
            Optional<Set<AddressPattern>> senders,
            Optional<Set<AddressPattern>> recipients,
            Set<HeaderPattern> headers) {
        static TrustedKey of(Connector c) {
            Set<Set<CertificatePattern>> certificates = new HashSet<>();
            Set<Set<Network>> networks = new HashSet<>();
            if (Identities.isStated(c)) {
                add(certificates, c.from().certificates());
                add(networks, c.from().networks());
            } else if (Identities.isFromRequire(c)) {
                c.require().clientCertificate().ifPresent(group -> certificates.add(Set.copyOf(group.values())));
                c.require().network().ifPresent(group -> networks.add(Set.copyOf(group.values())));
            } else {
                certificates.add(Set.of(Identities.SHARED_DEFAULT));
            }
            When when = c.when();
            when.certificate().ifPresent(group -> certificates.add(Set.copyOf(group.values())));
            when.network().ifPresent(group -> networks.add(Set.copyOf(group.values())));
            return new TrustedKey(
                    c.to().name(),
                    certificates,
                    networks,
                    when.sender().map(group -> Set.copyOf(group.values())),
                    when.recipient().map(group -> Set.copyOf(group.values())),
                    Set.copyOf(when.headers().stream().map(Spanned::value).toList()));
        }

        private static <T> void add(Set<Set<T>> groups, List<Spanned<T>> values) {
            if (!values.isEmpty()) {
                groups.add(Set.copyOf(values.stream().map(Spanned::value).toList()));
            }
        }

        boolean canHold() {
            return networks.stream()
                    .allMatch(a ->
                            networks.stream().allMatch(b -> Overlap.ofAnyNetworks(List.copyOf(a), List.copyOf(b))));
        }
    }
}
