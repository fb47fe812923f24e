package dev.mailflow.compiler.resolve;

import dev.mailflow.compiler.ast.ClaimPredicate;
import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Names that nothing declares, told when all of them are known: where several uses agree and only one declaration, itself used
 * by nothing, is near, the mistake was made there, and once.
 */
final class UnknownNames {
    /** Places that are shown of many. */
    private static final int SHOWN = 4;

    /**
     * @param near the declared name that was suggested
     * @param declarations lines that declare it so that this place has what it wants, the likeliest first
     * @param told what is reported of this use alone, by the line that is shown
     */
    private record Use(Word word, Optional<String> near, List<String> declarations, Function<String, Diagnostic> told) {
        Diagnostic alone() {
            return told.apply(declarations.get(0));
        }
    }

    private final DiagnosticCode code;
    private final String what;
    private final Map<String, List<Use>> uses = new LinkedHashMap<>();

    /** @param what is named: an endpoint, or a list */
    UnknownNames(DiagnosticCode code, String what) {
        this.code = code;
        this.what = what;
    }

    boolean isEmpty() {
        return uses.isEmpty();
    }

    /**
     * @param near the declared name that is suggested
     * @param declarations lines that declare it so that this place has what it wants, the likeliest first, for whoever forgot to
     * @param told what is reported of this use alone, by the line that is shown
     */
    void add(Word word, Optional<String> near, List<String> declarations, Function<String, Diagnostic> told) {
        uses.computeIfAbsent(word.text(), name -> new ArrayList<>()).add(new Use(word, near, declarations, told));
    }

    /** @param unused where a name is declared, if it is and nothing uses it */
    void report(Function<String, Optional<Word>> unused, DiagnosticSink sink) {
        Map<String, Integer> claimants = new HashMap<>();
        uses.values().forEach(same -> same.get(0).near().ifPresent(near -> claimants.merge(near, 1, Integer::sum)));
        uses.forEach((name, same) -> {
            Optional<String> near = same.get(0).near();
            Optional<Word> declared = near.filter(one -> claimants.getOrDefault(one, 0) == 1)
                    .filter(one -> same.size() > 1
                            && !isSeries(one, name)
                            && same.stream().allMatch(use -> use.near().equals(near)))
                    .flatMap(unused);
            if (declared.isPresent()) {
                sink.report(atDeclaration(declared.get(), same));
            } else if (same.size() > 1
                    && same.stream().allMatch(use -> use.alone().fixes().isEmpty())) {
                sink.report(undeclared(same));
            } else {
                same.forEach(use -> sink.report(use.alone()));
            }
        });
    }

    /** {@code site-1} and {@code site-2}, {@code partner-a} and {@code partner-b} are two, and no slip. */
    private static boolean isSeries(String one, String other) {
        return stem(one).equals(stem(other));
    }

    private static String stem(String name) {
        return name.replaceAll("[0-9]+", "").replaceFirst("[-_.][A-Za-z]$", "");
    }

    /** One declaration is missing, wherever its name stands. */
    private static Diagnostic undeclared(List<Use> same) {
        Diagnostic found = same.get(0).told().apply(declaration(same));
        for (Use use : same.subList(1, Math.min(SHOWN, same.size()))) {
            found = found.withRelated(Places.of(use.word()), "named here too");
        }
        return found;
    }

    /** What does for all places: the first may tell less of what it is than another. */
    private static String declaration(List<Use> same) {
        List<String> first = same.get(0).declarations();
        return first.stream()
                .filter(one -> same.stream().allMatch(use -> use.declarations().contains(one)))
                .findFirst()
                .orElse(first.get(0));
    }

    private Diagnostic atDeclaration(Word declared, List<Use> same) {
        Word first = same.get(0).word();
        String meant = first.text();
        Diagnostic found = Places.at(
                        code,
                        declared,
                        "nothing names the " + what + " `" + declared.text() + "`, and `" + meant + "`, named "
                                + same.size() + " times, is declared nowhere")
                .withRelated(Places.of(first), "the first time")
                .withHelp("did you mean `" + meant + "`? or declare it: `" + declaration(same) + "`");
        return declared.cell().isEmpty() && first.cell().isEmpty()
                ? found.withFix(new Fix("replace by `" + meant + "`", declared.span(), meant))
                : found;
    }

    /** All names that stand where endpoints are named. */
    static Set<String> endpointsIn(List<Declaration> declarations) {
        Set<String> names = new HashSet<>();
        for (Declaration declaration : declarations) {
            if (declaration instanceof Declaration.Connector connector) {
                names.add(connector.from().text());
                names.add(connector.to().text());
            } else if (declaration instanceof Declaration.Test test) {
                names.add(test.site().text());
            } else if (declaration instanceof Declaration.Assert claim) {
                claim.from().map(Word::text).ifPresent(names::add);
                claim.to().map(Word::text).ifPresent(names::add);
                if (claim.predicate() instanceof ClaimPredicate.Reaches reaches) {
                    names.add(reaches.endpoint().text());
                } else if (claim.predicate() instanceof ClaimPredicate.Passes passes) {
                    names.add(passes.endpoint().text());
                }
            }
        }
        return names;
    }
}
