package dev.mailflow.testkit;

import dev.mailflow.runtime.Header;
import dev.mailflow.runtime.HeaderTest;
import dev.mailflow.runtime.IpAddress;
import dev.mailflow.runtime.Network;
import dev.mailflow.runtime.TlsVersion;
import dev.mailflow.testkit.facts.Pattern;
import dev.mailflow.testkit.facts.PolicyFacts;
import dev.mailflow.testkit.facts.RuleFacts;
import dev.mailflow.testkit.facts.RuleFacts.Criteria;
import dev.mailflow.testkit.facts.RuleFacts.End;
import dev.mailflow.testkit.facts.RuleFacts.Requirements;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * Something that messages are aimed at: a connector's end, or the organisation itself. Gives a message that meets all of it, and
 * the changes that bring such a message to one edge after the other.
 */
final class Aim {
    private static final List<String> LOCAL_PARTS = List.of("bob", "john", "sun");

    private final PolicyFacts facts;
    private final Pools pools;
    private final Optional<RuleFacts> rule;

    Aim(PolicyFacts facts, Pools pools, Optional<RuleFacts> rule) {
        this.facts = facts;
        this.pools = pools;
        this.rule = rule;
    }

    /** Patterns from which the parts are taken that an aim does not fix. */
    record Pools(List<Pattern> senders, List<Pattern> recipients, List<RuleFacts> inbound) {}

    /** A message that meets every criterion and requirement. */
    Message meet(Random random) {
        if (rule.isEmpty()) {
            return source(random);
        }
        if (rule.get().end() == End.OUTBOUND) {
            Message message = source(random);
            Criteria criteria = rule.get().criteria();
            if (!criteria.senders().isEmpty()) {
                message = message.by(meeting(criteria.senders(), random));
            }
            return message.to(recipient(criteria.recipients(), random)).headers(fields(criteria));
        }
        return meet(rule.get(), random);
    }

    /** From somebody who may do much, so that what follows is reached: by any connector, or submitted here. */
    private Message source(Random random) {
        if (pools.inbound().isEmpty() || random.nextInt(3) == 0) {
            Message stranger = Message.from(meeting(pools.senders(), random)).to(recipient(pools.recipients(), random));
            return random.nextInt(3) == 0 ? stranger : stranger.submitted();
        }
        return meet(pick(pools.inbound(), random), random);
    }

    private Message meet(RuleFacts met, Random random) {
        Criteria criteria = met.criteria();
        Requirements required = met.required();
        List<Pattern> senders = criteria.senders().isEmpty() ? required.senders() : criteria.senders();
        List<Pattern> recipients = criteria.recipients().isEmpty() ? required.recipients() : criteria.recipients();
        Message message = Message.from(meeting(senders.isEmpty() ? pools.senders() : senders, random))
                .to(recipient(recipients.isEmpty() ? pools.recipients() : recipients, random));
        List<Network> networks =
                criteria.networks().isEmpty() ? required.networks() : pick(criteria.networks(), random);
        if (!networks.isEmpty()) {
            message = message.client(inside(pick(networks, random), random).toString());
        }
        List<String> names = new ArrayList<>();
        criteria.certificates().forEach(group -> names.add(Near.certificate(pick(group, random))));
        if (!required.certificates().isEmpty()) {
            names.add(Near.certificate(pick(required.certificates(), random)));
        }
        if (!names.isEmpty() || required.tls().isPresent()) {
            message = message.tls(TlsVersion.TLS_1_3).cert(names);
        }
        if (required.auth()) {
            message = message.auth("alice");
        }
        if (required.size().isPresent()) {
            message = message.size(Math.min(Message.USUAL_SIZE, required.size().getAsLong()));
        }
        return message.headers(fields(criteria));
    }

