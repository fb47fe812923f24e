package dev.mailflow.compiler.analysis.sites;

import dev.mailflow.compiler.analysis.finding.Places;
import dev.mailflow.compiler.analysis.witness.Replay;
import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.DecisionModel.Organization;
import dev.mailflow.compiler.decision.Fault;
import dev.mailflow.compiler.decision.OutboundRule.Centralization;
import dev.mailflow.compiler.decision.Trace;
import dev.mailflow.compiler.decision.Verdict;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByConnector;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.MailAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Sightings as diagnostics. */
final class Telling {
    private final Places places;
    private final Organization organization;
    private final Optional<Fault> fault;

    /** @param fault without which there is no such thing */
    Telling(Places places, Organization organization, Optional<Fault> fault) {
        this.places = places;
        this.organization = organization;
        this.fault = fault;
    }

    /** Empty if nothing of it is written in the policy. */
    Optional<Diagnostic> of(Sighting sighting) {
        Optional<Connector> culprit = culprit(sighting);
        return culprit.map(connector -> {
            Diagnostic told = Diagnostic.of(code(sighting.kind()), places.of(connector), words(sighting))
                    .withHelp(help(sighting))
                    .withWitness(Replay.witness(sighting.hops()));
            return withWay(told, sighting, connector);
        });
    }

    private DiagnosticCode code(Kind kind) {
        return switch (kind) {
            case ROUND -> fault.isPresent() ? DiagnosticCode.GOES_ROUND_AFTER_FAULT : DiagnosticCode.GOES_ROUND;
            case TURNED_BACK -> fault.isPresent() ? DiagnosticCode.ONLY_AFTER_FAULT : DiagnosticCode.TURNED_BACK;
            case RELAY -> fault.isPresent() ? DiagnosticCode.ONLY_AFTER_FAULT : DiagnosticCode.OPEN_RELAY;
            case FILTER -> fault.isPresent() ? DiagnosticCode.ONLY_AFTER_FAULT : DiagnosticCode.FILTER_PASSED;
            case CENTRAL -> fault.isPresent() ? DiagnosticCode.ONLY_AFTER_FAULT : DiagnosticCode.CENTRAL_WAY_PASSED;
        };
    }

    /** Where the mistake is shown: the connector by which it happens last. */
    private static Optional<Connector> culprit(Sighting sighting) {
        List<Connector> way = way(sighting);
        List<Connector> own = new ArrayList<>();
        own.addAll(way);
        sighting.passedBy().ifPresent(own::add);
        first(sighting).ifPresent(own::add);
        return switch (sighting.kind()) {
            case FILTER, CENTRAL -> sighting.passedBy();
            case TURNED_BACK -> sighting.leaf().last().map(rule -> rule.connector());
            case ROUND -> Optional.of(way.get(way.size() - 1));
            case RELAY ->
                sighting.leaf().start().kind() == Start.Kind.ANYBODY
                        ? first(sighting)
                        : own.isEmpty() ? Optional.empty() : Optional.of(own.get(Math.max(way.size() - 1, 0)));
        };
    }

    private static Optional<Connector> first(Sighting sighting) {
        return sighting.hops().get(0).verdict().by() instanceof ByConnector by
                ? Optional.of(by.rule().connector())
                : Optional.empty();
    }

    /** The connectors by which the message goes on. */
    private static List<Connector> way(Sighting sighting) {
        List<Connector> way = new ArrayList<>();
        for (Trace.Hop hop : sighting.hops()) {
            if (hop.verdict().outcome() instanceof Outcome.Send send) {
                way.add(send.via().connector());
            }
        }
        return way;
    }

    private Diagnostic withWay(Diagnostic found, Sighting sighting, Connector culprit) {
        Diagnostic told = found;
        Set<Span> shown = new LinkedHashSet<>(Set.of(places.of(culprit)));
        List<Leg> legs = sighting.leaf().legs();
        for (int i = 0; i < sighting.hops().size(); i++) {
            Trace.Hop hop = sighting.hops().get(i);
            if (hop.verdict().outcome() instanceof Outcome.Send send
                    && shown.add(places.of(send.via().connector()))) {
                String to = i < legs.size()
                        ? legs.get(i)
                                .through()
                                .map(through -> "`" + hop.site() + "` gives it to `" + through + "`")
                                .orElse("`" + hop.site() + "` passes it on")
                        : "`" + hop.site() + "` sends it out";
                told = told.withRelated(places.of(send.via().connector()), to);
            }
        }
        return told;
    }

    private String words(Sighting sighting) {
        String what = plain(sighting);
        return fault.map(one -> "once " + one.sentence() + ", " + what).orElse(what);
    }

