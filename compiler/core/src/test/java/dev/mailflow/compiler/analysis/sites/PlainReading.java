package dev.mailflow.compiler.analysis.sites;

import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.Links;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.OutboundRule.Centralization;
import dev.mailflow.compiler.decision.Reason;
import dev.mailflow.compiler.decision.Verdict;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByConnector;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByMailbox;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByNobody;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What one message shows of all that is looked for, by the interpreter and nothing else: the oracle. */
final class PlainReading {
    private final Links links;
    private final DecisionModel model;
    private final Set<String> shown = new TreeSet<>();

    private PlainReading(Links links) {
        this.links = links;
        this.model = links.model();
    }

    /** Keys of sightings. */
    static Set<String> of(Links links, String site, Message message) {
        PlainReading reading = new PlainReading(links);
        Verdict first = Interpreter.decide(reading.model, site, message);
        boolean isFromOurs = first.by() instanceof ByConnector by
                && by.rule().connector().peerKind().isSite();
        if (!isFromOurs && !(first.by() instanceof ByNobody)) {
            reading.follow(new Way(site, message, List.of(), List.of()));
        }
        return reading.shown;
    }

    /** @param visits sites so far, this one not included, with what they were shown */
    private record Way(String site, Message message, List<Visit> visits, List<String> throughs) {
        Message first() {
            return visits.isEmpty() ? message : visits.get(0).message();
        }

        String start() {
            return visits.isEmpty() ? site : visits.get(0).site();
        }
    }

    private record Visit(String site, Message message, String through) {}

    private void follow(Way way) {
        Verdict verdict = Interpreter.decide(model, way.site(), way.message());
        Outcome outcome = verdict.outcome();
        boolean isFromStranger = isFromStranger(Interpreter.decide(model, way.start(), way.first()), way.first());
        if (!(outcome instanceof Outcome.Refuse) && isFromStranger) {
            locks(way);
        }
        if (outcome instanceof Outcome.Refuse refuse
                && refuse.refusal().reason() == Reason.LOOP
                && !(verdict.by() instanceof ByNobody)
                && !way.visits().isEmpty()
                && (isDeclared(way.message()) || isOutward(way))) {
            String from = ((ByConnector) verdict.by()).rule().connector().peer();
            shown.add("TURNED_BACK " + String.join(" ", new TreeSet<>(List.of(way.site(), from))));
        }
        if (outcome instanceof Outcome.Deliver && isFromStranger) {
            centres(way);
        }
        if (isFromStranger && isToInternet(outcome, way.message())) {
            shown.add("RELAY STRANGER " + way.site());
        }
        if (outcome instanceof Outcome.Send send) {
            onward(way, send.via());
        }
    }

    private void onward(Way way, OutboundRule via) {
        Optional<String> next = links.destination(via);
        if (next.filter(links::isSite).isPresent()) {
            arrive(way, next.get(), links.connection(way.site(), via), "");
        } else if (next.isPresent()) {
            String through = via.connector().peer();
            for (String site : links.handedBack(way.site(), via)) {
                arrive(way, site, links.handing(through, site), through);
            }
        }
    }

    private void arrive(Way way, String site, Connection connection, String through) {
        List<Visit> visits = new ArrayList<>(way.visits());
        visits.add(new Visit(
                way.site(),
                way.message(),
                way.throughs().isEmpty() ? "" : way.throughs().get(0)));
        for (int i = 1; i < visits.size(); i++) {
            if (visits.get(i).site().equals(site)
                    && visits.get(i).message().origin().equals(connection)) {
                List<String> names = new ArrayList<>();
                for (int j = i; j < visits.size(); j++) {
                    names.add(visits.get(j).site());
                    String after = j + 1 < visits.size() ? visits.get(j + 1).through() : through;
                    if (!after.isEmpty()) {
                        names.add(after);
                    }
                }
                shown.add("ROUND " + least(names));
                return;
            }
        }
        Message message = way.message();
        follow(new Way(
                site,
                new Message(
                        connection,
                        message.sender(),
                        message.recipient(),
                        message.size(),
                        message.hops() + 1,
                        message.headers()),
                visits,
                through.isEmpty() ? List.of() : List.of(through)));
    }

    private static String least(List<String> names) {
        Set<String> rotated = new TreeSet<>();
        for (int i = 0; i < names.size(); i++) {
            List<String> one = new ArrayList<>(names.subList(i, names.size()));
            one.addAll(names.subList(0, i));
            rotated.add(String.join(" ", one));
        }
        return rotated.iterator().next();
    }

    private static boolean isFromStranger(Verdict verdict, Message message) {
        boolean isTrusted = verdict.by() instanceof ByConnector by
                && by.rule().connector().peerKind().isTrusted();
        return !(verdict.by() instanceof ByMailbox)
                && !isTrusted
                && message.origin() instanceof Connection client
                && client.user().isEmpty();
    }

