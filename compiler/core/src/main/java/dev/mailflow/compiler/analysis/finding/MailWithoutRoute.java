package dev.mailflow.compiler.analysis.finding;

import dev.mailflow.compiler.analysis.clause.SourceClause;
import dev.mailflow.compiler.analysis.space.Answer;
import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Covering;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.Ranges;
import dev.mailflow.compiler.analysis.space.Region;
import dev.mailflow.compiler.analysis.witness.Replay;
import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.DecisionModel.MailboxLocation;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Severity;
import dev.mailflow.compiler.diagnostic.Witness;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.Spanned;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Mail in accepted domains that is not for a mailbox here and that no connector takes: it is refused as unknown (R10). Where one takes
 * it with a header only, that is a note: a site often marks its mail itself, by rules that stand in no policy. Of a cloud nothing is said:
 * there a mail flow rule marks all mail, so that the tenant is told from others.
 */
final class MailWithoutRoute implements Study {
    @Override
    public void at(Scene scene, DiagnosticSink sink) {
        if (!scene.places().unmodelled().contains(scene.name())) {
            new AtSite(scene, sink).judge();
        }
    }

    /** One site; what holds for all of its domains is found once. */
    private static final class AtSite {
        private final Scene scene;
        private final DiagnosticSink sink;
        private final List<OutboundRule> enabled;
        private final Covering routes;
        /** Headers are taken to be there. */
        private final Covering whateverHeaders;

        private @Nullable Ranges taken;

        AtSite(Scene scene, DiagnosticSink sink) {
            this.scene = scene;
            this.sink = sink;
            this.enabled = scene.site().outbound().stream()
                    .filter(rule -> rule.connector().isEnabled())
                    .toList();
            this.routes = scene.clauses().routesThat(route -> true);
            this.whateverHeaders = new Covering() {
                @Override
                public void meeting(Box box, Consumer<Region> to) {
                    scene.clauses()
                            .routesMeeting(box, route -> to.accept(route.box().withoutNeeds()));
                }

                @Override
                public boolean isFree(Dimension dimension, int atom) {
                    return routes.isFree(dimension, atom);
                }
            };
        }

        void judge() {
            var admission = scene.clauses().admission();
            SourceClause mailbox = scene.clauses().sources().get(0);
            Box away = mailbox.box()
                    .only(Dimension.RECIPIENT, admission.accepted())
                    .except(Dimension.RECIPIENT, admission.local());
            Map<String, List<MailboxLocation>> elsewhere = elsewhere();
            boolean isOfSeveral = elsewhere.size() + scene.places().relayed().size() > 1;
            if (isOfSeveral && scene.search().find(away, routes) instanceof Answer.Covered) {
                // One question in place of many: of all routes each takes time.
                return;
            }
            Ranges declared = Ranges.NONE;
            for (var place : elsewhere.entrySet()) {
                List<AddressPattern> patterns =
                        place.getValue().stream().map(MailboxLocation::pattern).toList();
                Ranges there = scene.clauses().space().recipients(patterns);
                declared = Ranges.union(List.of(declared, there));
                report(
                        away.only(Dimension.RECIPIENT, there),
                        place.getValue().get(0).origin(),
                        "mail for a mailbox at `" + place.getKey() + "`",
                        namedBy(place.getKey()),
                        "add a connector from `" + scene.name() + "` to `" + place.getKey() + "`");
            }
            for (Spanned<AddressPattern> domain : scene.places().relayed()) {
                Ranges there = scene.clauses().space().recipients(List.of(domain.value()));
                report(
                        away.only(Dimension.RECIPIENT, there.minus(declared)),
                        domain.span(),
                        "mail for `" + domain.value().text() + "`",
                        "",
                        "add a connector from `" + scene.name() + "` for recipients in `"
                                + domain.value().text() + "`, or list it under `domains`");
            }
        }

        /**
         * A connector that leads there leaves out whom it does not name: without names it takes every accepted domain. Where it asks for
         * a sender or a header too, more recipients would not be enough.
         */
        private String namedBy(String site) {
            for (OutboundRule rule : enabled) {
                Criteria criteria = rule.criteria();
                if (rule.connector().peer().equals(site)
                        && criteria.senders().isEmpty()
                        && criteria.headers().isEmpty()) {
                    return "name them in `when recipient` of `"
                            + rule.connector().name() + "` as well, or ";
                }
            }
            return "";
        }

