package dev.mailflow.compiler.driver;

import dev.mailflow.compiler.advise.Advisor;
import dev.mailflow.compiler.analysis.Analysis;
import dev.mailflow.compiler.analysis.claim.Judgement;
import dev.mailflow.compiler.analysis.claim.Reports;
import dev.mailflow.compiler.analysis.difference.Difference;
import dev.mailflow.compiler.analysis.finding.Places;
import dev.mailflow.compiler.analysis.space.Steps;
import dev.mailflow.compiler.ast.PolicyFile;
import dev.mailflow.compiler.check.Checks;
import dev.mailflow.compiler.check.MeantDomains;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Fault;
import dev.mailflow.compiler.decision.Links;
import dev.mailflow.compiler.decision.Lowering;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.parse.PolicyParser;
import dev.mailflow.compiler.resolve.ResolvedPolicy;
import dev.mailflow.compiler.resolve.Resolver;
import dev.mailflow.compiler.resolve.SourceLoader;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.Target;
import dev.mailflow.compiler.target.TargetRequest;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.Claim;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.TypeChecker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Text to model, and model to artifacts. Keeps no state between calls. */
public final class Compiler {
    private Compiler() {}

    /** Never throws, whatever the text; the user's mistakes are in the result. */
    public static CompileResult compile(CompileRequest request) {
        Judged judged = judge(request);
        if (judged.hasErrors()) {
            return new CompileResult(judged.diagnostics(), Optional.empty(), List.of(), List.of(), judged.sources());
        }
        DecisionModel model = Lowering.lower(judged.policy());
        List<Claim> claims = judged.policy().claims();
        Analysis analysis = Analysis.of(model, claims, Steps.usual());
        List<Diagnostic> found = new ArrayList<>(judged.diagnostics());
        Places places = Known.of(judged.policy(), judged.diagnostics());
        analysis.findings(places, beside(judged, found));
        if (found.stream().anyMatch(Diagnostic::isError)) {
            // Where a tie leaves open what happens, there is nothing to prove.
            return new CompileResult(
                    inOrder(RowMistakes.gather(PartnerTies.gather(found, judged.policy())), judged.sources()),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    judged.sources());
        }
        analysis.findingsOverSites(places, request.faults(), beside(judged, found));
        List<Judgement> judgements = claims.stream().map(analysis::judge).toList();
        Reports reports = new Reports(model);
        judgements.forEach(judgement -> judgement.accept(reports).ifPresent(found::add));
        return new CompileResult(
                inOrder(RowMistakes.gather(found), judged.sources()),
                Optional.of(model),
                Lowering.tests(judged.policy()),
                judgements,
                judged.sources());
    }

    /** Takes what was not said by the checks already. */
    private static DiagnosticSink beside(Judged judged, List<Diagnostic> found) {
        return one -> {
            if (!isOfMixedAlphabets(one, judged.diagnostics()) && !isOfLostDomain(one, judged.lost())) {
                found.add(one);
            }
        };
    }

    /** Letters that only look like those of the partner's domain: that was said of the domain itself. */
    private static boolean isOfMixedAlphabets(Diagnostic found, List<Diagnostic> before) {
        return found.code() == DiagnosticCode.SENDERS_OF_OTHERS
                && before.stream()
                        .filter(one -> one.code() == DiagnosticCode.MIXED_SCRIPTS)
                        .map(one -> one.primary().span())
                        .anyMatch(place -> place.file()
                                        .equals(found.primary().span().file())
                                && place.start() >= found.primary().span().start()
                                && place.end() <= found.primary().span().end());
    }

    /** What becomes of mail for a domain of ours that is misspelt among the accepted ones: that was said of the domain itself. */
    private static boolean isOfLostDomain(Diagnostic found, List<DomainName> lost) {
        return !found.isError()
                && found.witness()
                        .filter(witness -> lost.stream().anyMatch(domain -> isAt(domain, witness.message())))
                        .isPresent();
    }

    /** Whether an address of the message is in exactly that domain. */
    private static boolean isAt(DomainName domain, String message) {
        return Pattern.compile("@" + Pattern.quote(domain.text()) + "(?![A-Za-z0-9.-])")
                .matcher(message)
                .find();
    }

    /**
     * Judges one claim that does not stand in the policy, such as {@code no message from internet reaches internet}. Never throws.
     *
     * @param claim one {@code assert}, or what follows that word; places count in this text
     */
    public static ProveResult prove(CompileRequest request, SourceFile claim) {
        return prove(request, claim, Optional.empty());
    }

    /** @param fault with which it is asked whether the claim holds */
    public static ProveResult prove(CompileRequest request, SourceFile claim, Optional<Fault> fault) {
        Judged judged = judge(request);
        List<Diagnostic> found = new ArrayList<>(judged.diagnostics());
        if (judged.hasErrors()) {
            return new ProveResult(found, Optional.empty(), Optional.empty());
        }
        Optional<Claim> read = ClaimText.read(claim, judged.policy(), found::add);
        if (read.isEmpty()) {
            return new ProveResult(found, Optional.empty(), Optional.empty());
        }
        DecisionModel model = Lowering.lower(judged.policy());
        Analysis analysis = Analysis.of(model, List.of(read.get()), Steps.usual());
        analysis.findings(Known.of(judged.policy(), judged.diagnostics()), beside(judged, found));
        if (found.stream().anyMatch(Diagnostic::isError)) {
            return new ProveResult(told(found, judged, claim), Optional.empty(), Optional.empty());
        }
        Judgement judgement = analysis.judge(read.get(), fault);
        judgement.accept(new Reports(Links.of(model, fault))).ifPresent(found::add);
        return new ProveResult(told(found, judged, claim), Optional.of(model), Optional.of(judgement));
    }

