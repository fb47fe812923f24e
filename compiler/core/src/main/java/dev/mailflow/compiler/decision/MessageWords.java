package dev.mailflow.compiler.decision;

import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.compiler.type.MailAddress;
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
                        : connection.certificateNames().stream()
                                .map(MessageWords::word)
                                .collect(Collectors.joining(", ", " cert ", "")))
                + connection.user().map(user -> " auth " + word(user)).orElse("");
    }

    /** As {@code message} writes it. */
    public static String envelope(Message message) {
        return message.sender().map(MessageWords::address).orElse("<>") + " -> " + address(message.recipient())
                + (message.size() == USUAL_SIZE ? "" : " size " + message.size())
                + (message.hops() == 0 ? "" : " hops " + message.hops())
                + message.headers().stream()
                        .map(header -> " header " + word(header.name()) + " " + quoted(header.value()))
                        .collect(Collectors.joining());
    }

    /** RFC 5321 4.1.2: what is no dot-string is a quoted string; its quotes are quoted once more in the language. */
    private static String address(MailAddress address) {
        String local = address.localPart();
        boolean isPlain = !local.isEmpty()
                && !local.startsWith(".")
                && !local.endsWith(".")
                && !local.contains("..")
                && !local.equals("*")
                && local.chars().noneMatch(c -> c <= 0x20 || "()<>[]:;\\,@\"".indexOf(c) >= 0);
        return word((isPlain ? local : quoted(local)) + "@" + address.domain());
    }

    /** What could be taken for something else stands in quotes. */
    private static String word(String text) {
        boolean isPlain = !text.isEmpty()
                && text.codePoints().allMatch(MessageWords::isPlain)
                && !text.startsWith("//")
                && !text.startsWith("/*")
                && !text.startsWith("--");
        return isPlain ? text : quoted(text);
    }

    /** What stands in words whatever stands beside it; letters of all languages do. */
    private static boolean isPlain(int c) {
        return Character.isLetterOrDigit(c) || c < 0x7f && "!%&'*+-./?@[]^_`|~:".indexOf(c) >= 0;
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
