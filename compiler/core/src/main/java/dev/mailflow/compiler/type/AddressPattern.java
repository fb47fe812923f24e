package dev.mailflow.compiler.type;

import java.util.List;
import java.util.Optional;

/**
 * Which senders or recipients are meant. The record classes are in the order of the contract's specificity, the most
 * specific first; {@link #specificity()} is that order as a number.
 */
public sealed interface AddressPattern {
    /** Whether the address is meant; empty is the empty reverse-path {@code <>}. */
    boolean matches(Optional<MailAddress> address);

    /** Greater is more specific. Equal for two patterns exactly if the contract ranks them alike (R3). */
    int specificity();

    /** As it is written in the language. */
    String text();

    default boolean matches(MailAddress address) {
        return matches(Optional.of(address));
    }

    /** The domain that it is written with: of an address, of {@code x}, of {@code *.x}; empty where it names none. */
    default Optional<DomainName> namedDomain() {
        if (this instanceof Address one) {
            return Optional.of(one.address().domain());
        }
        if (this instanceof Exact exact) {
            return Optional.of(exact.domain);
        }
        return this instanceof Suffix suffix ? Optional.of(suffix.domain) : Optional.empty();
    }

    /** {@code u@x}. */
    record Address(MailAddress address) implements AddressPattern {
        @Override
        public boolean matches(Optional<MailAddress> candidate) {
            return candidate.isPresent() && candidate.get().equals(address);
        }

        @Override
        public int specificity() {
            return 4000;
        }

        @Override
        public String text() {
            return address.toString();
        }
    }

    /** {@code <>}: the empty sender and nothing else. */
    record EmptySender() implements AddressPattern {
        @Override
        public boolean matches(Optional<MailAddress> candidate) {
            return candidate.isEmpty();
        }

        @Override
        public int specificity() {
            return 4000;
        }

        @Override
        public String text() {
            return "<>";
        }
    }

    /** {@code x}. */
    record Exact(DomainName domain) implements AddressPattern {
        @Override
        public boolean matches(Optional<MailAddress> candidate) {
            return candidate.isPresent() && candidate.get().domain().equals(domain);
        }

        @Override
        public int specificity() {
            return 3000;
        }

        @Override
        public String text() {
            return domain.labels() == 1 && !domain.isAddressLiteral() ? domain + "." : domain.text();
        }
    }

    /** {@code ?.x}, {@code *.x}, {@code .x}. */
    record Suffix(Depth depth, DomainName domain) implements AddressPattern {
        @Override
        public boolean matches(Optional<MailAddress> candidate) {
            return candidate.isPresent() && covers(candidate.get().domain());
        }

        public boolean covers(DomainName candidate) {
            return switch (depth) {
                case ONE_LABEL -> candidate.isChildOf(domain);
                case BELOW -> candidate.isBelow(domain);
                case AT_OR_BELOW -> candidate.equals(domain) || candidate.isBelow(domain);
            };
        }

        @Override
        public int specificity() {
            return 10 + 3 * domain.labels() + depth.rank;
        }

        @Override
        public String text() {
            return depth.prefix + domain;
        }
    }

    enum Depth {
        /** {@code ?.x}: exactly one label below x. */
        ONE_LABEL("?.", 2),
        /** {@code *.x}: any depth below, not x. */
        BELOW("*.", 1),
        /** {@code .x}: x and everything below. */
        AT_OR_BELOW(".", 0);

        private final String prefix;
        private final int rank;

        Depth(String prefix, int rank) {
            this.prefix = prefix;
            this.rank = rank;
        }

        public String prefix() {
            return prefix;
        }
    }

    /**
     * Every accepted domain: the default of an outbound end that leads to another site. Cannot be written.
     *
     * @param domains all accepted domains, authoritative and relay
     */
    record EveryAcceptedDomain(List<AddressPattern> domains) implements AddressPattern {
        public EveryAcceptedDomain {
            domains = List.copyOf(domains);
        }

        @Override
        public boolean matches(Optional<MailAddress> candidate) {
            return candidate.isPresent() && domains.stream().anyMatch(domain -> domain.matches(candidate));
        }

        @Override
        public int specificity() {
            return 1;
        }

        @Override
        public String text() {
            return "every accepted domain";
        }
    }

    /** {@code *}: everything, the empty sender included. */
    record Any() implements AddressPattern {
        @Override
        public boolean matches(Optional<MailAddress> candidate) {
            return true;
        }

        @Override
        public int specificity() {
            return 0;
        }

        @Override
        public String text() {
            return "*";
        }
    }
}
