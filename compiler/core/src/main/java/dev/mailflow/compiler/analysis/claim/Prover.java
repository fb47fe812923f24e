package dev.mailflow.compiler.analysis.claim;

import dev.mailflow.compiler.analysis.clause.Fate;
import dev.mailflow.compiler.analysis.clause.Fates;
import dev.mailflow.compiler.analysis.clause.SiteClauses;
import dev.mailflow.compiler.analysis.clause.SourceClause;
import dev.mailflow.compiler.analysis.sites.Hop;
import dev.mailflow.compiler.analysis.space.Answer;
import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Covering;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.Search;
import dev.mailflow.compiler.ast.Declaration.Quantifier;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.Links;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByInternet;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByMailbox;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.type.Claim;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Proves claims or finds a message against them: among all that a site can decide, and for {@code reaches} and {@code passes} among all
 * ways over the sites, what would contradict the claim is looked for, and each time the search says whether a message is treated so.
 */
public final class Prover {
    private final Links links;
    private final List<SiteClauses> sites;
    private final Search search;

    /** @param links between the sites, on which {@code reaches} and {@code passes} walk */
    public Prover(Links links, List<SiteClauses> sites, Search search) {
        this.links = links;
        this.sites = List.copyOf(sites);
        this.search = search;
    }

    /** @param claim whose values are in the space of the search */
    public Judgement judge(Claim claim) {
        return new Trial(claim).judge();
    }

    private final class Trial {
        private final Claim claim;
        private final Meaning meaning;
        private final Box subject;
        private final Set<String> examined = new HashSet<>();
        private final boolean isOfPaths;
        private final String goal;
        private boolean isUndecided;
        private Optional<Judgement> refuted = Optional.empty();

        Trial(Claim claim) {
            this.claim = claim;
            this.meaning = new Meaning(claim, links);
            this.subject = Subjects.box(claim, search.space());
            this.goal = claim.predicate() instanceof Claim.Reaches reaches
                    ? reaches.endpoint()
                    : claim.predicate() instanceof Claim.Passes passes ? passes.endpoint() : "";
            this.isOfPaths = !goal.isEmpty();
        }

        Judgement judge() {
            for (SiteClauses site : sites) {
                at(site, outcome -> isAgainst(site, outcome));
                if (refuted.isPresent()) {
                    return refuted.get();
                }
            }
            if (isUndecided) {
                return new Judgement.Undecided(claim);
            }
            return new Judgement.Proved(
                    claim, examined.size(), speaksOfNothing() ? Judgement.Subject.NOTHING : Judgement.Subject.MESSAGES);
        }

        /** Whether no message is one that the claim is about. */
        private boolean speaksOfNothing() {
            for (SiteClauses site : sites) {
                Fates fates = new Fates(site);
                Predicate<Outcome> meant = outcome -> isTo(site, outcome);
                if (claim.from().isEmpty()
                        && meant.test(fates.looping().verdict().outcome())) {
                    if (mayBe(fates.looping().box().and(subject))) {
                        return false;
                    }
                }
                for (SourceClause source : site.sources()) {
                    List<Fate> found = new ArrayList<>();
                    if (isFrom(source)) {
                        fates.of(source, scope(source), meant, found::add);
                    }
                    for (Fate fate : found) {
                        if (mayBe(fate.box(), fate.coverings())) {
                            return false;
                        }
                    }
                }
            }
            return true;
        }

        private boolean mayBe(Box box, Covering... coverings) {
            return !(search.find(box, coverings) instanceof Answer.Covered);
        }

