package dev.mailflow.cli.render;

import dev.mailflow.compiler.analysis.difference.Change;
import dev.mailflow.compiler.analysis.difference.Difference;
import dev.mailflow.compiler.analysis.difference.Effect;
import dev.mailflow.compiler.analysis.difference.Group;
import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.MessageWords;
import dev.mailflow.compiler.decision.Verdict;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByConnector;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByNobody;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.Severity;
import dev.mailflow.compiler.diagnostic.Witness;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A difference in words that all formats share. */
final class DifferenceWords {
    private static final int SHOWN = 6;

    private DifferenceWords() {}

    /** One line of a group. */
    record Row(String head, String text) {}

    /** {@code reject tls-required → deliver}. */
    static String head(Change change) {
        return change.effects()
                .map(both -> both.before().words() + " → " + both.after().words())
                .orElseGet(() -> change.sources()
                        .map(both -> "by " + both.before() + " → by " + both.after())
                        .orElse(""));
    }

    /** What changes, and for whom. */
    static List<Row> rows(Group group) {
        List<Row> rows = new ArrayList<>();
        Change change = group.change();
        change.effects().ifPresent(both -> {
            rows.addAll(details(both.before(), both.after()));
            change.sources().ifPresent(by -> rows.add(new Row("by", by.before() + " → " + by.after())));
        });
        add("from", group.from(), rows);
        if (change.effects().filter(DifferenceWords::isOnItsWay).isPresent()) {
            add("via", group.via(), rows);
        }
        group.criteria().forEach(criterion -> add(criterion.part(), criterion.values(), rows));
        if (group.listing() == Group.Listing.SOME) {
            rows.add(new Row("and", "others, of other sources or criteria"));
        }
        return rows;
    }

    private static boolean isOnItsWay(Change.Effects both) {
        return Stream.of(both.before(), both.after())
                .anyMatch(effect -> effect instanceof Effect.SentOn || effect instanceof Effect.SentAlike);
    }

    /** What the heads do not tell apart. */
    static List<Row> details(Effect before, Effect after) {
        if (before instanceof Effect.SentAlike was && after instanceof Effect.SentAlike is) {
            // Names differ from row to row: those of one stand for all.
            return details(was.example(), is.example()).stream()
                    .map(row -> new Row(
                            row.head(), row.text() + " (of `" + is.example().connector() + "`, others alike)"))
                    .toList();
        }
        List<Row> rows = new ArrayList<>();
        if (before instanceof Effect.Sent was && after instanceof Effect.Sent is) {
            addChange("to", was.peer(), is.peer(), rows);
            addChange("next hop", RouteWords.route(was.route()), RouteWords.route(is.route()), rows);
            addChange("tls out", RouteWords.tls(was.tls()), RouteWords.tls(is.tls()), rows);
        } else if (before instanceof Effect.Refused was && after instanceof Effect.Refused is) {
            addChange("reply", reply(was), reply(is), rows);
        } else if (before instanceof Effect.RefusedFor) {
            rows.add(new Row("reply", "several, or by other connectors; --format json tells each"));
        } else if (before.isAccepted() && after.isAccepted()) {
            Stream.of(before, after)
                    .filter(Effect.Sent.class::isInstance)
                    .map(Effect.Sent.class::cast)
                    .forEach(sent -> rows.add(new Row("tls out", RouteWords.tls(sent.tls()))));
        }
        return rows;
    }

    private static String reply(Effect.Refused refused) {
        Verdict.Refusal refusal = refused.refusal();
        return refusal.code() + " " + refusal.status() + " " + refusal.text();
    }

    private static void addChange(String head, String before, String after, List<Row> to) {
        if (!before.equals(after)) {
            to.add(new Row(head, before + " → " + after));
        }
    }

    private static void add(String head, List<String> values, List<Row> to) {
        if (!values.isEmpty()) {
            String some = String.join(", ", values.subList(0, Math.min(SHOWN, values.size())));
            to.add(new Row(head, values.size() > SHOWN ? some + " and " + (values.size() - SHOWN) + " more" : some));
        }
    }

    /** {@code deliver by hybrid-in}; of what is refused before anyone is asked, without {@code by}. */
    static String words(Optional<Verdict> verdict) {
        return verdict.map(one -> one.by() instanceof ByNobody ? one.outcome().words() : one.words())
                .orElse("no such site");
    }

    /** The message under one of the policies; what is expected is a comment where the policy has no such site. */
    static Witness witness(Group group) {
        return new Witness(
                group.change().site(),
                MessageWords.client(group.witness().origin()),
                MessageWords.envelope(group.witness()),
                words(group.after().isPresent() ? group.after() : group.before()));
    }

    static DiagnosticCode code(Group group) {
        return switch (group.weight()) {
            case WIDENED, MIXED -> DiagnosticCode.BEHAVIOUR_WIDENED;
            case NARROWED -> DiagnosticCode.BEHAVIOUR_NARROWED;
            case CHANGED -> DiagnosticCode.BEHAVIOUR_CHANGED;
        };
    }

    /** The group at the connector of the new policy that it comes about by, else at the beginning of that policy. */
    static Diagnostic diagnostic(Group group, Compared compared) {
        Span place = group.after()
                .flatMap(DifferenceWords::connector)
                .map(Connector::origin)
                .orElseGet(() -> beginning(compared));
        List<String> lines = new ArrayList<>();
        rows(group).forEach(row -> lines.add(row.head() + ": " + row.text()));
        lines.add("before: " + words(group.before()));
        return Diagnostic.of(
                        code(group),
                        place,
                        group.weight().words() + " at `" + group.change().site() + "`: " + head(group.change()))
                .withHelp(String.join("\n", lines))
                .withWitness(witness(group));
    }

    private static Span beginning(Compared compared) {
        return new Span(compared.source().orElseGet(() -> new SourceFile(compared.after(), "")), 0, 0);
    }

    /** What is not proved does not count as proved: an error, as of a claim. */
    static Optional<Diagnostic> undecided(Compared compared) {
        int open = compared.difference().undecided();
        return open == 0
                ? Optional.empty()
                : Optional.of(Diagnostic.of(
                                DiagnosticCode.NOT_DECIDED,
                                beginning(compared),
                                Summary.counted(open, "question")
                                        + " of the difference undecided: more may differ than is shown")
                        .withSeverity(Severity.ERROR)
                        .withHelp("compare in smaller steps, and report these policies to mailflow"));
    }

    private static Optional<Connector> connector(Verdict verdict) {
        if (verdict.outcome() instanceof Outcome.Send send) {
            return Optional.of(send.via().connector());
        }
        return verdict.by() instanceof ByConnector by ? Optional.of(by.rule().connector()) : Optional.empty();
    }

    /** What was found, or proved, on one line. */
    static String summary(Difference difference) {
        String compared = Summary.counted(difference.connectors(), "connector") + " compared";
        String open = difference.undecided() == 0
                ? ""
                : "; " + Summary.counted(difference.undecided(), "question")
                        + " undecided: more may differ than is shown";
        if (difference.groups().isEmpty()) {
            return (difference.undecided() == 0 ? "no message is treated differently: proved" : "no difference found")
                    + " (" + compared + ")" + open;
        }
        int told = difference.folded().size();
        return Summary.counted(difference.groups().size(), "change")
                + (told < difference.groups().size() ? " in " + Summary.counted(told, "group") : "")
                + (difference.undecided() == 0 ? ", and nothing else changes: proved" : "")
                + " (" + compared + ")" + open;
    }
}
