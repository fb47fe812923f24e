package dev.mailflow.testkit.facts;

import dev.mailflow.runtime.DomainName;
import dev.mailflow.runtime.Mailbox;
import java.util.List;
import java.util.Optional;

/**
 * Which senders or recipients are meant, as the language writes it: {@code x}, {@code ?.x}, {@code *.x}, {@code .x}, {@code *},
 * {@code u@x} or {@code <>}.
 *
 * @param domain A-labels, lower case; empty for {@link Kind#ANY}, {@link Kind#EMPTY_SENDER} and {@link Kind#ACCEPTED}
 * @param localPart only for {@link Kind#ADDRESS}, else empty
 */
public record Pattern(Kind kind, String domain, String localPart) {
    public enum Kind {
        ADDRESS,
        EMPTY_SENDER,
        EXACT,
        ONE_BELOW,
        BELOW,
        AT_OR_BELOW,
        /** Every accepted domain; the default of a connector, which cannot be written. */
        ACCEPTED,
        ANY
    }

    /** @throws IllegalArgumentException if the text is no pattern */
    public static Pattern of(String text) {
        String lower = Domains.toAscii(text);
        if (lower.equals("*")) {
            return new Pattern(Kind.ANY, "", "");
        }
        if (lower.equals("<>")) {
            return new Pattern(Kind.EMPTY_SENDER, "", "");
        }
        if (lower.equals("accepted-domains")) {
            return new Pattern(Kind.ACCEPTED, "", "");
        }
        int at = lower.lastIndexOf('@');
        if (at > 0) {
            Mailbox mailbox = Mailbox.of(lower);
            return new Pattern(Kind.ADDRESS, mailbox.domain().text(), mailbox.localPart());
        }
        if (lower.startsWith("?.")) {
            return domain(Kind.ONE_BELOW, lower.substring(2));
        }
        if (lower.startsWith("*.")) {
            return domain(Kind.BELOW, lower.substring(2));
        }
        return lower.startsWith(".") ? domain(Kind.AT_OR_BELOW, lower.substring(1)) : domain(Kind.EXACT, lower);
    }

    private static Pattern domain(Kind kind, String text) {
        return new Pattern(kind, DomainName.of(text).text(), "");
    }

    /**
     * Whether the address is meant; empty is the empty reverse-path.
     *
     * @param accepted what {@link Kind#ACCEPTED} stands for
     */
    public boolean matches(Optional<Mailbox> address, List<Pattern> accepted) {
        if (kind == Kind.ANY || address.isEmpty()) {
            return kind == Kind.ANY || kind == Kind.EMPTY_SENDER;
        }
        DomainName other = address.get().domain();
        return switch (kind) {
            case ADDRESS ->
                other.text().equals(domain) && address.get().localPart().equals(localPart);
            case EXACT -> other.text().equals(domain);
            case ONE_BELOW -> other.isChildOf(domain);
            case BELOW -> other.isBelow(domain);
            case AT_OR_BELOW -> other.text().equals(domain) || other.isBelow(domain);
            case ACCEPTED -> accepted.stream().anyMatch(one -> one.matches(address, List.of()));
            case ANY, EMPTY_SENDER -> false;
        };
    }

    public boolean matches(Mailbox address) {
        return matches(Optional.of(address), List.of());
    }
}
