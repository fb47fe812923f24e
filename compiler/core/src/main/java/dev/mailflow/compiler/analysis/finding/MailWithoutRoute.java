package dev.mailflow.compiler.analysis.finding;

import dev.mailflow.compiler.analysis.clause.SourceClause;
import dev.mailflow.compiler.analysis.space.Answer;
import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Covering;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.Ranges;
import dev.mailflow.compiler.analysis.space.Region;
import dev.mailflow.compiler.analysis.witness.Replay;
import dev.mailflow.compiler.decision.DecisionModel.MailboxLocation;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.Spanned;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Mail in accepted domains that is not for a mailbox here and that no connector takes: it is refused as unknown (R10). */
final class MailWithoutRoute implements Study {
    @Override
    public void at(Scene scene, DiagnosticSink sink) {
        if (scene.places().unmodelled().contains(scene.name())) {
            return;
        }
        var admission = scene.clauses().admission();
        SourceClause mailbox = scene.clauses().sources().get(0);
        Box away = mailbox.box()
                .only(Dimension.RECIPIENT, admission.accepted())
                .except(Dimension.RECIPIENT, admission.local());
        Covering routes = whateverHeaders(scene);
        Map<String, List<MailboxLocation>> elsewhere = elsewhere(scene);
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
                    scene,
                    away.only(Dimension.RECIPIENT, there),
                    routes,
                    place.getValue().get(0).origin(),
                    "no connector of `" + scene.name() + "` takes mail for a mailbox at `" + place.getKey()
                            + "`: it is refused as unknown",
                    "add a connector from `" + scene.name() + "` to `" + place.getKey() + "`",
                    sink);
        }
        for (Spanned<AddressPattern> domain : scene.places().relayed()) {
            Ranges there = scene.clauses().space().recipients(List.of(domain.value()));
            report(
                    scene,
                    away.only(Dimension.RECIPIENT, there.minus(declared)),
                    routes,
                    domain.span(),
                    "no connector of `" + scene.name() + "` takes mail for `"
                            + domain.value().text() + "`: it is refused as unknown",
                    "add a connector from `" + scene.name() + "` for recipients in `"
                            + domain.value().text() + "`, or list it under `domains`",
                    sink);
        }
    }

    /** A site often marks its mail itself, by rules that stand in no policy: headers are taken to be there. */
    private static Covering whateverHeaders(Scene scene) {
        Covering routes = scene.clauses().routesThat(route -> true);
        return new Covering() {
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

    private static Map<String, List<MailboxLocation>> elsewhere(Scene scene) {
        Map<String, List<MailboxLocation>> places = new LinkedHashMap<>();
        for (MailboxLocation mailbox : scene.clauses().model().organization().mailboxes()) {
            if (!mailbox.endpoint().equals(scene.name())) {
                places.computeIfAbsent(mailbox.endpoint(), endpoint -> new ArrayList<>())
                        .add(mailbox);
            }
        }
        return places;
    }

    private static void report(
            Scene scene, Box box, Covering routes, Span place, String what, String help, DiagnosticSink sink) {
        scene.search()
                .message(box, routes)
                .map(message -> Replay.witness(scene.clauses().model(), scene.name(), message))
                .ifPresent(witness -> sink.report(Diagnostic.of(DiagnosticCode.NO_ROUTE, place, what)
                        .withHelp(help)
                        .withWitness(witness)));
    }
}
