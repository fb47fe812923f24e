package dev.mailflow.compiler.targets.exchangeonline.emit;

import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Organization;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.compiler.decision.Reason;
import dev.mailflow.compiler.decision.Verdict;
import dev.mailflow.compiler.decision.Verdict.Attribution;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByConnector;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.targets.exchangeonline.emit.Comparison.Difference;
import dev.mailflow.compiler.targets.exchangeonline.emit.Comparison.Documented;
import dev.mailflow.compiler.targets.exchangeonline.service.Arrival;
import dev.mailflow.compiler.targets.exchangeonline.service.Departure;
import dev.mailflow.compiler.targets.exchangeonline.service.Departure.Location;
import dev.mailflow.compiler.targets.exchangeonline.service.Reading;
import dev.mailflow.compiler.targets.exchangeonline.service.Reception;
import dev.mailflow.compiler.targets.exchangeonline.service.Routing;
import dev.mailflow.compiler.targets.exchangeonline.service.RoutingRegions.Way;
import dev.mailflow.compiler.targets.exchangeonline.service.Service;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.MailAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One message, put to the policy and to the service with the connectors that were made: what a search finds is a difference only if it
 * is one here.
 */
final class BothMeanings {
    private final DecisionModel model;
    private final Site site;
    private final TenantDirectory directory;
    private final Translation translation;
    private final Map<Item, Draft> drafts = new IdentityHashMap<>();
    private final List<Service> services;
    private final List<Reading> readings = Reading.all();

    BothMeanings(DecisionModel model, Site site, Translation translation) {
        this.model = model;
        this.site = site;
        this.directory = new TenantDirectory(model, site);
        this.translation = translation;
        this.services = readings.stream()
                .map(reading -> new Service(List.of(translation.tenant()), reading))
                .toList();
        translation.drafts().forEach(draft -> drafts.put(draft.item(), draft));
    }

    /** Empty if both say the same, as the service is likely read. */
    Optional<Difference> difference(Message message) {
        Verdict verdict = Interpreter.decide(model, site.name(), message);
        Fate fate = fate(services.get(0), message);
        if (isSame(verdict, fate)) {
            return Optional.empty();
        }
        List<String> points = points(message, verdict);
        return Optional.of(new Difference(
                kind(verdict, fate),
                message,
                verdict.outcome().words(),
                fate.words(),
                points.isEmpty() ? Documented.YES : Documented.NO,
                points,
                place(verdict, fate)));
    }

    /** What both say under the likely reading is the same, and under that one it is not; empty if that is not so. */
    Optional<Difference> difference(Message message, Reading reading) {
        Verdict verdict = Interpreter.decide(model, site.name(), message);
        Fate fate = fate(services.get(readings.indexOf(reading)), message);
        if (isSame(verdict, fate) || !isSame(verdict, fate(services.get(0), message))) {
            return Optional.empty();
        }
        return Optional.of(new Difference(
                kind(verdict, fate),
                message,
                verdict.outcome().words(),
                fate.words(),
                Documented.NO,
                reading.differences(),
                place(verdict, fate)));
    }

    private static String kind(Verdict verdict, Fate fate) {
        return kind(verdict.by(), kind(verdict.outcome(), fate.end(), fate.words()));
    }

    static String kind(Attribution by, String what) {
        return by.words() + " " + what;
    }

    /**
     * Messages of one kind go wrong in one way: what is let through is one, wherever it then goes.
     *
     * @param end where the service sends it; empty: refused
     * @param words of what the service does
     */
    static String kind(Outcome outcome, Optional<Way.End> end, String words) {
        boolean refused = outcome instanceof Outcome.Refuse;
        return refused || end.isEmpty()
                ? (refused ? outcome.words() : "let through") + " " + (end.isEmpty() ? words : "let through")
                : outcome.words() + " " + words;
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

    /**
     * @param end empty: refused
     * @param connectors that the service used on the way, the outbound one last
     */
    private record Fate(Optional<Way.End> end, List<Item> connectors, String words) {
        Optional<Item> last() {
            return connectors.isEmpty() ? Optional.empty() : Optional.of(connectors.get(connectors.size() - 1));
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
                        Optional.empty(),
                        List.of(),
                        "reject" + refused.status().map(status -> " " + status).orElse(""));
            }
            inbound = ((Reception.Accepted) reception).connector();
            source = inbound.filter(Item::isOnPremises).isPresent()
                    ? Departure.Source.OWN_SERVER
                    : Departure.Source.OUTSIDE;
        }
        Optional<Reception.Refused> bounced = service.bounce(message.recipient(), known(message.recipient()));
        if (bounced.isPresent()) {
            return new Fate(Optional.empty(), inbound.stream().toList(), "reject " + Service.NO_SUCH_RECIPIENT);
        }
        Routing routing = service.route(new Departure(
                message.sender(), message.recipient(), headers(message), source, location(message.recipient())));
        if (routing instanceof Routing.ToHosts hosts) {
            List<Item> used = new ArrayList<>(inbound.stream().toList());
            hosts.connector().ifPresent(used::add);
            return hosts.connector()
                    .map(item -> new Fate(Optional.of(Way.End.CONNECTOR), used, "send via " + item.name()))
                    .orElseGet(() -> new Fate(Optional.of(Way.End.INTERNET), used, "send to internet"));
        }
        return new Fate(Optional.of(Way.End.MAILBOX), inbound.stream().toList(), "deliver");
    }

    private static Map<String, String> headers(Message message) {
        Map<String, String> fields = new HashMap<>();
        message.headers().forEach(header -> fields.put(header.name(), header.value()));
        return fields;
    }

    private boolean isSame(Verdict verdict, Fate fate) {
        Outcome outcome = verdict.outcome();
        return fate.end().map(end -> isSame(outcome, end, fate.last())).orElse(outcome instanceof Outcome.Refuse);
    }

    /** Whether what the policy decides of a message is where the service sends it, once it has let it in. */
    boolean isSame(Outcome outcome, Way.End end, Optional<Item> connector) {
        if (end == Way.End.BOUNCE) {
            return outcome instanceof Outcome.Refuse;
        }
        if (outcome instanceof Outcome.Deliver) {
            return end == Way.End.MAILBOX;
        }
        if (outcome instanceof Outcome.SendToInternet) {
            return end == Way.End.INTERNET;
        }
        if (outcome instanceof Outcome.Send send) {
            return end == Way.End.CONNECTOR
                    && connector
                            .filter(item -> says(item, send.via().connector()))
                            .isPresent();
        }
        Reason reason = ((Outcome.Refuse) outcome).refusal().reason();
        // What the policy refuses at once, the service finds out by its count of rounds: not delivered either way.
        return reason == Reason.LOOP && end == Way.End.CONNECTOR
                || reason == Reason.UNKNOWN_RECIPIENT && end == Way.End.INTERNET;
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
        return model.organization()
                        .mailbox(recipient)
                        .map(location -> location.endpoint().equals(site.name()))
                        .orElse(isAuthoritative(recipient) && directory.knows(recipient))
                ? Location.CLOUD
                : Location.ELSEWHERE;
    }

    private Arrival.Directory known(MailAddress recipient) {
        return directory.knows(recipient) ? Arrival.Directory.KNOWN : Arrival.Directory.UNKNOWN;
    }

    private boolean isNamedByConnector(MailAddress recipient) {
        AddressPattern exactly = new AddressPattern.Address(recipient);
        return site.outbound().stream()
                .filter(rule -> rule.connector().isEnabled())
                .flatMap(rule -> rule.criteria().recipients().stream())
                .anyMatch(group -> group.patterns().contains(exactly));
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
}
