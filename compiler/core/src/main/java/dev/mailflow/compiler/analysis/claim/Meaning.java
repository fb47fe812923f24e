package dev.mailflow.compiler.analysis.claim;

import dev.mailflow.compiler.ast.Declaration.Quantifier;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Links;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.compiler.decision.OutboundRule.Level;
import dev.mailflow.compiler.decision.OutboundRule.OutboundTls;
import dev.mailflow.compiler.decision.Trace;
import dev.mailflow.compiler.decision.Verdict;
import dev.mailflow.compiler.decision.Verdict.Attribution;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.Claim;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.HeaderPattern;
import dev.mailflow.compiler.type.MailAddress;
import dev.mailflow.compiler.type.Network;
import dev.mailflow.compiler.type.Reply;
import java.util.List;
import java.util.Optional;

/**
 * What a claim says of one message, by the interpreter alone: the oracle of the prover.
 *
 * <p>{@code from} a partner or the internet means foreign mail: an authenticated user is not foreign, whoever the source is
 * attributed to. A site is reached or passed by what it does not refuse.
 */
public final class Meaning {
    private final Claim claim;
    private final Links links;

    public Meaning(Claim claim, DecisionModel model) {
        this(claim, Links.of(model));
    }

    /** @param links between the sites, on which {@code reaches} and {@code passes} go */
    public Meaning(Claim claim, Links links) {
        this.claim = claim;
        this.links = links;
    }

    /** Whether the message, arriving at the site, contradicts the claim. */
    public boolean isContradictedBy(String site, Message message) {
        return speaksOf(site, message) && holdsOf(site, message) == (claim.quantifier() == Quantifier.NO);
    }

    /** Whether it is one of the messages that the claim is about. */
    public boolean speaksOf(String site, Message message) {
        Verdict verdict = links.verdicts().decide(site, message);
        return isFrom(verdict.by(), message) && isTo(site, verdict.outcome()) && isMeant(message);
    }

    private boolean isFrom(Attribution by, Message message) {
        if (claim.from().isEmpty()) {
            return true;
        }
        boolean isTrusted = by instanceof Attribution.ByConnector connector
                && connector.rule().connector().peerKind().isTrusted();
        return source(by).equals(claim.from())
                && (isTrusted
                        || message.origin() instanceof Connection client
                                && client.user().isEmpty());
    }

    private static Optional<String> source(Attribution by) {
        if (by instanceof Attribution.ByConnector connector) {
            return Optional.of(connector.rule().connector().peer());
        }
        return by instanceof Attribution.ByInternet ? Optional.of(EndpointKind.INTERNET.text()) : Optional.empty();
    }

    private boolean isTo(String site, Outcome outcome) {
        Optional<String> nextHop = nextHop(outcome);
        if (claim.predicate() instanceof Claim.LeavesWithTls) {
            return nextHop.isPresent() && (claim.to().isEmpty() || nextHop.equals(claim.to()));
        }
        return claim.to().isEmpty() || claim.to().get().equals(site) || nextHop.equals(claim.to());
    }

    static Optional<String> nextHop(Outcome outcome) {
        if (outcome instanceof Outcome.Send send) {
            return Optional.of(send.via().connector().peer());
        }
        return outcome instanceof Outcome.SendToInternet ? Optional.of(EndpointKind.INTERNET.text()) : Optional.empty();
    }

    private boolean isMeant(Message message) {
        Claim.Subject when = claim.when();
        Optional<Connection> connection = message.origin() instanceof Connection c ? Optional.of(c) : Optional.empty();
        return when.senders().stream().allMatch(group -> any(group, message.sender()))
                && when.recipients().stream().allMatch(group -> any(group, Optional.of(message.recipient())))
                && when.certificates().stream()
                        .allMatch(group -> connection
                                .filter(c -> c.certificateNames().stream()
                                        .anyMatch(name -> group.stream().anyMatch(p -> p.matches(name))))
                                .isPresent())
                && when.networks().stream()
                        .allMatch(group -> connection.filter(c -> any(group, c)).isPresent())
                && when.headers().stream().allMatch(header -> brings(message, header.value()))
                && when.channel().stream()
                        .allMatch(channel ->
                                connection.filter(c -> isOver(c, channel)).isPresent())
                && when.sizes().stream().allMatch(most -> message.size() <= most)
                && when.hops().stream().allMatch(most -> message.hops() <= most);
    }

