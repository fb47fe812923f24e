package dev.mailflow.compiler.resolve;

import dev.mailflow.compiler.ast.Clause;
import dev.mailflow.compiler.ast.Clause.FlagKind;
import dev.mailflow.compiler.ast.Criterion;
import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.Requirement;
import dev.mailflow.compiler.ast.Word;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Of what kind an endpoint is that nothing declares, as far as the place tells where it is named (language.md, section 2). */
final class MeantKind {
    private static final String SITE = "server";

    private static final List<String> SITES = List.of(SITE);

    /** Of mail between sites of ours: hybrid deployments. */
    private static final Set<FlagKind> OF_SITES =
            Set.of(FlagKind.CENTRALIZED, FlagKind.KEEP_HEADERS, FlagKind.TREAT_AS_INTERNAL);

    /** Who writes in them is no stranger. */
    private static final Set<FlagKind> OF_TRUSTED = Set.of(FlagKind.MAY_RELAY, FlagKind.NO_RELAY);

    /** Kinds of endpoints at which no decisions are taken. */
    static final Set<String> NO_SITES = Set.of("partner", "device", "service", "internet");

    private MeantKind() {}

    /** The kinds that fit, the likeliest first; a server fits everywhere. */
    static List<String> of(Word name, Declaration use, Map<String, Declaration.Endpoint> declared) {
        if (use instanceof Declaration.Test) {
            return SITES;
        }
        if (!(use instanceof Declaration.Connector connector)) {
            return List.of("partner", "device", SITE);
        }
        boolean isSource = name == connector.from();
        Word other = isSource ? connector.to() : connector.from();
        boolean decides = connector.clauses().stream()
                .anyMatch(clause -> isSource ? isOfOutboundEnd(clause) : isOfInboundEnd(clause));
        if (decides || hasFlag(connector, OF_SITES) || isNoSite(other.text(), declared)) {
            return SITES;
        }
        if (!isSource) {
            boolean isEitherUnknown = !declared.containsKey(other.text())
                    && !Resolver.PREDECLARED.containsKey(other.text())
                    && connector.clauses().stream().noneMatch(MeantKind::isOfOutboundEnd);
            if (isEitherUnknown) {
                // One of them has to be a site: whoever says who may hand over mail means their own by the second.
                return List.of(SITE, "partner");
            }
            return namesRecipients(connector) ? List.of("partner", "device", SITE) : List.of("partner", SITE);
        }
        boolean isTrusted = hasFlag(connector, OF_TRUSTED)
                || connector.clauses().stream().anyMatch(clause -> requires(clause, Requirement.Auth.class));
        return isTrusted ? List.of("device", SITE) : List.of("partner", "device", SITE);
    }

    /** Of an end that routes: what a site alone does. */
    private static boolean isOfOutboundEnd(Clause clause) {
        return clause instanceof Clause.Via
                || clause instanceof Clause.ViaMx
                || clause instanceof Clause.DestinationPolicy;
    }

    /** Of an end that selects and checks: what a site alone does. */
    private static boolean isOfInboundEnd(Clause clause) {
        return clause instanceof Clause.Otherwise
                || clause instanceof Clause.Flag flag && OF_TRUSTED.contains(flag.kind())
                || clause instanceof Clause.When when
                        && when.criteria().stream()
                                .anyMatch(criterion -> criterion instanceof Criterion.Certificate
                                        || criterion instanceof Criterion.Network)
                || requires(clause, Requirement.Auth.class)
                || requires(clause, Requirement.Network.class)
                || requires(clause, Requirement.Sender.class)
                || requires(clause, Requirement.Recipient.class)
                || requires(clause, Requirement.Size.class);
    }

    private static boolean requires(Clause clause, Class<? extends Requirement> kind) {
        return clause instanceof Clause.Require require
                && require.requirements().stream().anyMatch(kind::isInstance);
    }

    private static boolean namesRecipients(Declaration.Connector connector) {
        return connector.clauses().stream()
                .anyMatch(clause -> clause instanceof Clause.When when
                        && when.criteria().stream().anyMatch(Criterion.Recipient.class::isInstance));
    }

    private static boolean hasFlag(Declaration.Connector connector, Set<FlagKind> kinds) {
        return connector.clauses().stream()
                .anyMatch(clause -> clause instanceof Clause.Flag flag && kinds.contains(flag.kind()));
    }

    /** A connector has a site of ours at one end. */
    private static boolean isNoSite(String name, Map<String, Declaration.Endpoint> declared) {
        String kind = Optional.ofNullable(declared.get(name))
                .map(endpoint -> endpoint.kind().text())
                .orElse(Resolver.PREDECLARED.getOrDefault(name, SITE));
        return NO_SITES.contains(kind);
    }
}
