package dev.mailflow.relay.log;

import dev.mailflow.runtime.Header;
import dev.mailflow.runtime.Mailbox;
import dev.mailflow.runtime.Transaction;
import java.util.ArrayList;
import java.util.List;

/** Messages in the words of a policy's tests, which {@code mailflow explain --client … --message …} takes. */
public final class MessageWords {
    private MessageWords() {}

    /** For {@code --client}. */
    public static String client(Transaction transaction) {
        if (transaction.isSubmitted()) {
            return "mailbox";
        }
        List<String> names = new ArrayList<>();
        transaction.certificateNames().forEach(name -> names.add(word(name)));
        return word(transaction.client().toString())
                + (transaction.tls().isProtected() ? " tls " + transaction.tls().text() : "")
                + (names.isEmpty() ? "" : " cert " + String.join(", ", names))
                + transaction.user().map(user -> " auth " + word(user)).orElse("");
    }

    /** For {@code --message}. */
    public static String envelope(Transaction transaction) {
        StringBuilder text = new StringBuilder();
        text.append(transaction.sender().map(MessageWords::address).orElse("<>"))
                .append(" -> ")
                .append(address(transaction.recipient()))
                .append(" size ")
                .append(transaction.size());
        if (transaction.hops() > 0) {
            text.append(" hops ").append(transaction.hops());
        }
        for (Header header : transaction.headers()) {
            text.append(" header ").append(header.name()).append(' ').append(quoted(header.value()));
        }
        return text.toString();
    }

    private static String address(Mailbox mailbox) {
        return word(mailbox.toString());
    }

    /** Quoted only where the language's words would end or begin otherwise. */
    private static String word(String text) {
        return text.chars()
                        .allMatch(c -> c >= 'a' && c <= 'z'
                                || c >= 'A' && c <= 'Z'
                                || c >= '0' && c <= '9'
                                || ".@-_+:".indexOf(c) >= 0)
                ? text
                : quoted(text);
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c < ' ' ? ' ' : (char) c);
        });
        return out.append('"').toString();
    }
}
