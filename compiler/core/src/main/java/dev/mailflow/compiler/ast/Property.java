package dev.mailflow.compiler.ast;

import dev.mailflow.compiler.source.Span;
import java.util.List;

/**
 * A line of an {@code organization} or {@code endpoint} block: a key and what follows it. Which keys a block knows,
 * and what they take, is judged in {@code type}.
 *
 * @param key one of the language's property words, or {@link Key#UNKNOWN}: then {@code name} holds what was written
 * @param items comma-separated values; {@code software exchange 2016} has two items
 */
public record Property(Span span, Key key, Word name, List<Item> items) {
    public Property {
        items = List.copyOf(items);
    }

    public enum Key {
        DOMAINS("domains"),
        RELAY_DOMAINS("relay domains"),
        DIRECT_SEND("direct-send"),
        HOP_LIMIT("hop-limit"),
        DIRECTORY("directory"),
        TENANT("tenant"),
        SUBSCRIPTION("subscription"),
        SOFTWARE("software"),
        HYBRID("hybrid"),
        MAILBOXES("mailboxes"),
        HOSTS("hosts"),
        NETWORKS("networks"),
        CERT("cert"),
        DESCRIPTION("description"),
        UNKNOWN("");

        private final String words;

        Key(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }
}
