package dev.mailflow.compiler.advise;

import dev.mailflow.compiler.check.NeededWays;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Links;
import dev.mailflow.compiler.decision.Lowering;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.Trace;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.MailAddress;
import dev.mailflow.compiler.type.Spanned;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** At which of our sites mail with a partner comes in and leaves. */
final class PartnerWays {
    private static final String SOMEONE = "someone";

    private final CheckedPolicy policy;
    private final Links links;
    private final Endpoint main;
    private final NeededWays ways;
    private final List<Endpoint> sites;
    private final Set<String> inside = new HashSet<>();

    /** @param main where mail from outside comes in */
    PartnerWays(CheckedPolicy policy, Endpoint main, NeededWays ways) {
        this.policy = policy;
        this.ways = ways;
        DecisionModel model = Lowering.lower(policy);
        this.links = Links.of(model);
        this.main = main;
        this.sites = policy.endpoints().values().stream()
                .filter(endpoint -> endpoint.kind().isSite())
                .toList();
        for (DecisionModel.Endpoint endpoint : model.endpoints()) {
            if (endpoint.kind() != EndpointKind.INTERNET) {
                inside.add(endpoint.name());
            }
        }
    }

    /** Sites with a connector from the partner; the main one if there is none. */
    List<Endpoint> in(Endpoint partner) {
        List<Endpoint> connected = sites(site -> leads(partner, site));
        return connected.isEmpty() ? List.of(main) : connected;
    }

    /** Sites with a connector to the partner, and those from which mail for its domains leaves to the internet. */
    List<Endpoint> out(Endpoint partner) {
        Set<String> leaving = new LinkedHashSet<>();
        Stream.concat(Stream.of(main), sites(site -> !site.mailboxes().isEmpty()).stream())
                .forEach(site -> leaving.addAll(leaving(site, partner)));
        return sites(site -> leads(site, partner) || leaving.contains(site.name()));
    }

    private boolean leads(Endpoint from, Endpoint to) {
        return !ways.straight(from, to).isEmpty();
    }

    private List<Endpoint> sites(Predicate<Endpoint> wanted) {
        return sites.stream().filter(wanted).toList();
    }

    /** Where mail that a mailbox of the site writes to the partner goes to the internet as any other mail does. */
    private List<String> leaving(Endpoint site, Endpoint partner) {
        List<String> found = new ArrayList<>();
        for (Spanned<AddressPattern> domain : partner.domains()) {
            Optional<MailAddress> recipient = sample(domain.value());
            if (recipient.isEmpty()) {
                continue;
            }
            Message message = new Message(new Message.Submitted(), sender(site), recipient.get(), 1, 0, List.of());
            Trace trace = Trace.follow(links, site.name(), message);
            if (trace.end() instanceof Trace.End.Left left && !inside.contains(left.endpoint())) {
                found.add(trace.hops().get(trace.hops().size() - 1).site());
            }
        }
        return found;
    }

    private Optional<MailAddress> sender(Endpoint site) {
        return Stream.of(
                        site.mailboxes(),
                        policy.organization().authoritative(),
                        policy.organization().relayed())
                .flatMap(List::stream)
                .flatMap(pattern -> sample(pattern.value()).stream())
                .findFirst();
    }

    private static Optional<MailAddress> sample(AddressPattern pattern) {
        if (pattern instanceof AddressPattern.Address address) {
            return Optional.of(address.address());
        }
        if (pattern instanceof AddressPattern.Exact exact) {
            return Optional.of(new MailAddress(SOMEONE, exact.domain()));
        }
        if (pattern instanceof AddressPattern.Suffix suffix) {
            DomainName domain = suffix.covers(suffix.domain())
                    ? suffix.domain()
                    : new DomainName("mail." + suffix.domain().text());
            return Optional.of(new MailAddress(SOMEONE, domain));
        }
        return Optional.empty();
    }
}
