package dev.mailflow.compiler.ast;

import dev.mailflow.compiler.source.Span;
import java.util.List;
import java.util.Optional;

/** A declaration of a file, as written. */
public sealed interface Declaration {
    /** From its first to its last word. */
    Span span();

    <R> R accept(Visitor<R> visitor);

    /** {@code language 1}. */
    record Language(Span span, Word version) implements Declaration {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.language(this);
        }
    }

    /** {@code import "other.mailflow"}. */
    record Import(Span span, Word path) implements Declaration {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.importFile(this);
        }
    }

    record Organization(Span span, Optional<Word> name, List<Property> properties) implements Declaration {
        public Organization {
            properties = List.copyOf(properties);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.organization(this);
        }
    }

    record Endpoint(Span span, Word name, Word kind, List<Property> properties) implements Declaration {
        public Endpoint {
            properties = List.copyOf(properties);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.endpoint(this);
        }
    }

    /** {@code networks NAME = …}. */
    record NetworkList(Span span, Word name, List<Item> items) implements Declaration {
        public NetworkList {
            items = List.copyOf(items);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.networkList(this);
        }
    }

    /** {@code domains NAME = …}. */
    record DomainList(Span span, Word name, List<Item> items) implements Declaration {
        public DomainList {
            items = List.copyOf(items);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.domainList(this);
        }
    }

    /** {@code [connector NAME] from A to B clause…}. */
    record Connector(Span span, Optional<Word> name, Word from, Word to, List<Clause> clauses) implements Declaration {
        public Connector {
            clauses = List.copyOf(clauses);
        }

        /** As the policy calls it: one without a name by its ends (language.md, section 2). */
        public String calledName() {
            return name.map(Word::text).orElseGet(this::nameByEnds);
        }

        /** What it would be called without a name. */
        public String nameByEnds() {
            return from.text() + "-to-" + to.text();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.connector(this);
        }
    }

    /** {@code for each ROW in "table.csv" { … }}. */
    record ForEach(Span span, Word row, Word table, List<Declaration> body) implements Declaration {
        public ForEach {
            body = List.copyOf(body);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.forEach(this);
        }
    }

    record Test(
            Span span,
            Word title,
            Word site,
            Optional<TestParts.Client> client,
            Optional<TestParts.Message> message,
            Optional<TestParts.Remote> remote,
            Optional<TestParts.Expect> expect)
            implements Declaration {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.test(this);
        }
    }

    /** {@code tests from "cases.csv"}. */
    record TestsFrom(Span span, Word table) implements Declaration {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.testsFrom(this);
        }
    }

    /** {@code assert every|no message …}. */
    record Assert(
            Span span,
            Quantifier quantifier,
            Optional<Word> from,
            Optional<Word> to,
            List<Criterion> when,
            ClaimPredicate predicate)
            implements Declaration {
        public Assert {
            when = List.copyOf(when);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.claim(this);
        }
    }

    enum Quantifier {
        EVERY,
        NO
    }

    /** Stands where the parser gave up; the error is already reported, later phases pass it in silence. */
    record Malformed(Span span) implements Declaration {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.malformed(this);
        }
    }

    interface Visitor<R> {
        R language(Language language);

        R importFile(Import importFile);

        R organization(Organization organization);

        R endpoint(Endpoint endpoint);

        R networkList(NetworkList list);

        R domainList(DomainList list);

        R connector(Connector connector);

        R forEach(ForEach forEach);

        R test(Test test);

        R testsFrom(TestsFrom testsFrom);

        R claim(Assert claim);

        R malformed(Malformed malformed);
    }
}
