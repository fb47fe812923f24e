package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.targets.postfix.importing.Point.Session;
import dev.mailflow.compiler.targets.postfix.importing.Point.User;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What the lists of restrictions say of one source, for every kind of message that they tell apart. */
final class Matrix {
    private final Map<At, Optional<Reply>> replies = new LinkedHashMap<>();

    /**
     * @param certificate number of its certificate; 0: it shows none
     * @param sender number of the kind of sender
     * @param recipient number of the kind of recipient
     */
    record At(int certificate, Session session, User user, int sender, int recipient) {}

    /** Who authenticates: nobody where it is not offered. */
    private final List<User> users;

    Matrix(AccessLists lists, IpAddress client, Kinds kinds) {
        users = kinds.users();
        for (int certificate = 0; certificate < kinds.certificates().size(); certificate++) {
            for (Session session : certificate == 0 ? Session.values() : new Session[] {Session.ENCRYPTED}) {
                for (User user : users) {
                    for (int sender = 0; sender < kinds.senders().size(); sender++) {
                        for (int recipient = 0; recipient < kinds.recipients().size(); recipient++) {
                            At at = new At(certificate, session, user, sender, recipient);
                            replies.put(at, lists.refusal(kinds.point(client, at)));
                        }
                    }
                }
            }
        }
    }

    private Matrix(Map<At, Optional<Reply>> replies, List<User> users) {
        this.replies.putAll(replies);
        this.users = users;
    }

    /** The part with that certificate, as if it were all; without one only what is encrypted, so that the two compare. */
    Matrix encryptedWith(int certificate) {
        Map<At, Optional<Reply>> part = new LinkedHashMap<>();
        replies.forEach((at, reply) -> {
            if (at.certificate() == certificate && at.session() == Session.ENCRYPTED) {
                part.put(new At(0, at.session(), at.user(), at.sender(), at.recipient()), reply);
            }
        });
        return new Matrix(part, users);
    }

    Matrix where(Predicate<At> holds) {
        Map<At, Optional<Reply>> part = new LinkedHashMap<>();
        replies.forEach((at, reply) -> {
            if (holds.test(at)) {
                part.put(at, reply);
            }
        });
        return new Matrix(part, users);
    }

    List<At> all() {
        return List.copyOf(replies.keySet());
    }

    List<At> accepted() {
        return all().stream().filter(this::accepts).toList();
    }

    boolean accepts(At at) {
        return reply(at).isEmpty();
    }

    Optional<Reply> reply(At at) {
        return replies.getOrDefault(at, Optional.empty());
    }

    /** Whether users are told from others. */
    boolean hasUsers() {
        return users.size() > 1;
    }

    /** In a fixed order, whether each message of the part is taken: equal for parts that are treated alike. */
    List<Boolean> verdicts(Predicate<At> part) {
        List<Boolean> verdicts = new ArrayList<>();
        replies.forEach((at, reply) -> {
            if (part.test(at)) {
                verdicts.add(reply.isEmpty());
            }
        });
        return verdicts;
    }

    /** Whether both take the same. */
    boolean isLike(Matrix other) {
        return verdicts(at -> true).equals(other.verdicts(at -> true));
    }
}
