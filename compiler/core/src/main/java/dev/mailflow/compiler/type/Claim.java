package dev.mailflow.compiler.type;

import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.source.Span;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code assert every|no message …}: a claim about all messages.
 *
 * @param from the endpoint that the source is attributed to
 * @param to the next hop's endpoint, or the site that receives the message
 * @param origin the whole claim
 */
public record Claim(
        Declaration.Quantifier quantifier,
        Optional<String> from,
        Optional<String> to,
        Subject when,
        Predicate predicate,
        Span origin) {

    /** The same claim, written elsewhere. */
    public Claim at(Span place) {
        return new Claim(quantifier, from, to, when, predicate, place);
    }

    /**
     * What {@code when} says. Of each list every element must hold, within an element any alternative will do.
     *
     * @param channel whether TLS is on
     * @param sizes most octets, inclusive, as {@code require size} has it
     * @param hops most Received fields, inclusive
     */
    public record Subject(
            List<List<AddressPattern>> senders,
            List<List<AddressPattern>> recipients,
            List<List<CertificatePattern>> certificates,
            List<List<Network>> networks,
            List<Spanned<HeaderPattern>> headers,
            List<Channel> channel,
            List<Long> sizes,
            List<Integer> hops) {
        public Subject {
            senders = List.copyOf(senders);
            recipients = List.copyOf(recipients);
            certificates = List.copyOf(certificates);
            networks = List.copyOf(networks);
            headers = List.copyOf(headers);
            channel = List.copyOf(channel);
            sizes = List.copyOf(sizes);
            hops = List.copyOf(hops);
        }

        /** Whether it leaves no message out. */
        public boolean isEverything() {
            return Stream.of(senders, recipients, certificates, networks, headers, channel, sizes, hops)
                    .allMatch(List::isEmpty);
        }
    }

    /** {@code tls off}, {@code tls}, {@code tls 1.2}. */
    public sealed interface Channel {
        /** Over SMTP without TLS. */
        record Plain() implements Channel {}

        /** @param minimum absent: any version */
        record Tls(Optional<TlsVersion> minimum) implements Channel {}
    }

    /** What is claimed of the messages. */
    public sealed interface Predicate {
        <R> R accept(Visitor<R> visitor);

        interface Visitor<R> {
            R reaches(Reaches reaches);

            R passes(Passes passes);

            R leaves(LeavesWithTls leaves);

            R rejected(IsRejected rejected);

            R delivered(IsDelivered delivered);
        }
    }

    public record Reaches(String endpoint) implements Predicate {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.reaches(this);
        }
    }

    public record Passes(String endpoint) implements Predicate {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.passes(this);
        }
    }

    /**
     * @param minimum absent: any version
     * @param certificates of which the next hop must show one; empty: none is asked for
     */
    public record LeavesWithTls(Optional<TlsVersion> minimum, List<CertificatePattern> certificates)
            implements Predicate {
        public LeavesWithTls {
            certificates = List.copyOf(certificates);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.leaves(this);
        }
    }

    /** @param reason its stable name; absent: any */
    public record IsRejected(Optional<String> reason) implements Predicate {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.rejected(this);
        }
    }

    public record IsDelivered() implements Predicate {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.delivered(this);
        }
    }
}
