package dev.mailflow.compiler.check;

import dev.mailflow.compiler.ast.Clause.FlagKind;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.Identities;
import dev.mailflow.compiler.type.Identities.SharedMarks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What every tenant of the cloud shows, and where all send from, does not tell ours from the others. */
final class SharedIdentity implements Check {
    /** Connectors that are shown of many. */
    private static final int SHOWN = 3;

    /** What comes of it. */
    private enum Effect {
        FORGED,
        /** What is required besides keeps the others out; the right to relay rests on the identity all the same. */
        NOT_RELAYED,
        NONE
    }

    /** What one line of an endpoint mends. */
    private record Source(String name, EndpointKind kind, SharedMarks marks, Effect effect) {}

    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        Map<Source, List<Connector>> found = new LinkedHashMap<>();
        for (Connector connector : policy.connectors()) {
            if (connector.isEnabled() && connector.to().kind().isSite()) {
                Identities.sharedMarks(connector)
                        .map(marks -> new Source(
                                connector.from().name(), connector.from().kind(), marks, effect(connector)))
                        .filter(source -> source.effect() != Effect.NONE)
                        .ifPresent(source -> found.computeIfAbsent(source, key -> new ArrayList<>())
                                .add(connector));
            }
        }
        found.forEach((source, connectors) -> sink.report(one(source, connectors)));
    }

    private static Effect effect(Connector connector) {
        if (!Identities.requiresOwn(connector)) {
            return Effect.FORGED;
        }
        boolean wouldRelay = connector.from().kind().isSite() && !connector.has(FlagKind.NO_RELAY);
        return wouldRelay && Identities.isOfEveryTenant(connector) ? Effect.NOT_RELAYED : Effect.NONE;
    }

    private static Diagnostic one(Source source, List<Connector> connectors) {
        return source.effect() == Effect.FORGED ? forged(source, connectors) : notRelayed(source, connectors);
    }

    private static Diagnostic notRelayed(Source source, List<Connector> connectors) {
        Diagnostic told = Diagnostic.of(
                        DiagnosticCode.SHARED_CERTIFICATE,
                        connectors.get(0).head(),
                        "`" + source.name() + "` is known only by " + words(source.marks())
                                + ": its mail has no relay right, whatever is required besides")
                .withHelp("state what is required in endpoint " + source.name() + ", or write `no relay`");
        return withOthers(told, connectors);
    }

    private static Diagnostic forged(Source source, List<Connector> connectors) {
        SharedMarks marks = source.marks();
        boolean only = marks.others() == SharedMarks.Others.NONE;
        Diagnostic told = Diagnostic.of(
                        DiagnosticCode.SHARED_CERTIFICATE,
                        connectors.get(0).head(),
                        "`" + source.name() + "` is " + (only ? "known only by " : "also known by ") + words(marks)
                                + ": other tenants can forge senders of ours")
                .withHelp((only
                                ? "state " + (source.kind() == EndpointKind.EXCHANGE_ONLINE ? "the tenant's" : "its")
                                        + " own certificate"
                                        + (marks.network().isPresent() ? "" : " or network") + " in endpoint "
                                        + source.name()
                                : "take it out of the list")
                        + (marks.network().isPresent()
                                ? ", add `when header …`, or write `no relay`: where ours may relay, they may"
                                : ", or add `when header …`; until then its mail has no relay right"));
        return withOthers(told, connectors);
    }

    private static Diagnostic withOthers(Diagnostic of, List<Connector> connectors) {
        Diagnostic told = of;
        int shown = Math.min(SHOWN, connectors.size());
        for (int i = 1; i < shown; i++) {
            int more = i == SHOWN - 1 ? connectors.size() - SHOWN : 0;
            told = told.withRelated(
                    connectors.get(i).head(), "the same here" + (more == 0 ? "" : ", and at " + more + " more"));
        }
        return told;
    }

    private static String words(SharedMarks marks) {
        Optional<String> certificate = marks.certificate().map(shown -> "`" + shown.text() + "`");
        Optional<String> network = marks.network().map(shared -> "`" + shared + "`");
        if (certificate.isPresent() && network.isPresent()) {
            return certificate.get() + " and " + network.get() + ", which all tenants share";
        }
        return certificate
                .map(shown -> shown + ", which every tenant shows")
                .or(() -> network.map(shared -> shared + ", from where every tenant of the cloud sends"))
                .orElseThrow();
    }
}
