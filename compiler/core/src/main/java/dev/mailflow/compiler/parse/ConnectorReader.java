package dev.mailflow.compiler.parse;

import dev.mailflow.compiler.ast.Clause;
import dev.mailflow.compiler.ast.Clause.DestinationPolicy;
import dev.mailflow.compiler.ast.Clause.Flag;
import dev.mailflow.compiler.ast.Clause.FlagKind;
import dev.mailflow.compiler.ast.Clause.Mechanism;
import dev.mailflow.compiler.ast.Clause.Strictness;
import dev.mailflow.compiler.ast.Clause.Verdict;
import dev.mailflow.compiler.ast.Criterion;
import dev.mailflow.compiler.ast.Item;
import dev.mailflow.compiler.ast.Requirement;
import dev.mailflow.compiler.ast.Requirement.CertificateSide;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.grammar.MailflowLexer;
import dev.mailflow.grammar.MailflowParser.*;
import dev.mailflow.grammar.MailflowParserBaseVisitor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ParseTree;

/** Trees of a connector's parts to clauses, criteria and requirements. */
final class ConnectorReader {
    private final TreeReader reader;
    private final MailflowParserBaseVisitor<Clause> clauses = new Clauses();
    private final MailflowParserBaseVisitor<Criterion> criteria = new Criteria();
    private final MailflowParserBaseVisitor<Requirement> requirements = new Requirements();

    ConnectorReader(TreeReader reader) {
        this.reader = reader;
    }

    List<Clause> clauses(List<ClauseContext> trees) {
        return all(trees, clauses);
    }

    List<Criterion> criteria(List<? extends ParserRuleContext> trees) {
        return all(trees, criteria);
    }

    static Clause via(Span span, List<Item> hosts) {
        // Only the bare word: a host of that name can be quoted.
        boolean mx = hosts.size() == 1 && isMx(hosts.get(0));
        return mx ? new Clause.ViaMx(span) : new Clause.Via(span, hosts);
    }

    private static <R> List<R> all(List<? extends ParseTree> trees, MailflowParserBaseVisitor<R> visitor) {
        List<R> results = new ArrayList<>(trees.size());
        for (ParseTree tree : trees) {
            results.add(tree.accept(visitor));
        }
        return results;
    }

    private final class Clauses extends MailflowParserBaseVisitor<Clause> {
        @Override
        public Clause visitWhen(WhenContext tree) {
            return new Clause.When(reader.span(tree), criteria(tree.criterion()));
        }

        @Override
        public Clause visitRequire(RequireContext tree) {
            return new Clause.Require(reader.span(tree), all(tree.requirement(), requirements));
        }

        @Override
        public Clause visitVia(ViaContext tree) {
            return via(reader.span(tree), reader.items(tree.items()));
        }

        @Override
        public Clause visitOtherwise(OtherwiseContext tree) {
            Verdict verdict = tree.REJECT() != null ? Verdict.REJECT : Verdict.DEFER;
            Optional<Word> text = tree.STRING() == null
                    ? Optional.empty()
                    : Optional.of(reader.word(tree.STRING().getSymbol()));
            return new Clause.Otherwise(reader.span(tree), verdict, reader.words(tree.replyCode()), text);
        }

        @Override
        public Clause visitMtaSts(MtaStsContext tree) {
            Strictness strictness = tree.OFF() != null ? Strictness.OFF : Strictness.REQUIRED;
            return new DestinationPolicy(reader.span(tree), Mechanism.MTA_STS, strictness);
        }

        @Override
        public Clause visitDane(DaneContext tree) {
            Strictness strictness = tree.OFF() != null ? Strictness.OFF : Strictness.REQUIRED;
            return new DestinationPolicy(reader.span(tree), Mechanism.DANE, strictness);
        }

        @Override
        public Clause visitDescription(DescriptionContext tree) {
            return new Clause.Description(reader.span(tree), reader.word(tree.string()));
        }

        @Override
        public Clause visitTlsOff(TlsOffContext tree) {
            return flag(tree, FlagKind.TLS_OFF);
        }

        @Override
        public Clause visitMayRelay(MayRelayContext tree) {
            return flag(tree, FlagKind.MAY_RELAY);
        }

        @Override
        public Clause visitNoRelay(NoRelayContext tree) {
            return flag(tree, FlagKind.NO_RELAY);
        }

