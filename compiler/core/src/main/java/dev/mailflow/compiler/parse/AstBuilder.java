package dev.mailflow.compiler.parse;

import dev.mailflow.compiler.ast.ClaimPredicate;
import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.Declaration.Quantifier;
import dev.mailflow.compiler.ast.Item;
import dev.mailflow.compiler.ast.Property;
import dev.mailflow.compiler.ast.Property.Key;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.grammar.MailflowLexer;
import dev.mailflow.grammar.MailflowParser.*;
import dev.mailflow.grammar.MailflowParserBaseVisitor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A declaration's tree to its record. Sees whole trees only: what the grammar did not take was mended or left out
 * before.
 */
final class AstBuilder extends MailflowParserBaseVisitor<Declaration> {
    private final TreeReader reader;
    private final ConnectorReader connectors;
    private final TestReader tests;
    private final MailflowParserBaseVisitor<Property> properties = new Properties();
    private final MailflowParserBaseVisitor<ClaimPredicate> predicates = new Predicates();

    AstBuilder(TokenRow row, DiagnosticSink sink) {
        this.reader = new TreeReader(row);
        this.connectors = new ConnectorReader(reader);
        this.tests = new TestReader(reader, sink);
    }

    Declaration.ForEach forEach(ForEachHeadContext head, List<Declaration> body, Span end) {
        return new Declaration.ForEach(
                reader.span(head).to(end), reader.word(head.rowName()), reader.word(head.path()), body);
    }

    @Override
    public Declaration visitDeclaration(DeclarationContext tree) {
        return tree.getChild(0).accept(this);
    }

    @Override
    public Declaration visitLanguage(LanguageContext tree) {
        return new Declaration.Language(reader.span(tree), reader.word(tree.number()));
    }

    @Override
    public Declaration visitImportFile(ImportFileContext tree) {
        return new Declaration.Import(reader.span(tree), reader.word(tree.path()));
    }

    @Override
    public Declaration visitOrganization(OrganizationContext tree) {
        return new Declaration.Organization(
                reader.span(tree), reader.optionalWord(tree.name()), properties(tree.property()));
    }

    @Override
    public Declaration visitEndpoint(EndpointContext tree) {
        return new Declaration.Endpoint(
                reader.span(tree),
                reader.word(tree.endpointName()),
                reader.word(tree.endpointKind()),
                properties(tree.property()));
    }

    @Override
    public Declaration visitNetworkList(NetworkListContext tree) {
        return new Declaration.NetworkList(reader.span(tree), reader.word(tree.listName()), reader.items(tree.items()));
    }

    @Override
    public Declaration visitDomainList(DomainListContext tree) {
        return new Declaration.DomainList(reader.span(tree), reader.word(tree.listName()), reader.items(tree.items()));
    }

    @Override
    public Declaration visitConnector(ConnectorContext tree) {
        return new Declaration.Connector(
                reader.span(tree),
                reader.optionalWord(tree.connectorName()),
                reader.word(tree.fromEndpoint()),
                reader.word(tree.toEndpoint()),
                connectors.clauses(tree.clause()));
    }

    @Override
    public Declaration visitTest(TestContext tree) {
        return tests.test(tree);
    }

    @Override
    public Declaration visitTestsFrom(TestsFromContext tree) {
        return new Declaration.TestsFrom(reader.span(tree), reader.word(tree.path()));
    }

    @Override
    public Declaration visitClaim(ClaimContext tree) {
        return new Declaration.Assert(
                reader.span(tree),
                tree.EVERY() != null ? Quantifier.EVERY : Quantifier.NO,
                reader.optionalWord(tree.fromEndpoint()),
                reader.optionalWord(tree.toEndpoint()),
                connectors.criteria(tree.claimCriterion()),
                tree.predicate().accept(predicates));
    }

    private List<Property> properties(List<PropertyContext> trees) {
        List<Property> all = new ArrayList<>(trees.size());
        for (PropertyContext tree : trees) {
            all.add(tree.accept(properties));
        }
        return all;
    }

