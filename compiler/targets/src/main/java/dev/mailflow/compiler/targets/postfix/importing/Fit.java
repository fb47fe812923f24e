package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.targets.postfix.importing.Matrix.At;
import dev.mailflow.compiler.targets.postfix.importing.Point.Session;
import dev.mailflow.compiler.targets.postfix.importing.Point.User;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.Reply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The requirements of one connector that come nearest to what is taken of its messages: exact where each message that the lists take
 * meets them, and no other does.
 */
final class Fit {
    enum Source {
        /** Known by network or certificate. */
        TRUSTED,
        FOREIGN
    }

    enum Demand {
        TLS,
        AUTH,
        SENDER,
        RECIPIENT
    }

    private final Kinds kinds;
    private final Matrix matrix;
    private final Source source;
    private final Set<Demand> demands = EnumSet.noneOf(Demand.class);
    private final Set<Integer> certificates = new TreeSet<>();
    private final Set<Integer> senders = new TreeSet<>();
    private final Set<Integer> recipients = new TreeSet<>();
    private boolean relays;
    private final boolean refusesAll;
    private Optional<List<AddressPattern>> senderPatterns = Optional.of(List.of());
    private Optional<List<AddressPattern>> recipientPatterns = Optional.of(List.of());

    /** @param matrix of the messages that the connector takes */
    Fit(Kinds kinds, Matrix matrix, Source source) {
        this.kinds = kinds;
        this.matrix = matrix;
        this.source = source;
        List<At> accepted = matrix.accepted();
        refusesAll = accepted.isEmpty() && matrix.all().stream().anyMatch(at -> kinds.isOurs(at.recipient()));
        if (!accepted.isEmpty()) {
            learn(accepted);
        }
    }

    private void learn(List<At> accepted) {
        boolean inClear = matrix.all().stream().anyMatch(at -> at.session() == Session.IN_CLEAR);
        if (inClear && accepted.stream().noneMatch(at -> at.session() == Session.IN_CLEAR)) {
            demands.add(Demand.TLS);
        }
        boolean without = matrix.all().stream().anyMatch(at -> at.certificate() == 0);
        if (without && accepted.stream().noneMatch(at -> at.certificate() == 0)) {
            accepted.forEach(at -> certificates.add(at.certificate()));
        }
        if (matrix.hasUsers() && accepted.stream().noneMatch(at -> at.user() == User.NOBODY)) {
            demands.add(Demand.AUTH);
        }
        for (At at : accepted) {
            if (at.user() == User.NOBODY || demands.contains(Demand.AUTH)) {
                senders.add(at.sender());
                recipients.add(at.recipient());
            }
        }
        relays = source == Source.TRUSTED && recipients.stream().anyMatch(number -> !kinds.isOurs(number));
        limits();
        boolean tooWide = misses().stream().anyMatch(at -> takes(at) && !kinds.isOurs(at.recipient()));
        if (relays && tooWide) {
            // Rather no right to relay than one that Postfix does not give.
            relays = false;
            limits();
        }
    }

    /** What no patterns say is not demanded. */
    private void limits() {
        demands.removeAll(Set.of(Demand.SENDER, Demand.RECIPIENT));
        senderPatterns = Optional.of(List.of());
        recipientPatterns = Optional.of(List.of());
        Set<Integer> sending = numbers(matrix.all(), Part.SENDER);
        if (!senders.equals(sending)) {
            senderPatterns = kinds.exactSenders(senders, sending);
            senderPatterns.ifPresent(said -> demands.add(Demand.SENDER));
        }
        Set<Integer> receiving = numbers(matrix.all(), Part.RECIPIENT);
        Set<Integer> indifferent = new TreeSet<>();
        for (int number = 0; number < kinds.recipients().size(); number++) {
            if (!receiving.contains(number) || !relays && !kinds.isOurs(number)) {
                indifferent.add(number);
            }
        }
        receiving.removeAll(indifferent);
        Set<Integer> taken = new TreeSet<>(recipients);
        taken.removeAll(indifferent);
        if (!taken.equals(receiving)) {
            recipientPatterns = kinds.exactRecipients(taken, indifferent);
            recipientPatterns.ifPresent(said -> demands.add(Demand.RECIPIENT));
        }
    }

