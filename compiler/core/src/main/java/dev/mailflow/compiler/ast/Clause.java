package dev.mailflow.compiler.ast;

import dev.mailflow.compiler.source.Span;
import java.util.List;
import java.util.Optional;

/** A part of a connector, as written and in the order written. */
public sealed interface Clause {
    Span span();

    record When(Span span, List<Criterion> criteria) implements Clause {
        public When {
            criteria = List.copyOf(criteria);
        }
    }

    record Require(Span span, List<Requirement> requirements) implements Clause {
        public Require {
            requirements = List.copyOf(requirements);
        }
    }

    /** {@code via mx}. */
    record ViaMx(Span span) implements Clause {}

    /** {@code via host[:port], …}, in order of preference. */
    record Via(Span span, List<Item> hosts) implements Clause {
        public Via {
            hosts = List.copyOf(hosts);
        }
    }

    /** {@code otherwise reject|defer [550] [5.7.51] ["text"]}; the numbers are unchecked words. */
    record Otherwise(Span span, Verdict verdict, List<Word> codes, Optional<Word> text) implements Clause {
        public Otherwise {
            codes = List.copyOf(codes);
        }
    }

    enum Verdict {
        REJECT,
        DEFER
    }

    /** {@code mta-sts off|enforce}, {@code dane off|require}. */
    record DestinationPolicy(Span span, Mechanism mechanism, Strictness strictness) implements Clause {}

    enum Mechanism {
        MTA_STS,
        DANE
    }

    enum Strictness {
        OFF,
        /** {@code enforce} of MTA-STS, {@code require} of DANE. */
        REQUIRED
    }

    record Description(Span span, Word text) implements Clause {}

    /** A clause that is its keywords and nothing else. */
    record Flag(Span span, FlagKind kind) implements Clause {}

    enum FlagKind {
        TLS_OFF("tls off"),
        MAY_RELAY("may relay"),
        NO_RELAY("no relay"),
        CENTRALIZED("centralized"),
        DISABLED("disabled"),
        KEEP_HEADERS("keep headers"),
        TREAT_AS_INTERNAL("treat as internal");

        private final String words;

        FlagKind(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }
}
