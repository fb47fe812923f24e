package dev.mailflow.compiler.analysis.difference;

import dev.mailflow.compiler.analysis.clause.Admission.Entry;
import dev.mailflow.compiler.analysis.clause.Arrival;
import dev.mailflow.compiler.analysis.clause.Fate;
import dev.mailflow.compiler.analysis.clause.Fates;
import dev.mailflow.compiler.analysis.clause.SiteClauses;
import dev.mailflow.compiler.analysis.clause.SourceClause;
import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Covering;
import dev.mailflow.compiler.analysis.space.MessageSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One policy's view of a site; also of one that it does not have. */
final class Half {
    private final MessageSpace space;
    private final Optional<SiteClauses> site;
    private final Optional<Origin> unasked;

    private Half(MessageSpace space, Optional<SiteClauses> site, Optional<Origin> unasked) {
        this.space = space;
        this.site = site;
        this.unasked = unasked;
    }

    static Half of(Optional<SiteClauses> site, MessageSpace space) {
        return new Half(
                space,
                site,
                site.map(Half::looping)
                        .orElseGet(() -> Optional.of(Origin.unasked(space.everything(), new Effect.Absent()))));
    }

    private static Optional<Origin> looping(SiteClauses site) {
        Fate fate = new Fates(site).looping();
        return fate.box().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        Origin.unasked(fate.box(), Effect.of(fate.verdict().outcome())));
    }

    /** What tells a source of one policy from those of the other. */
    record Identity(String by, long rank, Box box) {}

    /**
     * Where messages come from.
     *
     * @param clause empty: nobody is asked, one thing happens to all
     * @param unasked what that is; empty with a clause
     */
    record Origin(Identity identity, Optional<SourceClause> clause, List<Part> unasked) {
        private static final long BEFORE_ALL = -2;

        static Origin unasked(Box box, Effect effect) {
            return new Origin(
                    new Identity("", BEFORE_ALL, box),
                    Optional.empty(),
                    List.of(new Part(box, Optional.of(effect), Optional.empty())));
        }

        Box box() {
            return identity.box();
        }
    }

    /** Some of a source's messages: either what becomes of them, or that they go on to R7. */
    record Part(Box box, Optional<Effect> end, Optional<Arrival> arrival) {}

    Optional<SiteClauses> site() {
        return site;
    }

    /** The last first: strangers are of more interest than our own. */
    List<Origin> origins() {
        List<Origin> origins = new ArrayList<>();
        if (site.isPresent()) {
            List<SourceClause> sources = site.get().sources();
            for (int i = sources.size() - 1; i >= 0; i--) {
                origins.add(origin(sources.get(i)));
            }
        }
        unasked.ifPresent(origins::add);
        return origins;
    }

    /** Those whose boxes meet this one. */
    List<Origin> meeting(Box box) {
        List<SourceClause> sources = new ArrayList<>();
        site.ifPresent(clauses -> clauses.sourcesMeeting(box, sources::add));
        List<Origin> origins = new ArrayList<>();
        sources.forEach(source -> origins.add(origin(source)));
        unasked.filter(origin -> origin.box().meets(box)).ifPresent(origins::add);
        return origins;
    }

    private static Origin origin(SourceClause source) {
        return new Origin(
                new Identity(source.by().words(), source.rank(), source.box()), Optional.of(source), List.of());
    }

    /** An origin's messages up to R6; disjoint, and together all of them. */
    List<Part> parts(Origin origin) {
        if (origin.clause().isEmpty()) {
            return origin.unasked();
        }
        Entry entry = site.orElseThrow().admission().of(origin.clause().get());
        List<Part> parts = new ArrayList<>();
        entry.refused()
                .forEach(refused -> parts.add(
                        new Part(refused.box(), Optional.of(new Effect.Refused(refused.refusal())), Optional.empty())));
        entry.admitted()
                .forEach(admitted ->
                        parts.add(new Part(admitted.box(), Optional.empty(), Optional.of(admitted.arrival()))));
        return parts;
    }

    /** What takes an origin's messages before it. */
    Covering before(Origin origin) {
        return origin.clause()
                .map(source -> site.orElseThrow().before(source))
                .orElseGet(() -> Covering.of(List.of(), space));
    }
}