        private void at(SiteClauses site, Predicate<Outcome> against) {
            Fates fates = new Fates(site);
            if (claim.from().isEmpty()) {
                Fate looping = fates.looping();
                first(
                        site,
                        new Fate(
                                looping.verdict(),
                                looping.box().and(subject),
                                looping.covers(),
                                looping.source(),
                                looping.route()),
                        against);
            }
            if (isDecidedByRoute()
                    && site.routes().stream()
                            .map(route -> route.rule())
                            .noneMatch(rule -> against.test(new Outcome.Send(rule)))
                    && !against.test(new Outcome.SendToInternet())) {
                return;
            }
            for (SourceClause source : site.sources()) {
                if (refuted.isPresent()) {
                    return;
                }
                if (!isFrom(source)) {
                    continue;
                }
                if (!isDecidedByRoute()) {
                    source.rule().map(InboundRule::connector).ifPresent(one -> examined.add(one.name()));
                }
                fates.of(source, scope(source), isOfPaths ? outcome -> isTo(site, outcome) : against, fate -> {
                    if (refuted.isEmpty()) {
                        first(site, fate, against);
                    }
                });
            }
        }

        /** Whether only what is sent can be against the claim. */
        private boolean isDecidedByRoute() {
            return claim.predicate() instanceof Claim.LeavesWithTls;
        }

        private boolean isFrom(SourceClause source) {
            return claim.from()
                    .map(wanted -> source.rule()
                            .map(rule -> rule.connector().peer().equals(wanted))
                            .orElse(source.by() instanceof ByInternet && wanted.equals(EndpointKind.INTERNET.text())))
                    .orElse(true);
        }

        /** What the claim means of a source: of a foreign one that is named, only foreign mail. */
        private Box scope(SourceClause source) {
            boolean isForeign = !(source.by() instanceof ByMailbox)
                    && source.rule()
                            .map(rule -> !rule.connector().peerKind().isTrusted())
                            .orElse(true);
            return claim.from().isPresent() && isForeign
                    ? subject.only(Dimension.USER, search.space().unauthenticated())
                    : subject;
        }

        private boolean isTo(SiteClauses site, Outcome outcome) {
            if (outcome instanceof Outcome.Send send && leadsThere(send.via())) {
                examined.add(send.via().connector().name());
            }
            Optional<String> nextHop = Meaning.nextHop(outcome);
            if (isDecidedByRoute()) {
                return nextHop.isPresent() && (claim.to().isEmpty() || nextHop.equals(claim.to()));
            }
            return claim.to().isEmpty() || claim.to().get().equals(site.site().name()) || nextHop.equals(claim.to());
        }

        private boolean leadsThere(OutboundRule rule) {
            return claim.to().isEmpty()
                    || claim.to().get().equals(rule.connector().peer());
        }

        /** Whether a site that decides so, alone, contradicts the claim; asked only of claims that are not about paths. */
        private boolean isAgainst(SiteClauses site, Outcome outcome) {
            return isTo(site, outcome) && holds(outcome) == (claim.quantifier() == Quantifier.NO);
        }

        private boolean holds(Outcome outcome) {
            if (claim.predicate() instanceof Claim.LeavesWithTls leaves) {
                return Meaning.leavesSo(outcome, leaves);
            }
            if (claim.predicate() instanceof Claim.IsRejected rejected) {
                return Meaning.isRejected(outcome, rejected);
            }
            return outcome instanceof Outcome.Deliver;
        }

        private void first(SiteClauses site, Fate fate, Predicate<Outcome> against) {
            if (!isOfPaths) {
                if (against.test(fate.verdict().outcome())) {
                    refute(site, fate.box(), fate.covers());
                }
                return;
            }
            if (!isTo(site, fate.verdict().outcome())) {
                return;
            }
            boolean passed = claim.predicate() instanceof Claim.Passes
                    && fate.source().filter(this::comesFromGoal).isPresent();
            follow(
                    new Stage(site, site, fate.box(), fate.covers(), 0, List.of()),
                    fate.verdict().outcome(),
                    passed);
        }

        private boolean comesFromGoal(SourceClause source) {
            return source.rule()
                    .map(rule -> rule.connector().peer().equals(goal))
                    .orElse(source.by() instanceof ByInternet && goal.equals(EndpointKind.INTERNET.text()));
        }

