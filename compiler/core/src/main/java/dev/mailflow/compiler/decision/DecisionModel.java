package dev.mailflow.compiler.decision;

import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.Cloud;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.MailAddress;
import dev.mailflow.compiler.type.Network;
import dev.mailflow.compiler.type.NextHop;
import dev.mailflow.compiler.type.Software;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What every site of an organisation decides, freed of how it was written: names are resolved, defaults filled in,
 * certificates put on the side they belong to. Targets, analyses and the interpreter see this and nothing before it.
 *
 * @param endpoints all declared or used endpoints, in the order of their first mention
 * @param sites the endpoints that decide, each with its rules; in the order of {@code endpoints}
 */
public record DecisionModel(Organization organization, List<Endpoint> endpoints, List<Site> sites) {
    public DecisionModel {
        endpoints = List.copyOf(endpoints);
        sites = List.copyOf(sites);
    }

    /** The site of that name; the caller has checked that there is one. */
    public Site site(String name) {
        for (Site site : sites) {
            if (site.name().equals(name)) {
                return site;
            }
        }
        throw new IllegalArgumentException("no site " + name);
    }

    public Endpoint endpoint(String name) {
        for (Endpoint endpoint : endpoints) {
            if (endpoint.name().equals(name)) {
                return endpoint;
            }
        }
        throw new IllegalArgumentException("no endpoint " + name);
    }

    /**
     * What holds at every site.
     *
     * @param authoritative accepted domains whose mailboxes are ours
     * @param relayed accepted domains whose unknown recipients are passed on ({@code relay domains})
     * @param directSend what becomes of foreign mail in our own name (R6)
     * @param hopLimit the most Received fields a message may carry (R1)
     * @param directory whether an undeclared authoritative address exists (R7)
     * @param mailboxes where mailboxes are; the most specific pattern decides
     */
    public record Organization(
            List<AddressPattern> authoritative,
            List<AddressPattern> relayed,
            DirectSend directSend,
            int hopLimit,
            Directory directory,
            List<MailboxLocation> mailboxes) {
        /** RFC 5321 6.3. */
        public static final int DEFAULT_HOP_LIMIT = 100;

        public Organization {
            authoritative = List.copyOf(authoritative);
            relayed = List.copyOf(relayed);
            mailboxes = List.copyOf(mailboxes);
        }

        /** All domains whose mail is taken, whoever delivers it (R5). */
        public List<AddressPattern> accepted() {
            return Stream.concat(authoritative.stream(), relayed.stream()).toList();
        }

        /** Where the mailbox of an address is declared: the most specific pattern of all endpoints. */
        public Optional<MailboxLocation> mailbox(MailAddress address) {
            return mailboxes.stream()
                    .filter(location -> location.pattern().matches(address))
                    .max(Comparator.comparingInt(location -> location.pattern().specificity()));
        }
    }

    public enum DirectSend {
        ALLOWED,
        REFUSED
    }

    /** Whether the declared mailboxes are all there are. */
    public enum Directory {
        OPEN,
        COMPLETE
    }

    /** Whether the wizard has joined the server to the cloud. */
    public enum Hybrid {
        DONE,
        NOT_DONE
    }

    /** @param endpoint the name of the endpoint that declares it; not always a site */
    public record MailboxLocation(AddressPattern pattern, String endpoint, Span origin) {}

    /**
     * One party, with the facts that a trace over several sites needs.
     *
     * @param certificates facts of its {@code cert} property, alternatives; empty when none is stated
     * @param networks likewise
     * @param domains of a partner, its {@code domains}
     * @param hosts where it takes mail, in order of preference
     * @param tenant of an {@code exchange-online}, the domain whose MX reaches it
     * @param software of a server, what it runs; a target that writes its configuration asks for it
     * @param hybrid of a server, whether it is half of an Exchange hybrid: the directory of the cloud then knows its mailboxes
     * @param origin absent for a predeclared endpoint
     */
    public record Endpoint(
            String name,
            EndpointKind kind,
            List<CertificatePattern> certificates,
            List<Network> networks,
            List<AddressPattern> domains,
            List<NextHop> hosts,
            Optional<String> tenant,
            Optional<Software> software,
            Hybrid hybrid,
            Optional<Span> origin) {
        public Endpoint(
                String name,
                EndpointKind kind,
                List<CertificatePattern> certificates,
                List<Network> networks,
                List<AddressPattern> domains,
                List<NextHop> hosts,
                Optional<String> tenant,
                Optional<Span> origin) {
            this(name, kind, certificates, networks, domains, hosts, tenant, Optional.empty(), Hybrid.NOT_DONE, origin);
        }

        /** The cloud that an {@code exchange-online} is in. */
        public Cloud cloud() {
            return Cloud.of(tenant.map(DomainName::new));
        }

        public Endpoint {
            certificates = List.copyOf(certificates);
            networks = List.copyOf(networks);
            domains = List.copyOf(domains);
            hosts = List.copyOf(hosts);
        }
    }

    /**
     * What one site decides by.
     *
     * @param inbound the {@code to} ends here, in the order of connector names; disabled ones included, for explanations
     * @param outbound the {@code from} ends here, likewise
     */
    public record Site(String name, EndpointKind kind, List<InboundRule> inbound, List<OutboundRule> outbound) {
        public Site {
            inbound = List.copyOf(inbound);
            outbound = List.copyOf(outbound);
        }
    }
}
