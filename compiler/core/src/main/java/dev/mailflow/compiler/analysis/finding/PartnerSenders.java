package dev.mailflow.compiler.analysis.finding;

import dev.mailflow.compiler.analysis.clause.Admission.Asked;
import dev.mailflow.compiler.analysis.clause.SourceClause;
import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.MessageSpace;
import dev.mailflow.compiler.analysis.space.Ranges;
import dev.mailflow.compiler.analysis.witness.Replay;
import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.Criteria.AddressGroup;
import dev.mailflow.compiler.decision.Criteria.Origin;
import dev.mailflow.compiler.decision.DecisionModel.DirectSend;
import dev.mailflow.compiler.decision.DecisionModel.Organization;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.Reason;
import dev.mailflow.compiler.decision.Verdict;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByInternet;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What cannot be meant of the senders by which a partner is known: ours (R6), or none of its own (R3). */
final class PartnerSenders implements Study {
    @Override
    public void at(Scene scene, DiagnosticSink sink) {
        Optional<Ranges> refused = refusedOfStrangers(scene);
        for (Source source : scene.sources().values()) {
            if (source.rule().connector().peerKind() == EndpointKind.PARTNER
                    && !scene.told().contains(source.rule().connector().name())) {
                source.rule().criteria().senders().ifPresent(group -> {
                    boolean isOurs = refused.isPresent() && ours(scene, source, group, refused.get(), sink);
                    if (!isOurs) {
                        others(scene, source.rule(), group, sink);
                    }
                });
            }
        }
    }

    /** Senders in accepted domains, if R6 refuses them. */
    private static Optional<Ranges> refusedOfStrangers(Scene scene) {
        Organization organization = scene.clauses().model().organization();
        return organization.directSend() == DirectSend.REFUSED
                ? Optional.of(scene.clauses().admission().acceptedSenders())
                : Optional.empty();
    }

    /**
     * Patterns all of whose senders are in accepted domains: no foreign source may use them.
     *
     * @return whether so much was said
     */
    private static boolean ours(Scene scene, Source source, AddressGroup group, Ranges accepted, DiagnosticSink sink) {
        MessageSpace space = scene.clauses().space();
        List<AddressPattern> own = within(accepted, group, space);
        if (own.isEmpty()) {
            return false;
        }
        Connector connector = source.rule().connector();
        boolean isAll = own.size() == group.patterns().size();
        boolean isShown =
                group.stated() == Origin.STATED || own.contains(group.patterns().get(0));
        Span place = isShown ? group.origin() : scene.place(connector);
        Optional<Message> refused = refused(scene, source, space.senders(own));
        refused.ifPresent(message -> sink.report(Diagnostic.of(
                        DiagnosticCode.PARTNER_REFUSED,
                        place,
                        mail(scene, connector, isAll ? "" : PartnerDomains.texts(own)) + " is refused: "
                                + (isAll ? PartnerDomains.texts(own) + " " : "")
                                + (isAll ? verb(own) : "that is")
                                + " ours, and `direct-send refuse` lets nobody foreign send so")
                .withHelp("declare who sends in our name as a `service` with `networks` or `cert`; else take "
                        + PartnerDomains.texts(own) + " out of "
                        + (group.stated() == Origin.STATED ? "`sender`" : "its `domains`"))
                .withWitness(Replay.witness(scene.clauses().model(), scene.name(), message))));
        return refused.isPresent();
    }

    /** @param senders empty: all that the connector takes */
    private static String mail(Scene scene, Connector connector, String senders) {
        boolean isOnly = scene.sources().values().stream()
                        .filter(other -> other.rule().connector().peer().equals(connector.peer()))
                        .count()
                == 1;
        String partner = " from the partner `" + connector.peer() + "`";
        if (!senders.isEmpty()) {
            return "mail of " + senders + partner;
        }
        return isOnly ? "all mail" + partner : "all that `" + connector.name() + "` takes" + partner;
    }

    private static String verb(List<AddressPattern> own) {
        return own.size() == 1 ? "is" : "are";
    }

    private static Optional<Message> refused(Scene scene, Source source, Ranges senders) {
        for (int i = 0; i < source.clauses().size(); i++) {
            SourceClause clause = source.clauses().get(i);
            List<Asked> asked = source.asked(i, scene.clauses().admission());
            Box met =
                    asked.isEmpty() ? clause.box() : asked.get(asked.size() - 1).met();
            Optional<Message> found = scene.search()
                    .message(
                            met.only(Dimension.SENDER, senders)
                                    .only(
                                            Dimension.RECIPIENT,
                                            scene.clauses().admission().accepted())
                                    .only(
                                            Dimension.USER,
                                            scene.clauses().space().unauthenticated()),
                            scene.clauses().before(clause))
                    .filter(message -> isDirectSend(scene, message));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Nearly always none, and asked of each connector: no list is made before there is one. */
    private static List<AddressPattern> within(Ranges accepted, AddressGroup group, MessageSpace space) {
        List<AddressPattern> own = List.of();
        for (AddressPattern pattern : group.patterns()) {
            if (accepted.containsAll(space.senders(List.of(pattern)))) {
                own = own.isEmpty() ? new ArrayList<>() : own;
                own.add(pattern);
            }
        }
        return own;
    }

    private static boolean isDirectSend(Scene scene, Message message) {
        Verdict verdict = Interpreter.decide(scene.clauses().model(), scene.name(), message);
        return verdict.outcome() instanceof Outcome.Refuse refuse
                && refuse.refusal().reason() == Reason.DIRECT_SEND;
    }

    /** `when sender` stands in place of the partner's domains: what it does not name comes as from the internet. */
    private static void others(Scene scene, InboundRule rule, AddressGroup group, DiagnosticSink sink) {
        if (group.stated() != Origin.STATED) {
            return;
        }
        // Bounces of everybody are meant where they stand alone; beside a domain they say nothing of it.
        List<AddressPattern> named = group.patterns().stream()
                .filter(pattern -> !(pattern instanceof AddressPattern.EmptySender))
                .toList();
        if (named.isEmpty()) {
            return;
        }
        List<AddressPattern> domains =
                scene.clauses().model().endpoint(rule.connector().peer()).domains();
        MessageSpace space = scene.clauses().space();
        if (domains.isEmpty() || space.senders(group.patterns()).meets(space.senders(domains))) {
            return;
        }
        asFromTheInternet(scene, space.senders(domains))
                .ifPresent(message -> sink.report(Diagnostic.of(
                                DiagnosticCode.SENDERS_OF_OTHERS,
                                group.origin(),
                                "none of the domains of the partner `"
                                        + rule.connector().peer() + "` is among these senders: its mail passes `"
                                        + rule.connector().name() + "` by, as from the internet")
                        .withHelp(PartnerDomains.help(named, domains, "sender"))
                        .withWitness(Replay.witness(scene.clauses().model(), scene.name(), message))));
    }

    private static Optional<Message> asFromTheInternet(Scene scene, Ranges senders) {
        for (SourceClause source : scene.clauses().sources()) {
            boolean isInternet = source.by() instanceof ByInternet
                    || source.rule()
                            .filter(rule -> rule.connector().peerKind() == EndpointKind.INTERNET)
                            .isPresent();
            if (isInternet) {
                Optional<Message> found = scene.search()
                        .message(
                                source.box()
                                        .only(Dimension.SENDER, senders)
                                        .only(
                                                Dimension.RECIPIENT,
                                                scene.clauses().admission().accepted()),
                                scene.clauses().before(source));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }
}
