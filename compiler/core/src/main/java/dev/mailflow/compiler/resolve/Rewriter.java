package dev.mailflow.compiler.resolve;

import dev.mailflow.compiler.ast.ClaimPredicate;
import dev.mailflow.compiler.ast.Clause;
import dev.mailflow.compiler.ast.Criterion;
import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.Item;
import dev.mailflow.compiler.ast.Property;
import dev.mailflow.compiler.ast.Requirement;
import dev.mailflow.compiler.ast.TestParts;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.source.Span;
import java.util.ArrayList;
import java.util.List;

/** Copies declarations, changing words and lists of items on the way. */
abstract class Rewriter {
    /** What a list of items is a list of, as far as names of lists can stand in it. */
    enum ItemKind {
        ADDRESSES,
        NETWORKS,
        /** Certificates, hosts, keywords: no declared list can be meant. */
        OTHER
    }

    /** As it is, unless what is copied has two places. */
    Span span(Span span) {
        return span;
    }

    abstract Word word(Word word);

    abstract List<Item> items(List<Item> items, ItemKind kind);

    Declaration declaration(Declaration declaration) {
        return declaration.accept(new Copy());
    }

    Declaration.Endpoint endpoint(Declaration.Endpoint e) {
        return new Declaration.Endpoint(span(e.span()), word(e.name()), word(e.kind()), properties(e.properties()));
    }

    Declaration.Connector connector(Declaration.Connector c) {
        List<Clause> clauses = new ArrayList<>(c.clauses().size());
        for (Clause clause : c.clauses()) {
            clauses.add(clause(clause));
        }
        return new Declaration.Connector(
                span(c.span()), c.name().map(this::word), word(c.from()), word(c.to()), clauses);
    }

    Declaration.Organization organization(Declaration.Organization o) {
        return new Declaration.Organization(span(o.span()), o.name().map(this::word), properties(o.properties()));
    }

    Declaration.Assert claim(Declaration.Assert a) {
        return new Declaration.Assert(
                span(a.span()),
                a.quantifier(),
                a.from().map(this::word),
                a.to().map(this::word),
                criteria(a.when()),
                predicate(a.predicate()));
    }

    private ClaimPredicate predicate(ClaimPredicate predicate) {
        if (predicate instanceof ClaimPredicate.LeavesWithTls leaves) {
            return new ClaimPredicate.LeavesWithTls(
                    span(leaves.span()),
                    leaves.version().map(this::word),
                    items(leaves.certificates(), ItemKind.OTHER));
        }
        if (predicate instanceof ClaimPredicate.Reaches reaches) {
            return new ClaimPredicate.Reaches(span(reaches.span()), word(reaches.endpoint()));
        }
        if (predicate instanceof ClaimPredicate.Passes passes) {
            return new ClaimPredicate.Passes(span(passes.span()), word(passes.endpoint()));
        }
        if (predicate instanceof ClaimPredicate.IsRejected rejected) {
            return new ClaimPredicate.IsRejected(
                    span(rejected.span()), rejected.reason().map(this::word));
        }
        return predicate;
    }

    private List<Property> properties(List<Property> properties) {
        List<Property> copied = new ArrayList<>(properties.size());
        for (Property property : properties) {
            ItemKind kind = switch (property.key()) {
                case DOMAINS, RELAY_DOMAINS, MAILBOXES -> ItemKind.ADDRESSES;
                case NETWORKS -> ItemKind.NETWORKS;
                default -> ItemKind.OTHER;
            };
            copied.add(new Property(
                    span(property.span()), property.key(), property.name(), items(property.items(), kind)));
        }
        return copied;
    }

    private Clause clause(Clause clause) {
        if (clause instanceof Clause.When when) {
            return new Clause.When(span(when.span()), criteria(when.criteria()));
        }
        if (clause instanceof Clause.Require require) {
            List<Requirement> copied = new ArrayList<>(require.requirements().size());
            for (Requirement requirement : require.requirements()) {
                copied.add(requirement(requirement));
            }
            return new Clause.Require(span(require.span()), copied);
        }
        if (clause instanceof Clause.Via via) {
            return new Clause.Via(span(via.span()), items(via.hosts(), ItemKind.OTHER));
        }
        if (clause instanceof Clause.Otherwise otherwise) {
            return new Clause.Otherwise(
                    span(otherwise.span()),
                    otherwise.verdict(),
                    otherwise.codes().stream().map(this::word).toList(),
                    otherwise.text().map(this::word));
        }
        if (clause instanceof Clause.Description description) {
            return new Clause.Description(span(description.span()), word(description.text()));
        }
        return clause;
    }

    private List<Criterion> criteria(List<Criterion> criteria) {
        List<Criterion> copied = new ArrayList<>(criteria.size());
        for (Criterion criterion : criteria) {
            copied.add(criterion(criterion));
        }
        return copied;
    }

    private Criterion criterion(Criterion criterion) {
        if (criterion instanceof Criterion.Sender sender) {
            return new Criterion.Sender(span(sender.span()), items(sender.patterns(), ItemKind.ADDRESSES));
        }
        if (criterion instanceof Criterion.Recipient recipient) {
            return new Criterion.Recipient(span(recipient.span()), items(recipient.patterns(), ItemKind.ADDRESSES));
        }
        if (criterion instanceof Criterion.Certificate certificate) {
            return new Criterion.Certificate(span(certificate.span()), items(certificate.patterns(), ItemKind.OTHER));
        }
        if (criterion instanceof Criterion.Network network) {
            return new Criterion.Network(span(network.span()), items(network.networks(), ItemKind.NETWORKS));
        }
        if (criterion instanceof Criterion.Header header) {
            return new Criterion.Header(
                    span(header.span()),
                    word(header.name()),
                    header.values().stream().map(this::word).toList());
        }
        if (criterion instanceof Criterion.Tls tls) {
            return new Criterion.Tls(span(tls.span()), tls.versionOrOff().map(this::word));
        }
        if (criterion instanceof Criterion.Size size) {
            return new Criterion.Size(span(size.span()), word(size.size()));
        }
        if (criterion instanceof Criterion.Hops hops) {
            return new Criterion.Hops(span(hops.span()), word(hops.hops()));
        }
        return criterion;
    }