        /** @param covers of all hops so far, in terms of the first site */
        private record Stage(
                SiteClauses start, SiteClauses now, Box box, List<Covering> covers, int hops, List<String> ways) {}

        /** @param before whether the goal was reached on the way here */
        private void follow(Stage stage, Outcome outcome, boolean before) {
            if (refuted.isPresent()) {
                return;
            }
            boolean isReached =
                    before || meaning.isReached(goal, stage.now().site().name(), outcome);
            if (isReached) {
                if (claim.quantifier() == Quantifier.NO) {
                    refute(stage.start(), stage.box(), stage.covers());
                }
                return;
            }
            Optional<SiteClauses> next = outcome instanceof Outcome.Send send
                    ? links.destination(send.via())
                            .flatMap(name -> sites.stream()
                                    .filter(site -> site.site().name().equals(name))
                                    .findFirst())
                    : Optional.empty();
            if (next.isEmpty()) {
                if (claim.quantifier() == Quantifier.EVERY) {
                    refute(stage.start(), stage.box(), stage.covers());
                }
                return;
            }
            Answer answer = search.find(stage.box(), stage.covers().toArray(Covering[]::new));
            if (!(answer instanceof Answer.Found)) {
                isUndecided |= answer instanceof Answer.Undecided;
                return;
            }
            OutboundRule via = ((Outcome.Send) outcome).via();
            examined.add(via.connector().name());
            String way = stage.now().site().name() + " " + via.connector().name();
            if (stage.ways().contains(way)) {
                // The same message comes to the same site again: nothing new is reached until R1 ends it.
                if (claim.quantifier() == Quantifier.EVERY) {
                    refute(stage.start(), stage.box(), stage.covers());
                }
                return;
            }
            onward(stage, via, next.get(), way);
        }

        private void onward(Stage stage, OutboundRule via, SiteClauses next, String way) {
            List<String> ways =
                    Stream.concat(stage.ways().stream(), Stream.of(way)).toList();
            Connection connection = links.connection(stage.now().site().name(), via);
            Hop hop = new Hop(search.space(), connection, stage.hops() + 1);
            Box there = hop.forward(stage.box());
            Fates fates = new Fates(next);
            List<Fate> arriving = new ArrayList<>(List.of(fates.looping()));
            next.sourcesMeeting(
                    there,
                    source -> fates.of(
                            // Names that the connection shows are no restriction of the source.
                            source, plain(there), outcome -> true, arriving::add));
            for (Fate fate : arriving) {
                Optional<Box> back = hop.back(fate.box());
                if (back.isEmpty()) {
                    continue;
                }
                Box box = stage.box().and(back.get());
                if (!box.isEmpty()) {
                    List<Covering> covers = new ArrayList<>(stage.covers());
                    fate.covers().forEach(covering -> covers.add(hop.back(covering)));
                    follow(
                            new Stage(stage.start(), next, box, List.copyOf(covers), stage.hops() + 1, ways),
                            fate.verdict().outcome(),
                            false);
                }
            }
        }

        private Box plain(Box there) {
            Box box = search.space().everything();
            for (Dimension dimension : Dimension.values()) {
                box = box.only(dimension, there.ranges(dimension));
            }
            return box;
        }

        private void refute(SiteClauses site, Box box, List<Covering> covers) {
            Covering[] coverings = covers.toArray(Covering[]::new);
            Answer answer = search.find(box, coverings);
            isUndecided |= answer instanceof Answer.Undecided;
            if (answer instanceof Answer.Found) {
                Message message = search.message(box, coverings).orElseThrow();
                // Nothing is shown that the interpreter does not confirm.
                if (meaning.isContradictedBy(site.site().name(), message)) {
                    refuted =
                            Optional.of(new Judgement.Refuted(claim, site.site().name(), message));
                } else {
                    isUndecided = true;
                }
            }
        }
    }
}
