package dev.mailflow.compiler.driver;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.Spanned;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Two partners with one domain tie at each of their connectors; the mistake is the domain that is there twice. */
final class PartnerTies {
    /**
     * The same pattern at two partners.
     *
     * @param one where the first has it
     * @param other where the second has it
     */
    private record Shared(Endpoint first, AddressPattern domain, Span one, Span other) {}

    private PartnerTies() {}

    /** Of the ties that come from one domain the first, told at the domain. */
    static List<Diagnostic> gather(List<Diagnostic> found, CheckedPolicy policy) {
        if (found.stream().noneMatch(one -> one.code() == DiagnosticCode.SAME_CRITERIA)) {
            return found;
        }
        Map<Span, Connector> heads = new HashMap<>();
        policy.connectors().forEach(connector -> heads.put(connector.head(), connector));
        List<Diagnostic> gathered = new ArrayList<>();
        Set<Span> told = new HashSet<>();
        for (Diagnostic diagnostic : found) {
            Optional<Shared> shared = shared(diagnostic, heads);
            if (shared.isEmpty()) {
                gathered.add(diagnostic);
            } else if (told.add(shared.get().other())) {
                gathered.add(atDomain(diagnostic, shared.get()));
            }
        }
        return gathered;
    }

    private static Optional<Shared> shared(Diagnostic diagnostic, Map<Span, Connector> heads) {
        if (diagnostic.code() != DiagnosticCode.SAME_CRITERIA
                || diagnostic.related().isEmpty()) {
            return Optional.empty();
        }
        Connector late = heads.get(diagnostic.primary().span());
        Connector early = heads.get(diagnostic.related().get(0).span());
        if (late == null || early == null) {
            return Optional.empty();
        }
        boolean isIn = early.from().kind() == EndpointKind.PARTNER
                && early.when().sender().isEmpty()
                && late.when().sender().isEmpty();
        boolean isOut = early.to().kind() == EndpointKind.PARTNER
                && early.when().recipient().isEmpty()
                && late.when().recipient().isEmpty();
        return isIn ? shared(early.from(), late.from()) : isOut ? shared(early.to(), late.to()) : Optional.empty();
    }

    private static Optional<Shared> shared(Endpoint one, Endpoint other) {
        if (one.name().equals(other.name())) {
            return Optional.empty();
        }
        boolean isInOrder = !one.origin().file().equals(other.origin().file())
                || one.place().counterpart().isPresent()
                || one.origin().start() <= other.origin().start();
        Endpoint first = isInOrder ? one : other;
        Endpoint second = isInOrder ? other : one;
        for (Spanned<AddressPattern> late : second.domains()) {
            for (Spanned<AddressPattern> early : first.domains()) {
                if (early.value().equals(late.value())) {
                    // Both name a list that holds it: the list is right.
                    boolean isListed = early.span().equals(late.span());
                    return Optional.of(new Shared(
                            first,
                            late.value(),
                            isListed ? first.place() : early.span(),
                            isListed ? second.place() : late.span()));
                }
            }
        }
        return Optional.empty();
    }

    private static Diagnostic atDomain(Diagnostic tie, Shared shared) {
        Diagnostic told = Diagnostic.of(
                        tie.code(),
                        shared.other(),
                        "`" + shared.domain().text() + "` is a domain of `"
                                + shared.first().name() + "` already: nothing tells the two partners apart")
                .withRelated(shared.one(), "of `" + shared.first().name() + "` here")
                .withHelp(
                        "leave the domain to one of the two partners; or name at one of their connectors what only it is for,"
                                + " by a more specific `when sender` or `when recipient`");
        return tie.witness().map(told::withWitness).orElse(told);
    }
}
