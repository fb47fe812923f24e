package dev.mailflow.compiler.parse;

import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.TestParts.Client;
import dev.mailflow.compiler.ast.TestParts.Expect;
import dev.mailflow.compiler.ast.TestParts.Header;
import dev.mailflow.compiler.ast.TestParts.Message;
import dev.mailflow.compiler.ast.TestParts.Outcome;
import dev.mailflow.compiler.ast.TestParts.Remote;
import dev.mailflow.compiler.ast.TestParts.Tls;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.grammar.MailflowParser.*;
import dev.mailflow.grammar.MailflowParserBaseVisitor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.jspecify.annotations.Nullable;

/** The tree of a {@code test} block to its lines. Says so when a line, or a part of one, stands twice. */
final class TestReader {
    private final TreeReader reader;
    private final DiagnosticSink sink;

    TestReader(TreeReader reader, DiagnosticSink sink) {
        this.reader = reader;
        this.sink = sink;
    }

    Declaration.Test test(TestContext tree) {
        Once<ClientContext> client = new Once<>("`client`");
        Once<MessageContext> message = new Once<>("`message`");
        Once<RemoteContext> remote = new Once<>("`remote`");
        Once<ExpectContext> expect = new Once<>("`expect`");
        for (TestLineContext line : tree.testLine()) {
            if (line instanceof ClientContext one) {
                client.see(one);
            } else if (line instanceof MessageContext one) {
                message.see(one);
            } else if (line instanceof RemoteContext one) {
                remote.see(one);
            } else if (line instanceof ExpectContext one) {
                expect.see(one);
            }
        }
        return new Declaration.Test(
                reader.span(tree),
                reader.word(tree.string()),
                reader.word(tree.endpointName()),
                client.first().map(this::client),
                message.first().map(this::message),
                remote.first().map(this::remote),
                expect.first().map(this::expect));
    }

    private Client client(ClientContext tree) {
        if (tree.MAILBOX() != null) {
            return new Client.LocalMailbox(reader.span(tree));
        }
        Once<ClientTlsContext> tls = new Once<>("`tls`");
        Once<ClientCertificateContext> certificate = new Once<>("`cert`");
        Once<ClientUserContext> user = new Once<>("`auth`");
        for (ClientFactContext fact : tree.clientFact()) {
            if (fact instanceof ClientTlsContext one) {
                tls.see(one);
            } else if (fact instanceof ClientCertificateContext one) {
                certificate.see(one);
            } else if (fact instanceof ClientUserContext one) {
                user.see(one);
            }
        }
        return new Client.Connection(
                reader.span(tree),
                reader.word(tree.address()),
                tls.first().map(one -> new Tls(reader.span(one), reader.optionalWord(one.tlsVersion()))),
                certificate.first().map(one -> names(one.certificateNames())).orElse(List.of()),
                user.first().map(one -> reader.word(one.value())));
    }

    private Message message(MessageContext tree) {
        Once<MessageSizeContext> size = new Once<>("`size`");
        Once<MessageHopsContext> hops = new Once<>("`hops`");
        List<Header> headers = new ArrayList<>();
        for (MessageFactContext fact : tree.messageFact()) {
            if (fact instanceof MessageSizeContext one) {
                size.see(one);
            } else if (fact instanceof MessageHopsContext one) {
                hops.see(one);
            } else if (fact instanceof MessageHeaderContext one) {
                headers.add(new Header(reader.word(one.headerName()), reader.word(one.string())));
            }
        }
        return new Message(
                reader.span(tree),
                reader.word(tree.address(0)),
                reader.word(tree.address(1)),
                size.first().map(one -> reader.word(one.number())),
                hops.first().map(one -> reader.word(one.number())),
                headers);
    }

    private Remote remote(RemoteContext tree) {
        boolean offersTls = tree.NO() == null;
        return new Remote(
                reader.span(tree), offersTls, reader.optionalWord(tree.tlsVersion()), names(tree.certificateNames()));
    }

    private Expect expect(ExpectContext tree) {
        Outcome outcome = tree.outcome().accept(new MailflowParserBaseVisitor<Outcome>() {
            @Override
            public Outcome visitDeliver(DeliverContext one) {
                return new Outcome.Deliver(reader.span(one));
            }

            @Override
            public Outcome visitSend(SendContext one) {
                return one.connectorName() == null
                        ? new Outcome.SendToInternet(reader.span(one))
                        : new Outcome.SendVia(reader.span(one), reader.word(one.connectorName()));
            }

            @Override
            public Outcome visitReject(RejectContext one) {
                return new Outcome.Reject(reader.span(one), reader.word(one.reason()));
            }

            @Override
            public Outcome visitDefer(DeferContext one) {
                return new Outcome.Defer(reader.span(one), reader.word(one.reason()));
            }
        });
        return new Expect(reader.span(tree), outcome, reader.optionalWord(tree.endpointOrConnector()));
    }

    private List<Word> names(@Nullable CertificateNamesContext tree) {
        if (tree == null) {
            return List.of();
        }
        List<Word> names = new ArrayList<>();
        for (int i = 0; i < tree.getChildCount(); i++) {
            if (tree.getChild(i) instanceof ParserRuleContext name) {
                names.add(reader.word(name));
            }
        }
        return names;
    }

    /** A part that may stand once: keeps the first, reports the others. */
    private final class Once<T extends ParserRuleContext> {
        private final String name;
        private @Nullable T first;

        Once(String name) {
            this.name = name;
        }

        void see(T tree) {
            if (first == null) {
                first = tree;
                return;
            }
            Span span = reader.span(tree);
            sink.report(Diagnostic.of(DiagnosticCode.REPEATED_PART, span, name + " stands twice; only one is possible")
                    .withRelated(reader.span(first), "the first one")
                    .withHelp("remove one of them, or write a second test")
                    .withFix(new Fix("remove this one", span, "")));
        }

        Optional<T> first() {
            return Optional.ofNullable(first);
        }
    }
}