    private static List<Diagnostic> told(List<Diagnostic> found, Judged judged, SourceFile claim) {
        List<SourceFile> sources = new ArrayList<>(judged.sources());
        sources.add(claim);
        return new WrittenNames(sources).told(RowMistakes.gather(PartnerTies.gather(found, judged.policy())));
    }

    /** Which connectors the policy's situation calls for. Never throws; a policy with errors gets no advice. */
    public static AdviseResult advise(CompileRequest request) {
        Judged judged = judge(request);
        return new AdviseResult(
                judged.diagnostics(),
                judged.hasErrors()
                        ? Optional.empty()
                        : Optional.of(Proposal.judged(request, Advisor.advise(judged.policy()))));
    }

    /**
     * A policy with all that was found in it.
     *
     * @param lost domains of ours that are accepted under another spelling, by mistake
     */
    private record Judged(
            List<Diagnostic> diagnostics, CheckedPolicy policy, List<DomainName> lost, List<SourceFile> sources) {
        boolean hasErrors() {
            return diagnostics.stream().anyMatch(Diagnostic::isError);
        }
    }

    private static Judged judge(CompileRequest request) {
        List<Diagnostic> found = new ArrayList<>();
        List<SourceFile> loaded = new ArrayList<>(List.of(request.root()));
        SourceLoader remembering = new Remembering(request.loader(), loaded);
        List<Span> unread = new ArrayList<>();
        DiagnosticSink parsing = diagnostic -> {
            found.add(diagnostic);
            unread.add(diagnostic.primary().span());
        };
        PolicyFile file = PolicyParser.parse(request.root(), parsing);
        // Beside text that cannot be read, what the file does not say needs no saying.
        boolean unreadable = found.stream().anyMatch(Diagnostic::isError);
        ResolvedPolicy resolved =
                Resolver.resolve(file, remembering, source -> PolicyParser.parse(source, parsing), diagnostic -> {
                    if (!unreadable || !isAboutAbsence(diagnostic)) {
                        found.add(diagnostic);
                    }
                });
        CheckedPolicy checked = TypeChecker.check(resolved, unread, found::add);
        List<DomainName> lost = List.of();
        // What could not be read is missing from the policy: judging the rest would report its absence.
        if (found.stream().noneMatch(Diagnostic::isError)) {
            // What follows from a misspelt domain of ours is said at the domain alone.
            MeantDomains.Meant meant = MeantDomains.of(checked, found::add);
            lost = meant.lost();
            Checks.all().forEach(check -> check.check(meant.policy(), found::add));
            // The least of all that can be said: beside anything else it would only distract.
            if (found.stream().anyMatch(diagnostic -> diagnostic.code() != DiagnosticCode.UNUSED_ENDPOINT)) {
                found.removeIf(diagnostic -> diagnostic.code() == DiagnosticCode.UNUSED_ENDPOINT);
            }
        } else {
            // What would have used the list may be what could not be read.
            found.removeIf(diagnostic -> diagnostic.code() == DiagnosticCode.UNUSED_LIST);
        }
        return new Judged(inOrder(RowMistakes.gather(found), loaded), checked, lost, List.copyOf(loaded));
    }

    private static boolean isAboutAbsence(Diagnostic diagnostic) {
        return diagnostic.code() == DiagnosticCode.NOTHING_DECLARED
                || diagnostic.code() == DiagnosticCode.NO_LANGUAGE_VERSION;
    }

    /** By file as first loaded, place and code; what two phases both noticed is said once. */
    private static List<Diagnostic> inOrder(List<Diagnostic> found, List<SourceFile> loaded) {
        Map<SourceFile, Integer> files = new HashMap<>();
        loaded.forEach(file -> files.putIfAbsent(file, files.size()));
        List<Diagnostic> sorted = new ArrayList<>(new LinkedHashSet<>(found));
        sorted.sort((one, other) -> {
            int file = Integer.compare(numberOf(one, files), numberOf(other, files));
            int place = file != 0
                    ? file
                    : Integer.compare(
                            one.primary().span().start(), other.primary().span().start());
            return place != 0 ? place : one.code().id().compareTo(other.code().id());
        });
        return new WrittenNames(loaded).told(sorted);
    }

    private static int numberOf(Diagnostic diagnostic, Map<SourceFile, Integer> files) {
        return files.getOrDefault(diagnostic.primary().span().file(), files.size());
    }

    /** All messages that two policies treat differently. */
    public static Difference diff(DecisionModel before, DecisionModel after) {
        return Difference.between(before, after, Steps.usual());
    }

    /** Asks each target in turn. */
    public static EmitResult emit(TargetRequest request, List<Target> targets) {
        List<Diagnostic> diagnostics = new ArrayList<>();
        List<Artifact> artifacts = new ArrayList<>();
        for (Target target : targets) {
            artifacts.addAll(target.emit(request, diagnostics::add));
        }
        boolean failed = diagnostics.stream().anyMatch(Diagnostic::isError);
        return new EmitResult(failed ? List.of() : artifacts, WrittenNames.in(TargetFindings.complete(diagnostics)));
    }

    /** Notes the order in which files are first read. */
    private record Remembering(SourceLoader loader, List<SourceFile> loaded) implements SourceLoader {
        @Override
        public Loaded load(String path) {
            Loaded answer = loader.load(path);
            if (answer instanceof Loaded.Found other) {
                loaded.add(other.file());
            }
            return answer;
        }

        @Override
        public List<String> beside(String path) {
            return loader.beside(path);
        }

        @Override
        public Reach reach() {
            return loader.reach();
        }
    }
}