    private static boolean any(List<AddressPattern> patterns, Optional<MailAddress> address) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(address));
    }

    private static boolean any(List<Network> networks, Connection connection) {
        return networks.stream().anyMatch(network -> network.contains(connection.client()));
    }

    private static boolean brings(Message message, HeaderPattern header) {
        return message.headers().stream()
                .filter(field -> field.name().equals(header.name()))
                .anyMatch(field -> header.values().isEmpty() || header.values().contains(field.value()));
    }

    private static boolean isOver(Connection connection, Claim.Channel channel) {
        if (channel instanceof Claim.Channel.Tls tls) {
            return connection
                    .tls()
                    .filter(version -> tls.minimum()
                            .map(minimum -> version.compareTo(minimum) >= 0)
                            .orElse(true))
                    .isPresent();
        }
        return connection.tls().isEmpty();
    }

    private boolean holdsOf(String site, Message message) {
        return claim.predicate().accept(new Claim.Predicate.Visitor<>() {
            @Override
            public Boolean reaches(Claim.Reaches reaches) {
                return isReached(reaches.endpoint(), Trace.follow(links, site, message));
            }

            @Override
            public Boolean passes(Claim.Passes passes) {
                Trace trace = Trace.follow(links, site, message);
                return source(trace.hops().get(0).verdict().by())
                                .filter(passes.endpoint()::equals)
                                .isPresent()
                        || isReached(passes.endpoint(), trace);
            }

            @Override
            public Boolean leaves(Claim.LeavesWithTls leaves) {
                return leavesSo(links.verdicts().decide(site, message).outcome(), leaves);
            }

            @Override
            public Boolean rejected(Claim.IsRejected rejected) {
                return isRejected(links.verdicts().decide(site, message).outcome(), rejected);
            }

            @Override
            public Boolean delivered(Claim.IsDelivered delivered) {
                return links.verdicts().decide(site, message).outcome() instanceof Outcome.Deliver;
            }
        });
    }

    private boolean isReached(String endpoint, Trace trace) {
        return trace.hops().stream()
                .anyMatch(hop -> isReached(endpoint, hop.site(), hop.verdict().outcome()));
    }

    /** Whether a site's decision shows that the endpoint gets the message: as that site, or as the next hop that is none. */
    boolean isReached(String endpoint, String site, Outcome outcome) {
        if (outcome instanceof Outcome.Refuse) {
            return false;
        }
        Optional<String> given =
                outcome instanceof Outcome.Send send ? links.destination(send.via()) : nextHop(outcome);
        boolean isNextHop = given.filter(endpoint::equals).isPresent();
        boolean decidesItself = given.filter(links::isSite).isPresent();
        return site.equals(endpoint) || isNextHop && !decidesItself;
    }

    /** Whether what is sent so leaves as claimed, whatever the next hop offers. */
    static boolean leavesSo(Outcome outcome, Claim.LeavesWithTls leaves) {
        if (!(outcome instanceof Outcome.Send send)) {
            return false;
        }
        OutboundTls tls = send.via().tls();
        boolean isNew = leaves.minimum()
                .map(wanted -> tls.minimum()
                        .filter(minimum -> minimum.compareTo(wanted) >= 0)
                        .isPresent())
                .orElse(true);
        boolean isNamed = leaves.certificates().isEmpty()
                || !tls.serverNames().isEmpty()
                        && tls.serverNames().stream()
                                .allMatch(shown ->
                                        leaves.certificates().stream().anyMatch(wanted -> covers(wanted, shown)));
        return tls.level() == Level.REQUIRED && isNew && isNamed;
    }

    private static boolean covers(CertificatePattern wanted, CertificatePattern shown) {
        return wanted.equals(shown) || !shown.isWildcard() && wanted.matches(shown.text());
    }

    static boolean isRejected(Outcome outcome, Claim.IsRejected rejected) {
        return outcome instanceof Outcome.Refuse refuse
                && refuse.refusal().verdict() == Reply.Verdict.REJECT
                && rejected.reason().map(refuse.refusal().reason().id()::equals).orElse(true);
    }
}
