package dev.mailflow.compiler.analysis.claim;

import dev.mailflow.compiler.analysis.witness.Replay;
import dev.mailflow.compiler.ast.Declaration.Quantifier;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Links;
import dev.mailflow.compiler.decision.Trace;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.Severity;
import dev.mailflow.compiler.type.Claim;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Judgements as diagnostics; a claim that holds and says something needs none. */
public final class Reports implements Judgement.Visitor<Optional<Diagnostic>> {
    private final Links links;

    public Reports(DecisionModel model) {
        this(Links.of(model));
    }

    /** @param links with which the claims were judged */
    public Reports(Links links) {
        this.links = links;
    }

    @Override
    public Optional<Diagnostic> proved(Judgement.Proved proved) {
        if (proved.subject() == Judgement.Subject.MESSAGES) {
            return Optional.empty();
        }
        return Optional.of(Diagnostic.of(
                        DiagnosticCode.CLAIM_OF_NOTHING,
                        proved.claim().origin(),
                        "no message is one that this claim is about: it holds whatever the policy does")
                .withHelp(whyNothing(proved.claim())));
    }

    private static String whyNothing(Claim claim) {
        if (!claim.when().isEverything()) {
            // Which of the two leaves nothing over is not looked for.
            return "name another endpoint or less after `when`, or remove the claim";
        }
        return claim.predicate() instanceof Claim.LeavesWithTls
                        && claim.from().isPresent()
                        && claim.to().isPresent()
                ? "`from " + claim.from().get() + "` is mail that comes in from there, and none of it is sent on to `"
                        + claim.to().get() + "`; for all that leaves to it: `"
                        + claim.quantifier().name().toLowerCase(Locale.ROOT)
                        + " message to " + claim.to().get() + " leaves with tls`"
                : "name another endpoint, or remove the claim";
    }

    @Override
    public Optional<Diagnostic> refuted(Judgement.Refuted refuted) {
        Claim claim = refuted.claim();
        String wanted = claim.quantifier() == Quantifier.NO
                ? "this is claimed of no message, and it holds of one"
                : "the claim does not hold for this message";
        boolean isOfPaths = claim.predicate() instanceof Claim.Reaches || claim.predicate() instanceof Claim.Passes;
        if (isOfPaths) {
            Trace trace = Trace.follow(links, refuted.site(), refuted.message());
            return Optional.of(Diagnostic.of(DiagnosticCode.CLAIM_REFUTED, claim.origin(), wanted)
                    .withHelp("change the policy, or leave such messages out of the claim with `when`: its way is "
                            + way(trace))
                    .withWitness(Replay.witness(trace.hops())));
        }
        return Optional.of(Diagnostic.of(DiagnosticCode.CLAIM_REFUTED, claim.origin(), wanted)
                .withHelp("change the policy, or leave such messages out of the claim with `when`")
                .withWitness(Replay.witness(List.of(new Trace.Hop(
                        refuted.site(),
                        refuted.message(),
                        links.verdicts().decide(refuted.site(), refuted.message()))))));
    }

    /** {@code internet -[lock-down]-> office365 -[hybrid-out]-> onprem}. */
    private static String way(Trace trace) {
        StringBuilder way = new StringBuilder();
        way.append('`').append(trace.hops().get(0).verdict().by().words()).append('`');
        for (Trace.Hop hop : trace.hops()) {
            way.append(", `").append(hop.site()).append('`');
            if (hop.verdict().outcome() instanceof Outcome.Send send) {
                way.append(" by `").append(send.via().connector().name()).append('`');
            }
        }
        Meaning.nextHop(trace.hops().get(trace.hops().size() - 1).verdict().outcome())
                .ifPresent(last -> way.append(", `").append(last).append('`'));
        return way.toString();
    }

    @Override
    public Optional<Diagnostic> undecided(Judgement.Undecided undecided) {
        Diagnostic found = Diagnostic.of(
                        DiagnosticCode.NOT_DECIDED,
                        undecided.claim().origin(),
                        "this could be neither proved nor refuted in the steps that a question may take")
                .withHelp("claim less at a time, with `from`, `to` and `when`, and report this policy to mailflow");
        // What is not proved does not count as proved.
        return Optional.of(found.withSeverity(Severity.ERROR));
    }
}