    /** One for each edge; each changes one thing. */
    List<UnaryOperator<Message>> edges() {
        List<UnaryOperator<Message>> edges = new ArrayList<>();
        String local = LOCAL_PARTS.get(0);
        if (rule.isEmpty()) {
            facts.accepted().forEach(pattern -> recipients(edges, pattern, local));
            facts.mailboxes().forEach(pattern -> recipients(edges, pattern, local));
            facts.accepted().forEach(pattern -> senders(edges, pattern, local));
            edges.add(message -> message.by(""));
            edges.add(message -> message.to(Near.STRANGER));
            for (int step = -1; step <= 1; step++) {
                int hops = Math.max(0, facts.hopLimit() + step);
                edges.add(message -> message.hops(hops));
            }
            edges.add(message -> message.auth("alice"));
            edges.add(Message::submitted);
            edges.add(message -> message.client(Message.STRANGER).tls(TlsVersion.NONE));
            return edges;
        }
        Criteria criteria = rule.get().criteria();
        Requirements required = rule.get().required();
        criteria.networks().forEach(group -> group.forEach(network -> clients(edges, network)));
        required.networks().forEach(network -> clients(edges, network));
        criteria.certificates().forEach(group -> group.forEach(pattern -> certificates(edges, pattern)));
        required.certificates().forEach(pattern -> certificates(edges, pattern));
        criteria.senders().forEach(pattern -> senders(edges, pattern, local));
        required.senders().forEach(pattern -> senders(edges, pattern, local));
        criteria.recipients().forEach(pattern -> recipients(edges, pattern, local));
        required.recipients().forEach(pattern -> recipients(edges, pattern, local));
        criteria.headers().forEach(header -> headers(edges, header));
        required.tls().ifPresent(minimum -> {
            for (TlsVersion version : TlsVersion.values()) {
                edges.add(message -> message.tls(version));
            }
        });
        if (required.auth()) {
            edges.add(message -> message.auth(Optional.empty()));
        }
        required.size().ifPresent(most -> {
            for (int step = -1; step <= 1; step++) {
                long size = Math.max(0, most + step);
                edges.add(message -> message.size(size));
            }
        });
        // Right in all: what lies behind the connector is reached.
        edges.add(message -> message);
        edges.add(message -> message.by(""));
        edges.add(message -> message.to(Near.STRANGER));
        return edges;
    }

    private static void clients(List<UnaryOperator<Message>> edges, Network network) {
        Near.clients(network).forEach(client -> edges.add(message -> message.client(client)));
    }

    private static void certificates(List<UnaryOperator<Message>> edges, String pattern) {
        Near.certificates(pattern)
                .forEach(names ->
                        edges.add(message -> names.isEmpty() ? message.unverifiedCert() : message.cert(names)));
    }

    private static void senders(List<UnaryOperator<Message>> edges, Pattern pattern, String local) {
        Near.addresses(pattern, local).forEach(address -> edges.add(message -> message.by(address)));
        edges.add(message -> message.by(""));
    }

    private static void recipients(List<UnaryOperator<Message>> edges, Pattern pattern, String local) {
        Near.addresses(pattern, local).stream()
                .filter(address -> !address.isEmpty())
                .forEach(address -> edges.add(message -> message.to(address)));
    }

    private static void headers(List<UnaryOperator<Message>> edges, HeaderTest test) {
        String value = test.values().isEmpty() ? "anything" : test.values().get(0);
        String upper = test.name().toUpperCase(Locale.ROOT);
        edges.add(message -> message.headers(List.of()));
        edges.add(message -> message.headers(List.of(new Header(test.name(), value + "x"))));
        edges.add(message -> message.headers(List.of(new Header(test.name(), value.toUpperCase(Locale.ROOT)))));
        edges.add(message -> message.headers(List.of(new Header(upper, value))));
        edges.add(message -> message.headers(List.of(new Header(test.name(), "first"), new Header(upper, value))));
        test.values().forEach(one -> edges.add(message -> message.headers(List.of(new Header(test.name(), one)))));
    }

    private static List<Header> fields(Criteria criteria) {
        return criteria.headers().stream()
                .map(test -> new Header(
                        test.name(),
                        test.values().isEmpty() ? "anything" : test.values().get(0)))
                .toList();
    }

    private String recipient(List<Pattern> patterns, Random random) {
        String address = meeting(patterns, random);
        return address.isEmpty() ? Near.STRANGER : address;
    }

    private String meeting(List<Pattern> patterns, Random random) {
        Pattern pattern = patterns.isEmpty() ? Pattern.of("*") : pick(patterns, random);
        if (pattern.kind() == Pattern.Kind.ACCEPTED && !facts.accepted().isEmpty()) {
            pattern = pick(facts.accepted(), random);
        }
        return Near.address(pattern, pick(LOCAL_PARTS, random));
    }

    private static IpAddress inside(Network network, Random random) {
        IpAddress first = network.base();
        IpAddress last = Near.last(network);
        return switch (random.nextInt(4)) {
            case 0 -> last;
            case 1 -> first;
            // The bits in which first and last differ are the host's.
            default ->
                new IpAddress(
                        first.high() | (first.high() ^ last.high()) & random.nextLong(),
                        first.low() | (first.low() ^ last.low()) & random.nextLong());
        };
    }

    private static <T> T pick(List<T> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }
}
