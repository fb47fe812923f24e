package dev.mailflow.compiler.testing;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.DirectSend;
import dev.mailflow.compiler.decision.DecisionModel.Directory;
import dev.mailflow.compiler.decision.DecisionModel.Endpoint;
import dev.mailflow.compiler.decision.DecisionModel.MailboxLocation;
import dev.mailflow.compiler.decision.DecisionModel.Organization;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.NextHop;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * Random decision models, such as lowering makes of programs without errors: several sites, every kind of endpoint,
 * connectors whose two ends fit together. Few names, nested networks and look-alike domains, so that rules meet.
 *
 * <p>One departure: ties that a message can reach are compile errors, and these models may have them. Everyone resolves
 * them as {@code Interpreter} does, by the first connector name.
 *
 * <p>For a loop with a seed: {@code RandomPolicies.model(new Random(seed))}; for jqwik: {@link #models()}. Equal seeds give
 * equal rules (spans differ in their file, which has no equality).
 */
public final class RandomPolicies {
    private static final List<String> NAMES = List.of(
            "amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heath", "inlet", "jetty", "knoll", "larch",
            "marsh", "north");

    private final Random random;
    private final Map<String, Span> lines = new LinkedHashMap<>();

    RandomPolicies(Random random) {
        this.random = random;
        SourceFile file = new SourceFile("random.mailflow", String.join("\n", NAMES) + "\npolicy");
        int start = 0;
        for (String name : NAMES) {
            lines.put(name, new Span(file, start, start + name.length()));
            start += name.length() + 1;
        }
        lines.put("policy", new Span(file, start, start + 6));
    }

    /** One model; all chance comes from the argument. */
    public static DecisionModel model(Random random) {
        return new RandomPolicies(random).model();
    }

    /** Models for jqwik, without shrinking: a failure is told with its model, which is small. */
    public static Arbitrary<DecisionModel> models() {
        return Arbitraries.randomValue(RandomPolicies::model);
    }

    private DecisionModel model() {
        List<Endpoint> endpoints = endpoints();
        List<Endpoint> sites =
                endpoints.stream().filter(endpoint -> endpoint.kind().isSite()).toList();
        Organization organization = organization(endpoints);
        Map<String, List<InboundRule>> inbound = new LinkedHashMap<>();
        Map<String, List<OutboundRule>> outbound = new LinkedHashMap<>();
        RandomConnectors connectors = new RandomConnectors(random, new RandomValues(random), organization);
        for (String name : some(NAMES, 2, 12)) {
            Endpoint site = pick(sites);
            Endpoint other =
                    pick(endpoints.stream().filter(end -> !end.equals(site)).toList());
            boolean arrives = random.nextInt(5) < 3;
            Endpoint from = arrives ? other : site;
            Endpoint to = arrives ? site : other;
            RandomConnectors.Edge edge = connectors.edge(name, from, to, origin(name));
            edge.inbound()
                    .ifPresent(rule -> inbound.computeIfAbsent(to.name(), key -> new ArrayList<>())
                            .add(rule));
            edge.outbound()
                    .ifPresent(rule -> outbound.computeIfAbsent(from.name(), key -> new ArrayList<>())
                            .add(rule));
        }
        return new DecisionModel(
                organization,
                endpoints,
                sites.stream()
                        .map(site -> new Site(
                                site.name(),
                                site.kind(),
                                inbound.getOrDefault(site.name(), List.of()).stream()
                                        .sorted(Comparator.comparing(
                                                rule -> rule.connector().name()))
                                        .toList(),
                                outbound.getOrDefault(site.name(), List.of()).stream()
                                        .sorted(Comparator.comparing(
                                                rule -> rule.connector().name()))
                                        .toList()))
                        .toList());
    }

    private List<Endpoint> endpoints() {
        RandomValues values = new RandomValues(random);
        List<Endpoint> endpoints = new ArrayList<>();
        endpoints.add(endpoint("cloud", EndpointKind.EXCHANGE_ONLINE, values));
        endpoints.add(endpoint("onprem", EndpointKind.SERVER, values));
        if (random.nextBoolean()) {
            endpoints.add(endpoint("branch", EndpointKind.SERVER, values));
        }
        endpoints.add(endpoint("printers", EndpointKind.DEVICE, values));
        endpoints.add(endpoint("filter", EndpointKind.SERVICE, values));
        endpoints.add(endpoint("bank", EndpointKind.PARTNER, values));
        endpoints.add(endpoint("woodgrove", EndpointKind.PARTNER, values));
        endpoints.add(endpoint("internet", EndpointKind.INTERNET, values));
        return endpoints;
    }

    private Endpoint endpoint(String name, EndpointKind kind, RandomValues values) {
        boolean identified = kind.isTrusted();
        return new Endpoint(
                name,
                kind,
                identified && random.nextInt(3) == 0 ? values.certificates() : List.of(),
                identified && random.nextInt(3) == 0 ? values.networks() : List.of(),
                kind == EndpointKind.PARTNER ? values.domains() : List.of(),
                kind != EndpointKind.INTERNET && random.nextBoolean()
                        ? List.of(
                                new NextHop("mx." + name + ".example", NextHop.SMTP_PORT),
                                new NextHop("10.1.2.3", 2525))
                        : List.of(),
                kind == EndpointKind.EXCHANGE_ONLINE && random.nextBoolean()
                        ? Optional.of("contoso.onmicrosoft.com")
                        : Optional.empty(),
                kind == EndpointKind.INTERNET ? Optional.empty() : Optional.of(origin("policy")));
    }

    private Organization organization(List<Endpoint> endpoints) {
        RandomValues values = new RandomValues(random);
        List<AddressPattern> authoritative = values.acceptedDomains(1, 3);
        // The same pattern in both is an error.
        List<AddressPattern> relayed = values.acceptedDomains(0, 2).stream()
                .filter(pattern -> !authoritative.contains(pattern))
                .toList();
        Map<AddressPattern, MailboxLocation> mailboxes = new LinkedHashMap<>();
        List<Endpoint> holders = endpoints.stream()
                .filter(endpoint -> endpoint.kind().isSite() || endpoint.kind() == EndpointKind.SERVICE)
                .toList();
        for (AddressPattern pattern : some(values.mailboxPatterns(), 0, 5)) {
            mailboxes.put(pattern, new MailboxLocation(pattern, pick(holders).name(), origin("policy")));
        }
        return new Organization(
                authoritative,
                relayed,
                pick(DirectSend.values()),
                pick(List.of(1, 3, 25, Organization.DEFAULT_HOP_LIMIT)),
                pick(Directory.values()),
                List.copyOf(mailboxes.values()));
    }

    private Span origin(String line) {
        return Optional.ofNullable(lines.get(line)).orElseThrow();
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private <E extends Enum<E>> E pick(E[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** Different ones, in any order. */
    private <T> List<T> some(List<T> choices, int atLeast, int atMost) {
        return Stream.generate(() -> pick(choices))
                .distinct()
                .limit(atLeast + random.nextInt(atMost - atLeast + 1))
                .toList();
    }
}
