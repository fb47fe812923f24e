package dev.mailflow.compiler.analysis.finding;

import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.MessageSpace;
import dev.mailflow.compiler.analysis.space.Ranges;
import dev.mailflow.compiler.analysis.witness.Replay;
import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.Criteria.AddressGroup;
import dev.mailflow.compiler.decision.Criteria.Origin;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.List;
import java.util.Optional;

/**
 * {@code when recipient} stands in place of a partner's domains (language.md, section 2): a connector that names none of them lets that
 * mail go to the internet, without what it requires.
 */
final class PartnerRecipients implements Study {
    @Override
    public void at(Scene scene, DiagnosticSink sink) {
        for (OutboundRule rule : scene.site().outbound()) {
            Connector connector = rule.connector();
            if (connector.isEnabled() && connector.peerKind() == EndpointKind.PARTNER) {
                rule.criteria()
                        .recipients()
                        .filter(group -> group.stated() == Origin.STATED)
                        .ifPresent(group -> others(scene, connector, group, sink));
            }
        }
    }

    private static void others(Scene scene, Connector connector, AddressGroup group, DiagnosticSink sink) {
        List<AddressPattern> domains =
                scene.clauses().model().endpoint(connector.peer()).domains();
        MessageSpace space = scene.clauses().space();
        Ranges theirs = space.recipients(domains);
        // One address of somebody else's is no slip for a domain: it is led this way on purpose.
        boolean isOfAddresses = group.patterns().stream().allMatch(AddressPattern.Address.class::isInstance);
        if (domains.isEmpty()
                || isOfAddresses
                || group.patterns().stream()
                        .allMatch(pattern -> domains.stream().anyMatch(domain -> isWithin(pattern, domain)))
                || space.recipients(group.patterns()).meets(theirs)) {
            return;
        }
        Box submitted = scene.clauses()
                .sources()
                .get(0)
                .box()
                .only(Dimension.RECIPIENT, theirs)
                .except(Dimension.RECIPIENT, scene.clauses().admission().accepted());
        scene.search()
                .message(
                        submitted,
                        scene.clauses()
                                .routesThat(route -> route.rule().connector().peerKind() != EndpointKind.INTERNET))
                .ifPresent(message -> sink.report(Diagnostic.of(
                                DiagnosticCode.SENDERS_OF_OTHERS,
                                group.origin(),
                                "none of the domains of the partner `" + connector.peer()
                                        + "` is among these recipients: mail to it passes `" + connector.name()
                                        + "` by, to the internet")
                        .withHelp(PartnerDomains.help(group.patterns(), domains, "recipient"))
                        .withWitness(Replay.witness(scene.clauses().model(), scene.name(), message))));
    }

    /** {@code alerts.contosobank.com} of the partner {@code contosobank.com} is the partner's too. */
    private static boolean isWithin(AddressPattern pattern, AddressPattern domain) {
        Optional<DomainName> theirs = domain.namedDomain();
        return pattern.namedDomain()
                .filter(own -> theirs.filter(name -> own.equals(name) || own.isBelow(name))
                        .isPresent())
                .isPresent();
    }
}
