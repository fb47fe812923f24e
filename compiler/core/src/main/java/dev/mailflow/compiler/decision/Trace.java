package dev.mailflow.compiler.decision;

import dev.mailflow.compiler.decision.DecisionModel.Endpoint;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.compiler.decision.OutboundRule.Level;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.NextHop;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The way of one message through our sites, until it is delivered, refused, leaves us or goes round in a circle.
 *
 * <p>A message as it reaches the next site shows what the model says of the sending one: its first network's first address
 * (else a host that is an address, else 0.0.0.0), TLS 1.3, the certificates that the endpoint states and those that the
 * connector obliges it to present, one hop more. Between two sites only finitely many such messages are possible, so a
 * trace always ends.
 *
 * @param hops the sites in order, at least one
 */
public record Trace(List<Hop> hops, End end) {
    /** Shown by every tenant of Exchange Online that states no certificate of its own. */
    private static final String SHARED_DEFAULT = "mail.protection.outlook.com";

    private static final IpAddress UNKNOWN = IpAddress.ofV4(0);

    public Trace {
        hops = List.copyOf(hops);
    }

    /** @param message as it reaches this site */
    public record Hop(String site, Message message, Verdict verdict) {}

    /** Where it ends. */
    public sealed interface End {
        /** In a mailbox at the last hop's site. */
        record Delivered() implements End {}

        /** The last hop's verdict says why. */
        record Refused() implements End {}

        /** To an endpoint that is no site of the model; {@code internet} also without a connector. */
        record Left(String endpoint) implements End {}

        /** @param first index of the hop that would come again; every further round is the same, until R1 ends it */
        record Loop(int first) implements End {}
    }

    /**
     * Follows a message from the site that it reaches first.
     *
     * @throws IllegalArgumentException if the model has no such site
     */
    public static Trace follow(DecisionModel model, String site, Message message) {
        List<Hop> hops = new ArrayList<>();
        String here = site;
        Message now = message;
        while (true) {
            int before = firstVisit(hops, here, now);
            if (before >= 0) {
                return new Trace(hops, new End.Loop(before));
            }
            Hop hop = new Hop(here, now, Interpreter.decide(model, here, now));
            hops.add(hop);
            if (!(hop.verdict().outcome() instanceof Outcome.Send send) || !isSite(model, peer(send))) {
                return new Trace(hops, end(hop.verdict().outcome()));
            }
            now = arriving(model, here, send.via(), now);
            here = peer(send);
        }
    }

    private static End end(Outcome outcome) {
        if (outcome instanceof Outcome.Send send) {
            return new End.Left(peer(send));
        }
        if (outcome instanceof Outcome.SendToInternet) {
            return new End.Left(EndpointKind.INTERNET.text());
        }
        return outcome instanceof Outcome.Deliver ? new End.Delivered() : new End.Refused();
    }

    private static String peer(Outcome.Send send) {
        return send.via().connector().peer();
    }

    private static boolean isSite(DecisionModel model, String endpoint) {
        return model.sites().stream().map(Site::name).anyMatch(endpoint::equals);
    }

    /** Decisions depend on hops only through R1: apart from them an equal message goes the same way again. */
    private static int firstVisit(List<Hop> hops, String site, Message message) {
        for (int i = 0; i < hops.size(); i++) {
            Message earlier = hops.get(i).message();
            Message counted = new Message(
                    earlier.origin(),
                    earlier.sender(),
                    earlier.recipient(),
                    earlier.size(),
                    message.hops(),
                    earlier.headers());
            if (hops.get(i).site().equals(site) && counted.equals(message)) {
                return i;
            }
        }
        return -1;
    }

    /** The message as the connector's destination gets it from this site, on a connection that meets every requirement. */
    public static Message arriving(DecisionModel model, String from, OutboundRule via, Message message) {
        return new Message(
                connection(model, from, via),
                message.sender(),
                message.recipient(),
                message.size(),
                message.hops() + 1,
                message.headers());
    }

    /** How the connector's destination sees the sending site. */
    public static Connection connection(DecisionModel model, String from, OutboundRule via) {
        Endpoint sender = model.endpoint(from);
        boolean plain = via.tls().level() == Level.NEVER;
        return new Connection(
                address(sender),
                plain ? Optional.empty() : Optional.of(TlsVersion.TLS_1_3),
                plain ? List.of() : names(sender, via.tls().presented()),
                Optional.empty());
    }

    private static IpAddress address(Endpoint sender) {
        return sender.networks().stream()
                .findFirst()
                .map(network -> network.base())
                .or(() -> sender.hosts().stream()
                        .flatMap(host -> IpAddress.parse(host.host()).stream())
                        .findFirst())
                .orElse(UNKNOWN);
    }

    private static List<String> names(Endpoint sender, List<CertificatePattern> presented) {
        boolean shared = sender.kind() == EndpointKind.EXCHANGE_ONLINE
                && sender.certificates().isEmpty();
        return Stream.of(
                        presented.stream().limit(1).map(pattern -> name(sender, pattern)),
                        sender.certificates().stream().limit(1).map(pattern -> name(sender, pattern)),
                        shared ? Stream.of(SHARED_DEFAULT) : Stream.<String>empty())
                .flatMap(names -> names)
                .distinct()
                .toList();
    }

    /** A certificate's name that the pattern covers: one of the endpoint's hosts, or one made up. */
    private static String name(Endpoint sender, CertificatePattern pattern) {
        return sender.hosts().stream()
                .map(NextHop::host)
                .map(host -> host.toLowerCase(Locale.ROOT))
                .filter(pattern::matches)
                .findFirst()
                .orElse(pattern.isWildcard() ? "mail" + pattern.text().substring(1) : pattern.text());
    }
}
