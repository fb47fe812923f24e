package dev.mailflow.compiler.ast;

import dev.mailflow.compiler.source.Span;
import java.util.List;
import java.util.Optional;

/** What {@code require} can reject or defer by. */
public sealed interface Requirement {
    Span span();

    /** Which side's certificate: {@code cert} leaves it to the connector's home. */
    enum CertificateSide {
        OTHER,
        CLIENT,
        SERVER
    }

    record Tls(Span span, Optional<Word> version) implements Requirement {}

    record Certificate(Span span, CertificateSide side, List<Item> patterns) implements Requirement {
        public Certificate {
            patterns = List.copyOf(patterns);
        }
    }

    record Network(Span span, List<Item> networks) implements Requirement {
        public Network {
            networks = List.copyOf(networks);
        }
    }

    record Sender(Span span, List<Item> patterns) implements Requirement {
        public Sender {
            patterns = List.copyOf(patterns);
        }
    }

    record Recipient(Span span, List<Item> patterns) implements Requirement {
        public Recipient {
            patterns = List.copyOf(patterns);
        }
    }

    record Size(Span span, Word size) implements Requirement {}

    record Auth(Span span) implements Requirement {}
}
