package dev.mailflow.compiler.analysis.finding;

import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.AddressPattern.Depth;
import dev.mailflow.compiler.type.AddressPattern.Suffix;
import dev.mailflow.compiler.type.DomainName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code when recipient *.x}, and x itself is named nowhere: its mail goes another way than that of all domains below it. A partner's
 * {@code domains} are the business of another check.
 */
final class Apexes implements Study {
    @Override
    public void at(Scene scene, DiagnosticSink sink) {
        List<Written> written = new ArrayList<>();
        for (InboundRule rule : scene.site().inbound()) {
            collect(rule.connector(), rule.criteria(), written);
        }
        scene.site().outbound().forEach(rule -> collect(rule.connector(), rule.criteria(), written));
        if (!written.isEmpty()) {
            // Most policies write no such wildcard, and all that is named is much.
            Set<DomainName> named = named(scene.clauses().model());
            written.forEach(group -> look(group, named, sink));
        }
    }

    /** A group in which wildcards stand that leave their domain out. */
    private record Written(Criteria.AddressGroup group, String what) {}

    private static void collect(Connector connector, Criteria criteria, List<Written> to) {
        if (connector.isEnabled()) {
            criteria.senders().filter(Apexes::leavesOut).ifPresent(group -> to.add(new Written(group, "sender")));
            criteria.recipients().filter(Apexes::leavesOut).ifPresent(group -> to.add(new Written(group, "recipient")));
        }
    }

    private static boolean leavesOut(Criteria.AddressGroup group) {
        return group.stated() == Criteria.Origin.STATED
                && group.patterns().stream()
                        .anyMatch(pattern -> pattern instanceof Suffix suffix && suffix.depth() == Depth.BELOW);
    }

    private static Set<DomainName> named(DecisionModel model) {
        Set<DomainName> named = new HashSet<>();
        model.organization().authoritative().forEach(pattern -> name(pattern, named));
        model.organization().relayed().forEach(pattern -> name(pattern, named));
        model.organization().mailboxes().forEach(mailbox -> name(mailbox.pattern(), named));
        model.endpoints()
                .forEach(endpoint -> endpoint.domains().forEach(pattern -> {
                    name(pattern, named);
                    if (pattern instanceof Suffix suffix) {
                        // Told of at the endpoint.
                        named.add(suffix.domain());
                    }
                }));
        for (Site site : model.sites()) {
            criteria(site).forEach(criteria -> {
                criteria.senders().ifPresent(group -> group.patterns().forEach(pattern -> name(pattern, named)));
                criteria.recipients().ifPresent(group -> group.patterns().forEach(pattern -> name(pattern, named)));
            });
        }
        return named;
    }

    private static Stream<Criteria> criteria(Site site) {
        return Stream.concat(
                site.inbound().stream().map(InboundRule::criteria),
                site.outbound().stream().map(rule -> rule.criteria()));
    }

    private static void name(AddressPattern pattern, Set<DomainName> named) {
        if (pattern instanceof AddressPattern.Exact exact) {
            named.add(exact.domain());
        } else if (pattern instanceof AddressPattern.Address address) {
            named.add(address.address().domain());
        } else if (pattern instanceof Suffix suffix && suffix.depth() == Depth.AT_OR_BELOW) {
            named.add(suffix.domain());
        }
    }

    /** No mail is addressed to {@code x.}: whoever writes {@code *.x} of it means everything there is. */
    private static boolean isTopLevel(DomainName domain) {
        return domain.labels() == 1;
    }

    private static void look(Written written, Set<DomainName> named, DiagnosticSink sink) {
        List<AddressPattern> patterns = written.group().patterns();
        for (AddressPattern pattern : patterns) {
            if (pattern instanceof Suffix suffix
                    && suffix.depth() == Depth.BELOW
                    && !isTopLevel(suffix.domain())
                    && !named.contains(suffix.domain())
                    && patterns.stream()
                            .noneMatch(other -> other instanceof Suffix wider && wider.covers(suffix.domain()))
                    && !patterns.contains(new AddressPattern.Any())) {
                sink.report(Diagnostic.of(
                                DiagnosticCode.APEX_OF_CRITERION,
                                written.group().origin(),
                                "`" + suffix.text() + "` leaves `" + suffix.domain() + "` itself out: no "
                                        + written.what() + " criterion names it")
                        .withHelp("write `." + suffix.domain() + "` for both, or name `" + suffix.domain()
                                + "` where its mail belongs"));
            }
        }
    }
}
