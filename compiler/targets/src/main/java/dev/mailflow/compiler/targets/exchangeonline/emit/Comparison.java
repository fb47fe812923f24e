package dev.mailflow.compiler.targets.exchangeonline.emit;

import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Directory;
import dev.mailflow.compiler.decision.DecisionModel.MailboxLocation;
import dev.mailflow.compiler.decision.DecisionModel.Organization;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.compiler.decision.Message.Header;
import dev.mailflow.compiler.decision.Reason;
import dev.mailflow.compiler.decision.Verdict;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByConnector;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.targets.exchangeonline.service.Arrival;
import dev.mailflow.compiler.targets.exchangeonline.service.Departure;
import dev.mailflow.compiler.targets.exchangeonline.service.Departure.Location;
import dev.mailflow.compiler.targets.exchangeonline.service.Reading;
import dev.mailflow.compiler.targets.exchangeonline.service.Reception;
import dev.mailflow.compiler.targets.exchangeonline.service.Routing;
import dev.mailflow.compiler.targets.exchangeonline.service.Service;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.MailAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the policy says of every message, beside what the service makes of it with the connectors that were made. */
final class Comparison {
    /** Steps of work, about: a policy with many rules gets fewer messages. */
    private static final long WORK = 8_000_000;

    private static final int FEW = 4;

    private final DecisionModel model;
    private final Site site;
    private final Translation translation;
    private final Map<Item, Draft> drafts = new IdentityHashMap<>();
    private final List<Service> services;
    private final List<Reading> readings = Reading.all();
    private final Map<String, Difference> differences = new LinkedHashMap<>();

    /**
     * A message that goes another way.
     *
     * @param kind equal for messages that go wrong in one way
     * @param documented whether it does so however the silent places are read
     * @param points the silent places that it rests on; empty if documented
     */
    record Difference(
            String kind,
            Message witness,
            String policy,
            String service,
            Documented documented,
            List<String> points,
            Span place) {
        Difference {
            points = List.copyOf(points);
        }
    }

    enum Documented {
        YES,
        NO
    }

    /** @param complete whether every combination was tried */
    record Result(List<Difference> differences, long tried, boolean complete) {
        Result {
            differences = List.copyOf(differences);
        }
    }

    private Comparison(DecisionModel model, Site site, Translation translation) {
        this.model = model;
        this.site = site;
        this.translation = translation;
        this.services = readings.stream()
                .map(reading -> new Service(List.of(translation.tenant()), reading))
                .toList();
        translation.drafts().forEach(draft -> drafts.put(draft.item(), draft));
    }

    static Result of(DecisionModel model, String site, Translation translation) {
        return new Comparison(model, model.site(site), translation).compare();
    }

    private Result compare() {
        Representatives values = new Representatives(model, site);
        List<Message.Origin> origins = values.origins();
        List<Optional<MailAddress>> senders = values.senders();
        List<MailAddress> recipients = values.recipients();
        List<List<Header>> headers = values.headers();
        long budget = WORK / (20 + site.inbound().size() + site.outbound().size());
        long all = (long) origins.size() * senders.size() * recipients.size() * headers.size();
        if (all <= budget) {
            long tried = tryAll(origins, senders, recipients, headers);
            return new Result(List.copyOf(differences.values()), tried, true);
        }
        // Not all: each kind in full beside a few of the others.
        long tried = tryAll(thinned(origins, budget / 8), thinned(senders, budget / 8), few(recipients), few(headers))
                + tryAll(few(origins), few(senders), thinned(recipients, budget * budget / 16), few(headers));
        return new Result(List.copyOf(differences.values()), tried, false);
    }

    private static <T> List<T> few(List<T> values) {
        return values.subList(0, Math.min(FEW, values.size()));
    }

    private static <T> List<T> thinned(List<T> values, long most) {
        int bound = (int) Math.max(FEW, Math.min(values.size(), Math.sqrt((double) most)));
        if (values.size() <= bound) {
            return values;
        }
        List<T> kept = new ArrayList<>();
        for (int i = 0; i < bound; i++) {
            kept.add(values.get((int) ((long) i * values.size() / bound)));
        }
        return kept;
    }

    private long tryAll(
            List<Message.Origin> origins,
            List<Optional<MailAddress>> senders,
            List<MailAddress> recipients,
            List<List<Header>> headers) {
        for (Message.Origin origin : origins) {
            for (Optional<MailAddress> sender : senders) {
                for (MailAddress recipient : recipients) {
                    for (List<Header> fields : headers) {
                        compare(new Message(origin, sender, recipient, 1, 0, fields));
                    }
                }
            }
        }
        return (long) origins.size() * senders.size() * recipients.size() * headers.size();
    }

