package dev.mailflow.compiler.analysis.clause;

import dev.mailflow.compiler.analysis.clause.Admission.Admitted;
import dev.mailflow.compiler.analysis.clause.RouteClause.Naming;
import dev.mailflow.compiler.analysis.space.Answer;
import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Covering;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.Region;
import dev.mailflow.compiler.analysis.space.Search;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByMailbox;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Whether some message, wherever it came from, is led to routes of one rank.
 *
 * <p>What was submitted at the site is asked about first: it is held back by no source and no requirement. Where it cannot come, other
 * messages can only if a route that stands in its way is left out for them, or if the way is one for foreign mail alone.
 */
public final class RouteReach {
    private final SiteClauses site;
    private final Search search;
    private final SourceClause mailbox;
    /** What is submitted at the site: all of it. */
    private final Admitted submitted;

    public RouteReach(SiteClauses site, Search search) {
        this.site = site;
        this.search = search;
        this.mailbox = site.sources().get(0);
        this.submitted = site.admission().of(mailbox).admitted().get(0);
    }

    /** A box and what takes its messages away: together with them, what the search answers. */
    public record Question(Box box, List<Covering> covers, Answer answer) {
        public Covering[] coverings() {
            return covers.toArray(Covering[]::new);
        }
    }

    /** @param routes of one rank, all of which must be candidates; one or two */
    public Question ask(List<RouteClause> routes) {
        return ask(routes, box -> box);
    }

    /** @param narrowed what of a box is asked about */
    public Question ask(List<RouteClause> routes, UnaryOperator<Box> narrowed) {
        Question last = questions(mailbox, submitted, routes, narrowed).get(0);
        if (!(last.answer() instanceof Answer.Covered covered)) {
            return last;
        }
        Set<Region> inTheWay = new LinkedHashSet<>(covered.by());
        boolean isCentral = routes.stream().allMatch(RouteClause::isCentralized);
        List<RouteClause> leftOut = covered.by().stream()
                .filter(RouteClause.class::isInstance)
                .map(RouteClause.class::cast)
                .filter(RouteClause::isCentralized)
                .toList();
        if (!isCentral && leftOut.isEmpty()) {
            return last;
        }
        for (int i = site.sources().size() - 1; i >= 0; i--) {
            SourceClause source = site.sources().get(i);
            if (source.by() instanceof ByMailbox) {
                continue;
            }
            for (Admitted admitted : mayDiffer(source, leftOut, isCentral)) {
                for (Question question : questions(source, admitted, routes, narrowed)) {
                    if (!(question.answer() instanceof Answer.Covered none)) {
                        return question;
                    }
                    inTheWay.addAll(none.by());
                }
            }
        }
        return new Question(last.box(), last.covers(), new Answer.Covered(List.copyOf(inTheWay)));
    }

    private List<Admitted> mayDiffer(SourceClause source, List<RouteClause> leftOut, boolean isCentral) {
        Arrival arrival = new Arrival(source.by(), Arrival.Standing.FOREIGN);
        boolean leavesOut = leftOut.stream().anyMatch(route -> arrival.leavesOut(route.rule()));
        if (!leavesOut && !isCentral) {
            return List.of();
        }
        return site.admission().of(source).admitted().stream()
                .filter(admitted -> leavesOut || admitted.arrival().isForeign())
                .toList();
    }

    private List<Question> questions(
            SourceClause source, Admitted admitted, List<RouteClause> routes, UnaryOperator<Box> narrowed) {
        Arrival arrival = admitted.arrival();
        Box box = admitted.box();
        for (RouteClause route : routes) {
            box = box.and(route.box());
        }
        box = narrowed.apply(box);
        long rank = routes.get(0).rank();
        Covering before = site.before(source);
        List<Question> questions = new ArrayList<>();
        boolean leavesOut = false;
        boolean isCentral = true;
        for (RouteClause route : routes) {
            leavesOut |= arrival.leavesOut(route.rule());
            isCentral &= route.isCentralized();
        }
        if (!leavesOut) {
            boolean toAddress = routes.get(0).names() == Naming.ADDRESS;
            Box away = toAddress
                    ? box
                    : box.except(Dimension.RECIPIENT, site.admission().local());
            questions.add(question(
                    away,
                    before,
                    site.routesBefore(
                            routes.get(0), other -> other.rank() < rank && !arrival.leavesOut(other.rule()))));
        }
        if (arrival.isForeign() && isCentral) {
            Box known = box.only(Dimension.RECIPIENT, site.admission().known());
            questions.add(question(
                    known,
                    before,
                    site.routesThat(other -> other.names() == Naming.ADDRESS && !arrival.leavesOut(other.rule())
                            || other.isCentralized() && other.rank() < rank)));
        }
        return questions;
    }

    private Question question(Box box, Covering before, Covering routes) {
        List<Covering> covers = List.of(before, routes);
        return new Question(box, covers, search.find(box, before, routes));
    }
}