        @Override
        public Clause visitCentralized(CentralizedContext tree) {
            return flag(tree, FlagKind.CENTRALIZED);
        }

        @Override
        public Clause visitDisabled(DisabledContext tree) {
            return flag(tree, FlagKind.DISABLED);
        }

        @Override
        public Clause visitKeepHeaders(KeepHeadersContext tree) {
            return flag(tree, FlagKind.KEEP_HEADERS);
        }

        @Override
        public Clause visitTreatAsInternal(TreatAsInternalContext tree) {
            return flag(tree, FlagKind.TREAT_AS_INTERNAL);
        }

        private Clause flag(ClauseContext tree, FlagKind kind) {
            return new Flag(reader.span(tree), kind);
        }
    }

    private final class Criteria extends MailflowParserBaseVisitor<Criterion> {
        @Override
        public Criterion visitOfConnector(OfConnectorContext tree) {
            return tree.criterion().accept(this);
        }

        @Override
        public Criterion visitSenderIs(SenderIsContext tree) {
            return new Criterion.Sender(reader.span(tree), reader.items(tree.items()));
        }

        @Override
        public Criterion visitRecipientIs(RecipientIsContext tree) {
            return new Criterion.Recipient(reader.span(tree), reader.items(tree.items()));
        }

        @Override
        public Criterion visitCertificateIs(CertificateIsContext tree) {
            return new Criterion.Certificate(reader.span(tree), reader.items(tree.items()));
        }

        @Override
        public Criterion visitNetworkIs(NetworkIsContext tree) {
            return new Criterion.Network(reader.span(tree), reader.items(tree.items()));
        }

        @Override
        public Criterion visitHeaderIs(HeaderIsContext tree) {
            return new Criterion.Header(reader.span(tree), reader.word(tree.headerName()), reader.words(tree.string()));
        }

        @Override
        public Criterion visitTlsIs(TlsIsContext tree) {
            Optional<Word> what = tree.OFF() != null
                    ? Optional.of(reader.word(tree.OFF().getSymbol()))
                    : reader.optionalWord(tree.tlsVersion());
            return new Criterion.Tls(reader.span(tree), what);
        }

        @Override
        public Criterion visitSizeIs(SizeIsContext tree) {
            return new Criterion.Size(reader.span(tree), reader.word(tree.number()));
        }

        @Override
        public Criterion visitHopsIs(HopsIsContext tree) {
            return new Criterion.Hops(reader.span(tree), reader.word(tree.number()));
        }
    }

    private final class Requirements extends MailflowParserBaseVisitor<Requirement> {
        @Override
        public Requirement visitRequireTls(RequireTlsContext tree) {
            return new Requirement.Tls(reader.span(tree), reader.optionalWord(tree.tlsVersion()));
        }

        @Override
        public Requirement visitRequireCertificate(RequireCertificateContext tree) {
            CertificateSide side = switch (tree.start.getType()) {
                case MailflowLexer.CLIENT -> CertificateSide.CLIENT;
                case MailflowLexer.SERVER -> CertificateSide.SERVER;
                default -> CertificateSide.OTHER;
            };
            return new Requirement.Certificate(reader.span(tree), side, reader.items(tree.items()));
        }

        @Override
        public Requirement visitRequireNetwork(RequireNetworkContext tree) {
            return new Requirement.Network(reader.span(tree), reader.items(tree.items()));
        }

        @Override
        public Requirement visitRequireSender(RequireSenderContext tree) {
            return new Requirement.Sender(reader.span(tree), reader.items(tree.items()));
        }

        @Override
        public Requirement visitRequireRecipient(RequireRecipientContext tree) {
            return new Requirement.Recipient(reader.span(tree), reader.items(tree.items()));
        }

        @Override
        public Requirement visitRequireSize(RequireSizeContext tree) {
            return new Requirement.Size(reader.span(tree), reader.word(tree.number()));
        }

        @Override
        public Requirement visitRequireAuth(RequireAuthContext tree) {
            return new Requirement.Auth(reader.span(tree));
        }
    }

    /** As it was written or mended; in quotes it is a host. */
    private static boolean isMx(Item item) {
        return item instanceof Item.Literal literal
                && literal.word().text().equals("mx")
                && !item.span().text().startsWith("\"");
    }
}