    private void compare(Message message) {
        Verdict verdict = Interpreter.decide(model, site.name(), message);
        Fate fate = fate(services.get(0), message);
        if (isSame(verdict, fate)) {
            return;
        }
        List<String> points = points(message, verdict);
        String key = kind(verdict, fate) + points;
        if (differences.containsKey(key)) {
            return;
        }
        differences.put(
                key,
                new Difference(
                        key,
                        message,
                        verdict.outcome().words(),
                        fate.words(),
                        points.isEmpty() ? Documented.YES : Documented.NO,
                        points,
                        place(verdict, fate)));
    }

    /** The kind of difference of one message, for tests of this class; empty if both say the same. */
    static Optional<String> kindOf(DecisionModel model, String site, Translation translation, Message message) {
        Comparison one = new Comparison(model, model.site(site), translation);
        one.compare(message);
        return one.differences.keySet().stream().findFirst();
    }

    /** Messages of one kind go wrong in one way: what is let through is one, wherever it then goes. */
    private static String kind(Verdict verdict, Fate fate) {
        boolean refused = verdict.outcome() instanceof Outcome.Refuse;
        boolean refusedThere = fate.kind() == Fate.Kind.REFUSED;
        return verdict.by().words() + " "
                + (refused || refusedThere
                        ? (refused ? verdict.outcome().words() : "let through") + " "
                                + (refusedThere ? fate.words() : "let through")
                        : verdict.outcome().words() + " " + fate.words());
    }

    /** The silent places that have to be read otherwise for both to say the same; the fewest that do. */
    private List<String> points(Message message, Verdict verdict) {
        List<String> fewest = List.of();
        for (int i = 1; i < readings.size(); i++) {
            List<String> points = readings.get(i).differences();
            if ((fewest.isEmpty() || points.size() < fewest.size())
                    && isSame(verdict, fate(services.get(i), message))) {
                fewest = points;
            }
        }
        return fewest;
    }

    private Span place(Verdict verdict, Fate fate) {
        if (verdict.outcome() instanceof Outcome.Send send) {
            return send.via().connector().origin();
        }
        if (verdict.by() instanceof ByConnector by) {
            return by.rule().connector().origin();
        }
        return fate.connectors().stream()
                .flatMap(item -> Optional.ofNullable(drafts.get(item)).stream())
                .map(Draft::origin)
                .findFirst()
                .orElseGet(() -> translation.drafts().get(0).origin());
    }

    /** @param connectors that the service used on the way, the outbound one last */
    private record Fate(Kind kind, List<Item> connectors, String words) {
        enum Kind {
            MAILBOX,
            CONNECTOR,
            INTERNET,
            REFUSED
        }
    }

    private Fate fate(Service service, Message message) {
        Departure.Source source = Departure.Source.MAILBOX;
        Optional<Item> inbound = Optional.empty();
        if (message.origin() instanceof Connection client) {
            Reception reception = service.receive(new Arrival(
                    Arrival.Door.MX,
                    client.client(),
                    client.tls().isPresent() ? Arrival.Channel.TLS : Arrival.Channel.PLAIN,
                    client.certificateNames(),
                    Optional.empty(),
                    message.sender(),
                    message.recipient(),
                    known(message.recipient())));
            if (reception instanceof Reception.Refused refused) {
                return new Fate(
                        Fate.Kind.REFUSED,
                        List.of(),
                        "reject" + refused.status().map(status -> " " + status).orElse(""));
            }
            inbound = ((Reception.Accepted) reception).connector();
            source = inbound.filter(Item::isOnPremises).isPresent()
                    ? Departure.Source.OWN_SERVER
                    : Departure.Source.OUTSIDE;
        }
        Routing routing = service.route(new Departure(
                message.sender(), message.recipient(), headers(message), source, location(message.recipient())));
        if (routing instanceof Routing.ToHosts hosts) {
            List<Item> used = new ArrayList<>(inbound.stream().toList());
            hosts.connector().ifPresent(used::add);
            return hosts.connector()
                    .map(item -> new Fate(Fate.Kind.CONNECTOR, used, "send via " + item.name()))
                    .orElseGet(() -> new Fate(Fate.Kind.INTERNET, used, "send to internet"));
        }
        return new Fate(Fate.Kind.MAILBOX, inbound.stream().toList(), "deliver");
    }

