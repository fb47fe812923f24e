package dev.mailflow.compiler.driver;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.Severity;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What a target cannot say of several connectors in the same way: for people one finding, with the names and the first places. For
 * programs, which show each place by itself, it stays as it is.
 */
public final class TargetFindings {
    /** Places and names that are shown of many. */
    private static final int PLACES = 3;

    private static final int NAMES = 12;

    private static final Set<DiagnosticCode> FOLDED =
            EnumSet.of(DiagnosticCode.SAID_NEARLY, DiagnosticCode.CANNOT_BE_SAID);

    private static final Pattern QUOTED = Pattern.compile("`[^`]*`");

    /** @param shape the message without what stands in backticks */
    private record Kind(DiagnosticCode code, Severity severity, String shape, Optional<String> help) {
        static Kind of(Diagnostic found) {
            String shape = QUOTED.matcher(found.message()).replaceAll("``");
            return new Kind(found.code(), found.severity(), shape, found.help());
        }
    }

    private TargetFindings() {}

    /** Each by itself, but for the rows of a table, of which the policy has one line. */
    public static List<Diagnostic> complete(List<Diagnostic> found) {
        return RowMistakes.gather(found);
    }

    /** The rows of tables first: their places are pairs. */
    public static List<Diagnostic> gather(List<Diagnostic> found) {
        Map<Object, List<Diagnostic>> kinds = new LinkedHashMap<>();
        for (Diagnostic diagnostic : RowMistakes.gather(found)) {
            boolean isAlone = !FOLDED.contains(diagnostic.code())
                    || !diagnostic.related().isEmpty()
                    || !diagnostic.fixes().isEmpty();
            Object kind = isAlone ? new Object() : Kind.of(diagnostic);
            kinds.computeIfAbsent(kind, key -> new ArrayList<>()).add(diagnostic);
        }
        return kinds.values().stream().map(TargetFindings::one).toList();
    }

    private static Diagnostic one(List<Diagnostic> same) {
        Diagnostic first = same.get(0);
        List<String> names = new ArrayList<>();
        Diagnostic told = first;
        for (Diagnostic other : same.subList(1, same.size())) {
            String name = difference(first.message(), other.message());
            if (!name.isEmpty()) {
                names.add(name);
            }
            if (told.related().size() < PLACES - 1
                    && !other.primary().span().equals(first.primary().span())) {
                told = told.withRelated(
                        other.primary().span(), name.isEmpty() ? "the same here" : "the same of " + name);
            }
        }
        int more = same.size() - 1;
        if (more == 0) {
            return first;
        }
        if (names.size() < more) {
            return told.withAddition("; the same at " + more + " more " + (more == 1 ? "place" : "places"));
        }
        String some = String.join(", ", names.subList(0, Math.min(NAMES, more)));
        return told.withAddition("; the same of " + some + (more > NAMES ? " and " + (more - NAMES) + " more" : ""));
    }

    /** What stands in backticks in the other message and not in the one. */
    private static String difference(String one, String other) {
        List<String> here = quoted(one);
        List<String> there = quoted(other);
        List<String> different = new ArrayList<>();
        for (int i = 0; i < Math.min(here.size(), there.size()); i++) {
            if (!here.get(i).equals(there.get(i))) {
                different.add(there.get(i));
            }
        }
        return String.join(" ", different);
    }

    private static List<String> quoted(String message) {
        return QUOTED.matcher(message).results().map(MatchResult::group).toList();
    }
}
