package dev.mailflow.compiler.analysis.difference;

import dev.mailflow.compiler.decision.Verdict;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByNobody;
import java.util.Optional;

/**
 * One way in which what becomes of a message changes: what happens to it, whom it is attributed to, or both.
 *
 * @param site where
 * @param effects empty: the same happens, only the source is another
 * @param sources empty: attributed alike
 */
public record Change(String site, Optional<Effects> effects, Optional<Sources> sources) {
    /** What happened and what happens. */
    public record Effects(Effect before, Effect after) {}

    /** By which connector, as {@code by} writes it. */
    public record Sources(String before, String after) {}

    public Weight weight() {
        return effects.map(both -> Weight.of(both.before(), both.after())).orElse(Weight.CHANGED);
    }

    /** Whether a message that is treated so and so is treated differently; empty if not. */
    public static Optional<Change> of(String site, Optional<Verdict> before, Optional<Verdict> after) {
        return of(
                site,
                before.map(verdict -> Effect.of(verdict.outcome())).orElseGet(Effect.Absent::new),
                after.map(verdict -> Effect.of(verdict.outcome())).orElseGet(Effect.Absent::new),
                sources(before.map(Change::by).orElse(""), after.map(Change::by).orElse("")));
    }

    /** What is refused before anyone is asked who sent it (R1) is attributed to nobody. */
    private static String by(Verdict verdict) {
        return verdict.by() instanceof ByNobody ? "" : verdict.by().words();
    }

    static Optional<Sources> sources(String before, String after) {
        return before.isEmpty() || after.isEmpty() || before.equals(after)
                ? Optional.empty()
                : Optional.of(new Sources(before, after));
    }

    static Optional<Change> of(String site, Effect before, Effect after, Optional<Sources> sources) {
        if (before.equals(after)) {
            return sources.isEmpty() ? Optional.empty() : Optional.of(new Change(site, Optional.empty(), sources));
        }
        boolean isBegunOrEnded = before.isAccepted() != after.isAccepted();
        return Optional.of(new Change(
                site,
                Optional.of(isBegunOrEnded ? new Effects(anyWay(before), anyWay(after)) : new Effects(before, after)),
                sources));
    }

    private static Effect anyWay(Effect effect) {
        return effect instanceof Effect.Sent ? new Effect.SentOn() : effect;
    }
}