        /** Recipients that some connector takes, from whomever. */
        private Ranges taken() {
            Ranges made = taken;
            if (made == null) {
                made = scene.clauses()
                        .space()
                        .recipients(enabled.stream()
                                .flatMap(rule -> rule.criteria().recipients().stream())
                                .flatMap(group -> group.patterns().stream())
                                .toList());
                taken = made;
            }
            return made;
        }

        private Map<String, List<MailboxLocation>> elsewhere() {
            Map<String, List<MailboxLocation>> places = new LinkedHashMap<>();
            for (MailboxLocation mailbox :
                    scene.clauses().model().organization().mailboxes()) {
                if (!mailbox.endpoint().equals(scene.name())) {
                    places.computeIfAbsent(mailbox.endpoint(), endpoint -> new ArrayList<>())
                            .add(mailbox);
                }
            }
            return places;
        }

        /** @param named what helps where connectors name too few recipients, and nothing else is in the way */
        private void report(Box box, Span place, String mail, String named, String help) {
            Optional<Message> refused = refused(box);
            if (refused.isPresent()) {
                Message message = refused.get();
                List<Connector> others =
                        taking(message, criteria -> criteria.senders().isPresent());
                Diagnostic found = others.isEmpty()
                        ? Diagnostic.of(
                                        DiagnosticCode.NO_ROUTE,
                                        place,
                                        "no connector of `" + scene.name() + "` takes " + mail
                                                + ": it is refused as unknown")
                                .withHelp(named + help)
                        : inPart(place, mail, "its sender is one", others)
                                .withHelp(
                                        "take `sender` out of `" + others.get(0).name() + "`, or " + help);
                sink.report(found.withWitness(witness(message)));
            } else if (scene.site().kind() != EndpointKind.EXCHANGE_ONLINE
                    && enabled.stream()
                            .anyMatch(rule -> !rule.criteria().headers().isEmpty())) {
                scene.search().message(box, routes).ifPresent(message -> unmarked(place, mail, help, message));
            }
        }

        /** What nobody's mail goes to weighs more, and is found at once: hardly a route meets it. */
        private Optional<Message> refused(Box box) {
            Box untaken = box.except(Dimension.RECIPIENT, taken());
            return scene.search()
                    .message(untaken, whateverHeaders)
                    .or(() -> scene.search().message(box, whateverHeaders));
        }

        private void unmarked(Span place, String mail, String help, Message message) {
            List<Connector> others =
                    taking(message, criteria -> !criteria.headers().isEmpty());
            if (!others.isEmpty()) {
                sink.report(inPart(place, mail, "it has the header", others)
                        .withHelp("if not all of it is marked so, take `header` out of `"
                                + others.get(0).name() + "`, or " + help)
                        .withSeverity(Severity.NOTE)
                        .withWitness(witness(message)));
            }
        }

        private Witness witness(Message message) {
            return Replay.witness(scene.clauses().model(), scene.name(), message);
        }

        /** Connectors for the message's recipient that ask for more. */
        private List<Connector> taking(Message message, Predicate<Criteria> more) {
            return enabled.stream()
                    .filter(rule -> more.test(rule.criteria()))
                    .filter(rule -> rule.criteria().recipients().stream()
                            .flatMap(group -> group.patterns().stream())
                            .anyMatch(pattern -> pattern.matches(Optional.of(message.recipient()))))
                    .map(OutboundRule::connector)
                    .toList();
        }

        private Diagnostic inPart(Span place, String mail, String unless, List<Connector> others) {
            String names = "`" + others.get(0).name() + "`"
                    + (others.size() == 1 ? " names" : " and " + (others.size() - 1) + " more name");
            return Diagnostic.of(
                            DiagnosticCode.NO_ROUTE,
                            place,
                            "`" + scene.name() + "` refuses " + mail + ", unless " + unless + " that " + names)
                    .withRelated(scene.place(others.get(0)), "takes only such");
        }
    }
}