    private boolean isDeclared(Message message) {
        return model.organization().mailboxes().stream()
                .anyMatch(box -> box.pattern().matches(Optional.of(message.recipient())));
    }

    /** Submitted at a site of ours, to a domain that is not. */
    private boolean isOutward(Way way) {
        return Interpreter.decide(model, way.start(), way.first()).by() instanceof ByMailbox
                && Stream.concat(model.organization().authoritative().stream(), model.organization().relayed().stream())
                        .noneMatch(accepted ->
                                accepted.matches(Optional.of(way.message().recipient())));
    }

    private static boolean isToInternet(Outcome outcome, Message message) {
        if (outcome instanceof Outcome.SendToInternet) {
            return true;
        }
        if (!(outcome instanceof Outcome.Send send) || send.via().connector().peerKind() != EndpointKind.INTERNET) {
            return false;
        }
        Criteria.AddressGroup group = send.via().criteria().recipients().orElseThrow();
        return group.stated() != Criteria.Origin.STATED
                || group.patterns().stream()
                        .filter(pattern -> !(pattern instanceof AddressPattern.Any))
                        .noneMatch(pattern -> pattern.matches(Optional.of(message.recipient())));
    }

    private static Optional<InboundRule> taking(Verdict first) {
        return first.by() instanceof ByConnector by ? Optional.of(by.rule()) : Optional.empty();
    }

    private static boolean asksForProof(InboundRule rule) {
        return rule.requirements().network().isPresent()
                || rule.requirements().clientCertificate().isPresent()
                || !rule.criteria().networks().isEmpty()
                || !rule.criteria().certificates().isEmpty();
    }

    /** Whether the site would refuse the message from the stranger itself. */
    private void locks(Way way) {
        Message message = way.first();
        Verdict first = Interpreter.decide(model, way.start(), message);
        Optional<InboundRule> taking = taking(first);
        boolean isFiltered = !way.throughs().isEmpty()
                || way.visits().stream().anyMatch(visit -> !visit.through().isEmpty());
        if (taking.filter(PlainReading::asksForProof).isPresent() || isFiltered) {
            return;
        }
        Site site = model.site(way.site());
        for (InboundRule lock : site.inbound()) {
            if (lock.connector().peerKind() != EndpointKind.INTERNET
                    || !lock.connector().isEnabled()
                    || taking.filter(lock::equals).isPresent()) {
                continue;
            }
            DecisionModel judging = way.visits().isEmpty()
                    ? new DecisionModel(
                            model.organization(),
                            model.endpoints(),
                            List.of(new Site(site.name(), site.kind(), List.of(lock), site.outbound())))
                    : model;
            Verdict directly = Interpreter.decide(judging, site.name(), message);
            if (directly.by() instanceof ByConnector by
                    && by.rule().equals(lock)
                    && directly.outcome() instanceof Outcome.Refuse refuse
                    && (refuse.refusal().reason() == Reason.NETWORK_NOT_ALLOWED
                            || refuse.refusal().reason() == Reason.CERT_MISMATCH)) {
                shown.add("FILTER " + way.start() + " " + site.name());
            }
        }
    }

    private void centres(Way way) {
        boolean isProved = taking(Interpreter.decide(model, way.start(), way.first()))
                .filter(PlainReading::asksForProof)
                .isPresent();
        if (way.visits().isEmpty() || way.start().equals(way.site()) || isProved) {
            return;
        }
        for (OutboundRule rule : model.site(way.site()).outbound()) {
            String centre = rule.connector().peer();
            boolean isPassed = way.visits().stream()
                            .anyMatch(visit -> visit.site().equals(centre)
                                    || visit.through().equals(centre))
                    || way.throughs().contains(centre)
                    || way.site().equals(centre);
            if (rule.connector().isEnabled()
                    && rule.centralization() == Centralization.CENTRALIZED
                    && !isPassed
                    && holds(rule.criteria(), way.message())) {
                shown.add("CENTRAL " + way.start() + " " + way.site() + " " + centre);
            }
        }
    }

    private static boolean holds(Criteria criteria, Message message) {
        return criteria.senders().stream()
                        .allMatch(group -> group.patterns().stream().anyMatch(p -> p.matches(message.sender())))
                && criteria.recipients().stream()
                        .allMatch(group ->
                                group.patterns().stream().anyMatch(p -> p.matches(Optional.of(message.recipient()))))
                && criteria.headers().stream()
                        .allMatch(header -> message.headers().stream()
                                .anyMatch(field -> field.name().equals(header.name())
                                        && (header.values().isEmpty()
                                                || header.values().contains(field.value()))));
    }
}
