package dev.mailflow.testkit;

import dev.mailflow.runtime.Header;
import dev.mailflow.runtime.RemoteTls;
import java.util.List;
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
        return command(policy, site, message, Optional.empty());
    }

    /**
     * The whole command.
     *
     * @param policy its file
     * @param site absent: to be filled in
     * @param offered by the next hop; absent: all that is asked for
     */
    public static String command(String policy, Optional<String> site, Message message, Optional<RemoteTls> offered) {
        return "mailflow explain " + quoted(policy) + " --at " + site.orElse("SITE") + NEW_LINE + "--client "
                + quoted(client(message)) + NEW_LINE + "--message " + quoted(envelope(message))
                + offered.map(remote -> NEW_LINE + "--remote " + quoted(remote(remote)))
                        .orElse("");
    }

    /** What stands behind {@code --client}. */
    public static String client(Message message) {
        if (message.client().isEmpty()) {
            return "mailbox";
        }
        return message.client().get()
                + (message.tls().isProtected() ? " tls " + message.tls().text() : "")
                + cert(message.certificateNames())
                + message.user().map(user -> " auth " + word(user)).orElse("");
    }

    private static String cert(List<String> names) {
        return names.isEmpty() ? "" : names.stream().map(Explain::word).collect(Collectors.joining(", ", " cert ", ""));
    }

    /** What stands behind {@code --message}. */
    public static String envelope(Message message) {
        return (message.sender().isEmpty() ? "<>" : word(message.sender()))
                + " -> "
                + word(message.recipient())
                + (message.size() == Message.USUAL_SIZE ? "" : " size " + message.size())
                + (message.hops() == 0 ? "" : " hops " + message.hops())
                + message.headers().stream().map(Explain::header).collect(Collectors.joining());
    }

    private static String header(Header header) {
        return " header " + word(header.name()) + " " + inQuotes(header.value());
    }

    /** What stands behind {@code --remote}. */
    public static String remote(RemoteTls offered) {
        return offered.version().isProtected() ? "tls " + offered.version().text() + cert(offered.names()) : "no tls";
    }

    /** What could be taken for something else stands in the language's quotes; they hold an address's own ones too. */
    private static String word(String text) {
        boolean isPlain = !text.isEmpty()
                && text.codePoints().allMatch(Explain::isPlain)
                && !text.startsWith("//")
                && !text.startsWith("/*")
                && !text.startsWith("--");
        return isPlain ? text : inQuotes(text);
    }

    /** What stands in words whatever stands beside it; letters of all languages do. */
    private static boolean isPlain(int c) {
        return Character.isLetterOrDigit(c) || c < 0x7f && "!%&'*+-./?@[]^_`|~:".indexOf(c) >= 0;
    }

    private static String inQuotes(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** For a POSIX shell: double quotes are easier to read, single ones hold everything. */
    static String quoted(String word) {
        if (word.matches("[A-Za-z0-9@%+=:,./_-]+")) {
            return word;
        }
        return word.matches("[^\"$`\\\\!]+") ? '"' + word + '"' : "'" + word.replace("'", "'\\''") + "'";
    }
}
