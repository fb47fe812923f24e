package dev.mailflow.compiler.type;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which senders or recipients are meant. The classes are in the order of the contract's specificity, the most
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

    /** Every accepted domain: the default of an outbound end that leads to another site. Cannot be written. */
    final class EveryAcceptedDomain implements AddressPattern {
        private final List<AddressPattern> domains;
        /** By the domain that each is written with, {@code ""} where it names none: there may be thousands. */
        private final Map<String, List<AddressPattern>> byDomain = new HashMap<>();

        private final int hash;

        /** @param domains all accepted domains, authoritative and relay */
        public EveryAcceptedDomain(List<AddressPattern> domains) {
            this.domains = List.copyOf(domains);
            this.hash = this.domains.hashCode();
            for (AddressPattern domain : this.domains) {
                byDomain.computeIfAbsent(
                                domain.namedDomain().map(DomainName::text).orElse(""), name -> new ArrayList<>(1))
                        .add(domain);
            }
        }

        /** Authoritative and relay. */
        public List<AddressPattern> domains() {
            return domains;
        }

        @Override
        public boolean matches(Optional<MailAddress> candidate) {
            if (candidate.isEmpty()) {
                return false;
            }
            String name = candidate.get().domain().text();
            boolean isMatched = isAmong(name, candidate) || isAmong("", candidate);
            for (int dot = name.indexOf('.'); dot >= 0 && !isMatched; dot = name.indexOf('.', dot + 1)) {
                isMatched = isAmong(name.substring(dot + 1), candidate);
            }
            return isMatched;
        }

        private boolean isAmong(String name, Optional<MailAddress> candidate) {
            for (AddressPattern domain : byDomain.getOrDefault(name, List.of())) {
                if (domain.matches(candidate)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public int specificity() {
            return 1;
        }

        @Override
        public String text() {
            return "every accepted domain";
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof EveryAcceptedDomain every && domains.equals(every.domains);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public String toString() {
            return "EveryAcceptedDomain" + domains;
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
