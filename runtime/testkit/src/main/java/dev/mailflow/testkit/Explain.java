package dev.mailflow.testkit;

import dev.mailflow.runtime.Header;
import java.util.Optional;
import java.util.stream.Collectors;

/** A message as {@code mailflow explain} takes it: the command can be copied into a shell. */
public final class Explain {
    private static final String NEW_LINE = " \\\n    ";

    private Explain() {}

    /**
     * The whole command.
     *
     * @param policy its file
     * @param site absent: to be filled in
     */
    public static String command(String policy, Optional<String> site, Message message) {
        return "mailflow explain " + quoted(policy) + " --at " + site.orElse("SITE") + NEW_LINE + "--client "
                + quoted(client(message)) + NEW_LINE + "--message " + quoted(envelope(message));
    }

    /** What stands behind {@code --client}. */
    public static String client(Message message) {
        if (message.client().isEmpty()) {
            return "mailbox";
        }
        return message.client().get()
                + (message.tls().isProtected() ? " tls " + message.tls().text() : "")
                + (message.certificateNames().isEmpty() ? "" : " cert " + String.join(", ", message.certificateNames()))
                + message.user().map(user -> " auth " + user).orElse("");
    }

    /** What stands behind {@code --message}. */
    public static String envelope(Message message) {
        return (message.sender().isEmpty() ? "<>" : message.sender())
                + " -> "
                + message.recipient()
                + (message.size() == Message.USUAL_SIZE ? "" : " size " + message.size())
                + (message.hops() == 0 ? "" : " hops " + message.hops())
                + message.headers().stream().map(Explain::header).collect(Collectors.joining());
    }

    private static String header(Header header) {
        return " header " + header.name() + " \""
                + header.value().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /** For a POSIX shell: double quotes are easier to read, single ones hold everything. */
    static String quoted(String word) {
        if (word.matches("[A-Za-z0-9@%+=:,./_-]+")) {
            return word;
        }
        return word.matches("[^\"$`\\\\!]+") ? '"' + word + '"' : "'" + word.replace("'", "'\\''") + "'";
    }
}
