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

    abstract Word word(Word word);

    abstract List<Item> items(List<Item> items, ItemKind kind);

    Declaration declaration(Declaration declaration) {
        return declaration.accept(new Copy());
    }

    Declaration.Endpoint endpoint(Declaration.Endpoint e) {
        return new Declaration.Endpoint(e.span(), word(e.name()), word(e.kind()), properties(e.properties()));
    }

    Declaration.Connector connector(Declaration.Connector c) {
        List<Clause> clauses = new ArrayList<>(c.clauses().size());
        for (Clause clause : c.clauses()) {
            clauses.add(clause(clause));
        }
        return new Declaration.Connector(c.span(), c.name().map(this::word), word(c.from()), word(c.to()), clauses);
    }

    Declaration.Organization organization(Declaration.Organization o) {
        return new Declaration.Organization(o.span(), o.name().map(this::word), properties(o.properties()));
    }

    Declaration.Assert claim(Declaration.Assert a) {
        return new Declaration.Assert(
                a.span(),
                a.quantifier(),
                a.from().map(this::word),
                a.to().map(this::word),
                criteria(a.when()),
                predicate(a.predicate()));
    }

    private ClaimPredicate predicate(ClaimPredicate predicate) {
        if (predicate instanceof ClaimPredicate.LeavesWithTls leaves) {
            return new ClaimPredicate.LeavesWithTls(
                    leaves.span(), leaves.version().map(this::word), items(leaves.certificates(), ItemKind.OTHER));
        }
        if (predicate instanceof ClaimPredicate.Reaches reaches) {
            return new ClaimPredicate.Reaches(reaches.span(), word(reaches.endpoint()));
        }
        if (predicate instanceof ClaimPredicate.Passes passes) {
            return new ClaimPredicate.Passes(passes.span(), word(passes.endpoint()));
        }
        if (predicate instanceof ClaimPredicate.IsRejected rejected) {
            return new ClaimPredicate.IsRejected(
                    rejected.span(), rejected.reason().map(this::word));
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
            copied.add(new Property(property.span(), property.key(), property.name(), items(property.items(), kind)));
        }
        return copied;
    }

    private Clause clause(Clause clause) {
        if (clause instanceof Clause.When when) {
            return new Clause.When(when.span(), criteria(when.criteria()));
        }
        if (clause instanceof Clause.Require require) {
            List<Requirement> copied = new ArrayList<>(require.requirements().size());
            for (Requirement requirement : require.requirements()) {
                copied.add(requirement(requirement));
            }
            return new Clause.Require(require.span(), copied);
        }
        if (clause instanceof Clause.Via via) {
            return new Clause.Via(via.span(), items(via.hosts(), ItemKind.OTHER));
        }
        if (clause instanceof Clause.Otherwise otherwise) {
            return new Clause.Otherwise(
                    otherwise.span(),
                    otherwise.verdict(),
                    otherwise.codes().stream().map(this::word).toList(),
                    otherwise.text().map(this::word));
        }
        if (clause instanceof Clause.Description description) {
            return new Clause.Description(description.span(), word(description.text()));
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
            return new Criterion.Sender(sender.span(), items(sender.patterns(), ItemKind.ADDRESSES));
        }
        if (criterion instanceof Criterion.Recipient recipient) {
            return new Criterion.Recipient(recipient.span(), items(recipient.patterns(), ItemKind.ADDRESSES));
        }
        if (criterion instanceof Criterion.Certificate certificate) {
            return new Criterion.Certificate(certificate.span(), items(certificate.patterns(), ItemKind.OTHER));
        }
        if (criterion instanceof Criterion.Network network) {
            return new Criterion.Network(network.span(), items(network.networks(), ItemKind.NETWORKS));
        }
        if (criterion instanceof Criterion.Header header) {
            return new Criterion.Header(
                    header.span(),
                    word(header.name()),
                    header.values().stream().map(this::word).toList());
        }
        if (criterion instanceof Criterion.Tls tls) {
            return new Criterion.Tls(tls.span(), tls.versionOrOff().map(this::word));
        }
        if (criterion instanceof Criterion.Size size) {
            return new Criterion.Size(size.span(), word(size.size()));
        }
        if (criterion instanceof Criterion.Hops hops) {
            return new Criterion.Hops(hops.span(), word(hops.hops()));
        }
        return criterion;
    }

    private Requirement requirement(Requirement requirement) {
        if (requirement instanceof Requirement.Certificate certificate) {
            return new Requirement.Certificate(
                    certificate.span(), certificate.side(), items(certificate.patterns(), ItemKind.OTHER));
        }
        if (requirement instanceof Requirement.Network network) {
            return new Requirement.Network(network.span(), items(network.networks(), ItemKind.NETWORKS));
        }
        if (requirement instanceof Requirement.Sender sender) {
            return new Requirement.Sender(sender.span(), items(sender.patterns(), ItemKind.ADDRESSES));
        }
        if (requirement instanceof Requirement.Recipient recipient) {
            return new Requirement.Recipient(recipient.span(), items(recipient.patterns(), ItemKind.ADDRESSES));
        }
        if (requirement instanceof Requirement.Size size) {
            return new Requirement.Size(size.span(), word(size.size()));
        }
        if (requirement instanceof Requirement.Tls tls) {
            return new Requirement.Tls(tls.span(), tls.version().map(this::word));
        }
        return requirement;
    }

    private TestParts.Client client(TestParts.Client client) {
        if (client instanceof TestParts.Client.Connection c) {
            return new TestParts.Client.Connection(
                    c.span(),
                    word(c.address()),
                    c.tls()
                            .map(tls ->
                                    new TestParts.Tls(tls.span(), tls.version().map(this::word))),
                    words(c.certificates()),
                    c.user().map(this::word));
        }
        return client;
    }

    private TestParts.Message message(TestParts.Message m) {
        return new TestParts.Message(
                m.span(),
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
            outcome = new TestParts.Outcome.SendVia(via.span(), word(via.connector()));
        } else if (outcome instanceof TestParts.Outcome.Reject reject) {
            outcome = new TestParts.Outcome.Reject(reject.span(), word(reject.reason()));
        } else if (outcome instanceof TestParts.Outcome.Defer defer) {
            outcome = new TestParts.Outcome.Defer(defer.span(), word(defer.reason()));
        }
        return new TestParts.Expect(e.span(), outcome, e.by().map(this::word));
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
            return new Declaration.NetworkList(list.span(), word(list.name()), items(list.items(), ItemKind.NETWORKS));
        }

        @Override
        public Declaration domainList(Declaration.DomainList list) {
            return new Declaration.DomainList(list.span(), word(list.name()), items(list.items(), ItemKind.ADDRESSES));
        }

        @Override
        public Declaration connector(Declaration.Connector connector) {
            return Rewriter.this.connector(connector);
        }

        @Override
        public Declaration forEach(Declaration.ForEach forEach) {
            return new Declaration.ForEach(
                    forEach.span(),
                    forEach.row(),
                    word(forEach.table()),
                    forEach.body().stream().map(Rewriter.this::declaration).toList());
        }

        @Override
        public Declaration test(Declaration.Test t) {
            return new Declaration.Test(
                    t.span(),
                    word(t.title()),
                    word(t.site()),
                    t.client().map(Rewriter.this::client),
                    t.message().map(Rewriter.this::message),
                    t.remote()
                            .map(r -> new TestParts.Remote(
                                    r.span(),
                                    r.offersTls(),
                                    r.version().map(Rewriter.this::word),
                                    words(r.certificates()))),
                    t.expect().map(Rewriter.this::expect));
        }

        @Override
        public Declaration testsFrom(Declaration.TestsFrom testsFrom) {
            return new Declaration.TestsFrom(testsFrom.span(), word(testsFrom.table()));
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