    private final class Properties extends MailflowParserBaseVisitor<Property> {
        @Override
        public Property visitKnown(KnownContext tree) {
            Word name = reader.word(tree.propertyKey());
            return new Property(
                    reader.span(tree), key(tree.propertyKey().start.getType()), name, reader.items(tree.items()));
        }

        @Override
        public Property visitRelayDomains(RelayDomainsContext tree) {
            Span span = reader.word(tree.RELAY().getSymbol())
                    .span()
                    .to(reader.word(tree.DOMAINS().getSymbol()).span());
            Word name = new Word(span, Key.RELAY_DOMAINS.words());
            return new Property(reader.span(tree), Key.RELAY_DOMAINS, name, reader.items(tree.items()));
        }

        @Override
        public Property visitSoftware(SoftwareContext tree) {
            List<Item> items = new ArrayList<>();
            items.add(reader.item(tree.item()));
            reader.optionalToken(tree.version).map(Item.Literal::new).ifPresent(items::add);
            Word name = reader.word(tree.SOFTWARE().getSymbol());
            return new Property(reader.span(tree), Key.SOFTWARE, name, items);
        }

        @Override
        public Property visitDescribedBy(DescribedByContext tree) {
            Word name = reader.word(tree.DESCRIPTION().getSymbol());
            List<Item> items = List.of(new Item.Literal(reader.word(tree.string())));
            return new Property(reader.span(tree), Key.DESCRIPTION, name, items);
        }

        @Override
        public Property visitUnknown(UnknownContext tree) {
            Word name = reader.word(tree.WORD().getSymbol());
            return new Property(reader.span(tree), Key.UNKNOWN, name, reader.items(tree.items()));
        }
    }

    /** @param type of a word that the grammar takes for a {@code propertyKey} */
    static Key key(int type) {
        return switch (type) {
            case MailflowLexer.DOMAINS -> Key.DOMAINS;
            case MailflowLexer.DIRECT_SEND -> Key.DIRECT_SEND;
            case MailflowLexer.HOP_LIMIT -> Key.HOP_LIMIT;
            case MailflowLexer.DIRECTORY -> Key.DIRECTORY;
            case MailflowLexer.TENANT -> Key.TENANT;
            case MailflowLexer.SUBSCRIPTION -> Key.SUBSCRIPTION;
            case MailflowLexer.HYBRID -> Key.HYBRID;
            case MailflowLexer.MAILBOXES -> Key.MAILBOXES;
            case MailflowLexer.HOSTS -> Key.HOSTS;
            case MailflowLexer.NETWORKS -> Key.NETWORKS;
            case MailflowLexer.CERT -> Key.CERT;
            default -> throw new IllegalStateException("no key of a property: token " + type);
        };
    }

    private final class Predicates extends MailflowParserBaseVisitor<ClaimPredicate> {
        @Override
        public ClaimPredicate visitReaches(ReachesContext tree) {
            return new ClaimPredicate.Reaches(reader.span(tree), reader.word(tree.endpointName()));
        }

        @Override
        public ClaimPredicate visitPasses(PassesContext tree) {
            return new ClaimPredicate.Passes(reader.span(tree), reader.word(tree.endpointName()));
        }

        @Override
        public ClaimPredicate visitLeavesWithTls(LeavesWithTlsContext tree) {
            Optional<Word> version = reader.optionalWord(tree.tlsVersion());
            return new ClaimPredicate.LeavesWithTls(reader.span(tree), version, reader.items(tree.items()));
        }

        @Override
        public ClaimPredicate visitIsRejected(IsRejectedContext tree) {
            return new ClaimPredicate.IsRejected(reader.span(tree), reader.optionalToken(tree.why));
        }

        @Override
        public ClaimPredicate visitIsDelivered(IsDeliveredContext tree) {
            return new ClaimPredicate.IsDelivered(reader.span(tree));
        }
    }
}