    private static Map<String, String> headers(Message message) {
        Map<String, String> fields = new HashMap<>();
        message.headers().forEach(header -> fields.put(header.name(), header.value()));
        return fields;
    }

    private boolean isSame(Verdict verdict, Fate fate) {
        Outcome outcome = verdict.outcome();
        if (outcome instanceof Outcome.Deliver) {
            return fate.kind() == Fate.Kind.MAILBOX;
        }
        if (outcome instanceof Outcome.SendToInternet) {
            return fate.kind() == Fate.Kind.INTERNET;
        }
        if (outcome instanceof Outcome.Send send) {
            return fate.kind() == Fate.Kind.CONNECTOR
                    && says(last(fate), send.via().connector());
        }
        Reason reason = ((Outcome.Refuse) outcome).refusal().reason();
        // What the policy refuses at once, the service finds out by its count of rounds: not delivered either way.
        boolean turnsRound = reason == Reason.LOOP && fate.kind() == Fate.Kind.CONNECTOR
                || reason == Reason.UNKNOWN_RECIPIENT && fate.kind() == Fate.Kind.INTERNET;
        return fate.kind() == Fate.Kind.REFUSED || turnsRound;
    }

    private static Item last(Fate fate) {
        return fate.connectors().get(fate.connectors().size() - 1);
    }

    private boolean says(Item item, Connector connector) {
        return Optional.ofNullable(drafts.get(item))
                .filter(draft -> draft.connectors().contains(connector.name()))
                .isPresent();
    }

    // What the directory of the service is taken to know: what the policy declares.

    private Location location(MailAddress recipient) {
        Organization organization = model.organization();
        boolean accepted =
                matches(organization.authoritative(), recipient) || matches(organization.relayed(), recipient);
        if (!accepted || isNamedByConnector(recipient)) {
            return Location.ELSEWHERE;
        }
        return declared(recipient)
                        .map(location -> location.endpoint().equals(site.name()))
                        .orElse(isAuthoritative(recipient))
                ? Location.CLOUD
                : Location.ELSEWHERE;
    }

    private Arrival.Directory known(MailAddress recipient) {
        boolean all = model.organization().directory() == Directory.OPEN;
        return all || declared(recipient).isPresent() ? Arrival.Directory.KNOWN : Arrival.Directory.UNKNOWN;
    }

    private boolean isNamedByConnector(MailAddress recipient) {
        AddressPattern exactly = new AddressPattern.Address(recipient);
        return site.outbound().stream()
                .filter(rule -> rule.connector().isEnabled())
                .flatMap(rule -> rule.criteria().recipients().stream())
                .anyMatch(group -> group.patterns().contains(exactly));
    }

    private Optional<MailboxLocation> declared(MailAddress recipient) {
        return model.organization().mailboxes().stream()
                .filter(location -> location.pattern().matches(recipient))
                .max((a, b) ->
                        Integer.compare(a.pattern().specificity(), b.pattern().specificity()));
    }

    private boolean isAuthoritative(MailAddress recipient) {
        return rank(model.organization().authoritative(), recipient) >= 0
                && rank(model.organization().authoritative(), recipient)
                        >= rank(model.organization().relayed(), recipient);
    }

    private static boolean matches(List<AddressPattern> patterns, MailAddress address) {
        return rank(patterns, address) >= 0;
    }

    private static int rank(List<AddressPattern> patterns, MailAddress address) {
        return patterns.stream()
                .filter(pattern -> pattern.matches(address))
                .mapToInt(AddressPattern::specificity)
                .max()
                .orElse(-1);
    }

    /** The message as the options of {@code explain} take it. */
    static String words(Message message) {
        String client = "mailbox";
        if (message.origin() instanceof Connection connection) {
            client = connection.client()
                    + connection.tls().map(version -> " tls 1.3").orElse("")
                    + (connection.certificateNames().isEmpty()
                            ? ""
                            : " cert " + String.join(" cert ", connection.certificateNames()));
        }
        String headers = message.headers().stream()
                .map(header -> " header " + header.name() + " '" + header.value() + "'")
                .collect(Collectors.joining());
        return "--client \"" + client + "\" --message \""
                + message.sender().map(MailAddress::toString).orElse("<>") + " -> " + message.recipient() + headers
                + "\"";
    }
}
