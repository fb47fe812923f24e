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
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Copies declarations, changing words and lists of items on the way. */
abstract class Rewriter {
    /** What a list of items is a list of, as far as names of lists can stand in it. */
    enum ItemKind {
        ADDRESSES,
        /** Domains that somebody has. */
        DOMAINS,
        /** Mailboxes, by domain or address: neither all there are nor the empty sender. */
        MAILBOXES,
        NETWORKS,
        /** Names of certificates: a list of domains can be meant. */
        CERTIFICATES,
        /** Hosts: a list of domains can be meant. */
        HOSTS,
        /** Keywords and other values: no declared list can be meant. */
        OTHER
    }

    /** As it is, unless what is copied has two places. */
    Span span(Span span) {
        return span;
    }

    abstract Word word(Word word);

    /** The same object, not an equal one: what nothing of was changed is not copied, and of a large policy that is nearly all. */
    static boolean isSame(Object one, Object other) {
        return one == other;
    }

    /** The same list where nothing of it was changed. */
    static <T> List<T> each(List<T> list, UnaryOperator<T> change) {
        for (int i = 0; i < list.size(); i++) {
            T changed = change.apply(list.get(i));
            if (!isSame(changed, list.get(i))) {
                List<T> copy = new ArrayList<>(list.subList(0, i));
                copy.add(changed);
                for (T rest : list.subList(i + 1, list.size())) {
                    copy.add(change.apply(rest));
                }
                return copy;
            }
        }
        return list;
    }

    private Optional<Word> optionalWord(Optional<Word> word) {
        if (word.isEmpty()) {
            return word;
        }
        Word changed = word(word.get());
        return isSame(changed, word.get()) ? word : Optional.of(changed);
    }

    abstract List<Item> items(List<Item> items, ItemKind kind);

    Declaration declaration(Declaration declaration) {
        return declaration.accept(new Copy());
    }

    Declaration.Endpoint endpoint(Declaration.Endpoint e) {
        Span span = span(e.span());
        Word name = word(e.name());
        Word kind = word(e.kind());
        List<Property> properties = properties(e.properties());
        boolean isSame = isSame(span, e.span())
                && isSame(name, e.name())
                && isSame(kind, e.kind())
                && isSame(properties, e.properties());
        return isSame ? e : new Declaration.Endpoint(span, name, kind, properties);
    }

    Declaration.Connector connector(Declaration.Connector c) {
        Span span = span(c.span());
        Optional<Word> name = optionalWord(c.name());
        Word from = word(c.from());
        Word to = word(c.to());
        List<Clause> clauses = each(c.clauses(), this::clause);
        boolean isSame = isSame(span, c.span())
                && isSame(name, c.name())
                && isSame(from, c.from())
                && isSame(to, c.to())
                && isSame(clauses, c.clauses());
        return isSame ? c : new Declaration.Connector(span, name, from, to, clauses);
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
                    items(leaves.certificates(), ItemKind.CERTIFICATES));
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
        return each(properties, this::property);
    }

    private Property property(Property property) {
        ItemKind kind = switch (property.key()) {
            case DOMAINS, RELAY_DOMAINS -> ItemKind.DOMAINS;
            case MAILBOXES -> ItemKind.MAILBOXES;
            case NETWORKS -> ItemKind.NETWORKS;
            case CERT -> ItemKind.CERTIFICATES;
            case HOSTS -> ItemKind.HOSTS;
            default -> ItemKind.OTHER;
        };
        return listed(
                property,
                property.span(),
                property.items(),
                kind,
                (span, items) -> new Property(span, property.key(), property.name(), items));
    }

    /** What consists of a place and a list of items, and of things that stay. */
    private <T> T listed(T old, Span place, List<Item> items, ItemKind kind, BiFunction<Span, List<Item>, T> made) {
        Span span = span(place);
        List<Item> changed = items(items, kind);
        return isSame(span, place) && isSame(changed, items) ? old : made.apply(span, changed);
    }

    private Clause clause(Clause clause) {
        if (clause instanceof Clause.When when) {
            Span span = span(when.span());
            List<Criterion> criteria = criteria(when.criteria());
            return isSame(span, when.span()) && isSame(criteria, when.criteria())
                    ? when
                    : new Clause.When(span, criteria);
        }
        if (clause instanceof Clause.Require require) {
            Span span = span(require.span());
            List<Requirement> requirements = each(require.requirements(), this::requirement);
            return isSame(span, require.span()) && isSame(requirements, require.requirements())
                    ? require
                    : new Clause.Require(span, requirements);
        }
        if (clause instanceof Clause.Via via) {
            return listed(via, via.span(), via.hosts(), ItemKind.HOSTS, Clause.Via::new);
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
        return each(criteria, this::criterion);
    }

    private Criterion criterion(Criterion criterion) {
        if (criterion instanceof Criterion.Sender c) {
            return listed(c, c.span(), c.patterns(), ItemKind.ADDRESSES, Criterion.Sender::new);
        }
        if (criterion instanceof Criterion.Recipient c) {
            return listed(c, c.span(), c.patterns(), ItemKind.ADDRESSES, Criterion.Recipient::new);
        }
        if (criterion instanceof Criterion.Certificate c) {
            return listed(c, c.span(), c.patterns(), ItemKind.CERTIFICATES, Criterion.Certificate::new);
        }
        if (criterion instanceof Criterion.Network c) {
            return listed(c, c.span(), c.networks(), ItemKind.NETWORKS, Criterion.Network::new);
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
        if (requirement instanceof Requirement.Certificate r) {
            return listed(
                    r,
                    r.span(),
                    r.patterns(),
                    ItemKind.CERTIFICATES,
                    (span, items) -> new Requirement.Certificate(span, r.side(), items));
        }
        if (requirement instanceof Requirement.Network r) {
            return listed(r, r.span(), r.networks(), ItemKind.NETWORKS, Requirement.Network::new);
        }
        if (requirement instanceof Requirement.Sender r) {
            return listed(r, r.span(), r.patterns(), ItemKind.ADDRESSES, Requirement.Sender::new);
        }
        if (requirement instanceof Requirement.Recipient r) {
            return listed(r, r.span(), r.patterns(), ItemKind.ADDRESSES, Requirement.Recipient::new);
        }
        if (requirement instanceof Requirement.Size r) {
            Span span = span(r.span());
            Word size = word(r.size());
            return isSame(span, r.span()) && isSame(size, r.size()) ? r : new Requirement.Size(span, size);
        }
        if (requirement instanceof Requirement.Tls r) {
            Span span = span(r.span());
            Optional<Word> version = optionalWord(r.version());
            return isSame(span, r.span()) && isSame(version, r.version()) ? r : new Requirement.Tls(span, version);
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
