package dev.mailflow.compiler.type;

import dev.mailflow.compiler.ast.Clause;
import dev.mailflow.compiler.ast.Clause.FlagKind;
import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Severity;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What a connector of these two kinds of ends can say at all (language.md, section 2). */
final class ConnectorRules {
    private final DiagnosticSink sink;
    private final Declaration.Connector written;
    private final Connector connector;
    private final Endpoint from;
    private final Endpoint to;
    private final Set<String> troubled;

    /** @param troubled endpoints with a mistake of their own: what they lack may be what could not be read */
    ConnectorRules(Declaration.Connector written, Connector connector, Set<String> troubled, DiagnosticSink sink) {
        this.written = written;
        this.troubled = troubled;
        this.sink = sink;
        this.connector = connector;
        this.from = connector.from();
        this.to = connector.to();
    }

    void check() {
        if (from.name().equals(to.name())) {
            report(
                            DiagnosticCode.SELF_CONNECTOR,
                            connector.head(),
                            "this connector leads from `" + from.name() + "` to itself")
                    .help("what stays at one site needs no connector; name another endpoint");
            return;
        }
        if (!from.kind().isSite() && !to.kind().isSite()) {
            report(
                            DiagnosticCode.NO_SITE,
                            connector.head(),
                            "neither `" + from.name() + "` nor `" + to.name() + "` is a site of ours")
                    .help("mail that we neither send nor receive cannot be ruled by us; one end must be a server or"
                            + " exchange-online");
            return;
        }
        tls();
        if (to.kind().isSite()) {
            inbound();
            nothingToRefuse();
        } else if (!isTurned()) {
            withoutInbound();
        }
        if (from.kind().isSite()) {
            outbound();
        } else {
            withoutOutbound();
        }
        relay();
    }

