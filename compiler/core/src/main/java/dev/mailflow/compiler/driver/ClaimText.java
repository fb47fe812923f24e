package dev.mailflow.compiler.driver;

import dev.mailflow.compiler.ast.ClaimPredicate;
import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.parse.PolicyParser;
import dev.mailflow.compiler.resolve.Suggestions;
import dev.mailflow.compiler.source.LazyPattern;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.Claim;
import dev.mailflow.compiler.type.ClaimChecker;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A claim outside of a policy, read by the parser and checker of {@code assert}. Lists of the policy have no names there. Its places are those
 * of the text as it was given, with or without {@code assert}.
 */
final class ClaimText {
    private static final LazyPattern DECLARATION = new LazyPattern("\\s*assert\\s");
    private static final String KEYWORD = "assert ";

    private ClaimText() {}

    static Optional<Claim> read(SourceFile given, CheckedPolicy policy, DiagnosticSink sink) {
        if (DECLARATION.matcher(given.text()).lookingAt()) {
            return declaration(given, policy, sink);
        }
        SourceFile text = new SourceFile(given.path(), KEYWORD + given.text());
        int first = given.text().length() - given.text().stripLeading().length();
        UnaryOperator<Span> asGiven = span -> span.file() != text
                ? span
                : new Span(
                        given,
                        Math.max(first, span.start() - KEYWORD.length()),
                        Math.max(first, span.end() - KEYWORD.length()),
                        span.counterpart());
        return declaration(text, policy, found -> sink.report(found.at(asGiven)))
                .map(claim -> claim.at(asGiven.apply(claim.origin())));
    }

    private static Optional<Claim> declaration(SourceFile text, CheckedPolicy policy, DiagnosticSink sink) {
        List<Diagnostic> mistakes = new ArrayList<>();
        List<Declaration> declarations = PolicyParser.parse(text, mistakes::add).declarations();
        if (mistakes.isEmpty() && (declarations.size() != 1 || !(declarations.get(0) instanceof Declaration.Assert))) {
            mistakes.add(Diagnostic.of(
                            DiagnosticCode.UNEXPECTED_TEXT,
                            new Span(text, 0, text.text().length()),
                            "one claim is wanted here")
                    .withHelp("write one, as in `no message from internet reaches internet`"));
        }
        mistakes.forEach(sink::report);
        if (mistakes.stream().anyMatch(Diagnostic::isError) || !mistakes.isEmpty()) {
            return Optional.empty();
        }
        Declaration.Assert claim = (Declaration.Assert) declarations.get(0);
        boolean areKnown = Stream.of(claim.from(), claim.to(), endpoint(claim.predicate()))
                .flatMap(Optional::stream)
                .map(word -> isKnown(word, policy, sink))
                .reduce(true, (a, b) -> a && b);
        Optional<Claim> read = ClaimChecker.read(claim, sink);
        return areKnown ? read : Optional.empty();
    }

    private static Optional<Word> endpoint(ClaimPredicate predicate) {
        if (predicate instanceof ClaimPredicate.Reaches reaches) {
            return Optional.of(reaches.endpoint());
        }
        return predicate instanceof ClaimPredicate.Passes passes ? Optional.of(passes.endpoint()) : Optional.empty();
    }

    private static boolean isKnown(Word word, CheckedPolicy policy, DiagnosticSink sink) {
        if (policy.endpoints().containsKey(word.text()) || word.text().equals(EndpointKind.INTERNET.text())) {
            return true;
        }
        Diagnostic unknown = Diagnostic.of(
                DiagnosticCode.UNKNOWN_ENDPOINT, word.span(), "there is no endpoint `" + word.text() + "`");
        Set<String> names = new LinkedHashSet<>(policy.endpoints().keySet());
        names.add(EndpointKind.INTERNET.text());
        sink.report(unknown.withHelp(Suggestions.nearest(word.text(), names)
                .map(near -> "did you mean `" + near + "`?")
                .orElse("name one of the policy's endpoints: " + String.join(", ", names))));
        return false;
    }
}
