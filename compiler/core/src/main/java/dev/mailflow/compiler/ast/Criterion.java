package dev.mailflow.compiler.ast;

import dev.mailflow.compiler.source.Span;
import java.util.List;
import java.util.Optional;

/** What {@code when} can select by. */
public sealed interface Criterion {
    /** From the keyword to the last value. */
    Span span();

    record Sender(Span span, List<Item> patterns) implements Criterion {
        public Sender {
            patterns = List.copyOf(patterns);
        }
    }

    record Recipient(Span span, List<Item> patterns) implements Criterion {
        public Recipient {
            patterns = List.copyOf(patterns);
        }
    }

    record Certificate(Span span, List<Item> patterns) implements Criterion {
        public Certificate {
            patterns = List.copyOf(patterns);
        }
    }

    record Network(Span span, List<Item> networks) implements Criterion {
        public Network {
            networks = List.copyOf(networks);
        }
    }

    /** {@code header NAME "v", …}: one of the values; without any, the header is there. */
    record Header(Span span, Word name, List<Word> values) implements Criterion {
        public Header {
            values = List.copyOf(values);
        }
    }

    /** Only in claims: {@code tls}, {@code tls 1.2}, {@code tls off}. */
    record Tls(Span span, Optional<Word> versionOrOff) implements Criterion {}

    /** Only in claims. */
    record Size(Span span, Word size) implements Criterion {}

    /** Only in claims. */
    record Hops(Span span, Word hops) implements Criterion {}
}
