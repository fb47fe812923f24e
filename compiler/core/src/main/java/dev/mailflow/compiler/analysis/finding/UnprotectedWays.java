package dev.mailflow.compiler.analysis.finding;

import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.Ranges;
import dev.mailflow.compiler.analysis.witness.Replay;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.OutboundRule.Level;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * TLS that is required to a partner at one site, while another, which holds mailboxes and has no connector to that partner, sends the
 * same mail to the internet as it may be.
 */
final class UnprotectedWays implements Study {
    @Override
    public void at(Scene scene, DiagnosticSink sink) {
        DecisionModel model = scene.clauses().model();
        boolean holdsMailboxes = model.organization().mailboxes().stream()
                .anyMatch(mailbox -> mailbox.endpoint().equals(scene.name()));
        if (model.sites().size() < 2
                || !holdsMailboxes
                || scene.places().unmodelled().contains(scene.name())) {
            return;
        }
        Set<String> own = new LinkedHashSet<>();
        scene.site().outbound().forEach(rule -> own.add(rule.connector().peer()));
        List<Elsewhere> protectedWays = new ArrayList<>();
        for (Site site : model.sites()) {
            for (OutboundRule rule : site.outbound()) {
                if (isProtected(rule) && !own.contains(rule.connector().peer())) {
                    protectedWays.add(new Elsewhere(site, rule));
                }
            }
        }
        if (!protectedWays.isEmpty()) {
            unprotected(scene, protectedWays, sink);
        }
    }

    private record Elsewhere(Site site, OutboundRule rule) {
        List<AddressPattern> recipients() {
            return rule.criteria().recipients().orElseThrow().patterns();
        }
    }

    private static boolean isProtected(OutboundRule rule) {
        return rule.connector().isEnabled()
                && rule.connector().peerKind() == EndpointKind.PARTNER
                && rule.tls().level() == Level.REQUIRED;
    }

    /** One message for a site: the first partner shows what is missing. */
    private static void unprotected(Scene scene, List<Elsewhere> ways, DiagnosticSink sink) {
        Ranges recipients = scene.clauses()
                .space()
                .recipients(
                        ways.stream().flatMap(way -> way.recipients().stream()).toList());
        Box box = scene.clauses()
                .sources()
                .get(0)
                .box()
                .only(Dimension.RECIPIENT, recipients)
                .except(Dimension.RECIPIENT, scene.clauses().admission().accepted());
        Optional<Message> found = scene.search()
                .message(
                        box,
                        scene.clauses()
                                .routesThat(route -> route.rule().connector().peerKind() != EndpointKind.INTERNET
                                        || route.rule().tls().level() == Level.REQUIRED))
                .filter(message -> isToTheInternet(scene, message));
        if (found.isEmpty()) {
            return;
        }
        Optional<Message> recipient = found;
        ways.stream()
                .filter(way -> way.recipients().stream()
                        .anyMatch(pattern -> pattern.matches(recipient.map(Message::recipient))))
                .findFirst()
                .ifPresent(way -> sink.report(Diagnostic.of(
                                DiagnosticCode.UNPROTECTED_ELSEWHERE,
                                scene.place(way.rule().connector()),
                                "mail from `" + scene.name() + "` to the partner `"
                                        + way.rule().connector().peer()
                                        + "` leaves to the internet without the TLS that is required here")
                        .withHelp("write such a connector from `" + scene.name() + "` too, or let its mail go by `"
                                + way.site().name() + "`: `from " + scene.name() + " to "
                                + way.site().name() + " when recipient *`")
                        .withWitness(Replay.witness(scene.clauses().model(), scene.name(), found.get()))));
    }

    private static boolean isToTheInternet(Scene scene, Message message) {
        Outcome outcome = Interpreter.decide(scene.clauses().model(), scene.name(), message)
                .outcome();
        return outcome instanceof Outcome.SendToInternet
                || outcome instanceof Outcome.Send send
                        && send.via().connector().peerKind() == EndpointKind.INTERNET
                        && send.via().tls().level() != Level.REQUIRED;
    }
}
