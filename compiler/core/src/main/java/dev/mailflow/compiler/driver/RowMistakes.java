package dev.mailflow.compiler.driver;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.diagnostic.Label;
import dev.mailflow.compiler.source.LazyPattern;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.source.Span.Counterpart;
import dev.mailflow.compiler.source.Span.Half;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is wrong in rows of a table is shown with the row and with the line of the policy that the row was filled into; what is
 * wrong in the same way in many rows is one diagnostic.
 */
final class RowMistakes {
    /** Rows that are shown of many. */
    private static final int SHOWN = 3;

    private static final LazyPattern QUOTED = new LazyPattern("`[^`]*`");

    /** @param shape the message without the words of the row */
    private record Kind(DiagnosticCode code, Span template, String column, String shape) {}

    /** @param template the line of the policy that rows are filled into and that explains what is wrong elsewhere */
    private record Beside(DiagnosticCode code, Span place, Span template, String shape) {}

    private record Cell(DiagnosticCode code, SourceFile table, int row, String column) {}

    private RowMistakes() {}

    static List<Diagnostic> gather(List<Diagnostic> found) {
        if (found.stream().noneMatch(RowMistakes::hasCounterpart)) {
            return found;
        }
        List<Diagnostic> gathered = new ArrayList<>();
        Map<Kind, List<Diagnostic>> kinds = new LinkedHashMap<>();
        Map<Beside, List<Diagnostic>> beside = new LinkedHashMap<>();
        Set<Cell> cells = new HashSet<>();
        Set<Diagnostic> seen = new HashSet<>();
        for (Diagnostic diagnostic : found) {
            Span place = diagnostic.primary().span();
            Optional<Counterpart> counterpart = place.counterpart();
            Optional<Label> row = counterpart.isEmpty() ? rowBeside(diagnostic) : Optional.empty();
            if (row.isPresent()) {
                beside.computeIfAbsent(
                                new Beside(
                                        diagnostic.code(),
                                        place,
                                        row.get().span().alone(),
                                        QUOTED.matcher(diagnostic.message()).replaceAll("``")),
                                same -> new ArrayList<>())
                        .add(diagnostic);
            } else if (counterpart.isEmpty()) {
                gathered.add(alone(diagnostic));
            } else if (isNews(diagnostic, counterpart.get(), cells) && seen.add(diagnostic)) {
                kinds.computeIfAbsent(kind(diagnostic, counterpart.get()), kind -> new ArrayList<>())
                        .add(diagnostic);
            }
        }
        kinds.values().forEach(same -> gathered.add(one(same)));
        beside.values().forEach(same -> gathered.add(oneBeside(same)));
        return gathered;
    }

    /** What is wrong stands in no row, and the one thing that explains it in a row that was filled into the policy. */
    private static Optional<Label> rowBeside(Diagnostic diagnostic) {
        return diagnostic.related().size() != 1
                ? Optional.empty()
                : diagnostic.related().stream()
                        .filter(label -> half(label).filter(Half.ROW::equals).isPresent())
                        .findFirst();
    }

    private static Optional<Half> half(Label label) {
        return label.span().counterpart().map(Counterpart::half);
    }

    private static Diagnostic oneBeside(List<Diagnostic> same) {
        Diagnostic first = alone(same.get(0));
        if (same.size() == 1) {
            return first;
        }
        List<Label> related = new ArrayList<>(first.related());
        for (Diagnostic other : same.subList(1, Math.min(SHOWN, same.size()))) {
            Counterpart counterpart =
                    other.related().get(0).span().counterpart().orElseThrow();
            related.add(new Label(counterpart.place(), name(counterpart)));
        }
        return many(first, same.size() - 1, related);
    }

    private static boolean hasCounterpart(Diagnostic diagnostic) {
        return diagnostic.primary().span().counterpart().isPresent()
                || diagnostic.related().stream()
                        .anyMatch(label -> label.span().counterpart().isPresent());
    }

