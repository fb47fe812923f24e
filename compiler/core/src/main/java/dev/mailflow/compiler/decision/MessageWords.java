package dev.mailflow.compiler.decision;

import dev.mailflow.compiler.decision.Message.Connection;
import java.util.stream.Collectors;

/** Messages in the words of the language: what a test, {@code explain} and a proof call one and the same message. */
public final class MessageWords {
    /** Size of a test's message that states none. */
    public static final long USUAL_SIZE = 1024;

    private MessageWords() {}

    /** As {@code client} writes it. */
    public static String client(Message.Origin origin) {
        if (!(origin instanceof Connection connection)) {
            return "mailbox";
        }
        return connection.client()
                + connection.tls().map(tls -> " tls " + tls.text()).orElse("")
                + (connection.certificateNames().isEmpty()
                        ? ""
                        : " cert " + String.join(", ", connection.certificateNames()))
                + connection.user().map(user -> " auth " + user).orElse("");
    }

    /** As {@code message} writes it. */
    public static String envelope(Message message) {
        return message.sender().map(Object::toString).orElse("<>") + " -> " + message.recipient()
                + (message.size() == USUAL_SIZE ? "" : " size " + message.size())
                + (message.hops() == 0 ? "" : " hops " + message.hops())
                + message.headers().stream()
                        .map(header -> " header " + header.name() + " \"" + header.value() + "\"")
                        .collect(Collectors.joining());
    }
}
