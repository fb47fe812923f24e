package dev.mailflow.compiler.analysis.finding;

import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.witness.Replay;
import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.MailboxLocation;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.OutboundRule.DestinationPolicy;
import dev.mailflow.compiler.decision.OutboundRule.Level;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.AddressPattern.Depth;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.MailAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * TLS that is required to a partner at one site, while another, which holds mailboxes and has no connector to that partner, sends the
 * same mail to the internet as it may be.
 *
 * <p>Said of a message only that somebody with a mailbox at the other site writes, to a domain of the partner, and that the protected
 * site would send by the connector with TLS.
 */
final class UnprotectedWays implements Study {
    /** What one warning is worth: of connectors that look for more than recipients no more are asked about, one by one. */
    private static final int ASKED_ALONE = 64;

    /** Of mailboxes of a site, as senders. */
    private static final int WRITERS = 16;

    @Override
    public void at(Scene scene, DiagnosticSink sink) {
        DecisionModel model = scene.clauses().model();
        List<AddressPattern> mailboxes = model.organization().mailboxes().stream()
                .filter(mailbox -> mailbox.endpoint().equals(scene.name()))
                .map(MailboxLocation::pattern)
                .toList();
        if (model.sites().size() < 2
                || mailboxes.isEmpty()
                || scene.places().unmodelled().contains(scene.name())) {
            return;
        }
        Set<String> own = new HashSet<>();
        for (OutboundRule rule : scene.site().outbound()) {
            if (rule.connector().isEnabled()) {
                own.add(rule.connector().peer());
            }
        }
        List<Elsewhere> protectedWays = new ArrayList<>();
        for (Site site : model.sites()) {
            for (OutboundRule rule : site.outbound()) {
                if (isProtected(rule) && !own.contains(rule.connector().peer())) {
                    Elsewhere.of(model, site, rule).ifPresent(protectedWays::add);
                }
            }
        }
        if (protectedWays.isEmpty()) {
            return;
        }
        // Of a site one message: the first partner shows what is missing.
        Optional<Message> any = message(scene, protectedWays);
        if (any.isEmpty()) {
            return;
        }
        Stream.concat(
                        Stream.of(any.get()),
                        protectedWays.stream().limit(ASKED_ALONE).flatMap(way -> message(scene, List.of(way)).stream()))
                .flatMap(message -> written(scene, mailboxes, message))
                .filter(message -> isToTheInternet(scene, message))
                .flatMap(message -> protectedWays.stream()
                        .filter(way -> way.takes(model, message))
                        .findFirst()
                        .map(way -> told(scene, way, message))
                        .stream())
                .findFirst()
                .ifPresent(sink::report);
    }

    /** @param recipients those in the partner's domains, at least one */
    private record Elsewhere(Site site, OutboundRule rule, List<AddressPattern> recipients) {
        /** A partner may take more than its own mail, and of a smart host, which takes everybody's, nothing is said. */
        static Optional<Elsewhere> of(DecisionModel model, Site site, OutboundRule rule) {
            List<AddressPattern> domains =
                    model.endpoint(rule.connector().peer()).domains();
            List<AddressPattern> stated =
                    rule.criteria().recipients().orElseThrow().patterns();
            if (stated.stream().anyMatch(AddressPattern.Any.class::isInstance)) {
                return Optional.empty();
            }
            List<AddressPattern> recipients = stated.equals(domains)
                    ? domains
                    : Stream.concat(
                                    stated.stream().filter(pattern -> isWithin(pattern, domains)),
                                    domains.stream().filter(pattern -> isWithin(pattern, stated)))
                            .distinct()
                            .toList();
            return recipients.isEmpty() ? Optional.empty() : Optional.of(new Elsewhere(site, rule, recipients));
        }

        boolean takes(DecisionModel model, Message message) {
            return recipients.stream().anyMatch(pattern -> pattern.matches(Optional.of(message.recipient())))
                    && Interpreter.decide(model, site.name(), message).outcome() instanceof Outcome.Send send
                    && send.via().connector().equals(rule.connector());
        }
    }

    /** Whether all that the pattern means is meant by one of the others. */
    private static boolean isWithin(AddressPattern pattern, List<AddressPattern> others) {
        return others.stream()
                .anyMatch(other -> other.equals(pattern)
                        || (pattern instanceof AddressPattern.Address address && other.matches(address.address()))
                        || (pattern instanceof AddressPattern.Exact exact && other.matches(somebody(exact.domain())))
                        || (pattern instanceof AddressPattern.Suffix inner
                                && other instanceof AddressPattern.Suffix outer
                                && isWithin(inner, outer)));
    }

    private static boolean isWithin(AddressPattern.Suffix inner, AddressPattern.Suffix outer) {
        return inner.domain().equals(outer.domain())
                ? outer.depth() == Depth.AT_OR_BELOW || outer.depth() == Depth.BELOW && inner.depth() == Depth.ONE_LABEL
                : outer.depth() != Depth.ONE_LABEL && inner.domain().isBelow(outer.domain());
    }