    private void tls() {
        Span off = connector.flags().get(FlagKind.TLS_OFF);
        if (off == null) {
            return;
        }
        Optional<Span> wanted = connector.require().tls().map(CheckedPolicy.Tls::span);
        if (wanted.isEmpty()) {
            wanted = connector.require().serverCertificate().map(CheckedPolicy.Alternatives::span);
        }
        Optional<Span> demand = demanded(connector.mtaSts()).or(() -> demanded(connector.dane()));
        if (wanted.isPresent()) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.TLS_CONTRADICTION, off, "`tls off` forbids what the connector requires")
                    .withRelated(wanted.get(), "this cannot be had without TLS")
                    .withHelp("remove one of the two"));
        } else if (demand.isPresent()) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.TLS_CONTRADICTION,
                            off,
                            "`tls off` forbids what `" + demand.get().text() + "` asks for")
                    .withRelated(demand.get(), "this cannot be had without TLS")
                    .withHelp("remove one of the two"));
        } else if (!from.kind().isSite()) {
            // Nothing is lost where the other side sends: a hint and no error.
            sink.report(Diagnostic.of(DiagnosticCode.NO_EFFECT, off, "`tls off` has no effect here")
                    .withSeverity(Severity.WARNING)
                    .labelled("`" + from.name() + "` takes no decisions: whether it starts TLS is its own choice")
                    .withHelp("remove it: mail in plain text is taken unless `require tls` stands here"));
        } else {
            showsNothing(off);
        }
    }

    /** Whoever asks for its certificate, or knows it by one, never sees it. */
    private void showsNothing(Span off) {
        Optional<Span> asked = connector.require().clientCertificate().map(CheckedPolicy.Alternatives::span);
        if (asked.isPresent()) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.NEVER_HOLDS,
                            asked.get(),
                            "`" + from.name() + "` shows no certificate: it never starts TLS")
                    .withRelated(off, "forbidden here")
                    .withHelp("remove one of the two"));
            return;
        }
        boolean isByDefault = from.kind() == EndpointKind.EXCHANGE_ONLINE
                && !Identities.isStated(connector)
                && !Identities.isFromRequire(connector);
        Optional<Span> known = connector
                .when()
                .certificate()
                .map(CheckedPolicy.Alternatives::span)
                .or(() -> from.certificates().stream().findFirst().map(Spanned::span));
        if (to.kind().isSite() && connector.isEnabled() && (known.isPresent() || isByDefault)) {
            Diagnostic found = Diagnostic.of(
                            DiagnosticCode.NEVER_HOLDS,
                            off,
                            "`" + from.name() + "`, which `" + to.name()
                                    + "` knows by its certificate, shows none: it never starts TLS")
                    .withHelp(
                            "remove `tls off`, or let `" + from.name() + "` be known by `networks` in place of `cert`");
            sink.report(
                    known.map(span -> found.withRelated(span, "known by this")).orElse(found));
        }
    }

    private static Optional<Span> demanded(Optional<Spanned<Clause.Strictness>> clause) {
        return clause.filter(said -> said.value() == Clause.Strictness.REQUIRED).map(Spanned::span);
    }

    private void inbound() {
        if (!connector.isEnabled() || troubled.contains(from.name())) {
            return;
        }
        if (from.kind() == EndpointKind.PARTNER) {
            if (from.domains().isEmpty() && connector.when().sender().isEmpty()) {
                report(
                                DiagnosticCode.NO_IDENTITY,
                                connector.head(),
                                "nothing says which mail comes from `" + from.name() + "`")
                        .help("a partner is known by its sender domains: endpoint " + from.name()
                                + " : partner { domains contosobank.com }");
            }
            return;
        }
        if (!from.kind().isTrusted() || from.kind() == EndpointKind.EXCHANGE_ONLINE) {
            return;
        }
        boolean known = from.statesIdentity()
                || connector.when().certificate().isPresent()
                || connector.when().network().isPresent()
                || connector.require().clientCertificate().isPresent()
                || connector.require().network().isPresent();
        if (!known) {
            boolean senderOnly = connector.when().sender().isPresent();
            report(
                            DiagnosticCode.NO_IDENTITY,
                            connector.head(),
                            senderOnly
                                    ? "a sender alone does not show that mail comes from `" + from.name()
                                            + "`: anybody can write one"
                                    : "nothing says how `" + to.name() + "` recognises `" + from.name() + "`")
                    .help("state a certificate or network: in endpoint " + from.name()
                            + ", or here with `require cert …` or `require network …`");
        }
    }

    /** R4 replies in these words to what lacks a requirement; without one there is nothing to reply to. */
    private void nothingToRefuse() {
        if (!connector.isEnabled() || connector.otherwise().isEmpty()) {
            return;
        }
        CheckedPolicy.Require require = connector.require();
        boolean asks = require.tls().isPresent()
                || require.clientCertificate().isPresent()
                || require.network().isPresent()
                || require.auth().isPresent()
                || require.sender().isPresent()
                || require.recipient().isPresent()
                || require.size().isPresent();
        // A requirement that could not be read was told of already.
        boolean isMended = require.serverCertificate().isEmpty()
                && written.clauses().stream().anyMatch(Clause.Require.class::isInstance);
        if (!asks && !isMended) {
            // Nothing is refused that was taken, nor taken that was to be refused: a hint and no error.
            connector
                    .otherwise()
                    .ifPresent(reply -> sink.report(
                            Diagnostic.of(DiagnosticCode.NO_EFFECT, reply.span(), "`otherwise` has no effect here")
                                    .withSeverity(Severity.WARNING)
                                    .labelled("nothing that comes from `" + from.name()
                                            + "` is asked for anything: nothing is refused")
                                    .withHelp("add what such mail must have, as in `require tls`, or remove it")));
        }
    }

    /** To a service or device, in the words of mail that comes from there: the mistake is the direction. */
    private boolean isTurned() {
        boolean isOutward = connector.isEnabled()
                && from.kind().isSite()
                && (to.kind() == EndpointKind.SERVICE || to.kind() == EndpointKind.DEVICE)
                && connector.when().recipient().isEmpty()
                && connector.via().isEmpty()
                && !connector.has(FlagKind.CENTRALIZED)
                && !troubled.contains(to.name());
        if (!isOutward) {
            return false;
        }
        long inward = Stream.of(
                        connector.require().sender(),
                        connector.require().recipient(),
                        connector.require().network(),
                        connector.require().size(),
                        connector.otherwise(),
                        Optional.ofNullable(connector.flags().get(FlagKind.MAY_RELAY)))
                .filter(Optional::isPresent)
                .count();
        return inward > 1;
    }

    private void withoutInbound() {
        Supplier<String> where = () -> "`" + to.name() + "` takes no decisions: nothing is checked at that end";
        connector.when().certificate().ifPresent(c -> noEffect(c.span(), "when cert", where, "remove it"));
        connector.when().network().ifPresent(n -> noEffect(n.span(), "when network", where, "remove it"));
        connector.require().network().ifPresent(n -> noEffect(n.span(), "require network", where, "remove it"));
        connector.require().auth().ifPresent(a -> noEffect(a, "require auth", where, "remove it"));
        connector
                .require()
                .sender()
                .ifPresent(s -> noEffect(
                        s.span(), "require sender", where, "to choose which mail goes this way write `when sender …`"));
        connector
                .require()
                .recipient()
                .ifPresent(r -> noEffect(
                        r.span(),
                        "require recipient",
                        where,
                        "to choose which mail goes this way write `when recipient …`"));
        connector.require().size().ifPresent(s -> noEffect(s.span(), "require size", where, "remove it"));
        connector.otherwise().ifPresent(o -> noEffect(o.span(), "otherwise", where, "remove it"));
        for (FlagKind flag : new FlagKind[] {FlagKind.MAY_RELAY, FlagKind.NO_RELAY}) {
            Span span = connector.flags().get(flag);
            if (span != null) {
                noEffect(span, flag.words(), where, "remove it");
            }
        }
    }

    private void outbound() {
        boolean stated = connector.when().recipient().isPresent() || connector.has(FlagKind.CENTRALIZED);
        if (stated || !connector.isEnabled() || troubled.contains(to.name())) {
            return;
        }
        if (to.kind() == EndpointKind.SERVICE || to.kind() == EndpointKind.DEVICE) {
            report(
                            DiagnosticCode.NO_RECIPIENTS,
                            connector.head(),
                            "nothing says which recipients go to `" + to.name() + "`")
                    .help(
                            isTurned()
                                    ? "turn it round, `from " + to.name() + " to " + from.name()
                                            + "`: what it requires is checked where mail comes in; or say `when recipient …`"
                                    : "add `when recipient …`, for everything `when recipient *`");
        } else if (to.kind() == EndpointKind.PARTNER && to.domains().isEmpty()) {
            report(
                            DiagnosticCode.NO_RECIPIENTS,
                            connector.head(),
                            "nothing says which recipients belong to `" + to.name() + "`")
                    .help("state them: endpoint " + to.name() + " : partner { domains contosobank.com }");
        }
    }

    private void withoutOutbound() {
        Supplier<String> where = () -> "`" + from.name() + "` takes no decisions: nothing is routed at that end";
        connector.via().ifPresent(via -> {
            Span span = via instanceof CheckedPolicy.Via.Mx mx ? mx.span() : ((CheckedPolicy.Via.Hosts) via).span();
            noEffect(span, "via", where, "remove it");
        });
        Span centralized = connector.flags().get(FlagKind.CENTRALIZED);
        if (centralized != null) {
            noEffect(centralized, "centralized", where, "remove it");
        }
        connector.mtaSts().ifPresent(clause -> noEffect(clause.span(), "mta-sts", where, "remove it"));
        connector.dane().ifPresent(clause -> noEffect(clause.span(), "dane", where, "remove it"));
    }

    private void relay() {
        Span may = connector.flags().get(FlagKind.MAY_RELAY);
        Span no = connector.flags().get(FlagKind.NO_RELAY);
        if (may != null && no != null) {
            sink.report(Diagnostic.of(DiagnosticCode.RELAY_CONTRADICTION, no, "`no relay` takes what `may relay` gives")
                    .withRelated(may, "given here")
                    .withHelp("remove one of the two"));
            return;
        }
        if (may == null || !to.kind().isSite()) {
            return;
        }
        if (!from.kind().isTrusted()) {
            report(
                            DiagnosticCode.RELAY_NOT_POSSIBLE,
                            may,
                            "a relay right for " + (from.kind() == EndpointKind.PARTNER ? "a partner" : "the internet")
                                    + " would let anybody send through us")
                    .help("remove it: a sender address proves nothing; a party that we trust is declared as a `service`"
                            + " with a certificate or network");
        } else if (Identities.isOfEveryTenant(connector)) {
            ofEveryTenant(may);
        }
    }

    private void ofEveryTenant(Span may) {
        report(
                        DiagnosticCode.RELAY_NOT_POSSIBLE,
                        may,
                        "`" + from.name() + "` is known by a certificate that every tenant shows")
                .help("name " + (from.kind() == EndpointKind.EXCHANGE_ONLINE ? "the tenant's" : "its")
                        + " own certificate, its network or a `when header`");
    }

    private void noEffect(Span span, String words, Supplier<String> where, String help) {
        sink.report(Diagnostic.of(DiagnosticCode.NO_EFFECT, span, "`" + words + "` has no effect here")
                .labelled(where.get())
                .withHelp(help));
    }

    private interface Helped {
        void help(String text);
    }

    private Helped report(DiagnosticCode code, Span span, String message) {
        return help -> sink.report(Diagnostic.of(code, span, message).withHelp(help));
    }
}
