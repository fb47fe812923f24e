package dev.mailflow.languageserver;

import dev.mailflow.compiler.ast.ClaimPredicate;
import dev.mailflow.compiler.ast.Clause;
import dev.mailflow.compiler.ast.Criterion;
import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.Item;
import dev.mailflow.compiler.ast.PolicyFile;
import dev.mailflow.compiler.ast.Property;
import dev.mailflow.compiler.ast.Property.Key;
import dev.mailflow.compiler.ast.Requirement;
import dev.mailflow.compiler.ast.TestParts;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.languageserver.Occurrence.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds every word of a file that is a name, or may be one: whether an item of a list is one, only all files together tell. */
final class Occurrences implements Declaration.Visitor<Void> {
    /** In these a bare word can be the name of a list. */
    private static final Set<Key> LISTING =
            Set.of(Key.DOMAINS, Key.RELAY_DOMAINS, Key.MAILBOXES, Key.NETWORKS, Key.CERT);

    private final List<Occurrence> found = new ArrayList<>();

    private Occurrences() {}

    static List<Occurrence> of(PolicyFile file) {
        Occurrences all = new Occurrences();
        file.declarations().forEach(declaration -> declaration.accept(all));
        return all.found;
    }

    private void declared(Kind kind, Word name, Declaration declaration) {
        found.add(new Occurrence(kind, name.text(), name.span(), Optional.of(declaration)));
    }

    private void used(Kind kind, Word name) {
        found.add(new Occurrence(kind, name.text(), name.span(), Optional.empty()));
    }

    private void items(List<Item> items) {
        for (Item item : items) {
            if (item instanceof Item.Literal literal) {
                used(Kind.LIST, literal.word());
            }
        }
    }

    private void properties(List<Property> properties) {
        properties.stream()
                .filter(property -> LISTING.contains(property.key()))
                .forEach(property -> items(property.items()));
    }

    @Override
    public Void language(Declaration.Language language) {
        return done();
    }

    @Override
    public Void importFile(Declaration.Import importFile) {
        return done();
    }

    @Override
    public Void organization(Declaration.Organization organization) {
        properties(organization.properties());
        return done();
    }

    @Override
    public Void endpoint(Declaration.Endpoint endpoint) {
        declared(Kind.ENDPOINT, endpoint.name(), endpoint);
        properties(endpoint.properties());
        return done();
    }

    @Override
    public Void networkList(Declaration.NetworkList list) {
        declared(Kind.LIST, list.name(), list);
        items(list.items());
        return done();
    }

    @Override
    public Void domainList(Declaration.DomainList list) {
        declared(Kind.LIST, list.name(), list);
        items(list.items());
        return done();
    }

    @Override
    public Void connector(Declaration.Connector connector) {
        connector
                .name()
                .ifPresentOrElse(
                        name -> declared(Kind.CONNECTOR, name, connector),
                        // Its ends are its name; they are names themselves, and shorter.
                        () -> found.add(new Occurrence(
                                Kind.CONNECTOR,
                                connector.calledName(),
                                connector.from().span().to(connector.to().span()),
                                Optional.of(connector))));
        used(Kind.ENDPOINT, connector.from());
        used(Kind.ENDPOINT, connector.to());
        for (Clause clause : connector.clauses()) {
            if (clause instanceof Clause.When when) {
                when.criteria().forEach(this::criterion);
            } else if (clause instanceof Clause.Require require) {
                require.requirements().forEach(this::requirement);
            }
        }
        return done();
    }

    private void criterion(Criterion criterion) {
        if (criterion instanceof Criterion.Sender sender) {
            items(sender.patterns());
        } else if (criterion instanceof Criterion.Recipient recipient) {
            items(recipient.patterns());
        } else if (criterion instanceof Criterion.Certificate certificate) {
            items(certificate.patterns());
        } else if (criterion instanceof Criterion.Network network) {
            items(network.networks());
        }
    }

    private void requirement(Requirement requirement) {
        if (requirement instanceof Requirement.Sender sender) {
            items(sender.patterns());
        } else if (requirement instanceof Requirement.Recipient recipient) {
            items(recipient.patterns());
        } else if (requirement instanceof Requirement.Certificate certificate) {
            items(certificate.patterns());
        } else if (requirement instanceof Requirement.Network network) {
            items(network.networks());
        }
    }

    @Override
    public Void forEach(Declaration.ForEach forEach) {
        forEach.body().forEach(declaration -> declaration.accept(this));
        return done();
    }

    @Override
    public Void test(Declaration.Test test) {
        used(Kind.ENDPOINT, test.site());
        test.expect().ifPresent(expect -> {
            if (expect.outcome() instanceof TestParts.Outcome.SendVia via) {
                used(Kind.CONNECTOR, via.connector());
            }
            // A connector, or a source that came by none.
            expect.by().ifPresent(by -> {
                used(Kind.CONNECTOR, by);
                used(Kind.ENDPOINT, by);
            });
        });
        return done();
    }

    @Override
    public Void testsFrom(Declaration.TestsFrom testsFrom) {
        return done();
    }

    @Override
    public Void claim(Declaration.Assert claim) {
        claim.from().ifPresent(word -> used(Kind.ENDPOINT, word));
        claim.to().ifPresent(word -> used(Kind.ENDPOINT, word));
        claim.when().forEach(this::criterion);
        if (claim.predicate() instanceof ClaimPredicate.Reaches reaches) {
            used(Kind.ENDPOINT, reaches.endpoint());
        } else if (claim.predicate() instanceof ClaimPredicate.Passes passes) {
            used(Kind.ENDPOINT, passes.endpoint());
        } else if (claim.predicate() instanceof ClaimPredicate.LeavesWithTls leaves) {
            items(leaves.certificates());
        }
        return done();
    }

    @Override
    public Void malformed(Declaration.Malformed malformed) {
        return done();
    }

    @SuppressWarnings("NullAway") // Void has no other value.
    private static Void done() {
        return null;
    }
}
