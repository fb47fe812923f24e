package dev.mailflow.relay.mail;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a sender asks for a message beside its delivery: to be told of it (RFC 3461: RET and ENVID of MAIL, NOTIFY and ORCPT
 * of each recipient), and that it travels protected (RFC 8689). Kept as it came, so that it can be passed on to a next hop.
 *
 * @param returned how much of the message a report shall return
 * @param envelopeId ENVID in its xtext form; empty if not stated
 * @param recipients those for which something was stated
 * @param passage what the way must be
 */
public record NotificationRequest(
        Returned returned, String envelopeId, Map<EnvelopeAddress, ForRecipient> recipients, Passage passage) {
    /** Nothing was stated: a report on failure, with what the server likes to return. */
    public static final NotificationRequest NONE =
            new NotificationRequest(Returned.UNSTATED, "", Map.of(), Passage.ANY);

    private static final int LONGEST_ENVELOPE_ID = 100;
    private static final int LONGEST_ORIGINAL_RECIPIENT = 500;

    public NotificationRequest {
        recipients = Collections.unmodifiableMap(new LinkedHashMap<>(recipients));
    }

    /** Which hops may have the message. */
    public enum Passage {
        /** As the policy decides. */
        ANY,
        /** As the policy decides, whatever destinations publish: the message says {@code TLS-Required: No} (RFC 8689 5). */
        OPEN,
        /** Only those whose certificate was verified and that promise the same for the rest of the way (RFC 8689 4.2.1). */
        REQUIRETLS
    }

    /** RET (RFC 3461 4.3). */
    public enum Returned {
        UNSTATED,
        FULL,
        HDRS
    }

    /** When a report is wanted (RFC 3461 4.1). */
    public enum Occasion {
        NEVER,
        SUCCESS,
        FAILURE,
        DELAY
    }

    /**
     * NOTIFY and ORCPT.
     *
     * @param occasions of NOTIFY; empty if not stated; {@link Occasion#NEVER} stands alone
     * @param originalRecipient ORCPT as it came, address type, semicolon, xtext; empty if not stated
     */
    public record ForRecipient(Set<Occasion> occasions, String originalRecipient) {
        /** Nothing stated. */
        public static final ForRecipient NONE = new ForRecipient(Set.of(), "");

        public ForRecipient {
            occasions = occasions.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(occasions));
        }

        /** Whether a report is due; where nothing is stated, on failure and delay (RFC 3461 4.1). */
        public boolean wants(Occasion occasion) {
            return occasions.isEmpty()
                    ? occasion == Occasion.FAILURE || occasion == Occasion.DELAY
                    : occasions.contains(occasion);
        }

        /** {@code Original-Recipient} of a report (RFC 3464 2.3.1): type and decoded address; empty if not stated. */
        public String originalRecipientField() {
            int semicolon = originalRecipient.indexOf(';');
            String address = Xtext.decode(originalRecipient.substring(semicolon + 1), PathParser.Letters.UNICODE)
                    .orElse("");
            return semicolon < 0
                    ? ""
                    : originalRecipient.substring(0, semicolon + 1) + (address.isEmpty() ? "" : " " + address);
        }

        /** For RCPT at a next hop that offers DSN, each with a space before it. */
        public String parameters() {
            return (occasions.isEmpty() ? "" : " NOTIFY=" + words())
                    + (originalRecipient.isEmpty() ? "" : " ORCPT=" + originalRecipient);
        }

        private String words() {
            List<String> words = new ArrayList<>();
            occasions.forEach(each -> words.add(each.name()));
            return String.join(",", words);
        }
    }

    /** The same for another way. */
    public NotificationRequest over(Passage other) {
        return new NotificationRequest(returned, envelopeId, recipients, other);
    }

    /** What was stated for a recipient. */
    public ForRecipient of(EnvelopeAddress recipient) {
        return recipients.getOrDefault(recipient, ForRecipient.NONE);
    }

    /** {@code Original-Envelope-Id} of a report (RFC 3464 2.2.1); empty if not stated. */
    public String originalEnvelopeId() {
        return Xtext.decode(envelopeId, PathParser.Letters.ASCII).orElse("");
    }

    /** For MAIL at a next hop that offers DSN, each with a space before it. */
    public String parameters() {
        return (returned == Returned.UNSTATED ? "" : " RET=" + returned)
                + (envelopeId.isEmpty() ? "" : " ENVID=" + envelopeId);
    }

    /** RET's value; empty if it is none. */
    public static Optional<Returned> returned(String value) {
        return switch (value.toUpperCase(Locale.ROOT)) {
            case "FULL" -> Optional.of(Returned.FULL);
            case "HDRS" -> Optional.of(Returned.HDRS);
            default -> Optional.empty();
        };
    }

    /** Whether it is an ENVID's value (RFC 3461 4.4). */
    public static boolean isEnvelopeId(String value) {
        return !value.isEmpty()
                && value.length() <= LONGEST_ENVELOPE_ID
                && Xtext.decode(value, PathParser.Letters.ASCII).isPresent();
    }

    /** NOTIFY's value; empty if it is none. */
    public static Optional<Set<Occasion>> notify(String value) {
        Set<Occasion> occasions = EnumSet.noneOf(Occasion.class);
        for (String word : value.toUpperCase(Locale.ROOT).split(",", -1)) {
            Optional<Occasion> occasion = occasion(word);
            if (occasion.isEmpty()) {
                return Optional.empty();
            }
            occasions.add(occasion.get());
        }
        return occasions.contains(Occasion.NEVER) && occasions.size() > 1 ? Optional.empty() : Optional.of(occasions);
    }

    private static Optional<Occasion> occasion(String word) {
        for (Occasion occasion : Occasion.values()) {
            if (occasion.name().equals(word)) {
                return Optional.of(occasion);
            }
        }
        return Optional.empty();
    }

    /** Whether it is an ORCPT's value (RFC 3461 4.2; with Unicode RFC 6533 3); xtext may be of no characters. */
    public static boolean isOriginalRecipient(String value, PathParser.Letters letters) {
        int semicolon = value.indexOf(';');
        return semicolon > 0
                && value.length() <= LONGEST_ORIGINAL_RECIPIENT
                && value.chars().limit(semicolon).allMatch(c -> c == '-' || DomainMapping.isLetterOrDigit((char) c))
                && Xtext.decode(value.substring(semicolon + 1), letters).isPresent();
    }

    /** One text for a queue to keep; {@link #of(String)} reads it. Empty if nothing was stated. */
    public String text() {
        if (equals(NONE)) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        text.append(returned).append('\t').append(envelopeId);
        text.append(passage == Passage.ANY ? "\n" : "\t" + passage + "\n");
        recipients.forEach((recipient, stated) -> text.append(stated.words())
                .append('\t')
                .append(stated.originalRecipient)
                .append('\t')
                .append(recipient)
                .append('\n'));
        return text.toString();
    }

    /** @throws IllegalArgumentException if {@link #text} did not write it */
    public static NotificationRequest of(String text) {
        if (text.isEmpty()) {
            return NONE;
        }
        String[] lines = text.split("\n", -1);
        String[] first = lines[0].split("\t", -1);
        Map<EnvelopeAddress, ForRecipient> recipients = new LinkedHashMap<>();
        for (String line : List.of(lines).subList(1, lines.length - 1)) {
            String[] fields = line.split("\t", 3);
            Set<Occasion> notify = fields[0].isEmpty()
                    ? Set.of()
                    : notify(fields[0]).orElseThrow(() -> new IllegalArgumentException(text));
            recipients.put(EnvelopeAddress.of(fields[2]), new ForRecipient(notify, fields[1]));
        }
        Passage passage = first.length > 2 ? Passage.valueOf(first[2]) : Passage.ANY;
        return new NotificationRequest(Returned.valueOf(first[0]), first[1], recipients, passage);
    }
}
