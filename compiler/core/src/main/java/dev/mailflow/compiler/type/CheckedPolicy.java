package dev.mailflow.compiler.type;

import dev.mailflow.compiler.ast.Clause;
import dev.mailflow.compiler.source.Span;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The program with every value read: nothing in it is text that means something. What is not stated is absent; defaults
 * are filled in on the way to the decision model.
 *
 * @param root the file that the user named, for what has no better place
 * @param endpoints by name, in order of first mention
 */
public record CheckedPolicy(
        Span root,
        Organization organization,
        Map<String, Endpoint> endpoints,
        List<Connector> connectors,
        List<Test> tests,
        List<Claim> claims) {
    public CheckedPolicy {
        connectors = List.copyOf(connectors);
        tests = List.copyOf(tests);
        claims = List.copyOf(claims);
    }

    /** @param origin absent if the file has no {@code organization} */
    public record Organization(
            Optional<Span> origin,
            List<Spanned<AddressPattern>> authoritative,
            List<Spanned<AddressPattern>> relayed,
            Optional<Spanned<Boolean>> refusesDirectSend,
            Optional<Spanned<Integer>> hopLimit,
            Optional<Spanned<Boolean>> directoryComplete) {
        public Organization {
            authoritative = List.copyOf(authoritative);
            relayed = List.copyOf(relayed);
        }

        /** All domains whose mail is taken, whoever delivers it (language.md, section 2). */
        public List<AddressPattern> accepted() {
            return Stream.concat(authoritative.stream(), relayed.stream())
                    .map(Spanned::value)
                    .toList();
        }

        public boolean accepts(AddressPattern pattern) {
            return authoritative.stream().anyMatch(d -> d.value().equals(pattern))
                    || relayed.stream().anyMatch(d -> d.value().equals(pattern));
        }
    }

    public enum Subscription {
        EXCHANGE_ONLINE,
        EOP
    }

    /**
     * @param origin the declaration, or the first mention of a predeclared endpoint
     * @param declared whether the file declares it
     */
    public record Endpoint(
            String name,
            EndpointKind kind,
            Span origin,
            boolean declared,
            List<Spanned<CertificatePattern>> certificates,
            List<Spanned<Network>> networks,
            List<Spanned<AddressPattern>> domains,
            List<Spanned<AddressPattern>> mailboxes,
            List<Spanned<NextHop>> hosts,
            Optional<Spanned<DomainName>> tenant,
            Optional<Spanned<Subscription>> subscription,
            Optional<Spanned<Software>> software,
            Optional<Spanned<Boolean>> hybridDone) {
        private static final int KEYWORD = "endpoint".length();

        public Endpoint {
            certificates = List.copyOf(certificates);
            networks = List.copyOf(networks);
            domains = List.copyOf(domains);
            mailboxes = List.copyOf(mailboxes);
            hosts = List.copyOf(hosts);
        }

        /** Its name where it is declared: what the block says beside it is not what is told of. */
        public Span place() {
            int name = declared ? origin.text().indexOf(name(), KEYWORD) : -1;
            return name < 0
                    ? origin
                    : new Span(
                            origin.file(),
                            origin.start() + name,
                            origin.start() + name + name().length(),
                            origin.counterpart());
        }

        public boolean statesIdentity() {
            return !certificates.isEmpty() || !networks.isEmpty();
        }
    }

    /** Values of one criterion or requirement, alternatives. */
    public record Alternatives<T>(List<T> values, Span span) {
        public Alternatives {
            values = List.copyOf(values);
        }
    }

    /** What {@code when} says. */
    public record When(
            Optional<Alternatives<AddressPattern>> sender,
            Optional<Alternatives<AddressPattern>> recipient,
            Optional<Alternatives<CertificatePattern>> certificate,
            Optional<Alternatives<Network>> network,
            List<Spanned<HeaderPattern>> headers) {
        public When {
            headers = List.copyOf(headers);
        }
    }

    /** @param minimum absent: any version */
    public record Tls(Optional<TlsVersion> minimum, Span span) {}

    /** What {@code require} says, certificates already on the side that they belong to. */
    public record Require(
            Optional<Tls> tls,
            Optional<Alternatives<CertificatePattern>> clientCertificate,
            Optional<Alternatives<CertificatePattern>> serverCertificate,
            Optional<Alternatives<Network>> network,
            Optional<Span> auth,
            Optional<Alternatives<AddressPattern>> sender,
            Optional<Alternatives<AddressPattern>> recipient,
            Optional<Spanned<Long>> size) {}

    /** Where {@code via} leads. */
    public sealed interface Via {
        record Mx(Span span) implements Via {}

        record Hosts(List<NextHop> hosts, Span span) implements Via {
            public Hosts {
                hosts = List.copyOf(hosts);
            }
        }
    }

    /**
     * @param head the words {@code from A to B}, for messages
     * @param flags with the place of each
     */
    public record Connector(
            String name,
            Endpoint from,
            Endpoint to,
            Span origin,
            Span head,
            When when,
            Require require,
            Optional<Via> via,
            Map<Clause.FlagKind, Span> flags,
            Optional<Spanned<Reply>> otherwise,
            Optional<Spanned<Clause.Strictness>> mtaSts,
            Optional<Spanned<Clause.Strictness>> dane,
            Optional<String> description) {
        public boolean has(Clause.FlagKind flag) {
            return flags.containsKey(flag);
        }

        public boolean isEnabled() {
            return !has(Clause.FlagKind.DISABLED);
        }

        public Set<Clause.FlagKind> flagKinds() {
            return flags.isEmpty() ? EnumSet.noneOf(Clause.FlagKind.class) : EnumSet.copyOf(flags.keySet());
        }
    }

    /** One message of a test, and what is expected of it. */
    public record Test(
            String title,
            Endpoint site,
            Span origin,
            Client client,
            Message message,
            Optional<Remote> remote,
            Expect expect) {}

    public sealed interface Client {
        record Submitted() implements Client {}

        record Connection(
                IpAddress address, Optional<TlsVersion> tls, List<String> certificateNames, Optional<String> user)
                implements Client {
            public Connection {
                certificateNames = List.copyOf(certificateNames);
            }
        }
    }

    /** @param headers lower-case name and value */
    public record Message(
            Optional<MailAddress> sender,
            MailAddress recipient,
            long size,
            int hops,
            List<Map.Entry<String, String>> headers) {
        public Message {
            headers = List.copyOf(headers);
        }
    }

    public record Remote(Optional<TlsVersion> tls, List<String> certificateNames) {
        public Remote {
            certificateNames = List.copyOf(certificateNames);
        }
    }

    /**
     * @param verdict what is to become of the message
     * @param name connector of {@link ExpectedVerdict#SEND_VIA}, reason of the refusals, else empty
     */
    public record Expect(ExpectedVerdict verdict, String name, Optional<String> by, Span origin) {}

    public enum ExpectedVerdict {
        DELIVER,
        SEND_VIA,
        SEND_TO_INTERNET,
        REJECT,
        DEFER
    }
}