    /** A cell that a template names several times is wrong once. */
    private static boolean isNews(Diagnostic diagnostic, Counterpart counterpart, Set<Cell> cells) {
        return counterpart.column().isEmpty()
                || cells.add(new Cell(
                        diagnostic.code(),
                        diagnostic.primary().span().file(),
                        counterpart.row(),
                        counterpart.column()));
    }

    private static Kind kind(Diagnostic diagnostic, Counterpart counterpart) {
        Span template = counterpart.half() == Half.TEMPLATE
                ? counterpart.place()
                : diagnostic.primary().span().alone();
        return new Kind(
                diagnostic.code(),
                template,
                counterpart.column(),
                QUOTED.matcher(diagnostic.message()).replaceAll("``"));
    }

    private static Diagnostic one(List<Diagnostic> same) {
        Diagnostic first = complete(same.get(0));
        if (same.size() == 1) {
            return first;
        }
        List<Label> related = new ArrayList<>(first.related());
        for (Diagnostic other : same.subList(1, Math.min(SHOWN, same.size()))) {
            Span place = other.primary().span();
            Counterpart counterpart = place.counterpart().orElseThrow();
            related.add(
                    new Label(counterpart.half() == Half.ROW ? counterpart.place() : place.alone(), name(counterpart)));
        }
        return many(first, same.size() - 1, related);
    }

    private static Diagnostic many(Diagnostic first, int more, List<Label> related) {
        return new Diagnostic(
                first.code(),
                first.severity(),
                first.message() + "; " + more + " more " + (more == 1 ? "row has" : "rows have") + " the same mistake",
                first.primary(),
                related,
                first.help(),
                List.of(),
                first.witness());
    }

    /** With both places. */
    private static Diagnostic complete(Diagnostic diagnostic) {
        Span place = diagnostic.primary().span();
        Counterpart counterpart = place.counterpart().orElseThrow();
        boolean inTable = counterpart.half() == Half.TEMPLATE;
        String text = diagnostic.primary().text();
        Diagnostic plain = alone(diagnostic);
        Label primary = new Label(place.alone(), inTable && text.isEmpty() ? name(counterpart) : text);
        List<Label> related = new ArrayList<>(plain.related());
        if (related.stream().noneMatch(label -> label.span().equals(counterpart.place()))) {
            related.add(0, new Label(counterpart.place(), inTable ? "used here" : name(counterpart)));
        }
        // A fix of the template would change every row.
        List<Fix> fixes = plain.fixes().stream()
                .filter(fix -> inTable && fix.replace().file().equals(place.file()))
                .toList();
        return new Diagnostic(
                plain.code(),
                plain.severity(),
                plain.message(),
                primary,
                related,
                plain.help(),
                fixes,
                plain.witness());
    }

    /** {@code row 137, column `cert`}. */
    private static String name(Counterpart counterpart) {
        return "row " + counterpart.row()
                + (counterpart.column().isEmpty() ? "" : ", column `" + counterpart.column() + "`");
    }

    /** What explains it may stand in a row too: there the row tells more than the template, which is the same for all. */
    private static Diagnostic alone(Diagnostic diagnostic) {
        List<Label> related = new ArrayList<>();
        for (Label label : diagnostic.related()) {
            Optional<Counterpart> counterpart = label.span().counterpart();
            if (counterpart.isPresent() && counterpart.get().half() == Half.ROW) {
                related.add(new Label(counterpart.get().place(), label.text()));
            } else {
                related.add(new Label(label.span().alone(), label.text()));
            }
        }
        return new Diagnostic(
                diagnostic.code(),
                diagnostic.severity(),
                diagnostic.message(),
                new Label(
                        diagnostic.primary().span().alone(),
                        diagnostic.primary().text()),
                related,
                diagnostic.help(),
                diagnostic.fixes().stream()
                        .map(fix -> new Fix(fix.title(), fix.replace().alone(), fix.with()))
                        .toList(),
                diagnostic.witness());
    }
}