    private enum Part {
        SENDER,
        RECIPIENT
    }

    private static Set<Integer> numbers(Collection<At> all, Part part) {
        return all.stream()
                .map(at -> part == Part.SENDER ? at.sender() : at.recipient())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    boolean refusesAll() {
        return refusesAll;
    }

    boolean relays() {
        return relays;
    }

    boolean asksNothing() {
        return !refusesAll && demands.isEmpty() && certificates.isEmpty();
    }

    /**
     * Messages of which the connector would say otherwise than the lists; beside what they let a foreign source pass on, which no
     * connector does. Those of users count where users are asked for.
     */
    List<At> misses() {
        return misses(demands.contains(Demand.AUTH) ? Set.of(User.values()) : Set.of(User.NOBODY)).stream()
                .filter(at -> source == Source.TRUSTED
                        || kinds.isOurs(at.recipient())
                        || !matrix.accepts(at)
                        || at.user() == User.AUTHENTICATED)
                .toList();
    }

    /** Messages of users who authenticate without being asked to, likewise. */
    List<At> missesOfUsers() {
        return demands.contains(Demand.AUTH) ? List.of() : misses(Set.of(User.AUTHENTICATED));
    }

    private List<At> misses(Set<User> users) {
        return matrix.all().stream()
                .filter(at -> users.contains(at.user()))
                .filter(at -> takes(at) != matrix.accepts(at))
                .toList();
    }

    boolean isSaid() {
        return senderPatterns.isPresent() && recipientPatterns.isPresent();
    }

    boolean isExact() {
        return isSaid() && !refusesAll && misses().isEmpty();
    }

    private boolean takes(At at) {
        return meets(at)
                && (kinds.isOurs(at.recipient())
                        || relays
                        || source == Source.FOREIGN && at.user() == User.AUTHENTICATED);
    }

    /** R4 of the contract. */
    private boolean meets(At at) {
        return !refusesAll
                && (!demands.contains(Demand.TLS) || at.session() == Session.ENCRYPTED)
                && (certificates.isEmpty() || certificates.contains(at.certificate()))
                && (!demands.contains(Demand.AUTH) || at.user() == User.AUTHENTICATED)
                && (!demands.contains(Demand.SENDER) || senders.contains(at.sender()))
                && (!demands.contains(Demand.RECIPIENT) || recipients.contains(at.recipient()));
    }

    /** As the connector writes them. */
    List<String> requirements() {
        List<String> words = new ArrayList<>();
        if (demands.contains(Demand.TLS)) {
            words.add("tls");
        }
        if (!certificates.isEmpty()) {
            words.add("client cert "
                    + certificates.stream()
                            .flatMap(number -> kinds.certificates().get(number).stream())
                            .map(Object::toString)
                            .collect(Collectors.joining(", ")));
        }
        if (demands.contains(Demand.AUTH)) {
            words.add("auth");
        }
        patterns(senderPatterns).ifPresent(list -> words.add("sender " + list));
        patterns(recipientPatterns).ifPresent(list -> words.add("recipient " + list));
        return words;
    }

    static Optional<String> patterns(Optional<List<AddressPattern>> patterns) {
        return patterns.filter(list -> !list.isEmpty())
                .map(list -> list.stream().map(AddressPattern::text).collect(Collectors.joining(", ")));
    }

    /** The one reply that all get who do not meet the requirements; empty: there are several, or it has no words of its own. */
    Optional<Reply> otherwise() {
        Set<Reply> replies = matrix.all().stream()
                .filter(at -> !meets(at))
                .flatMap(at -> matrix.reply(at).stream())
                .collect(Collectors.toSet());
        return replies.size() != 1
                ? Optional.empty()
                : replies.stream()
                        .findFirst()
                        .filter(reply -> reply.text().isPresent() || reply.verdict() == Reply.Verdict.DEFER);
    }
}