    private static boolean isProtected(OutboundRule rule) {
        return rule.connector().isEnabled()
                && rule.connector().peerKind() == EndpointKind.PARTNER
                && rule.tls().level() == Level.REQUIRED;
    }

    /** Mail of ours to the partners that no route leads elsewhere than to the internet as it may be. */
    private static Optional<Message> message(Scene scene, List<Elsewhere> ways) {
        Box box = scene.clauses()
                .sources()
                .get(0)
                .box()
                .only(
                        Dimension.RECIPIENT,
                        scene.clauses()
                                .space()
                                .recipients(ways.stream()
                                        .flatMap(way -> way.recipients().stream())
                                        .toList()))
                .except(Dimension.RECIPIENT, scene.clauses().admission().accepted())
                .only(Dimension.SENDER, scene.clauses().admission().acceptedSenders());
        return box.isEmpty()
                ? Optional.empty()
                : scene.search().message(box, scene.clauses().routesThat(route -> !isAsItMayBe(route.rule())));
    }

    /** The same message from those who have a mailbox here. */
    private static Stream<Message> written(Scene scene, List<AddressPattern> mailboxes, Message message) {
        return mailboxes.stream()
                .limit(WRITERS)
                .flatMap(pattern -> writer(pattern, message).stream())
                .distinct()
                .filter(writer -> isHere(scene, writer))
                .map(writer -> new Message(
                        message.origin(),
                        Optional.of(writer),
                        message.recipient(),
                        message.size(),
                        message.hops(),
                        message.headers()));
    }

    private static Optional<MailAddress> writer(AddressPattern mailboxes, Message message) {
        if (message.sender().isPresent() && mailboxes.matches(message.sender())) {
            return message.sender();
        }
        if (mailboxes instanceof AddressPattern.Address address) {
            return Optional.of(address.address());
        }
        if (mailboxes instanceof AddressPattern.Exact exact) {
            return Optional.of(somebody(exact.domain()));
        }
        return mailboxes instanceof AddressPattern.Suffix suffix
                ? Optional.of(somebody(
                        suffix.depth() == Depth.AT_OR_BELOW
                                ? suffix.domain()
                                : new DomainName("mail." + suffix.domain().text())))
                : Optional.empty();
    }

    private static MailAddress somebody(DomainName domain) {
        return new MailAddress("alice", domain);
    }

    /** The most specific pattern decides where a mailbox is. */
    private static boolean isHere(Scene scene, MailAddress writer) {
        return scene.clauses()
                .model()
                .organization()
                .mailbox(writer)
                .filter(location -> location.endpoint().equals(scene.name()))
                .isPresent();
    }

    private static boolean isToTheInternet(Scene scene, Message message) {
        Outcome outcome = Interpreter.decide(scene.clauses().model(), scene.name(), message)
                .outcome();
        return outcome instanceof Outcome.SendToInternet
                || outcome instanceof Outcome.Send send && isAsItMayBe(send.via());
    }

    /** Whose recipients are named is sent so on purpose. */
    private static boolean isAsItMayBe(OutboundRule rule) {
        return rule.connector().peerKind() == EndpointKind.INTERNET
                && rule.tls().level() != Level.REQUIRED
                && rule.tls().dane() != DestinationPolicy.REQUIRED
                && rule.tls().mtaSts() != DestinationPolicy.REQUIRED
                && rule.criteria().recipients().stream()
                        .anyMatch(group -> group.patterns().stream().anyMatch(AddressPattern.Any.class::isInstance));
    }

    private static Diagnostic told(Scene scene, Elsewhere way, Message message) {
        DecisionModel model = scene.clauses().model();
        String partner = way.rule().connector().peer();
        return Diagnostic.of(
                        DiagnosticCode.UNPROTECTED_ELSEWHERE,
                        scene.place(way.rule().connector()),
                        "mail from `" + scene.name() + "` to the partner `" + partner
                                + "` leaves to the internet without the TLS that is required here")
                .withHelp(connector(scene, partner, Connector.State.DISABLED)
                                .map(name -> "enable `" + name + "`")
                                .orElse("write such a connector from `" + scene.name() + "` too")
                        + ", or let its mail go by `" + way.site().name() + "`: "
                        + byTheOther(scene, way.site().name(), message))
                .withWitness(Replay.witness(model, scene.name(), message));
    }

    /** A second connector between the same two would have to be told from the one that is there. */
    private static String byTheOther(Scene scene, String site, Message message) {
        Outcome outcome = Interpreter.decide(scene.clauses().model(), scene.name(), message)
                .outcome();
        return connector(scene, site, Connector.State.ENABLED)
                        .map(name -> "write `when recipient *` at `" + name + "`")
                        .orElse("`from " + scene.name() + " to " + site + " when recipient *`")
                + (outcome instanceof Outcome.Send send
                        ? " in place of `" + send.via().connector().name() + "`"
                        : "");
    }

    private static Optional<String> connector(Scene scene, String peer, Connector.State state) {
        return scene.site().outbound().stream()
                .map(OutboundRule::connector)
                .filter(connector -> connector.peer().equals(peer) && connector.state() == state)
                .map(Connector::name)
                .findFirst();
    }
}
