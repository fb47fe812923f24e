package dev.mailflow.compiler.ast;

import dev.mailflow.compiler.source.Span;
import java.util.List;
import java.util.Optional;

/** The lines of a {@code test} block. */
public final class TestParts {
    private TestParts() {}

    /** Where the message comes from. */
    public sealed interface Client {
        Span span();

        /** {@code client mailbox}: submitted at the site. */
        record LocalMailbox(Span span) implements Client {}

        /** {@code client ADDRESS [tls VERSION] [cert NAME, …] [auth USER]}; {@code tls} may stand without a version. */
        record Connection(Span span, Word address, Optional<Tls> tls, List<Word> certificates, Optional<Word> user)
                implements Client {
            public Connection {
                certificates = List.copyOf(certificates);
            }
        }
    }

    public record Tls(Span span, Optional<Word> version) {}

    /** {@code message SENDER -> RECIPIENT [size N] [hops N] [header NAME "v"]…}. */
    public record Message(
            Span span, Word sender, Word recipient, Optional<Word> size, Optional<Word> hops, List<Header> headers) {
        public Message {
            headers = List.copyOf(headers);
        }
    }

    public record Header(Word name, Word value) {}

    /** {@code remote no tls}, {@code remote tls 1.2 cert NAME, …}. */
    public record Remote(Span span, boolean offersTls, Optional<Word> version, List<Word> certificates) {
        public Remote {
            certificates = List.copyOf(certificates);
        }
    }

    /** {@code expect OUTCOME [by NAME]}. */
    public record Expect(Span span, Outcome outcome, Optional<Word> by) {}

    public sealed interface Outcome {
        Span span();

        record Deliver(Span span) implements Outcome {}

        record SendVia(Span span, Word connector) implements Outcome {}

        record SendToInternet(Span span) implements Outcome {}

        record Reject(Span span, Word reason) implements Outcome {}

        record Defer(Span span, Word reason) implements Outcome {}
    }
}