    private Requirement requirement(Requirement requirement) {
        if (requirement instanceof Requirement.Certificate certificate) {
            return new Requirement.Certificate(
                    span(certificate.span()), certificate.side(), items(certificate.patterns(), ItemKind.OTHER));
        }
        if (requirement instanceof Requirement.Network network) {
            return new Requirement.Network(span(network.span()), items(network.networks(), ItemKind.NETWORKS));
        }
        if (requirement instanceof Requirement.Sender sender) {
            return new Requirement.Sender(span(sender.span()), items(sender.patterns(), ItemKind.ADDRESSES));
        }
        if (requirement instanceof Requirement.Recipient recipient) {
            return new Requirement.Recipient(span(recipient.span()), items(recipient.patterns(), ItemKind.ADDRESSES));
        }
        if (requirement instanceof Requirement.Size size) {
            return new Requirement.Size(span(size.span()), word(size.size()));
        }
        if (requirement instanceof Requirement.Tls tls) {
            return new Requirement.Tls(span(tls.span()), tls.version().map(this::word));
        }
        return requirement;
    }

    private TestParts.Client client(TestParts.Client client) {
        if (client instanceof TestParts.Client.Connection c) {
            return new TestParts.Client.Connection(
                    span(c.span()),
                    word(c.address()),
                    c.tls()
                            .map(tls -> new TestParts.Tls(
                                    span(tls.span()), tls.version().map(this::word))),
                    words(c.certificates()),
                    c.user().map(this::word));
        }
        return client;
    }

    private TestParts.Message message(TestParts.Message m) {
        return new TestParts.Message(
                span(m.span()),
                word(m.sender()),
                word(m.recipient()),
                m.size().map(this::word),
                m.hops().map(this::word),
                m.headers().stream()
                        .map(h -> new TestParts.Header(word(h.name()), word(h.value())))
                        .toList());
    }

    private TestParts.Expect expect(TestParts.Expect e) {
        TestParts.Outcome outcome = e.outcome();
        if (outcome instanceof TestParts.Outcome.SendVia via) {
            outcome = new TestParts.Outcome.SendVia(span(via.span()), word(via.connector()));
        } else if (outcome instanceof TestParts.Outcome.Reject reject) {
            outcome = new TestParts.Outcome.Reject(span(reject.span()), word(reject.reason()));
        } else if (outcome instanceof TestParts.Outcome.Defer defer) {
            outcome = new TestParts.Outcome.Defer(span(defer.span()), word(defer.reason()));
        }
        return new TestParts.Expect(span(e.span()), outcome, e.by().map(this::word));
    }

    private List<Word> words(List<Word> words) {
        return words.stream().map(this::word).toList();
    }

    private final class Copy implements Declaration.Visitor<Declaration> {
        @Override
        public Declaration language(Declaration.Language language) {
            return language;
        }

        @Override
        public Declaration importFile(Declaration.Import importFile) {
            return importFile;
        }

        @Override
        public Declaration organization(Declaration.Organization organization) {
            return Rewriter.this.organization(organization);
        }

        @Override
        public Declaration endpoint(Declaration.Endpoint endpoint) {
            return Rewriter.this.endpoint(endpoint);
        }

        @Override
        public Declaration networkList(Declaration.NetworkList list) {
            return new Declaration.NetworkList(
                    span(list.span()), word(list.name()), items(list.items(), ItemKind.NETWORKS));
        }

        @Override
        public Declaration domainList(Declaration.DomainList list) {
            return new Declaration.DomainList(
                    span(list.span()), word(list.name()), items(list.items(), ItemKind.ADDRESSES));
        }

        @Override
        public Declaration connector(Declaration.Connector connector) {
            return Rewriter.this.connector(connector);
        }

        @Override
        public Declaration forEach(Declaration.ForEach forEach) {
            return new Declaration.ForEach(
                    span(forEach.span()),
                    forEach.row(),
                    word(forEach.table()),
                    forEach.body().stream().map(Rewriter.this::declaration).toList());
        }

        @Override
        public Declaration test(Declaration.Test t) {
            return new Declaration.Test(
                    span(t.span()),
                    word(t.title()),
                    word(t.site()),
                    t.client().map(Rewriter.this::client),
                    t.message().map(Rewriter.this::message),
                    t.remote()
                            .map(r -> new TestParts.Remote(
                                    span(r.span()),
                                    r.offersTls(),
                                    r.version().map(Rewriter.this::word),
                                    words(r.certificates()))),
                    t.expect().map(Rewriter.this::expect));
        }

        @Override
        public Declaration testsFrom(Declaration.TestsFrom testsFrom) {
            return new Declaration.TestsFrom(span(testsFrom.span()), word(testsFrom.table()));
        }

        @Override
        public Declaration claim(Declaration.Assert claim) {
            return Rewriter.this.claim(claim);
        }

        @Override
        public Declaration malformed(Declaration.Malformed malformed) {
            return malformed;
        }
    }
}