    private String plain(Sighting sighting) {
        List<Trace.Hop> hops = sighting.hops();
        String first = "`" + hops.get(0).site() + "`";
        String last = "`" + hops.get(hops.size() - 1).site() + "`";
        return switch (sighting.kind()) {
            case ROUND -> "mail goes round: " + circle(sighting) + ", until it has too many hops";
            case TURNED_BACK ->
                last + " refuses mail " + (isToUs(sighting) ? "for a mailbox of ours" : "of ours to the outside")
                        + " as a loop: its way on leads back to `"
                        + sighting.leaf()
                                .last()
                                .map(rule -> rule.connector().peer())
                                .orElse("") + "`";
            case RELAY ->
                sighting.leaf().start().kind() == Start.Kind.ANYBODY
                        ? "whoever wants to can send mail to strangers through " + first + ": `"
                                + source(hops.get(0).verdict()) + "` is known by " + marks(sighting)
                                + " that anybody can have"
                        : "mail from strangers that " + first + " takes leaves to the internet again"
                                + (hops.size() == 1 ? "" : " from " + last);
            case FILTER ->
                hops.size() == 1
                        ? "mail from strangers bypasses `"
                                + name(sighting.passedBy()) + "`: "
                                + by(hops.get(0).verdict())
                                + " takes what `" + name(sighting.passedBy()) + "` would refuse"
                        : "mail from strangers bypasses `" + name(sighting.passedBy()) + "`: " + first
                                + " takes it and passes it on to `" + lockedSite(sighting) + "`";
            case CENTRAL ->
                "mail from strangers bypasses `" + name(sighting.passedBy()) + "`: " + first + " takes it, and " + last
                        + " delivers it";
        };
    }

    private static String lockedSite(Sighting sighting) {
        String[] key = sighting.key().split(" ", -1);
        return key[key.length - 1];
    }

    private static String name(Optional<Connector> connector) {
        return connector.map(Connector::name).orElse("");
    }

    private static String by(Verdict verdict) {
        return verdict.by() instanceof ByConnector ? "`" + verdict.by().words() + "`" : "the site";
    }

    private static String source(Verdict verdict) {
        return verdict.by() instanceof ByConnector by
                ? by.rule().connector().peer()
                : verdict.by().words();
    }

    /** What the source is known by, as one speaks of it. */
    private static String marks(Sighting sighting) {
        if (!(sighting.hops().get(0).verdict().by() instanceof ByConnector by)
                || by.rule().criteria().certificates().isEmpty()) {
            return "addresses";
        }
        return by.rule().criteria().networks().isEmpty() ? "certificates" : "certificates and addresses";
    }

    /** {@code `a` to `b` to `a`}. */
    private static String circle(Sighting sighting) {
        List<Leg> legs = sighting.leaf().legs();
        Passage again = legs.get(legs.size() - 1).to();
        int first = 0;
        while (!legs.get(first).to().equals(again)) {
            first++;
        }
        List<Trace.Hop> hops = sighting.hops();
        StringBuilder circle = new StringBuilder("`" + hops.get(first + 1).site() + "`");
        for (int i = first + 1; i < legs.size(); i++) {
            legs.get(i)
                    .through()
                    .ifPresent(through -> circle.append(" to `").append(through).append('`'));
            String site = i + 1 < hops.size()
                    ? hops.get(i + 1).site()
                    : hops.get(first + 1).site();
            circle.append(" to `").append(site).append('`');
        }
        return circle.toString();
    }

    private boolean isToUs(Sighting sighting) {
        Optional<MailAddress> recipient =
                Optional.of(sighting.hops().get(0).message().recipient());
        return organization.accepted().stream().anyMatch(accepted -> accepted.matches(recipient));
    }

    private String helpTurnedBack(Sighting sighting) {
        List<Trace.Hop> hops = sighting.hops();
        // What leaves us has another way out; what is for a mailbox behind the central site has none.
        if (isToUs(sighting) && hops.stream().limit(hops.size() - 1).anyMatch(Telling::isCentral)) {
            return "a site gives nothing back to where it came from: let mail from the internet reach the central site first, or"
                    + " declare it as a `service`, which hands mail back";
        }
        return isToUs(sighting)
                ? "give the site a connector that leads on to the mailbox, or name the recipient in no connector to it"
                : "give the site a connector that leads out, or name only our domains after `when recipient` in the one that"
                        + " leads back";
    }

    private static boolean isCentral(Trace.Hop hop) {
        return hop.verdict().outcome() instanceof Outcome.Send send
                && send.via().centralization() == Centralization.CENTRALIZED;
    }

    private String help(Sighting sighting) {
        return switch (sighting.kind()) {
            case ROUND ->
                fault.filter(Fault.HostDown.class::isInstance).isPresent()
                        ? "name only hosts of the connector's own endpoint after `via`"
                        : fault.isPresent()
                                ? "give the site that no longer knows the other a second mark of it, a network, or let one of the"
                                        + " sites hold these mailboxes"
                                : "declare at which site these mailboxes are, or take their recipients out of one of the connectors";
            case TURNED_BACK -> helpTurnedBack(sighting);
            case RELAY ->
                sighting.leaf().start().kind() == Start.Kind.ANYBODY
                        ? "name the networks or the certificate by which it is known, or write `no relay`"
                        : isCentral(sighting.hops().get(sighting.hops().size() - 1))
                                ? "leave `centralized` out; a central way leads to a server or service of ours"
                                : "say where this domain's mail goes: a connector with `when recipient`, or mailboxes at a site";
            case FILTER ->
                sighting.hops().size() == 1
                        ? "ask this connector too for a certificate, or for networks that not everybody has"
                        : "write the same `from internet` connector for `"
                                + sighting.hops().get(0).site()
                                + "`, or one that requires the networks that its firewall lets in";
            case CENTRAL ->
                "let `" + sighting.hops().get(0).site()
                        + "` take no mail from strangers, by `require network` at a connector from `internet`, or send it"
                        + " the central way too";
        };
    }
}
