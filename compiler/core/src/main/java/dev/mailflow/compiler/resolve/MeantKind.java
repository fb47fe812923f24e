package dev.mailflow.compiler.resolve;

import dev.mailflow.compiler.ast.Clause;
import dev.mailflow.compiler.ast.Clause.FlagKind;
import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.Requirement;
import dev.mailflow.compiler.ast.Word;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Of what kind an endpoint is that nothing declares, as far as the place tells where it is named (language.md, section 2). */
final class MeantKind {
    /** As an example, where nothing tells. */
    static final String ANY = "partner";

    private static final String SITE = "server";

    /** Of mail between sites of ours: hybrid deployments. */
    private static final Set<FlagKind> OF_SITES =
            Set.of(FlagKind.CENTRALIZED, FlagKind.KEEP_HEADERS, FlagKind.TREAT_AS_INTERNAL);

    /** Who writes in them is no stranger. */
    private static final Set<FlagKind> OF_TRUSTED = Set.of(FlagKind.MAY_RELAY, FlagKind.NO_RELAY);

    private MeantKind() {}

    static Optional<String> of(Word name, Declaration use, Map<String, Declaration.Endpoint> declared) {
        if (use instanceof Declaration.Test) {
            return Optional.of(SITE);
        }
        if (!(use instanceof Declaration.Connector connector)) {
            return Optional.empty();
        }
        Word other = name == connector.from() ? connector.to() : connector.from();
        if (hasFlag(connector, OF_SITES) || isNoSite(other.text(), declared)) {
            return Optional.of(SITE);
        }
        boolean trusted = hasFlag(connector, OF_TRUSTED)
                || connector.clauses().stream()
                        .anyMatch(clause -> clause instanceof Clause.Require require
                                && require.requirements().stream().anyMatch(Requirement.Auth.class::isInstance));
        return trusted && name == connector.from() ? Optional.of("device") : Optional.empty();
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
        return Set.of("partner", "device", "service", "internet").contains(kind);
    }
}
